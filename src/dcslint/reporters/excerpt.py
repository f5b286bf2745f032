"""The line that a finding is about, as a terminal shows it, with the words marked below it."""

from __future__ import annotations

from dcslint.reporters.visible import escaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Document

_TAB = 4
_MOST = 120  # characters shown of a line
_BEFORE = 40  # of these, before the words, where something has to go
_CUT = "..."


def marked_line(document: Document, start: int, end: int) -> tuple[str, str]:
    """The line at `start`, and below it a caret line under `[start, end)` as far as that line goes.

    Both without line endings. Secrets are masked, tabs are expanded, unprintable characters are
    shown as escapes, a very long line is cut on both sides of the words. ("", "") if it is blank.
    """
    low, high = document.line_bounds(document.position(start)[0])
    start = min(start, high)
    end = max(min(end, high), start)
    before, after = "", ""
    if high - low > _MOST:
        first = max(low, min(start - _BEFORE, high - _MOST))
        last = min(high, first + _MOST)
        before, after = _CUT * (first > low), _CUT * (last < high)
        low, high, end = first, last, min(end, last)
    if not document.text[low:high].strip():
        return "", ""
    shown = before
    left, column = _shown(document.excerpt(low, start), len(shown))
    words, beyond = _shown(document.excerpt(start, end), column)
    right, _ = _shown(document.excerpt(end, high), beyond)
    width = max(beyond - column, 1)
    line = (shown + left + words + right + after).rstrip()
    return line, " " * column + "^" + "~" * (width - 1)


def _shown(text: str, column: int) -> tuple[str, int]:
    """`text` as it stands at a column of the terminal, and the column after it."""
    if text.isascii() and text.isprintable():
        return text, column + len(text)
    from unicodedata import category, east_asian_width

    parts = []
    for char in text:
        if char == "\t":
            part = " " * (_TAB - column % _TAB)
            width = len(part)
        elif not char.isprintable():
            part = escaped(char)
            width = len(part)
        else:
            part = char
            if category(char) in ("Mn", "Me"):  # combining: stands on the character before it
                width = 0
            else:
                width = 2 if east_asian_width(char) in ("W", "F") else 1
        parts.append(part)
        column += width
    return "".join(parts), column
