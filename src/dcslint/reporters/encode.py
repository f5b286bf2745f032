"""JSON that any reader accepts and any terminal bears: ASCII, compact, well-formed Unicode."""

from __future__ import annotations

from json import JSONEncoder

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Without indentation: with it Python's encoder is six times slower.
_encode = JSONEncoder(check_circular=False, separators=(",", ":")).encode
_ESCAPE = regex(
    r"\\(?:[^u]|ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(?P<lone>ud[89a-f][0-9a-f]{2}))"
)


def encode(value: Any) -> str:
    r"""`value` as JSON on one line. Half of a surrogate pair, which no text may hold, is U+FFFD."""
    text = _encode(value)
    if "\\ud" in text:
        text = _ESCAPE.sub(lambda match: "\\ufffd" if match["lone"] else match[0], text)
    return text
