"""What a secret is to those who read it, where it is written with quotes, escapes or on more lines.

A message may hold a variable's value, in which none of these is left. As shells and Docker read
words; knows no names and finds nothing.
"""

from __future__ import annotations

import re

from dcslint.source.regex import regex
from dcslint.source.secrets.scan import CONTINUATION

_CONTINUATION = regex(CONTINUATION)
_IN_DOUBLE = r'(?:[^"\\]|\\.)*+'
_INSIDE = regex(_IN_DOUBLE, re.DOTALL)
_PIECE = regex(rf"""\\(.)|'([^']*+)'|"({_IN_DOUBLE})\"""", re.DOTALL)
_ESCAPE = regex(r'\\(["\\$`])')


def meaning(text: str, before: str) -> str:
    """The text without quotes, escapes and what joins lines; `before` is the character before it.

    If that is a quote, the text begins in quotes, and may go on behind them.
    """
    text = _CONTINUATION.sub("", text)
    if before == '"' and _INSIDE.fullmatch(text):
        return _ESCAPE.sub(r"\1", text)
    if before == "'" and "'" not in text:
        return text
    return _PIECE.sub(_of_piece, before + text if before in ('"', "'") else text)


def _of_piece(match: re.Match[str]) -> str:
    letter, single, double = match.groups(default="")
    return letter or single or _ESCAPE.sub(r"\1", double)
