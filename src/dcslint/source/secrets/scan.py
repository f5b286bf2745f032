"""Reads a text for `values`: lines, open quotes, closing quotes, words, indentation.

Every question has a bounded answer or a remembered one, so that a text made of nothing but names,
quotes or brackets costs no more than any other. Knows nothing of names or secrets.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from dcslint.source.regex import regex

ENDS_WORD = frozenset(" \t\r\n,;)]}&|<>")
WINDOW = 2000  # how many characters a look around may take in
# Where a line goes on, with the comments and blank lines that Docker takes out behind it: no more
# than any file has, for each of them may hold a name that is asked of.
_LINES = r"(?:\s*\n(?:[ \t]*#[^\n]*)?){1,50}+"
CONTINUATION = rf"[\\`]{_LINES}"
_MARK = regex(r"[\"'\\\n]")
_CHUNK = regex(rf"""(?:[^\s"'\\`$]|\\{_LINES}|\\.|\$(?!\())++""", re.DOTALL)
# An apostrophe within single quotes, as shells have it written.
_APOSTROPHE = regex(r"""'(?:"'"|\\')'""")
_QUOTED = {
    '"': regex(r'(?:[^"\\]|\\.)*+"', re.DOTALL),
    "'": regex(r"(?:[^'\\]|\\.)*+'", re.DOTALL),
}


class Scan:
    """One text, and what has been read of it so far. Cheapest when asked in the order of the text.

    certain   up to this offset everything is known to be secret
    defaults  up to this offset defaults of secret names have been read
    """

    __slots__ = ("_missing", "_quote", "_starts", "_word", "certain", "defaults", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.certain = 0
        self.defaults = 0
        self._starts: list[int] = []
        self._missing: dict[str, int] = {}
        self._quote = (0, "")
        self._word = (0, 0)

    def line(self, at: int) -> tuple[int, int]:
        """Start and end of the line that an offset is in, the latter before its line feed."""
        starts = self._starts
        if not starts:
            starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
            self._starts = starts
        index = bisect_right(starts, at)
        end = starts[index] - 1 if index < len(starts) else len(self.text)
        return starts[index - 1], end

    def inside(self, at: int) -> str:
        """The quote that is open at an offset, as far as its line, with continuations, can tell."""
        first, quote = self._quote
        if at < first or at - first > WINDOW:
            first, quote = max(self.line(at)[0], at - WINDOW), ""
        escaped = -1
        for mark in _MARK.finditer(self.text, first, at):
            if mark.start() == escaped:
                continue
            if mark[0] == "\\":
                escaped = mark.start() + 1
            elif mark[0] == "\n":
                quote = ""
            elif not quote or quote == mark[0]:
                quote = "" if quote else mark[0]
        self._quote = (at, quote)
        return quote

    def rest(self, at: int, inside: str) -> int:
        """The end of the line, or of the string that is open here."""
        end = self.line(at)[1]
        close = self.close(inside, at) if inside else -1
        return min(end, close) if close >= 0 else end

    def ends_string(self, at: int, inside: str) -> bool:
        """Whether the quote at `at` closes the string around it, going by what follows it."""
        following = self.text[at + 1 : at + 2]
        return self.text[at] == inside and (not following or following in ENDS_WORD)

    def close(self, delimiter: str, at: int) -> int:
        """The offset of the quote that closes a string whose inside begins at `at`, or -1."""
        if at >= self._missing.get(delimiter, len(self.text) + 1):
            return -1
        first = at
        if delimiter in _QUOTED:
            found = self._unescaped(delimiter, at)
            while found >= 0 and (
                quote := _APOSTROPHE.match(self.text, found - (delimiter == '"'))
            ):
                at = quote.end()
                found = self._unescaped(delimiter, at)
        elif delimiter[0] == "\\":
            escaped = re.compile(r"(?<!\\)" + re.escape(delimiter)).search(self.text, at)
            found = escaped.start() if escaped else -1
        else:
            found = self.text.find(delimiter, at)
        if found < 0:
            self._missing[delimiter] = first
        return found

    def _unescaped(self, delimiter: str, at: int) -> int:
        match = _QUOTED[delimiter].match(self.text, at)
        return match.end() - 1 if match else self.text.find(delimiter, at)

    def word_end(self, at: int, inside: str) -> int:
        """The end of a shell word, in which quotes may open and close."""
        first, end = self._word
        if first <= at < end:
            return end
        first = at
        while at < len(self.text):
            chunk = _CHUNK.match(self.text, at)
            if chunk:
                at = chunk.end()
            elif self.text[at] not in "\"'" or self.ends_string(at, inside):
                break
            else:
                close = self.close(self.text[at], at + 1)
                line_end = self.line(at)[1]
                if at > first and close > line_end and self.ends_string(at, self.text[at]):
                    break  # the end of a string that began lines above
                at = close + 1 if close >= 0 else line_end
                if close < 0:
                    break
        self._word = (first, at)
        return at

    def column(self, start: int) -> int:
        """The column, from 0, of a name; of its quote if it is in quotes."""
        column = start - self.line(start)[0]
        return column - 1 if column and self.text[start - 1] in "\"'" else column

    def deeper(self, at: int, column: int, limit: int) -> int:
        """The end of the lines below the one of `at` that are indented deeper than `column`."""
        end, limit = self.line(at)[1], min(limit, len(self.text))
        while end < limit:
            low, high = self.line(end + 1)
            line = self.text[low:high]
            if line.strip() and len(line) - len(line.lstrip()) <= column:
                break
            end = high
        return end
