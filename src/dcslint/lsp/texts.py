"""The texts that are open in the editor, kept in step with its changes.

pygls has a store of its own, but it splits lines as `str.splitlines` does: a form feed or a U+2028
in a comment would shift every place behind it.
"""

from __future__ import annotations

from dcslint.lsp.positions import UTF_16, Lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.lsp.positions import Place

    Change = tuple[tuple[Place, Place] | None, str]

_BOM = "\ufeff"


class OpenText:
    """One text as the editor shows it.

    `version` is the editor's number for it. `shift` is 1 where the text begins with a byte order
    mark: the linter's offsets do not count it.
    """

    __slots__ = ("lines", "version")

    def __init__(self, text: str, version: int | None = None, encoding: str = UTF_16) -> None:
        self.lines = Lines(text, encoding)
        self.version = version

    @property
    def text(self) -> str:
        """The whole text, a byte order mark included."""
        return self.lines.text

    @property
    def shift(self) -> int:
        """How much an offset of the linter's is less than one of this text."""
        return int(self.text.startswith(_BOM))

    def data(self) -> bytes:
        """The text as a file's bytes, one code point for each of its own.

        A lone surrogate, which no file in UTF-8 can hold, becomes "?".
        """
        return self.text.encode("utf-8", "replace")

    def is_read_as(self, text: str) -> bool:
        """Whether a document of that text is what the linter makes of this one as it is now."""
        shown = self.text[self.shift :]
        if shown == text:
            return True
        return len(shown) == len(text) and shown.encode("utf-8", "replace").decode() == text

    def change(self, changes: Iterable[Change], version: int | None) -> None:
        """Apply changes one after the other, each `(range or None for all, new text)`."""
        for place, words in changes:
            new, text = words, self.text
            if place is not None:
                (first, at), (last, until) = place
                start = self.lines.offset(first, at)
                end = max(self.lines.offset(last, until), start)
                new = text[:start] + words + text[end:]
            self.lines = Lines(new, self.lines.encoding)
        self.version = version
