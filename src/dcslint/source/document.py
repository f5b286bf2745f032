"""A text and places in it.

Offsets count characters (code points) of the decoded text without its byte order mark; lines end
at a line feed and count from 1, columns count characters from 1. Only reporters ask for lines.

A document also knows which of its characters are secret: the model marks them (best through
`Value.mark_secret`), and `excerpt` and `redact` are the only ways by which source text may reach an
output.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from operator import itemgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dcslint.source.pieces import Piece

MASK = "********"
_BOM = b"\xef\xbb\xbf"
# Shorter secrets are only masked where they stand: replaced everywhere, "a" would garble the text.
_SHORTEST_REDACTED = 4
# More secrets than this are looked for together: a file of nothing but passwords stays linear.
_FEW = 16


class Public(str):
    """Words of dcslint's own, from a card or a table: they tell nothing of a document.

    `redact` leaves them as they are, and does not look for secrets on their account.
    """

    __slots__ = ()


class Span:
    """A half-open range of characters `[start, end)` of one document."""

    __slots__ = ("document", "end", "start")

    def __init__(self, document: Document, start: int, end: int) -> None:
        self.document = document
        self.start = start
        self.end = end

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Span)
            and self.document is other.document
            and self.start == other.start
            and self.end == other.end
        )

    def __hash__(self) -> int:
        return hash((id(self.document), self.start, self.end))

    def __repr__(self) -> str:
        line, column = self.document.position(self.start)
        return f"Span({self.document.path}:{line}:{column}, {self.start}..{self.end})"

    def __contains__(self, other: Span) -> bool:
        return (
            self.document is other.document and self.start <= other.start and other.end <= self.end
        )

    @property
    def source(self) -> str:
        """The characters as written, secrets included: for the model, never for an output."""
        return self.document.text[self.start : self.end]

    def outermost(self) -> Span:
        """The same place in the file on disk: itself, unless its document is embedded in one."""
        span = self
        while span.document.host is not None:
            span = span.document.host.place(span.start, span.end)
        return span


class Host:
    """Where an embedded document (a JSON body in a shell script) stands in the file around it.

    `text` is the guest's, filled in by the guest: the pieces mean nothing without it.
    """

    __slots__ = ("pieces", "span", "text")

    def __init__(self, span: Span, pieces: tuple[Piece, ...]) -> None:
        self.span = span
        self.pieces = pieces
        self.text = ""

    def place(self, start: int, end: int) -> Span:
        """The span of the host that carries the characters `[start, end)` of the guest."""
        from dcslint.source.pieces import place_of

        return place_of(self.pieces, self.span, start, end, self.text)

    def mark_secret(self, start: int, end: int, text: str) -> None:
        """Say the same of the places in the host that carry `[start, end)` of the guest."""
        from dcslint.source.pieces import cut

        for _, document, first, last in cut(self.pieces, start, end, self.text):
            document.mark_secret(first, last, text)


class Document:
    """One text under a path. `path` is relative to the working directory, with "/"."""

    __slots__ = (
        "_hidden",
        "_index",
        "_line_starts",
        "_marked",
        "_merged",
        "bom",
        "find_secrets",
        "host",
        "path",
        "text",
        "undecodable",
    )

    def __init__(
        self,
        path: str,
        text: str,
        *,
        bom: bool = False,
        undecodable: int | None = None,
        host: Host | None = None,
    ) -> None:
        self.path = path
        self.text = text
        self.bom = bom
        self.undecodable = undecodable
        self.host = host
        self.find_secrets: Callable[[str], list[tuple[int, int]]] | None = None
        self._line_starts: list[int] | None = None
        self._marked: list[tuple[int, int]] = []
        self._hidden: dict[str, None] = {}
        self._index: _Index | None = None
        self._merged: list[tuple[int, int]] | None = None
        if host is not None:
            host.text = text

    @classmethod
    def from_bytes(cls, path: str, data: bytes) -> Document:
        """Decode UTF-8, with or without a byte order mark. Never raises.

        Bytes that are not UTF-8 become lone surrogates (PEP 383), and `undecodable` is the offset
        of the first of them; `to_bytes` gives the bytes back unchanged.
        """
        bom = data.startswith(_BOM)
        if bom:
            data = data[len(_BOM) :]
        undecodable = None
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            text = data.decode("utf-8", "surrogateescape")
            undecodable = len(data[: error.start].decode("utf-8", "surrogateescape"))
        return cls(path, text, bom=bom, undecodable=undecodable)

    def to_bytes(self, text: str | None = None) -> bytes:
        """The bytes of `text` (by default this document's) with this document's byte order mark."""
        data = (self.text if text is None else text).encode("utf-8", "surrogateescape")
        return _BOM + data if self.bom else data

    def span(self, start: int, end: int) -> Span:
        """The span `[start, end)`."""
        return Span(self, start, end)

    @property
    def line_starts(self) -> list[int]:
        """The offset at which each line begins."""
        if self._line_starts is None:
            lengths = map(len, self.text.split("\n"))
            starts = list(accumulate(map((1).__add__, lengths), initial=0))
            starts.pop()  # where a line behind the last one would begin
            self._line_starts = starts
        return self._line_starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of an offset."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line_bounds(self, line: int) -> tuple[int, int]:
        """Start and end offset of a line (from 1), without its line ending."""
        starts = self.line_starts
        start = starts[line - 1]
        end = starts[line] - 1 if line < len(starts) else len(self.text)
        if end > start and self.text[end - 1] == "\r":
            end -= 1
        return start, end

    def mark_secret(self, start: int, end: int, text: str | None = None) -> None:
        """Say that the characters `[start, end)`, here and in the host, must not reach an output.

        `text` is what they mean where that is not what is written (escapes): it is kept out too.
        """
        if end <= start:
            return
        secret = self.text[start:end] if text is None else text
        self._marked.append((start, end))
        self.hide(secret)
        if self.host is not None:
            self.host.mark_secret(start, end, secret)

    def hide(self, text: str) -> None:
        """Say that `text` must not reach an output, wherever here or in the host it stands."""
        self._merged = self._index = None
        if text:
            self._hidden[text] = None
            if self.host is not None:
                self.host.span.document.hide(text)

    @property
    def secrets(self) -> list[tuple[int, int]]:
        """The secret ranges, sorted and merged: marked, found by a text scan, or repeats."""
        if self.find_secrets is not None:
            scan, self.find_secrets = self.find_secrets, None
            for start, end in scan(self.text):
                self.mark_secret(start, end)
                self._hide_meaning(start, end)
        if self._merged is None:
            self._merged = _merge(self._marked + self._occurrences(self.text))
        return self._merged

    def _hide_meaning(self, start: int, end: int) -> None:
        """Hide what the characters `[start, end)` mean, if that is not what is written."""
        written = self.text[start:end]
        if "\\" in written or "'" in written or '"' in written:
            from dcslint.source.secrets.meaning import meaning

            self.hide(meaning(written, self.text[start - 1 : start]))

    def holds_secret(self, start: int, end: int) -> bool:
        """Whether any character of `[start, end)` is secret."""
        return bool(self._secrets_in(start, end))

    def excerpt(self, start: int, end: int) -> str:
        """The characters `[start, end)` with each secret replaced by a mask of fixed length."""
        secrets = self._secrets_in(start, end)
        return _mask(self.text, start, end, secrets) if secrets else self.text[start:end]

    def redact(self, words: str) -> str:
        """`words` with every secret of this document that occurs in it masked."""
        if isinstance(words, Public) or (not self.secrets and not self._hidden):
            return words
        if words in self._hidden:
            return MASK
        found = self._occurrences(words)
        return _mask(words, 0, len(words), _merge(found)) if found else words

    def _occurrences(self, text: str) -> list[tuple[int, int]]:
        if self._index is None:
            self._index = _Index(self._hidden)
        return self._index.occurrences(text)

    def _secrets_in(self, start: int, end: int) -> list[tuple[int, int]]:
        secrets = self.secrets
        if start >= end or not secrets:
            return []
        first = bisect_right(secrets, start, key=itemgetter(1))
        stop = first
        while stop < len(secrets) and secrets[stop][0] < end:
            stop += 1
        return secrets[first:stop]


class _Index:
    """Finds any of many words in a text."""

    __slots__ = ("_lengths", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {word for word in words if len(word) >= _SHORTEST_REDACTED}
        # How words begin → how long those words are.
        self._lengths: dict[str, set[int]] = {}
        for word in self._words if len(self._words) > _FEW else ():
            self._lengths.setdefault(word[:_SHORTEST_REDACTED], set()).add(len(word))

    def occurrences(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand, in no order; they may overlap."""
        found = []
        if self._lengths:
            lengths, words = self._lengths, self._words
            for at in range(len(text) - _SHORTEST_REDACTED + 1):
                known = lengths.get(text[at : at + _SHORTEST_REDACTED], ())
                found += [(at, at + long) for long in known if text[at : at + long] in words]
            return found
        for word in self._words:
            at = text.find(word)
            while at >= 0:
                found.append((at, at + len(word)))
                at = text.find(word, at + len(word))
        return found


def _merge(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _mask(text: str, start: int, end: int, secrets: list[tuple[int, int]]) -> str:
    parts = []
    at = start
    for first, last in secrets:
        parts.append(text[at : max(at, first)])
        parts.append(MASK)
        at = last
    parts.append(text[at:end])
    return "".join(parts)
