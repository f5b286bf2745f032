"""Strings and heredocs: escapes, interpolations, indentation, and where each character stands.

Follows HCL's own template parser, its rules for `<<-` and `~` included, but for one: a heredoc ends
at the first line that is its name, even if an interpolation is open there. Reads no expression.
"""

from __future__ import annotations

from dcslint.readers.hcl.cursor import Cursor
from dcslint.readers.hcl.lexis import (
    ALONE,
    ESCAPE,
    HEREDOC_RUN,
    NAMED,
    PLAIN_STRING,
    QUOTED_RUN,
)
from dcslint.readers.hcl.syntax import Directive, Interpolation, Literal, Template, Unread
from dcslint.source import Span, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from dcslint.readers.hcl.syntax import Expression
    from dcslint.source.pieces import Piece

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_NO_END = "it has no end"


class Run:
    """Some characters of a template: the `text` that `[start, end)` of the source means."""

    __slots__ = ("end", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end

    def trim_start(self, count: int) -> None:
        """Leave out so many characters in front."""
        if self.end - self.start == len(self.text):
            self.start += count
        self.text = self.text[count:]

    def trim_end(self, count: int) -> None:
        """Leave out so many characters at the end."""
        if self.end - self.start == len(self.text):
            self.end -= count
        self.text = self.text[: len(self.text) - count]


class Sequence:
    """`${…}` or `%{…}`, and on which sides a `~` takes the spaces away."""

    __slots__ = ("part", "trims_after", "trims_before")

    def __init__(
        self, part: Interpolation | Directive, *, trims_before: bool, trims_after: bool
    ) -> None:
        self.part = part
        self.trims_before = trims_before
        self.trims_after = trims_after


class TemplateReader(Cursor):
    """Reads templates; the expressions inside them are a subclass's business."""

    __slots__ = ()

    def read_expression(self, *, multiline: bool) -> Expression:
        """Read an expression, over several lines if `multiline`."""
        raise NotImplementedError

    def read_name(self) -> Value | None:
        """Read the name that stands here, or nothing."""
        found = NAMED.match(self.text, self.position, self.size)
        if found is None:
            return None
        start, self.position = found.span()
        return Value(found[0], Span(self.document, start, self.position))

    def read_quoted(self) -> Expression:
        """Read the string whose quote stands here."""
        text, start = self.text, self.position
        found = PLAIN_STRING.match(text, start, self.size)
        if found is not None:
            self.position = found.end()
            inner = Span(self.document, start + 1, self.position - 1)
            return Literal(Value(found[1], inner), Span(self.document, start, self.position))
        parts: list[Run | Sequence] = []
        self.position = start + 1
        while True:
            run = QUOTED_RUN.match(text, self.position, self.size)
            assert run is not None
            at = run.end()
            if at > self.position:
                parts.append(Run(run[0], self.position, at))
                self.position = at
            mark = text[at] if at < self.size else ""
            if mark == '"':
                self.position += 1
                return self._finish(parts, start, Span(self.document, start + 1, at))
            if mark == "\\":
                parts.append(self._read_escape())
            elif mark in {"$", "%"}:
                parts.append(self._read_sign(mark, in_heredoc=False))
                if self.lost:
                    return Unread(_NO_END, self.span(start))
            else:
                return self._end_unclosed(parts, start)

    def _end_unclosed(self, parts: list[Run | Sequence], start: int) -> Expression:
        """End a string with its line, less what closes the brackets around it."""
        self.report_unclosed('"', start)
        last = parts[-1] if parts else None
        if isinstance(last, Run):
            last.trim_end(len(last.text) - len(last.text.rstrip(" \t\r,]})")))
            self.position = last.end
        return self._finish(parts, start, self.span(start + 1))

    def _read_escape(self) -> Run:
        start = self.position
        found = ESCAPE.match(self.text, start, self.size)
        if found is not None:
            word, end = found[0], found.end()
            code = int(word[2:] or "0", base=16)
            if code <= 0x10FFFF:
                # Go has no lone surrogates: what writes one gets a replacement character.
                meant = "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)
                self.position = end
                return Run(meant if len(word) > 2 else _ESCAPES[word[1]], start, end)
        # What it escapes means itself, but for a line feed, which ends the string.
        end = min(start + 2, self.size)
        if self.text[start + 1 : end] == "\n":
            end -= 1
        self.report_word("hcl-syntax", self.text[start:end], start)
        self.position = end
        return Run(self.text[start:end], start, end)

    def read_heredoc(self, opening: re.Match[str]) -> Expression:
        """Read the heredoc that `opening` begins."""
        text, size = self.text, self.size
        start, first = opening.span()
        name = opening[2]
        closing = None
        for line in ALONE.finditer(text, first, size):
            if line[1] == name:
                closing = line
                break
        if closing is None:
            self.report_unclosed(opening[0].rstrip(), start)
            self.position = size
            self.lost = True
            return Unread(_NO_END, self.span(start))
        last, end = closing.start(), closing.end(1)
        inner = Span(self.document, first, last)
        holds = text.find("${", first, last) >= 0 or text.find("%{", first, last) >= 0
        if not holds and not opening[1]:
            self.position = end
            return Literal(Value(text[first:last], inner), Span(self.document, start, end))
        self.position = first
        self.size = last
        parts = self._read_lines()
        self.size = size
        self.position = end
        if self.lost:
            self.lost = False
            return Unread(_NO_END, self.span(start))
        return self._finish(parts, start, inner, in_heredoc=True, indented=bool(opening[1]))

    def _read_lines(self) -> list[Run | Sequence]:
        """The parts of a heredoc, one run for each line or piece of it."""
        text = self.text
        parts: list[Run | Sequence] = []
        while self.position < self.size and not self.lost:
            at = self.position
            run = HEREDOC_RUN.match(text, at, self.size)
            assert run is not None
            if run.end() > at:
                parts.append(Run(run[0], at, run.end()))
                self.position = run.end()
            else:
                parts.append(self._read_sign(text[at], in_heredoc=True))
        return parts

    def _read_sign(self, mark: str, *, in_heredoc: bool) -> Run | Sequence:
        """Read the `$${`, `${` or `%{` that stands here."""
        text, start = self.text, self.position
        if text.startswith(mark, start + 1):
            self.position = start + 3
            return Run(mark + "{", start, start + 3)
        trims_before = text.startswith("~", start + 2)
        part: Interpolation | Directive
        if not self.enter():
            self.position = start + 1
            self.pass_bracket()
            unread = Unread("it is nested too deep", self.span(start))
            part = Interpolation(unread, unread.span)
            return Sequence(part, trims_before=trims_before, trims_after=False)
        outer, self.open = self.open, {")": 0, "]": 0, "}": 1}
        self.position = start + (3 if trims_before else 2)
        if mark == "$":
            expression = self.read_expression(multiline=True)
            trims_after = self._end_sequence(start, in_heredoc=in_heredoc)
            part = Interpolation(expression, self.span(start))
        else:
            part, trims_after = self._read_directive(start, in_heredoc=in_heredoc)
        self.open = outer
        self.depth -= 1
        return Sequence(part, trims_before=trims_before, trims_after=trims_after)

    def _read_directive(self, start: int, *, in_heredoc: bool) -> tuple[Directive, bool]:
        names: list[Value] = []
        expression: Expression | None = None
        self.skip(multiline=True)
        keyword = self.read_name()
        word = "" if keyword is None else keyword.text or ""
        if word == "for":
            names = self.read_names()
        elif word not in {"if", "else", "endif", "endfor"}:
            self.position -= len(word)
            self.report_unexpected()
            self.position += len(word)
        if word in {"for", "if"} and not self.lost:
            expression = self.read_expression(multiline=True)
        trims_after = self._end_sequence(start, in_heredoc=in_heredoc)
        return Directive(word, names, expression, self.span(start)), trims_after

    def read_names(self) -> list[Value]:
        """Read `key, value in`, or one name; what is not there is reported."""
        names: list[Value] = []
        while True:
            self.skip(multiline=True)
            name = self.read_name()
            if name is None:
                self.report_unexpected()
                return names
            names.append(name)
            if self.skip(multiline=True) != ",":
                break
            self.position += 1
        word = self.read_name()
        if word is None or word.text != "in":
            if word is not None:
                self.position = word.span.start
            self.report_unexpected()
        return names

    def _end_sequence(self, start: int, *, in_heredoc: bool) -> bool:
        """Read up to the brace that ends the sequence; whether it has a `~` in front."""
        while not self.lost:
            mark = self.skip(multiline=True)
            if mark == "}":
                self.position += 1
                return False
            if mark == "~" and self.text.startswith("}", self.position + 1, self.size):
                self.position += 2
                return True
            if not mark or (mark == '"' and not in_heredoc) or self.begins_item():
                self.report_unclosed(self.text[start : start + 2], start)
                self.lost = mark != '"'
                return False
            self.report_unexpected()
            self.pass_junk()
        return False

    def _finish(
        self,
        parts: list[Run | Sequence],
        start: int,
        inner: Span,
        *,
        in_heredoc: bool = False,
        indented: bool = False,
    ) -> Expression:
        """Take away spaces and indentation, and join what is literal."""
        _trim(parts, in_heredoc=in_heredoc)
        if indented:
            _take_indentation(parts)
        span = self.span(start)
        found: list[Value | Interpolation | Directive] = []
        runs: list[Run] = []
        for part in parts:
            if isinstance(part, Run):
                if part.text:
                    runs.append(part)
                continue
            if runs:
                found.append(self._join(runs))
                runs = []
            found.append(part.part)
        if not found:
            return Literal(self._join(runs, inner), span)
        if runs:
            found.append(self._join(runs))
        return Template(found, span, inner, is_heredoc=in_heredoc)

    def _join(self, runs: list[Run], span: Span | None = None) -> Value:
        """The value of some runs. `span` is what they were cut from."""
        document = self.document
        if span is None:
            span = Span(document, runs[0].start, runs[-1].end)
        text = "".join([run.text for run in runs])
        if text == self.text[span.start : span.end]:
            return Value(text, span)
        pieces: list[Piece] = []
        length = 0
        begins = stops = -1
        for run in runs:
            size = len(run.text)
            is_literal = size == run.end - run.start
            if is_literal and stops == run.start and pieces:
                offset = pieces[-1][0]
                pieces[-1] = (offset, document, begins, run.end)
            else:
                begins = run.start
                pieces.append((length, document, run.start, run.end))
            stops = run.end if is_literal else -1
            length += size
        return Value(text, span, pieces=tuple(pieces))


def _trim(parts: list[Run | Sequence], *, in_heredoc: bool) -> None:
    """Take away what a `~` takes: the spaces beside it; in a heredoc no more than its line."""
    for index, part in enumerate(parts):
        if isinstance(part, Run):
            continue
        sides = (
            (part.trims_before, range(index - 1, -1, -1)),
            (part.trims_after, range(index + 1, len(parts))),
        )
        for trims, others in sides:
            for other in others if trims else ():
                run = parts[other]
                if not isinstance(run, Run):
                    break
                size = len(run.text)
                if other < index:
                    run.trim_end(size - len(run.text.rstrip()))
                else:
                    run.trim_start(size - len(run.text.lstrip()))
                if run.text or in_heredoc:
                    break


def _take_indentation(parts: list[Run | Sequence]) -> None:
    """Take from each line the indentation that the least indented has; blank lines keep theirs."""
    least: int | None = None
    first: list[Run] = []
    begins = True
    for part in parts:
        text = part.text if isinstance(part, Run) else ""
        if begins:
            spaces = len(text) - len(text.lstrip())
            is_blank = spaces == len(text) and text.endswith("\n")
            if not is_blank:
                least = spaces if least is None else min(least, spaces)
                if isinstance(part, Run):
                    first.append(part)
        begins = text.endswith("\n")
    for run in first:
        run.trim_start(least or 0)
