"""Heredocs: which words of a line announce one, and the bodies that follow.

Follows BuildKit's heredocsFromLine: the words are those of its shell lexer with quotes and escapes
kept and every variable unset. A line that this lexer cannot read (an unbalanced quote, `${X^}`) has
no heredocs.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from dcslint.readers.dockerfile.lines import SPACE
from dcslint.readers.dockerfile.shellwords import ShellWords, UnreadableError
from dcslint.readers.dockerfile.syntax import Heredoc
from dcslint.source import Span, Value
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.dockerfile.lines import LineSource, LogicalLine
    from dcslint.source.pieces import Piece

_MARKER = regex(r"([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)", re.DOTALL)
_POSSIBLE = regex(rf"(?:^|[{SPACE}])[0-9]*<<(?!<)")

# A line behind an unterminated heredoc that is an instruction rather than a line of the script.
_INSTRUCTION = regex(
    r"(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|ONBUILD|RUN|SHELL|STOPSIGNAL"
    r"|USER|VOLUME|WORKDIR)[ \t]+\S"
)


class Marker:
    """`<<NAME` as announced: `[start, end)` is its word in the logical line."""

    __slots__ = ("chomp", "end", "expand", "name", "start")

    def __init__(self, name: str, start: int, end: int, *, expand: bool, chomp: bool) -> None:
        self.name = name
        self.start = start
        self.end = end
        self.expand = expand
        self.chomp = chomp


def heredoc_markers(text: str) -> list[Marker]:
    """The heredocs that a logical line, from its keyword on, announces."""
    if _POSSIBLE.search(text) is None:
        return []
    try:
        words = ShellWords(text, raw_quotes=True, raw_escapes=True).split()
    except UnreadableError:
        return []
    markers = []
    for word, start, end in words:
        match = _MARKER.fullmatch(word)
        if match is None or not match[3]:
            continue
        try:
            names = ShellWords(match[3], raw_quotes=False, raw_escapes=False).split()
            quoted = ShellWords(match[3], raw_quotes=True, raw_escapes=False).split()
        except UnreadableError:
            continue
        if len(names) != 1 or len(quoted) != 1:
            continue
        name = names[0][0]
        # Where quotes went away the name was quoted, and the body is not expanded.
        expand = _count_quotes(name) == _count_quotes(quoted[0][0])
        markers.append(Marker(name, start, end, expand=expand, chomp=match[2] == "-"))
    return markers


def _count_quotes(text: str) -> int:
    return text.count("'") + text.count('"')


class HeredocBodies:
    """The bodies of one document's heredocs, taken from its lines in order."""

    __slots__ = ("_places", "lines")

    def __init__(self, lines: LineSource) -> None:
        self.lines = lines
        # Per chomp: where each text stands as a line. Made when a terminator is missing, so that a
        # file full of unterminated heredocs is not searched to its end for each.
        self._places: dict[bool, dict[str, list[int]]] = {}

    def read(self, line: LogicalLine, markers: list[Marker]) -> list[Heredoc]:
        """The heredocs of an instruction; reading goes on behind the last one's terminator.

        BuildKit refuses a file at its first unterminated heredoc. Here such a body ends before the
        next line that looks like an instruction, and the heredocs behind it have none.
        """
        heredocs: list[Heredoc] = []
        for marker in markers:
            missing = bool(heredocs) and not heredocs[-1].terminated
            last = None if missing else self._terminator(marker)
            count = self._length_of_rest() if last is None else last - self.lines.index
            body = self._take_body(count, chomp=marker.chomp)
            if last is not None:
                self.lines.take()
            heredocs.append(
                Heredoc(
                    marker.name,
                    body,
                    expand=marker.expand,
                    chomp=marker.chomp,
                    marker=line.place(marker.start, marker.end),
                    terminated=last is not None,
                )
            )
        return heredocs

    def _take_body(self, count: int, *, chomp: bool) -> Value:
        """The next `count` lines, which are taken."""
        lines = self.lines
        start, first = lines.offset, lines.index
        written = lines.document.text
        taken = lines.lines[first : first + count]
        end = min(start + sum(map(len, taken)) + count, len(written))
        if taken:
            lines.index += count
            lines.offset = end
            lines.end = end - written.startswith("\n", end - 1)
            lines.end -= len(taken[-1]) - len(taken[-1].rstrip("\r"))
        start = min(start, end)
        text = written[start:end]
        span = Span(lines.document, start, end)
        if not chomp or not (text.startswith("\t") or "\n\t" in text):
            return Value(text, span)
        parts: list[str] = []
        pieces: list[Piece] = []
        length = 0
        for line in taken:
            stop = min(start + len(line) + 1, end)
            low = stop - len(written[start:stop].lstrip("\t"))
            if low < stop:
                parts.append(written[low:stop])
                pieces.append((length, lines.document, low, stop))
                length += stop - low
            start = stop
        return Value("".join(parts), span, pieces=tuple(pieces))

    def _terminator(self, marker: Marker) -> int | None:
        """The index of the line that ends the body, or None."""
        lines, name = self.lines.lines, marker.name
        if marker.chomp not in self._places:
            if not (marker.chomp or self.lines.carriage):
                try:
                    return lines.index(name, self.lines.index)
                except ValueError:
                    pass
            for index in range(self.lines.index, len(lines)):
                if _as_terminator(lines[index], chomp=marker.chomp) == name:
                    return index
            places: dict[str, list[int]] = {}
            for index in range(self.lines.index, len(lines)):
                text = _as_terminator(lines[index], chomp=marker.chomp)
                places.setdefault(text, []).append(index)
            self._places[marker.chomp] = places
        found = self._places[marker.chomp].get(name, [])
        at = bisect_left(found, self.lines.index)
        return found[at] if at < len(found) else None

    def _length_of_rest(self) -> int:
        """How many lines an unterminated body has."""
        lines, first = self.lines.lines, self.lines.index
        for index in range(first, len(lines)):
            if _INSTRUCTION.match(lines[index]):
                return index - first
        return len(lines) - first


def _as_terminator(line: str, *, chomp: bool) -> str:
    line = line.rstrip("\r")
    return line.lstrip("\t") if chomp else line
