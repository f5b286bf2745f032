"""Text of a Dockerfile to `DockerfileSyntax`, by BuildKit's rules.

Never raises. What BuildKit refuses becomes a `SyntaxProblem`, and reading goes on behind it. It
knows the form of instructions, nothing of images.
"""

from __future__ import annotations

import re

from dcslint.readers.dockerfile.execform import EXEC_FORM, behind_first_word, read_exec_form
from dcslint.readers.dockerfile.faults import KEYWORDS, faults_of, line_faults
from dcslint.readers.dockerfile.flags import read_flags
from dcslint.readers.dockerfile.lines import BLANK, SPACE, LineSource, LogicalLine, continued
from dcslint.readers.dockerfile.syntax import (
    MOST_INSTRUCTIONS,
    Directive,
    DockerfileSyntax,
    InstructionSyntax,
)
from dcslint.readers.problem import SyntaxProblem
from dcslint.source import Span, Value
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.dockerfile.heredocs import HeredocBodies
    from dcslint.readers.dockerfile.syntax import Heredoc
    from dcslint.source import Document

_KEYWORD = regex(rf"[^{BLANK}]*+")
_GAP = regex(rf"[{BLANK}]*+")

# The instructions that may have heredocs, unless they are in exec form.
_WITH_HEREDOCS = ("ADD", "COPY", "RUN")
# Their arguments hold an instruction or a command of their own.
_WITH_PARTS = ("HEALTHCHECK", "ONBUILD")

_DIRECTIVE = regex(r"([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=(.*)", re.DOTALL)
_DIRECTIVE_SPACE = "\t\n\f\r "
_DIRECTIVES = ("syntax", "escape", "check")


def read_dockerfile(document: Document) -> DockerfileSyntax:
    """The instructions of a Dockerfile, its directives, comments and problems. Never raises.

    The rules are those of BuildKit's frontend/dockerfile/parser (2026).
    """
    syntax = DockerfileSyntax(document)
    lines = LineSource(document, syntax.comments)
    _read_directives(syntax, lines)
    reader = _Reader(syntax, lines)
    first = lines.first_line()
    while first is not None:
        if len(syntax.instructions) == MOST_INSTRUCTIONS:
            syntax.complete = False
            break
        reader.read_instruction(*first)
        first = lines.first_line()
    syntax.problems += [SyntaxProblem("conflict-marker", span) for span in lines.conflicts]
    syntax.problems += line_faults(document, lines.lines)
    if not syntax.instructions and not lines.conflicts:
        syntax.problems.append(SyntaxProblem("no-instruction", Span(document, 0, 0)))
    syntax.problems.sort(key=_place_of_problem)
    return syntax


def _place_of_problem(problem: SyntaxProblem) -> int:
    return problem.span.start


def _read_directives(syntax: DockerfileSyntax, lines: LineSource) -> None:
    """Take the directives that the file begins with."""
    seen = set()
    while lines.index < len(lines.lines):
        line = lines.lines[lines.index].rstrip("\r").lstrip(SPACE)
        if line[:1] != "#":
            return
        text = line[1:].lstrip(SPACE)
        match = _DIRECTIVE.match(text)
        if match is None or not match[2]:
            return
        name = match[1].lower()
        if name not in _DIRECTIVES:
            return
        lines.take()
        span = Span(syntax.document, lines.end - len(line), lines.end)
        if name in seen:
            syntax.problems.append(SyntaxProblem("repeated-directive", span, name=name))
            continue
        seen.add(name)
        # Of a value that is all space, BuildKit's regular expression keeps the last character.
        value = match[2].strip(_DIRECTIVE_SPACE) or match[2][-1]
        start = lines.end - len(match[2]) + match[2].index(value)
        place = Span(syntax.document, start, start + len(value))
        if name == "escape":
            if value not in ("\\", "`"):
                syntax.problems.append(SyntaxProblem("invalid-escape", place, value=value))
                continue
            syntax.escape = value
        syntax.directives.append(Directive(name, Value(value, place), span))


class _Reader:
    """The instructions of one document, in order."""

    __slots__ = ("bodies", "document", "escape", "instructions", "lines", "problems")

    def __init__(self, syntax: DockerfileSyntax, lines: LineSource) -> None:
        self.document = syntax.document
        self.escape = syntax.escape
        self.instructions = syntax.instructions
        self.problems = syntax.problems
        self.lines = lines
        self.bodies: HeredocBodies | None = None

    def read_instruction(self, text: str, start: int) -> None:
        """Read the instruction whose first line is `text`, which stands at `start`."""
        document, lines = self.document, self.lines
        part = continued(text, self.escape)
        line = None
        if part is not None:
            line = lines.join(part, start, self.escape)
            text = line.text
        word, _, rest = text.partition(" ")
        name = KEYWORDS.get(word)
        arguments = rest.lstrip(SPACE)
        if name is None or name in _WITH_PARTS or arguments[:1] in ("-", "[") or "<<" in rest:
            line = line or LogicalLine(document, text, [0], [start])
            instruction = self._instruction(line)
        else:
            # The ordinary instruction: a known keyword and plain arguments.
            at = len(text) - len(arguments)
            arguments = arguments.rstrip(SPACE)
            if line is None:
                keyword = Value(word, Span(document, start, start + len(word)))
                at += start
                value = Value(arguments, Span(document, at, at + len(arguments)))
            else:
                keyword = line.value(0, len(word))
                value = line.value(at, at + len(arguments))
            instruction = InstructionSyntax(
                keyword,
                value,
                Span(document, keyword.span.start, lines.end),
                flags=[],
                exec_form=None,
                heredocs=[],
            )
        self.instructions.append(instruction)
        self.problems += faults_of(instruction, self.escape)

    def _instruction(self, line: LogicalLine) -> InstructionSyntax:
        """The instruction that a logical line is, with its trigger and its heredocs."""
        instruction = self._parse(line, 0, len(line.text))
        if instruction.name == "ONBUILD" and instruction.arguments.text:
            # BuildKit refuses ONBUILD as a trigger, so one level is all there is.
            stripped = len(line.text.rstrip(SPACE))
            low = stripped - len(instruction.arguments.text)
            instruction.trigger = self._parse(line, low, stripped)
        bearer = instruction.trigger or instruction
        if bearer.name in _WITH_HEREDOCS and bearer.exec_form is None and "<<" in line.text:
            bearer.heredocs = instruction.heredocs = self._heredocs(line)
            bearer.span = Span(self.document, bearer.span.start, self.lines.end)
            instruction.span = Span(self.document, instruction.span.start, self.lines.end)
        return instruction

    def _heredocs(self, line: LogicalLine) -> list[Heredoc]:
        """The heredocs that a line announces, taken from the lines behind it."""
        from dcslint.readers.dockerfile.heredocs import HeredocBodies, heredoc_markers

        markers = heredoc_markers(line.text)
        if not markers:
            return []
        if self.bodies is None:
            self.bodies = HeredocBodies(self.lines)
        return self.bodies.read(line, markers)

    def _parse(self, line: LogicalLine, start: int, end: int) -> InstructionSyntax:
        """The instruction in `[start, end)` of a line, without heredocs."""
        text = line.text
        start, end = _trimmed(text, start, end)
        behind = _end_of(_KEYWORD, text, start, end)
        keyword = line.value(start, behind)
        flags, at = read_flags(line, _end_of(_GAP, text, behind, end), end, self.escape)
        at, end = _trimmed(text, at, end)
        instruction = InstructionSyntax(
            keyword,
            line.value(at, end),
            Span(self.document, keyword.span.start, self.lines.end),
            flags=flags,
            exec_form=None,
            heredocs=[],
        )
        if instruction.name == "HEALTHCHECK":
            at = behind_first_word(text, at, end)
        if instruction.name in EXEC_FORM:
            instruction.exec_form = read_exec_form(line, at, end)
        return instruction


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range `[start, end)` without space at its ends."""
    start = end - len(text[start:end].lstrip(SPACE))
    return start, start + len(text[start:end].rstrip(SPACE))


def _end_of(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Where a match of a pattern that matches anywhere ends."""
    match = pattern.match(text, start, end)
    return start if match is None else match.end()
