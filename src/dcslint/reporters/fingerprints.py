"""Names for findings that stay the same when lines move: our own, and GitHub's for a line.

Both leave secrets out: ours is made of masked text, GitHub's is not given for a line with a secret.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.diagnostic import Diagnostic
    from dcslint.source import Document

# github/codeql-action, src/fingerprints.ts: the hash of the 100 characters from a line's start that
# are no blanks, to the base 37 modulo 2 ** 64; the end of the file counts as one character.
_BLOCK = 100
_BASE = 37
_MODULUS = 1 << 64
_END = "\uffff"


def fingerprints(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """One fingerprint a finding, in order, all different: rule, path, masked text and a counter."""
    from hashlib import sha256

    seen: dict[str, int] = {}
    found = []
    for one in diagnostics:
        text = "\0".join((one.rule, one.path, _masked_lines(one)))
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        seen[digest] = seen.get(digest, 0) + 1
        found.append(f"{digest}:{seen[digest]}")
    return found


def _masked_lines(diagnostic: Diagnostic) -> str:
    """The lines of the finding, secrets masked and blanks folded."""
    span = diagnostic.span
    document = span.document
    start, _ = document.line_bounds(document.position(span.start)[0])
    _, end = document.line_bounds(document.position(max(span.start, span.end - 1))[0])
    return " ".join(document.excerpt(start, max(start, end)).split())


class LineHashes:
    """GitHub's `primaryLocationLineHash` for the lines of one document."""

    __slots__ = ("_blocks", "_counts", "_document")

    def __init__(self, document: Document) -> None:
        self._document = document
        self._blocks: list[str] | None = None
        self._counts: list[int] = []

    def of(self, line: int) -> str | None:
        """The hash and its counter of a line (from 1); None if the line holds a secret."""
        document = self._document
        if document.holds_secret(*document.line_bounds(line)):
            return None
        if self._blocks is None:
            self._blocks = _blocks(("\ufeff" if document.bom else "") + document.text)
            seen: dict[str, int] = {}
            for block in self._blocks:
                seen[block] = seen.get(block, 0) + 1
                self._counts.append(seen[block])
        if line > len(self._blocks):
            return None
        value = 0
        for char in self._blocks[line - 1].ljust(_BLOCK, "\0"):
            value = (value * _BASE + ord(char)) % _MODULUS
        return f"{value:x}:{self._counts[line - 1]}"


def _blocks(text: str) -> list[str]:
    """The characters that GitHub hashes for each line, as UTF-16 code units."""
    if not text.isascii():
        text = re.sub("[\ud800-\udfff]", "\ufffd", text)
        units = text.encode("utf-16-le")
        text = "".join(
            chr(low | high << 8) for low, high in zip(units[::2], units[1::2], strict=True)
        )
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    plain = [line.replace(" ", "").replace("\t", "") for line in lines]
    joined = "\n".join(plain) + _END
    blocks = []
    at = 0
    for line in plain:
        blocks.append(joined[at : at + _BLOCK])
        at += len(line) + 1
    return blocks
