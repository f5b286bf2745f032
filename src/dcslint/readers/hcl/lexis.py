"""The patterns of HCL's words, after its own scanner, and of what is passed over after an error.

Every pattern is linear on any input: repetitions that a failure could take back are possessive.
"""

from __future__ import annotations

import re

NAME = r"[^\W\d][\w-]*+"
_NUMBER = r"[0-9]++(?:\.[0-9]++)*+(?:[eE][+-]?[0-9]++)?+"
# `$${` and `%%{` are escapes; any other sign without a brace behind it means itself.
_SIGNS = r"\$(?!\$?\{)|%(?!%?\{)"
_PLAIN = rf'"((?:[^"\\\n$%]++|{_SIGNS})*+)"'

SPACES = re.compile(r"[ \t\r]*+")
BLANKS = re.compile(r"[ \t\r\n]*+")
NAMED = re.compile(NAME)
CALL = re.compile(rf"({NAME}(?:::{NAME})*+)[ \t]*+(?=\()")
NUMBER = re.compile(_NUMBER)
PLAIN_STRING = re.compile(_PLAIN)
# A whole attribute on one line, of the simple kinds that most are: one step instead of twenty.
# Groups: 1 name, 2 string, 3 number, 4 name or reference.
PLAIN_ATTRIBUTE = re.compile(
    rf"[ \t\r\n]*+({NAME})[ \t]*+=[ \t]*+"
    rf"(?:{_PLAIN}|({_NUMBER})|({NAME}(?:\.{NAME})*+))[ \t\r]*+(?=\n|\Z)"
)
REFERENCE = re.compile(rf"{NAME}(?:\.{NAME})*+")
# Groups: 1 name or old index of `.x`, 2 `.*`, 3 `[*]`.
STEP = re.compile(rf"\.[ \t]*+({NAME}|[0-9]++)|(\.[ \t]*+\*)|(\[[ \t]*+\*[ \t]*+\])")
OPERATOR = re.compile(r"\|\||&&|==|!=|<=|>=|[<>+\-*/%]")
PRECEDENCE = (("*", "/", "%"), ("+", "-"), ("<", ">", "<=", ">="), ("==", "!="), ("&&",), ("||",))
HEREDOC = re.compile(rf"<<(-?)({NAME})[ \t\r]*+(?:\n|\Z)")
FOR = re.compile(rf"for[ \t\r\n]++({NAME})")
CLOSERS = {"(": ")", "[": "]", "{": "}"}

QUOTED_RUN = re.compile(rf'(?:[^"\\\n$%]++|{_SIGNS})*+')
HEREDOC_RUN = re.compile(rf"(?:[^\n$%]++|{_SIGNS})*+\n?")
ESCAPE = re.compile(r'\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})')
ALONE = re.compile(rf"^[^\S\n]*+({NAME})[^\S\n]*+$", re.MULTILINE)

# What can only be the beginning of an attribute, an object's item or a block.
_LABELS = rf'(?:[ \t]*+"[^"\n]*+"|[ \t]++{NAME})*+'
ASSIGNMENT = re.compile(rf"(?:{NAME}|{_PLAIN})[ \t]*+=(?![=>])")
# Group 1: the labels.
HEADER = re.compile(rf"{NAME}({_LABELS})[ \t]*+\{{")
JUNK = re.compile(r'(?:[^\n{}"]++|"(?:[^"\\\n]++|\\[^\n])*+"?)*+')
JUNK_ITEM = re.compile(r'(?:[^\n(){}\[\],"]++|"(?:[^"\\\n]++|\\[^\n])*+"?)*+')
NESTING = re.compile(
    r"""([(\[{])|([)\]}])|"(?:[^"\\\n]++|\\[^\n])*+"?|\#[^\n]*+|//[^\n]*+|/\*(?s:.*?)(?:\*/|\Z)"""
)
# One word for a message.
WORD = re.compile(rf'{NAME}|"[^"\n]*+"?|[0-9]++|(?s:.)')
