r"""Places as editors count them: line and character from 0, characters in the agreed encoding.

Offsets are those of the text, in code points. The protocol ends a line at "\n", "\r\n" or "\r"
(LSP 3.17, "Text Documents"), which is neither what `str.splitlines` does nor what dcslint's own
lines are: both sides only meet in offsets.
"""

from __future__ import annotations

from bisect import bisect_right

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    Place = tuple[int, int]

UTF_8, UTF_16, UTF_32 = "utf-8", "utf-16", "utf-32"
_LINE_END = regex(r"\r\n|\n|\r")


class Lines:
    """A text's lines, to turn offsets into places and back."""

    __slots__ = ("_ascii", "_starts", "encoding", "text")

    def __init__(self, text: str, encoding: str = UTF_16) -> None:
        self.text = text
        self.encoding = encoding
        self._ascii = text.isascii() or encoding == UTF_32
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text))]

    def __len__(self) -> int:
        return len(self._starts)

    def bounds(self, line: int) -> tuple[int, int]:
        """The offsets `[start, end)` of a line, its line ending left out; of the end if beyond."""
        if line >= len(self._starts):
            return len(self.text), len(self.text)
        start = self._starts[line]
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return start, end

    def place(self, offset: int) -> Place:
        """Line and character of an offset; of the text's end if it is beyond."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self._starts, offset) - 1
        start = self._starts[line]
        if self._ascii:
            return line, offset - start
        return line, sum(map(self._width, self.text[start:offset]))

    def offset(self, line: int, character: int) -> int:
        """The offset of a place. A character beyond the line's end means its end (as LSP says).

        A place inside a character of several units is that character's start.
        """
        if line < 0:
            return 0
        start, end = self.bounds(line)
        if self._ascii:
            return min(start + max(character, 0), end)
        units = 0
        for at in range(start, end):
            units += self._width(self.text[at])
            if units > character:
                return at
        return end

    def _width(self, char: str) -> int:
        if self.encoding == UTF_16:
            return 1 if char <= "\uffff" else 2
        if char <= "\x7f":
            return 1
        if char <= "\u07ff":
            return 2
        return 3 if char <= "\uffff" else 4
