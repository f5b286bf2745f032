"""Edits of a list of texts in the style that it is written in: an item more, an item less.

What stands between two items (quotes, comma, line feed, dash) stands between any two. Where it
holds anything else, a comment for one, or an item comes from elsewhere, there is no edit.
"""

from __future__ import annotations

from dcslint.source import Edit
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Value

# From within an item to within the next: in JSON, HCL and flow style, or in block style.
_BETWEEN = regex(
    r"""(?P<quote>["'])\s*,\s*(?P=quote)|\s*,\s*|(?P<mark>["']?)\s*\n\s*-\s+(?P=mark)"""
)


def add_item(values: list[Value], text: str) -> Edit | None:
    """The edit that adds a text behind the last of several."""
    if len(values) < 2:
        return None
    last = values[-1]
    between = _between(values[-2], last)
    return None if between is None else last.edit(between + text, len(last.text or ""))


def remove_item(values: list[Value], value: Value) -> Edit | None:
    """The edit that takes one of several texts away."""
    at = next((index for index, one in enumerate(values) if one is value), None)
    if at is None or len(values) < 2:
        return None
    first, second = (values[at - 1], value) if at else (value, values[1])
    if _between(first, second) is None:
        return None
    document = value.span.document
    if at:
        return Edit(document.span(first.span.end, value.span.end), "")
    return Edit(document.span(value.span.start, second.span.start), "")


def _between(first: Value, second: Value) -> str | None:
    """What stands between the letters of two items that are written here, one after the other."""
    document = first.span.document
    if document is not second.span.document or first.span.end > second.span.start:
        return None
    if first.edit("") is None or second.edit("") is None:
        return None
    between = document.text[first.span.end : second.span.start]
    return between if _BETWEEN.fullmatch(between) is not None else None
