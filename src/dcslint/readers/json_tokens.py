"""The tokens of JSON and of what stands in its place: patterns, and the text of a string.

Every pattern is linear on any input: what can fail late is bounded, or eats its line when it fails.
"""

from __future__ import annotations

import re

from dcslint.source import Span, Value
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dcslint.source import Document
    from dcslint.source.pieces import Piece

_SPACE = "[ \t\r\n]*"
_PLAIN = r'"([^"\\\x00-\x1f]*)"'
_WORDS = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null"
_VALUE = rf"(?:(?:{_PLAIN}|({_WORDS})(?=[ \t\r\n,\]}}]))(?:{_SPACE}[,\]}}])?|(\[|\{{(?!\{{)))"
# Nearly all of any file matches these: one step for an entry or item with the mark behind it.
# Groups: 1 key (empty for an item), 2 string, 3 other scalar, 4 opening bracket.
ENTRY = regex(f"{_SPACE}{_PLAIN}{_SPACE}:{_SPACE}{_VALUE}")
ITEM = regex(f"(){_SPACE}{_VALUE}")
BLANKS = regex(_SPACE)
MARK_BEHIND = regex(rf"{_SPACE}[,\]}}]")
# `json.loads` takes the last three, and so do the tools that write them.
SCALAR = regex(rf"{_WORDS}|NaN|-?Infinity")
# Jinja and Go, shell and Terraform, make, Python; bounded, so that half of one costs little.
_TEMPLATE = (
    r"\{\{[^{}\n]{0,200}\}\}|\$\{[^{}\n]{0,200}\}|\$\([^()\n]{0,200}\)|%\(\w{0,200}\)\w|\$\w+"
)
IS_TEMPLATE = regex(_TEMPLATE)
TOKEN = regex(
    rf"""{_SPACE}(?:
    (?P<statement> \{{%[^\n]{{0,200}}?%\}} | \{{\#[^\n]{{0,200}}?\#\}} )
    | (?P<comment> //[^\r\n]* | \#[^\r\n]* | /\*(?s:.*?)\*/ )
    | (?P<open_comment> /\* )
    | (?P<word> (?: {_TEMPLATE} | [^\s,:{{}}\[\]"'/$%]+ | [$%] | /(?!/|\*) )+ )
    | (?P<mark> [{{}}\[\],:] )
    | (?P<string> "[^"\\\n]*(?:\\[^\n][^"\\\n]*)*" )
    | (?P<apostrophes> '[^'\\\n]*(?:\\[^\n][^'\\\n]*)*' )
    | (?P<unclosed> ["'][^\n]* )
    | (?P<other> . )
    )""",
    re.VERBOSE,
)
_SPECIAL = regex(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}"
    r'|["\\/bfnrt])|\\|[\x00-\x1f]'
)
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
NESTING = regex(r'[\[{]|([\]}])|"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"|"[^\n]*')
KINDS = {"true": "boolean", "false": "boolean", "null": "null"}


def read_string(
    document: Document, start: int, end: int, report: Callable[[str, int, int], None]
) -> Value:
    """The string whose characters between the quotes are `[start, end)`.

    A control character, and a backslash that escapes nothing, is told to `report` and kept.
    """
    text = document.text
    span = Span(document, start, end)
    parts: list[str] = []
    pieces: list[Piece] = []
    length = 0
    at = start
    for found in _SPECIAL.finditer(text, start, end):
        first, last = found.span()
        if last - first == 1:
            if text[first] == "\\":
                report("json-bad-escape", first, min(last + 1, end))
            else:
                report("json-control-character", first, last)
            continue
        if first > at:
            pieces.append((length, document, at, first))
            parts.append(text[at:first])
            length += first - at
        pieces.append((length, document, first, last))
        parts.append(_unescape(found[0]))
        length += 1
        at = last
    if not pieces:
        return Value(text[start:end], span)
    if at < end:
        pieces.append((length, document, at, end))
        parts.append(text[at:end])
    return Value("".join(parts), span, pieces=tuple(pieces))


def _unescape(escape: str) -> str:
    if len(escape) == 2:
        return _ESCAPES.get(escape[1], escape[1])
    high = int(escape[2:6], 16)
    if len(escape) == 6:
        return chr(high)
    return chr(0x10000 + ((high - 0xD800) << 10) + (int(escape[8:12], 16) - 0xDC00))
