"""Edits of a document's text, and fixes made of them. Applies them in memory; writes no file."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.source.document import Span


class OverlappingEditsError(ValueError):
    """Two edits of one text touch the same characters."""


class Edit:
    """Replace the characters of `span` by `text`; an empty span inserts."""

    __slots__ = ("span", "text")

    def __init__(self, span: Span, text: str) -> None:
        self.span = span
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edit) and (self.span, self.text) == (other.span, other.text)

    def __hash__(self) -> int:
        return hash((self.span, self.text))

    def __repr__(self) -> str:
        return f"Edit({self.span!r}, {self.text!r})"


class Fix:
    """Edits that belong together. `message` is a verb phrase; a safe fix needs nobody's leave.

    Where one of the edits is not allowed (None), none of them is made: half a fix is a new fault.
    """

    __slots__ = ("edits", "message", "safe")

    def __init__(self, message: str, edits: Iterable[Edit | None], *, safe: bool = False) -> None:
        self.message = message
        possible: list[Edit] = []
        for edit in edits:
            if edit is None:
                possible.clear()
                break
            possible.append(edit)
        self.edits = tuple(possible)
        self.safe = safe


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits, whose offsets are those of `text` before any of them.

    The same edit given twice is made once; insertions at one place keep the order given.
    Raises OverlappingEditsError when two of them touch the same characters.
    """
    parts = []
    at = 0
    for edit in sorted(dict.fromkeys(edits), key=lambda edit: (edit.span.start, edit.span.end)):
        if edit.span.start < at:
            raise OverlappingEditsError(f"edits overlap at offset {edit.span.start}")
        parts.append(text[at : edit.span.start])
        parts.append(edit.text)
        at = edit.span.end
    parts.append(text[at:])
    return "".join(parts)
