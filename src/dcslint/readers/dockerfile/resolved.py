"""A text that is put together from slices and variables, each character with its place."""

from __future__ import annotations

from dcslint.source import Unknown, Value
from dcslint.source.limits import reached
from dcslint.source.pieces import MOST_PIECES, as_one

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.source import Document, Origin
    from dcslint.source.pieces import Piece

# Linux takes no argument or environment string longer than this (MAX_ARG_STRLEN, 32 pages); the
# limit stops values that double with each line.
_LONGEST = 131_072


class RefusedError(Exception):
    """BuildKit refuses the word: `reason` says why, as a phrase; `quote` if a quote stays open."""

    def __init__(self, reason: str, *, quote: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.quote = quote


class Resolved:
    """A text being put together, with what is known of it."""

    __slots__ = ("length", "literal", "origins", "overridable", "pieces", "texts", "unknown")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0
        # Whether the last piece is letter by letter: then the next one may prolong it.
        self.literal = False
        self.origins: dict[Origin, None] = {}
        self.overridable = False
        self.unknown: Unknown | None = None

    def add(self, text: str, pieces: Iterable[Piece]) -> None:
        """Append a text whose pieces count from its own start."""
        if not text:
            return
        self._grow(text)
        start = self.length - len(text)
        pieces = tuple(pieces)
        if len(pieces) > MOST_PIECES:
            pieces = as_one(pieces, len(text))
        self.pieces += [(start + offset, doc, low, high) for offset, doc, low, high in pieces]
        self.literal = False

    def add_literal(self, text: str, document: Document, start: int) -> None:
        """Append a text that stands letter by letter in a document from `start` on."""
        self._grow(text)
        if self.literal:
            offset, before, low, high = self.pieces[-1]
            if before is document and high == start:
                self.pieces[-1] = (offset, document, low, start + len(text))
                return
        self.pieces.append((self.length - len(text), document, start, start + len(text)))
        self.literal = True

    def _grow(self, text: str) -> None:
        self.length += len(text)
        if self.length > _LONGEST:
            reached(f"{_LONGEST:,} characters of a text with variables")
            raise RefusedError("the text is too long")
        self.texts.append(text)

    def touch(self, value: Value) -> None:
        """Note that the result rests on `value`."""
        for origin in value.origins:
            self.origins[origin] = None
        self.overridable = self.overridable or value.overridable

    def merge(self, other: Resolved) -> None:
        """Append another result with all that is known of it."""
        self.origins.update(other.origins)
        self.overridable = self.overridable or other.overridable
        self.unknown = self.unknown or other.unknown
        self.add(other.text, other.pieces)

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self.texts)

    def as_value(self, original: Value) -> Value:
        """The result in place of `original`."""
        self.touch(original)
        origins = tuple(self.origins)
        if self.unknown is not None:
            return Value(
                None,
                original.span,
                unknown=self.unknown,
                origins=origins,
                overridable=self.overridable,
            )
        return Value(
            self.text,
            original.span,
            pieces=tuple(self.pieces),
            origins=origins,
            overridable=self.overridable,
        )
