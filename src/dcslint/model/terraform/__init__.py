"""Terraform: the files of a module, their variables, and blocks as trees of values.

Knows the language, no provider. What the trees mean is for `compute` and others to say.
"""
