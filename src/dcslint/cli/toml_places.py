"""Where the keys of a TOML text stand: tomllib gives values without places.

Reads only texts that tomllib has read, so it takes for granted that they are well formed and needs
to know no more than where keys, strings, arrays and tables begin and end. Imported only when a
line is to be named.
"""

from __future__ import annotations

import re
from contextlib import suppress

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    Path = tuple[str | int, ...]

_BLANK = regex(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACES = regex(r"[ \t]*")
_BARE = regex(r"[A-Za-z0-9_-]+")
_STRING = regex(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = regex(r"[^\s,\]}#][^,\]}#\n]*")
_ESCAPE = regex(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_DEEPEST = 32  # parts of a path: no configuration goes deeper, but a hostile key may
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


def places_of(text: str) -> dict[Path, int]:
    """Path of a key or item → the line (from 1) on which it stands.

    A path is made of keys and, in arrays, of numbers: ("outputs", 0, "file"). What lies deeper than
    any key of ours is left out.
    """
    found: dict[Path, int] = {}
    scanner = _Scanner(text, found)
    with suppress(RecursionError):  # tomllib's functions may take a little less than these
        scanner.document()
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    from bisect import bisect_right

    return {path: bisect_right(starts, offset) for path, offset in found.items()}


class _Scanner:
    __slots__ = ("_at", "_counts", "_found", "_text")

    def __init__(self, text: str, found: dict[Path, int]) -> None:
        self._text = text
        self._at = 0
        self._found = found
        self._counts: dict[Path, int] = {}

    def document(self) -> None:
        """Read everything; what is not understood ends it."""
        header: Path = ()
        while True:
            self._skip(_BLANK)
            start = self._at
            if start >= len(self._text):
                return
            if self._text.startswith("[[", start):
                self._at += 2
                header = self._item_of(self._key())
                self._note(header, start)
                self._at += 2
            elif self._text[start] == "[":
                self._at += 1
                header = self._within_items(self._key())
                self._note(header, start)
                self._at += 1
            else:
                self._pair(header)
            if self._at <= start:
                return

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self._text, self._at)
        if match is not None:
            self._at = match.end()

    def _note(self, path: Path, offset: int) -> None:
        for length in range(1, min(len(path), _DEEPEST) + 1):
            self._found.setdefault(path[:length], offset)

    def _item_of(self, keys: Path) -> Path:
        """The path of a new item of an array of tables."""
        keys = self._within_items(keys[:-1]) + keys[-1:]
        number = self._counts.get(keys, 0)
        self._counts[keys] = number + 1
        return (*keys, number)

    def _within_items(self, keys: Path) -> Path:
        """The path of a header; of an array of tables on its way the last item is meant."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _key(self) -> Path:
        parts: list[str | int] = []
        while True:
            self._skip(_SPACES)
            parts.append(self._part())
            self._skip(_SPACES)
            if self._text[self._at : self._at + 1] != ".":
                break
            self._at += 1
        return tuple(parts)

    def _part(self) -> str:
        for pattern in (_STRING, _BARE):
            match = pattern.match(self._text, self._at)
            if match is not None:
                self._at = match.end()
                return _meant(match[0])
        return ""

    def _pair(self, above: Path) -> None:
        start = self._at
        path = above + self._key()
        self._note(path, start)
        self._at += 1  # "="
        self._skip(_SPACES)
        self._value(path)

    def _value(self, path: Path) -> None:
        match = _STRING.match(self._text, self._at)
        if match is not None:
            self._at = match.end()
        elif self._text.startswith("[", self._at):
            self._array(path)
        elif self._text.startswith("{", self._at):
            self._inline_table(path)
        else:
            self._skip(_SCALAR)

    def _array(self, path: Path) -> None:
        number = 0
        self._at += 1
        while True:
            self._skip(_BLANK)
            if self._text[self._at : self._at + 1] in ("]", ""):
                self._at += 1
                return
            start = self._at
            self._note((*path, number), start)
            self._value((*path, number))
            number += 1
            self._skip(_BLANK)
            if self._text[self._at : self._at + 1] == ",":
                self._at += 1
            elif self._at <= start:
                self._at = len(self._text)

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while True:
            self._skip(_BLANK)
            if self._text[self._at : self._at + 1] in ("}", ""):
                self._at += 1
                return
            start = self._at
            self._pair(path)
            self._skip(_BLANK)
            if self._text[self._at : self._at + 1] == ",":
                self._at += 1
            elif self._at <= start:
                self._at = len(self._text)


def _meant(key: str) -> str:
    """What a key means as written: bare, or a string of one line."""
    if key.startswith("'"):
        return key[1:-1]
    if key.startswith('"'):
        return _ESCAPE.sub(_unescaped, key[1:-1])
    return key


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])
