"""Limits that were reached: of what there was more than is read, and where, until a rule tells it.

Whoever stops at a limit says so here, however deep in a reader or in the model it is; what it then
returns is for it to choose. The engine takes what was said while it judges a unit. Nothing here
judges, and a limit that nobody takes costs no more than its place: each is kept once for a file.
"""

from __future__ import annotations

from dcslint.source.document import Document, Span


class Limit:
    """That a file has more than `most` says in words ("100 targets"), and the place of the rest."""

    __slots__ = ("most", "span")

    def __init__(self, most: str, span: Span) -> None:
        self.most = most
        self.span = span

    def __repr__(self) -> str:
        return f"Limit({self.most!r} at {self.span!r})"


_reached: dict[tuple[str, str], Limit] = {}
_documents: list[Document] = []  # those that are being read, the innermost last


class within:  # noqa: N801 - reads as the function it would be; contextlib costs start-up
    """Let limits that name no place be those of a document, inside the block."""

    __slots__ = ("_document",)

    def __init__(self, document: Document) -> None:
        self._document = document

    def __enter__(self) -> None:
        _documents.append(self._document)

    def __exit__(self, *raised: object) -> None:
        _documents.pop()


def reached(most: str, place: Span | str | None = None) -> None:
    """Say that there is more than `most`, which is a number with what it counts.

    `place` is where the rest begins, or the path of a file that was not read on that account;
    without one it is the document that is being read, if any is.
    """
    if place is None:
        if not _documents:
            return
        place = _documents[-1].span(0, 0)
    elif isinstance(place, str):
        place = Document(place, "").span(0, 0)
    span = place.outermost()
    _reached.setdefault((span.document.path, most), Limit(most, span))


def taken() -> list[Limit]:
    """What was said since the last time, each number once for a file."""
    if not _reached:
        return []
    found = list(_reached.values())
    _reached.clear()
    return found
