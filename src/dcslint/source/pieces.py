"""Source maps: where each character of a text is written, as pieces in order.

Knows no value: what a text is and what it came through is in `value`.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter

from dcslint.source.document import Document, Span

# (offset in the text, document, start, end): the characters of the text from this offset up to the
# next piece's offset (or the text's end) are written as document.text[start:end]. A piece is
# literal if these are the same characters; any other is an escape or a reference, and is never cut.
Piece = tuple[int, Document, int, int]

_offset_of = itemgetter(0)
# `$TAG` and "16.4" are of one length, so lengths are not enough; but comparing a whole heredoc for
# each of its words would be quadratic, and no reference is that long.
LONGEST_REFERENCE = 256
# A variable that is prolonged over and over (`PATH=…:$PATH`) has a piece for each time; of more
# than this the characters are known no longer one by one, only what they are all written in.
MOST_PIECES = 250


def place_of(pieces: tuple[Piece, ...], whole: Span, start: int, end: int, text: str) -> Span:
    """Where `[start, end)` of a mapped text is written: a part of `whole`, else `whole` itself."""
    return hull(cut(pieces, start, end, text), whole)


def cut(pieces: tuple[Piece, ...], start: int, end: int, text: str) -> tuple[Piece, ...]:
    """The pieces of the characters `[start, end)` of a mapped text, as of a text of its own.

    A literal piece is cut to fit, any other is kept whole. Of an empty range it is the one point
    where the characters would be written, or the escape or reference that leaves no such point.
    """
    if start >= end:
        return _point(pieces, start, text)
    found: list[Piece] = []
    for index in range(index_of(pieces, start), len(pieces)):
        offset, document, low, high = pieces[index]
        if offset >= end:
            break
        if is_literal(pieces, index, text):
            low, high = low + max(start - offset, 0), min(high, low + end - offset)
        found.append((max(offset - start, 0), document, low, high))
    return tuple(found)


def _point(pieces: tuple[Piece, ...], at: int, text: str) -> tuple[Piece, ...]:
    """The piece of no characters at `at`: behind what is written before, else before the next."""
    if not pieces:
        return ()
    index = index_of(pieces, at)
    for candidate in (index - 1, index):
        if candidate >= 0 and at <= _stop_of(pieces, candidate, text):
            offset, document, low, _ = pieces[candidate]
            if is_literal(pieces, candidate, text):
                return ((0, document, low + at - offset, low + at - offset),)
    return ((0, *pieces[index][1:]),)


def hull(pieces: tuple[Piece, ...], whole: Span) -> Span:
    """The least span around all pieces, if they lie inside `whole`; else `whole` itself."""
    if not pieces:
        return whole
    start, end = whole.end, whole.start
    for _, document, low, high in pieces:
        if document is not whole.document or low < whole.start or high > whole.end:
            return whole
        start, end = min(start, low), max(end, high)
    return Span(whole.document, start, end)


def as_one(pieces: tuple[Piece, ...], length: int) -> tuple[Piece, ...]:
    """One piece in place of many, for a text of `length` that is not its slice letter by letter."""
    _, document, low, high = pieces[0]
    for _, other, first, last in pieces:
        if other is document:
            low, high = min(low, first), max(high, last)
    # As long as the text, it would pass for a slice.
    return ((0, document, low, high - 1 if high - low == length else high),)


def is_literal(pieces: tuple[Piece, ...], index: int, text: str) -> bool:
    """Whether a piece is written letter by letter."""
    offset, document, low, high = pieces[index]
    stop = _stop_of(pieces, index, text)
    if high - low != stop - offset:
        return False
    return high - low > LONGEST_REFERENCE or document.text.startswith(text[offset:stop], low)


def _stop_of(pieces: tuple[Piece, ...], index: int, text: str) -> int:
    return pieces[index + 1][0] if index + 1 < len(pieces) else len(text)


def index_of(pieces: tuple[Piece, ...], at: int) -> int:
    """The last piece that begins at or before `at`: slicing a value into n words stays n log n."""
    return max(bisect_right(pieces, at, key=_offset_of) - 1, 0)
