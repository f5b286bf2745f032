"""Policies of AWS IAM that speak of Amazon ECR: who may pull images, from where, and as whom.

Meaning only: places of policies, statements, what an action with wildcards covers. Knows no rule.
"""

from __future__ import annotations

import re

from dcslint.source.regex import regex

# What no policy for Amazon ECR lacks: the prefix of its actions, and something behind it.
HINT = regex(r"\becr:(?=[\w*?$])", re.IGNORECASE)
