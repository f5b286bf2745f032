"""Readers: text to syntax with spans. One module or package per format.

A reader never raises, whatever the input: it returns what it understood, and the problems it met as
`SyntaxProblem`s. It knows its format's rules and nothing of Databricks.
"""
