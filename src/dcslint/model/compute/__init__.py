"""Compute specs: clusters, wherever and in whatever format they are written down.

Knows trees, not formats: a format hands in the roots that its reader made. It must not judge.
"""
