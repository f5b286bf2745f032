"""Quotes without anything live in them: `'…'`, `$'…'` and the backslash.

Every function takes the offset of its construct, appends literals to the parts of a word and
returns the offset behind the construct.
"""

from __future__ import annotations

from dcslint.readers.shell.lexis import ANSI_END, ANSI_PIECE, ansi_text, end_of
from dcslint.readers.shell.syntax import Literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.shell.state import Parts, State


def single_quoted(state: State, start: int, parts: Parts) -> int:
    """Read what stands behind a `'` up to the next one."""
    stop = state.text.find("'", start, state.end)
    close = stop + 1
    if stop < 0:
        stop = close = state.end
        state.fault("unterminated-quote", start - 1, close)
    parts.append(Literal(state.text[start:stop], start, stop, quoted=True, exact=True))
    return close


def escaped(state: State, i: int, parts: Parts, escapable: str = "") -> int:
    """Read a backslash and what it escapes: any character, or one of `escapable` if that is set.

    A backslash at the end of a line joins it to the next and leaves nothing.
    """
    char = state.text[i + 1 : min(i + 2, state.end)]
    if char == "\n":
        return i + 2
    if char == "\r" and state.text.startswith("\n", i + 2, state.end):
        return i + 3
    if char and (not escapable or char in escapable):
        parts.append(Literal(char, i + 1, i + 2, quoted=True, exact=True))
        return i + 2
    parts.append(Literal("\\", i, i + 1, quoted=True, exact=True))
    return i + 1


def ansi_quoted(state: State, start: int, parts: Parts) -> int:
    """Read what stands behind a `$'` up to the next `'` that is not escaped."""
    text = state.text
    stop = end_of(ANSI_END, text, start, state.end)
    close = stop + 1
    if stop >= state.end or text[stop] != "'":
        stop = close = state.end
        state.fault("unterminated-quote", start - 2, close)
    if stop == start:
        parts.append(Literal("", start, start, quoted=True, exact=True))
    for piece in ANSI_PIECE.finditer(text, start, stop):
        value = ansi_text(piece)
        exact = value == piece[0]
        parts.append(Literal(value, piece.start(), piece.end(), quoted=True, exact=exact))
    return close
