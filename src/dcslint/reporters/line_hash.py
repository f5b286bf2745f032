"""GitHub's own hash of a line, `primaryLocationLineHash`: how code scanning knows an alert again.

The algorithm is that of github/codeql-action (src/fingerprints.ts): the 100 characters from the
start of the line on that are neither blank nor tab, as the digits of a number to the base 37 modulo
2^64, and a count that keeps equal ones apart. An upload that brings another value than GitHub
computes logs a warning, so it is exactly that.
"""

from __future__ import annotations

import re
from operator import mul

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Document

_BLOCK = 100
_MODULUS = 1 << 64
_POWERS = tuple(pow(37, _BLOCK - 1 - at, _MODULUS) for at in range(_BLOCK))
_END_OF_FILE = 0xFFFF
_LINE_FEED = 10


class LineHashes:
    """The hashes of the lines of one document, computed as far as they are asked for."""

    __slots__ = ("_codes", "_document", "_hashes", "_other_lines", "_seen", "_starts")

    def __init__(self, document: Document) -> None:
        text = _as_node_reads(document).replace("\r\n", "\n")
        self._other_lines = "\r" in text  # GitHub ends a line there, nobody else does
        dense = text.replace("\r", "\n").replace(" ", "").replace("\t", "")
        codes = [*_utf16(dense), _END_OF_FILE]
        if len(codes) == len(dense) + 1:
            self._starts = [0, *(match.end() for match in re.finditer("\n", dense))]
        else:  # a character of two units moves those after it
            self._starts = [0, *(at for at, code in enumerate(codes, 1) if code == _LINE_FEED)]
        codes.extend([0] * _BLOCK)
        self._codes = codes
        self._document = document
        self._hashes: list[str] = []
        self._seen: dict[int, int] = {}

    def of_line(self, line: int) -> str | None:
        """The hash of a line (from 1), "hex:count"; None if a secret goes into it."""
        if not 1 <= line <= len(self._starts) or self._covers_secret(line):
            return None
        while len(self._hashes) < line:
            start = self._starts[len(self._hashes)]
            value = sum(map(mul, self._codes[start : start + _BLOCK], _POWERS)) % _MODULUS
            self._seen[value] = self._seen.get(value, 0) + 1
            self._hashes.append(f"{value:x}:{self._seen[value]}")
        return self._hashes[line - 1]

    def _covers_secret(self, line: int) -> bool:
        """Whether a short secret could be guessed from the hash."""
        document = self._document
        if not document.secrets:
            return False
        if self._other_lines or line > len(document.line_starts):
            return True
        start = at = document.line_starts[line - 1]
        wanted = _BLOCK
        while wanted and at < len(document.text):
            wanted -= document.text[at] not in " \t\r"
            at += 1
        return document.holds_secret(start, at)


def _as_node_reads(document: Document) -> str:
    """The text as GitHub's action has it: with the byte order mark, wrong bytes as U+FFFD."""
    text = document.text
    if not text.isascii():
        try:
            text = document.to_bytes(text).decode("utf-8", "replace")
        except UnicodeEncodeError:
            text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    if document.bom and not text.startswith("\ufeff"):
        text = "\ufeff" + text
    return text


def _utf16(text: str) -> list[int]:
    if text.isascii():
        return list(text.encode("ascii"))
    data = text.encode("utf-16-be")
    return [high << 8 | low for high, low in zip(data[::2], data[1::2], strict=True)]
