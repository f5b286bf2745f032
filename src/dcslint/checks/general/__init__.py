"""General checks: what a team fills in with its own names, so that its rule needs no Python.

None of our own cards names one of these. Each has a template, a card that `dcslint rules new`
starts from and that is its test. The docstring is its documentation in `dcslint rules checks`:
after the sentence a row for each parameter, and `words` for what a message can name.
"""
