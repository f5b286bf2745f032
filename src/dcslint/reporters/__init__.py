"""Reporters: findings to text in one form each. They read diagnostics and source excerpts only."""
