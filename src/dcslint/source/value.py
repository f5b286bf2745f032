"""A value that keeps its place: the text, where each of its characters stands, where it came from.

A value may be unknown (its text depends on something that is not in the files) or overridable (a
default that the outside can replace). An unknown value is never judged: checks read a value with
`known()`, which notes that a value was passed over.
"""

from __future__ import annotations

from contextvars import ContextVar

from dcslint.source.document import Span
from dcslint.source.edit import Edit
from dcslint.source.pieces import (
    LONGEST_REFERENCE,
    MOST_PIECES,
    Piece,
    as_one,
    cut,
    hull,
    index_of,
    is_literal,
    place_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextvars import Token
    from typing import Any

# Where something is written: the range of a value's text.
Place = tuple["Value", int, int]

_unjudged: ContextVar[Callable[[Value], None] | None] = ContextVar("unjudged", default=None)


class recording_unjudged:  # noqa: N801 - reads as the function it would be; contextlib costs start-up
    """Call `note` with every unknown value that `Value.known` passes over inside the block."""

    __slots__ = ("_note", "_token")

    def __init__(self, note: Callable[[Value], None]) -> None:
        self._note = note

    def __enter__(self) -> None:
        self._token: Token[Callable[[Value], None] | None] = _unjudged.set(self._note)

    def __exit__(self, *raised: object) -> None:
        _unjudged.reset(self._token)


class Unknown:
    """Why a value is not known, as a phrase ("ARG TAG has no default"), and where that is so.

    `unset` says that nothing in the files gives it a value, though the outside may: then
    `${TAG:-latest}` is "latest" by default.
    """

    __slots__ = ("reason", "span", "unset")

    def __init__(self, reason: str, span: Span | None = None, *, unset: bool = False) -> None:
        self.reason = reason
        self.span = span
        self.unset = unset

    def __repr__(self) -> str:
        return f"Unknown({self.reason!r})"


class Origin:
    """A place that a value came through: `kind` is "alias", "variable" or "default"."""

    __slots__ = ("kind", "name", "span")

    def __init__(self, kind: str, name: str, span: Span) -> None:
        self.kind = kind
        self.name = name
        self.span = span

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origin) and (self.kind, self.name, self.span) == (
            other.kind,
            other.name,
            other.span,
        )

    def __hash__(self) -> int:
        return hash((self.kind, self.name, self.span))

    def __repr__(self) -> str:
        return f"Origin({self.kind} {self.name} at {self.span!r})"


class Value:
    """The text of something written down, or the reason why it is unknown.

    `span` is where a finding about the value points. `kind` is the type that the format gives it:
    "string", "number", "boolean" or "null"; the text of the last three is as written. `pieces` is
    the source map; without it, the text stands letter by letter in the span.
    """

    __slots__ = ("kind", "origins", "overridable", "pieces", "span", "text", "unknown")

    def __init__(
        self,
        text: str | None,
        span: Span,
        *,
        kind: str = "string",
        pieces: tuple[Piece, ...] | None = None,
        origins: tuple[Origin, ...] = (),
        overridable: bool = False,
        unknown: Unknown | None = None,
    ) -> None:
        self.text = text
        self.span = span
        self.kind = kind
        self.pieces = pieces
        self.origins = origins
        self.overridable = overridable
        self.unknown = unknown
        if text is None and unknown is None:
            self.unknown = Unknown("not known")

    @classmethod
    def of_unknown(
        cls, span: Span, reason: str, *, where: Span | None = None, origins: tuple[Origin, ...] = ()
    ) -> Value:
        """A value whose text cannot be known, for `reason`."""
        return cls(None, span, unknown=Unknown(reason, where), origins=origins)

    def __repr__(self) -> str:
        shown = repr(self.text) if self.text is not None else f"unknown: {self.unknown!r}"
        return f"Value({shown} at {self.span!r})"

    def known(self) -> str | None:
        """The text; or None, after noting that this value was not judged."""
        if self.text is None:
            note = _unjudged.get()
            if note is not None:
                note(self)
        return self.text

    def or_unknown(self) -> str | None:
        """The text, or None for a check that judges an unknown value on purpose."""
        return self.text

    @property
    def is_known(self) -> bool:
        """Whether the text is known."""
        return self.text is not None

    @property
    def is_literal(self) -> bool:
        """Whether the text was written here, and nothing outside can change it."""
        return self.text is not None and not self.origins and not self.overridable

    def map(self) -> tuple[Piece, ...]:
        """The source map, made where the text stands letter by letter in the span."""
        if self.pieces is not None:
            return self.pieces
        if self.text is None:
            return ()
        return ((0, self.span.document, self.span.start, self.span.end),)

    def place(self, start: int, end: int) -> Span:
        """Where the characters `[start, end)` of the text are written: a part of `span`, or all."""
        if self.text is None:
            return self.span
        at = self.written_at(start, end)
        if at >= 0:
            return Span(self.span.document, at, at + end - start)
        return place_of(self.map(), self.span, start, end, self.text)

    def written_at(self, start: int, end: int) -> int:
        """Where in the document `[start, end)` of the text stands letter by letter, else -1.

        Nearly every word does so, in one place inside `span`; a run asks 100,000 times.
        """
        text, span, pieces = self.text, self.span, self.pieces
        if text is None or not start < end <= len(text):
            return -1
        if pieces is None:
            offset, stop, low = 0, len(text), span.start
        else:
            at = index_of(pieces, start) if len(pieces) > 1 else 0
            offset, document, low, high = pieces[at] if pieces else (0, None, 0, -1)
            stop = pieces[at + 1][0] if at + 1 < len(pieces) else len(text)
            if document is not span.document or high - low != stop - offset:
                return -1
        first, last = low + start - offset, low + end - offset
        if end > stop or first < span.start or last > span.end:
            return -1
        source = span.document.text
        if pieces is None or stop - offset > LONGEST_REFERENCE:
            return first if source.startswith(text[start:end], first) else -1
        return first if source.startswith(text[offset:stop], low) else -1

    def slice(self, start: int, end: int, *, around: tuple[int, int] | None = None) -> Value:
        """The value of the characters `[start, end)`, with their own span and source map.

        `around` is the range that a finding about it points at, if not the same: with its quotes.
        """
        return _Slice(self, start, end, around)

    def edit(self, replacement: str, start: int = 0, end: int | None = None) -> Edit | None:
        """An edit that replaces the characters `[start, end)` of the text, or None.

        Allowed only where one literal slice of the source inside `span` equals the text: never
        through an escape, a reference, a variable or an alias, which may have other users.
        """
        if self.text is None or any(origin.kind == "alias" for origin in self.origins):
            return None
        end = len(self.text) if end is None else end
        text = self.text[start:end]
        pieces = cut(self.map(), start, end, self.text)
        if not pieces or not all(is_literal(pieces, at, text) for at in range(len(pieces))):
            return None
        place = hull(pieces, self.span)
        return Edit(place, replacement) if place.source == text else None

    def mark_secret(self) -> None:
        """Say that this text, wherever it is written, must never reach an output."""
        if self.text:
            for _, document, first, last in self.map():
                document.mark_secret(first, last, self.text)
            self.span.document.hide(self.text)


class _Slice(Value):
    """A part of a value, whose place is looked for when somebody asks: for most words nobody does.

    `span` and `pieces` are slots that are empty until then.
    """

    __slots__ = ("_around", "_end", "_start", "_whole")

    def __init__(self, whole: Value, start: int, end: int, around: tuple[int, int] | None) -> None:
        assert whole.text is not None
        self.text = whole.text[start:end]
        self.kind = "string"
        self.origins = whole.origins
        self.overridable = whole.overridable
        self.unknown = None
        self._whole = whole
        self._start = start
        self._end = end
        self._around = None if around == (start, end) else around

    def __getattr__(self, name: str) -> Any:
        """The value of an empty slot, which it then holds. Raises AttributeError for others."""
        whole, start, end = self._whole, self._start, self._end
        if name == "span":
            self.span = whole.place(*self._around or (start, end))
            return self.span
        if name != "pieces":
            raise AttributeError(f"a value has no {name}")
        assert whole.text is not None
        at = whole.written_at(start, end)
        if at >= 0:
            self.pieces = ((0, whole.span.document, at, at + end - start),)
        else:
            self.pieces = cut(whole.map(), start, end, whole.text)
        return self.pieces

    def slice(self, start: int, end: int, *, around: tuple[int, int] | None = None) -> Value:
        """As for any value; but first this one's place is found, or a part of a part would go deep.

        Each later question is then answered by one value, however often the text was cut.
        """
        _ = self.span, self.pieces
        return super().slice(start, end, around=around)


class _Joined(Value):
    """Values one after the other; the source map is put together when somebody asks."""

    __slots__ = ("_parts", "_place")

    def __init__(self, place: Place, parts: list[Value], origins: Iterable[Origin]) -> None:
        self.text = "".join([part.text for part in parts if part.text])
        self.kind = "string"
        self.origins = tuple(origins)
        self.overridable = any(part.overridable for part in parts)
        self.unknown = None
        self._place = place
        self._parts = parts

    def __getattr__(self, name: str) -> Any:
        """The value of an empty slot, which it then holds. Raises AttributeError for others."""
        if name == "span":
            whole, start, end = self._place
            self.span = whole.place(start, end)
            return self.span
        if name != "pieces":
            raise AttributeError(f"a value has no {name}")
        self.pieces = _pieces_of(self._parts)
        return self.pieces


def join(place: Place, parts: list[Value]) -> Value:
    """As `concatenate`, but where it stands is found out when somebody asks.

    For parts whose own place is no matter of other joined values: to look for that of a variable
    which each of 10,000 lines prolongs would go as deep.
    """
    origins = dict.fromkeys(origin for part in parts for origin in part.origins)
    unknown = next((part.unknown for part in parts if part.text is None), None)
    if unknown is None:
        return _Joined(place, parts, origins)
    whole, start, end = place
    overridable = any(part.overridable for part in parts)
    span = whole.place(start, end)
    return Value(None, span, unknown=unknown, origins=tuple(origins), overridable=overridable)


def concatenate(span: Span, parts: Iterable[Value]) -> Value:
    """The value written as `parts` one after the other; unknown as soon as one of them is."""
    parts = list(parts)
    origins = tuple(dict.fromkeys(origin for part in parts for origin in part.origins))
    overridable = any(part.overridable for part in parts)
    unknown = next((part.unknown for part in parts if part.text is None), None)
    if unknown is not None:
        return Value(None, span, unknown=unknown, origins=origins, overridable=overridable)
    return Value(
        "".join([part.text for part in parts if part.text]),
        span,
        pieces=_pieces_of(parts),
        origins=origins,
        overridable=overridable,
    )


def _pieces_of(parts: Iterable[Value]) -> tuple[Piece, ...]:
    """The source map of values one after the other."""
    pieces: list[Piece] = []
    length = 0
    for part in parts:
        mapped = part.map()
        if len(mapped) > MOST_PIECES:
            mapped = as_one(mapped, len(part.text or ""))
        pieces.extend((length + offset, doc, a, b) for offset, doc, a, b in mapped)
        length += len(part.text or "")
    return tuple(pieces)
