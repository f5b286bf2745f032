"""What a reader could not understand, as data: the words are in the cards of group `file`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Span


class SyntaxProblem:
    """One fault of a file's form. `kind` is a short name; `words` fill a card's message."""

    __slots__ = ("kind", "span", "words")

    def __init__(self, kind: str, span: Span, **words: str) -> None:
        self.kind = kind
        self.span = span
        self.words = words

    def __repr__(self) -> str:
        return f"SyntaxProblem({self.kind} at {self.span!r}, {self.words})"
