"""Where a span is, in the terms of outputs: lines and columns from 1, ends exclusive.

A span that a check got wrong (outside its text, end before start) is brought inside: a finding with
a rough place is worth more than no report.
"""

from __future__ import annotations

from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Document, Span


def bounds(span: Span) -> tuple[Document, int, int]:
    """The document on disk that a span is in, and the span's offsets within its text."""
    if span.document.host is not None:
        span = span.outermost()
    document, start, end = span.document, span.start, span.end
    length = len(document.text)
    if not 0 <= start <= end <= length:
        start = min(max(start, 0), length)
        end = min(max(end, start), length)
    return document, start, end


def trimmed(document: Document, start: int, end: int) -> int:
    """The end of `[start, end)` without line endings at its end, but never before `start`."""
    text = document.text
    while end > start and text[end - 1] in "\r\n":
        end -= 1
    return end


class Utf16:
    """Columns counted in UTF-16 code units, as SARIF's readers count."""

    __slots__ = ("_wide",)

    def __init__(self) -> None:
        self._wide: dict[Document, list[int]] = {}

    def region(self, document: Document, start: int, end: int) -> tuple[int, int, int, int]:
        """Line and column of two offsets; a character above U+FFFF counts twice."""
        first, column = document.position(start)
        last, end_column = first, column + end - start
        if first < len(document.line_starts) and end >= document.line_starts[first]:
            last, end_column = document.position(end)
        wide = self._wide.get(document)
        if wide is None:
            wide = self._wide[document] = _wide(document.text)
        if wide:
            column += bisect_left(wide, start) - bisect_left(wide, document.line_starts[first - 1])
            end_column += bisect_left(wide, end) - bisect_left(wide, document.line_starts[last - 1])
        return first, column, last, end_column


def _wide(text: str) -> list[int]:
    """The offsets of characters that take two code units."""
    if text.isascii():
        return []
    return [at for at, char in enumerate(text) if char > "\uffff"]
