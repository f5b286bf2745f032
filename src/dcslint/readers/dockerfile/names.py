"""Names of variables, as BuildKit's shell lexer reads them behind a dollar sign."""

from __future__ import annotations

from dcslint.source.regex import regex

_ASCII_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*+(?![^\x00-\x7f])")
_SPECIAL = "@*#?-$!0"


def end_of_name(text: str, start: int) -> int:
    """Where the name that begins at `start` ends; `start` itself where no name is.

    A name is letters, digits and underscores; one that begins with a digit is digits only; a
    special parameter is one character.
    """
    match = _ASCII_NAME.match(text, start)
    if match is not None:
        return match.end()
    end = len(text)
    if start == end:
        return start
    first = text[start]
    at = start
    if first.isdecimal():
        while at < end and text[at].isdecimal():
            at += 1
        return at
    if first in _SPECIAL:
        return start + 1
    while at < end and (text[at] == "_" or text[at].isalpha() or text[at].isdecimal()):
        at += 1
    return at
