"""Physical lines to logical ones, with a map back to every source character.

What BuildKit's `parser.Parse` does between reading a line and looking at its first word: blank
lines and comments skipped, continuations joined, comments and blank lines inside a continuation
dropped. Conflict markers that a version control system left are taken out here too. It must not
know what an instruction means.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from dcslint.source import Span, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Document, Piece

# Go's unicode.IsSpace. Python's str.strip would also take U+001C to U+001F, which BuildKit keeps.
SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
# BuildKit's reWhitespace: what separates a keyword from the rest, and plain words from each other.
BLANK = "\t\v\f\r "


class LogicalLine:
    """The text of one instruction's line, continuations joined.

    Segment k of the text begins at `offsets[k]` and stands in the source from `places[k]` on.
    """

    __slots__ = ("document", "offsets", "places", "text")

    def __init__(
        self, document: Document, text: str, offsets: list[int], places: list[int]
    ) -> None:
        self.document = document
        self.text = text
        self.offsets = offsets
        self.places = places

    def place(self, start: int, end: int) -> Span:
        """The source span of the characters `[start, end)`."""
        first = bisect_right(self.offsets, start) - 1
        if end <= start:
            at = self.places[first] + start - self.offsets[first]
            return Span(self.document, at, at)
        last = bisect_left(self.offsets, end, first) - 1
        return Span(
            self.document,
            self.places[first] + start - self.offsets[first],
            self.places[last] + end - self.offsets[last],
        )

    def value(self, start: int, end: int) -> Value:
        """The characters `[start, end)` as a value; with pieces only where they stand apart."""
        span = self.place(start, end)
        text = self.text[start:end]
        if span.end - span.start == len(text):
            return Value(text, span)
        return _Continued(text, span, self, start)

    def pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        """The source map of `[start, end)`, which is of several segments."""
        offsets, places, document = self.offsets, self.places, self.document
        first = bisect_right(offsets, start) - 1
        last = bisect_left(offsets, end, first) - 1
        at = places[first] + start - offsets[first]
        pieces = [(0, document, at, places[first] + offsets[first + 1] - offsets[first])]
        pieces += [
            (offset - start, document, place, place + following - offset)
            for offset, place, following in zip(
                offsets[first + 1 : last],
                places[first + 1 : last],
                offsets[first + 2 : last + 1],
                strict=True,
            )
        ]
        stop = places[last] + end - offsets[last]
        pieces.append((offsets[last] - start, document, places[last], stop))
        return tuple(pieces)

    def gather(self, runs: list[tuple[int, int]], start: int, end: int) -> Value:
        """The characters of several ranges of `[start, end)` as one value spanning all of it."""
        if len(runs) == 1:
            return self.value(*runs[0])
        pieces = []
        length = 0
        for low, high in runs:
            part = self.value(low, high).map()
            pieces += [(length + offset, document, a, b) for offset, document, a, b in part]
            length += high - low
        text = "".join([self.text[low:high] for low, high in runs])
        return Value(text, self.place(start, end), pieces=tuple(pieces))


class _Continued(Value):
    """A text of several lines: their places are known, and made a source map when somebody asks."""

    __slots__ = ("_line", "_start")

    def __init__(self, text: str, span: Span, line: LogicalLine, start: int) -> None:
        self.text: str = text
        self.span = span
        self.kind = "string"
        self.origins = ()
        self.overridable = False
        self.unknown = None
        self._line = line
        self._start = start

    def __getattr__(self, name: str) -> tuple[Piece, ...]:
        """The value of the empty slot, which it then holds. Raises AttributeError for others."""
        if name != "pieces":
            raise AttributeError(f"a value has no {name}")
        pieces = self._line.pieces(self._start, self._start + len(self.text))
        self.pieces = pieces
        return pieces

    def written_at(self, start: int, end: int) -> int:
        """Where in the document `[start, end)` of the text stands letter by letter, else -1."""
        if not start < end <= len(self.text):
            return -1
        line, start, end = self._line, self._start + start, self._start + end
        at = bisect_right(line.offsets, start)
        if at < len(line.offsets) and end > line.offsets[at]:
            return -1
        return line.places[at - 1] + start - line.offsets[at - 1]


class LineSource:
    """The physical lines of a document and how far they have been read.

    `index` and `offset` are the number and the place of the next line, `end` is where the last line
    taken ends, without its line ending. Comments and conflict markers met are collected.
    """

    __slots__ = (
        "carriage",
        "comments",
        "conflicts",
        "document",
        "end",
        "in_conflict",
        "index",
        "lines",
        "offset",
    )

    def __init__(self, document: Document, comments: list[Span]) -> None:
        self.document = document
        self.comments = comments
        self.conflicts: list[Span] = []
        self.in_conflict = False
        self.lines = document.text.split("\n")
        if not self.lines[-1]:
            self.lines.pop()
        self.carriage = "\r" in document.text
        self.index = 0
        self.offset = 0
        self.end = 0

    def take(self) -> tuple[str, int]:
        """The next line, without carriage returns at its end, and its offset."""
        line = self.lines[self.index]
        start = self.offset
        self.index += 1
        self.offset = start + len(line) + 1
        if self.carriage:
            line = line.rstrip("\r")
        self.end = start + len(line)
        return line, start

    def first_line(self) -> tuple[str, int] | None:
        """The next line that begins an instruction, without leading space; None at the end."""
        lines, carriage = self.lines, self.carriage
        count = len(lines)
        index, offset = self.index, self.offset
        while index < count:
            # As in `join`, what `take` does is written out.
            line = lines[index]
            index += 1
            start = offset
            offset = start + len(line) + 1
            if carriage:
                line = line.rstrip("\r")
            if not line:
                continue
            if "A" <= line[0] <= "z":
                self.index, self.offset, self.end = index, offset, start + len(line)
                return line, start
            stripped = line.lstrip(SPACE)
            if not stripped:
                continue
            end = start + len(line)
            if stripped[0] == "#":
                self.comments.append(Span(self.document, end - len(stripped), end))
            elif not (stripped[0] in "<=>|" and self.is_conflict_marker(line, start, inside=False)):
                self.index, self.offset, self.end = index, offset, end
                return stripped, end - len(stripped)
        self.index, self.offset = index, offset
        return None

    def join(self, first: str, start: int, escape: str) -> LogicalLine:
        """The logical line that begins with `first`, the part of a line before its escape."""
        parts, offsets, places = [first], [0], [start]
        length = len(first)
        document, lines, carriage = self.document, self.lines, self.carriage
        usual = f" {escape}"
        # Most lines of most files come through here: what `take` and `continued` do is written out.
        index, offset, end = self.index, self.offset, self.end
        count = len(lines)
        while index < count:
            line = lines[index]
            index += 1
            start = offset
            offset = start + len(line) + 1
            if carriage:
                line = line.rstrip("\r")
            end = start + len(line)
            body = line.lstrip(" \t")
            # Nothing from "$" to "~" begins a comment or is space: the rest is looked at closely.
            if not "$" <= body[:1] <= "~":
                body = line.lstrip(SPACE)
                if not body:
                    continue
                if body[0] == "#":
                    self.comments.append(Span(document, end - len(body), end))
                    continue
            elif body[0] in "<=>|" and self.is_conflict_marker(line, start, inside=True):
                continue
            if line.endswith(usual):
                more, part = True, line[:-1]
            else:
                bare = line.rstrip(" \t")
                more = bare[-1:] == escape != bare[-2:-1]
                part = bare[:-1] if more else line
            if part:
                parts.append(part)
                offsets.append(length)
                places.append(start)
                length += len(part)
            if not more:
                break
        self.index, self.offset, self.end = index, offset, end
        if not first and len(parts) > 1:
            del offsets[0], places[0]
        return LogicalLine(document, "".join(parts), offsets, places)

    def is_conflict_marker(self, line: str, start: int, *, inside: bool) -> bool:
        """Whether a line is a conflict marker; the first one of a block is recorded.

        `inside` says that the line continues an instruction: there, only an opening marker is told
        from text, unless a block is open.
        """
        opens = line.startswith("<<<<<<< ")
        closes = line.startswith(">>>>>>> ")
        if not (opens or closes or line == "=======" or line.startswith("||||||| ")):
            return False
        if not self.in_conflict and inside and not opens:
            return False
        if opens or not self.in_conflict:
            self.conflicts.append(Span(self.document, start, start + len(line)))
        self.in_conflict = not closes
        return True


def continued(line: str, escape: str) -> str | None:
    r"""The part of a line before its continuation character; None if the line does not go on.

    Two escape characters at the end are none: BuildKit's regular expression is
    `([^\\])\\[ \t]*$|^\\[ \t]*$`.
    """
    bare = line.rstrip(" \t")
    if bare[-1:] != escape or bare[-2:-1] == escape:
        return None
    return bare[:-1]
