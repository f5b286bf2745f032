"""The patterns of HCL's words, after its own scanner, and of what is passed over after an error.

Every pattern is linear on any input: repetitions that a failure could take back are possessive.
"""

from __future__ import annotations

import re

from dcslint.source.regex import regex

NAME = r"[^\W\d][\w-]*+"
_NUMBER = r"[0-9]++(?:\.[0-9]++)*+(?:[eE][+-]?[0-9]++)?+"
# `$${` and `%%{` are escapes; any other sign without a brace behind it means itself.
_SIGNS = r"\$(?!\$?\{)|%(?!%?\{)"
_PLAIN = rf'"((?:[^"\\\n$%]++|{_SIGNS})*+)"'

SPACES = regex(r"[ \t\r]*+")
BLANKS = regex(r"[ \t\r\n]*+")
NAMED = regex(NAME)
CALL = regex(rf"({NAME}(?:::{NAME})*+)[ \t]*+(?=\()")
NUMBER = regex(_NUMBER)
PLAIN_STRING = regex(_PLAIN)
# A whole attribute on one line, of the simple kinds that most are: one step instead of twenty.
# Groups: 1 name, 2 string, 3 number, 4 name or reference.
PLAIN_ATTRIBUTE = regex(
    rf"[ \t\r\n]*+({NAME})[ \t]*+=[ \t]*+"
    rf"(?:{_PLAIN}|({_NUMBER})|({NAME}(?:\.{NAME})*+))[ \t\r]*+(?=\n|\Z)"
)
REFERENCE = regex(rf"{NAME}(?:\.{NAME})*+")
# Groups: 1 name or old index of `.x`, 2 `.*`, 3 `[*]`.
STEP = regex(rf"\.[ \t]*+({NAME}|[0-9]++)|(\.[ \t]*+\*)|(\[[ \t]*+\*[ \t]*+\])")
OPERATOR = regex(r"\|\||&&|==|!=|<=|>=|[<>+\-*/%]")
PRECEDENCE = (("*", "/", "%"), ("+", "-"), ("<", ">", "<=", ">="), ("==", "!="), ("&&",), ("||",))
HEREDOC = regex(rf"<<(-?)({NAME})[ \t\r]*+(?:\n|\Z)")
FOR = regex(rf"for[ \t\r\n]++({NAME})")
CLOSERS = {"(": ")", "[": "]", "{": "}"}

QUOTED_RUN = regex(rf'(?:[^"\\\n$%]++|{_SIGNS})*+')
HEREDOC_RUN = regex(rf"(?:[^\n$%]++|{_SIGNS})*+\n?")
ESCAPE = regex(r'\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})')
ALONE = regex(rf"^[^\S\n]*+({NAME})[^\S\n]*+$", re.MULTILINE)

# What can only be the beginning of an attribute, an object's item or a block.
_LABELS = rf'(?:[ \t]*+"[^"\n]*+"|[ \t]++{NAME})*+'
ASSIGNMENT = regex(rf"(?:{NAME}|{_PLAIN})[ \t]*+=(?![=>])")
# Group 1: the labels.
HEADER = regex(rf"{NAME}({_LABELS})[ \t]*+\{{")
JUNK = regex(r'(?:[^\n{}"]++|"(?:[^"\\\n]++|\\[^\n])*+"?)*+')
JUNK_ITEM = regex(r'(?:[^\n(){}\[\],"]++|"(?:[^"\\\n]++|\\[^\n])*+"?)*+')
NESTING = regex(
    r"""([(\[{])|([)\]}])|"(?:[^"\\\n]++|\\[^\n])*+"?|\#[^\n]*+|//[^\n]*+|/\*(?s:.*?)(?:\*/|\Z)"""
)
# One word for a message.
WORD = regex(rf'{NAME}|"[^"\n]*+"?|[0-9]++|(?s:.)')
