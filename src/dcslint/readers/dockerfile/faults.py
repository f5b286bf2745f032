"""What BuildKit refuses in an instruction's form, as problems.

Only what makes every build of the file fail: BuildKit's parser, the number of arguments that its
instructions demand, and quotes that its shell lexer finds open. Advice is for rules.
"""

from __future__ import annotations

import re
from functools import cache

from dcslint.readers.dockerfile.execform import EXEC_FORM, behind_first_word, refused_array
from dcslint.readers.dockerfile.lines import BLANK
from dcslint.readers.dockerfile.words import plain_ranges, word_ranges
from dcslint.readers.problem import SyntaxProblem
from dcslint.source import Span
from dcslint.source.regex import compile_now, regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dcslint.readers.dockerfile.syntax import InstructionSyntax
    from dcslint.source import Document

_NAMES = (
    *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL"),
    *("MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
)
# Each keyword, in capitals and not, to its name.
KEYWORDS = {form: name for name in _NAMES for form in (name, name.lower())}

# CMD and ENTRYPOINT alone take away what the base image has.
_MAY_BE_EMPTY = frozenset(("CMD", "ENTRYPOINT"))
_NOT_EMPTY_ARRAY = frozenset(("ADD", "COPY", "HEALTHCHECK", "SHELL", "VOLUME"))
_PLAIN_WORDS = frozenset(("ADD", "COPY", "EXPOSE", "VOLUME"))
_ONE_WORD = frozenset(("STOPSIGNAL", "USER", "WORKDIR"))
_PAIRS = frozenset(("ARG", "ENV", "LABEL"))
_CHECKED_FOR_QUOTES = _PLAIN_WORDS | _ONE_WORD | _PAIRS | {"FROM"}

_SUBSTITUTION = regex(r"\$\{[^}]*[^}A-Za-z0-9_]")

# bufio.MaxScanTokenSize in Go, less the newline.
_LONGEST_LINE = 65_535
_BYTES_PER_CHARACTER = 4


def line_faults(document: Document, lines: list[str]) -> Iterator[SyntaxProblem]:
    """The problems of physical lines: one that is too long, and the first NUL."""
    nul = document.text.find("\0")
    if nul >= 0:
        span = Span(document, nul, nul + 1)
        yield SyntaxProblem("control-character", span, character="U+0000")
    at = 0
    for line in lines if len(document.text) * _BYTES_PER_CHARACTER > _LONGEST_LINE else ():
        if len(line) * _BYTES_PER_CHARACTER > _LONGEST_LINE:
            # An undecodable byte is a lone surrogate here, and one byte again.
            size = len(line.encode("utf-8", "replace"))
            if size > _LONGEST_LINE:
                span = Span(document, at, at + len(line))
                yield SyntaxProblem("line-too-long", span, bytes=str(size))
        at += len(line) + 1


def faults_of(instruction: InstructionSyntax, escape: str) -> Sequence[SyntaxProblem]:
    """What BuildKit refuses in one instruction, its trigger included."""
    name = instruction.name
    text = instruction.arguments.text or ""
    if name == "RUN" and text and text[0] != "[" and not instruction.heredocs:
        return ()
    if name not in KEYWORDS:
        word = instruction.keyword
        span = word.span if word.text else instruction.span
        return [SyntaxProblem("unknown-instruction", span, word=word.text or "")]
    problems: list[SyntaxProblem] = []
    if _lacks_argument(instruction, text):
        problems.append(SyntaxProblem("missing-argument", instruction.keyword.span, word=name))
    elif name in EXEC_FORM and instruction.exec_form is None:
        at = behind_first_word(text, 0, len(text)) if name == "HEALTHCHECK" else 0
        kind = refused_array(text[at:])
        if kind is not None:
            problems.append(SyntaxProblem(kind, instruction.arguments.span, word=name))
    if name == "FROM" and text:
        words = plain_ranges(text)
        if len(words) != 1 and not (len(words) == 3 and _is_as(text, words[1])):
            span = instruction.arguments.place(words[1][0], words[-1][1])
            problems.append(SyntaxProblem("from-words", span, count=str(len(words))))
    if name in ("ENV", "LABEL"):
        problems += _names_without_value(instruction, text, escape)
    if name in _CHECKED_FOR_QUOTES and ("'" in text or '"' in text):
        problems += _open_quotes(instruction, text, escape)
    for heredoc in instruction.heredocs:
        if not heredoc.terminated:
            problems.append(
                SyntaxProblem("unterminated-heredoc", heredoc.marker, name=heredoc.name)
            )
            break
    if instruction.trigger is not None:
        trigger = instruction.trigger
        problems += [
            problem
            for problem in faults_of(trigger, escape)
            if problem.kind != "unterminated-heredoc"
        ]
    return problems


def _is_as(text: str, word: tuple[int, int]) -> bool:
    return text[word[0] : word[1]].lower() == "as"


def _lacks_argument(instruction: InstructionSyntax, text: str) -> bool:
    name, strings = instruction.name, instruction.exec_form
    if not text:
        return name not in _MAY_BE_EMPTY
    if strings == []:
        return name in _NOT_EMPTY_ARRAY
    if name in ("ADD", "COPY"):
        # A source and a destination.
        return (len(strings) if strings is not None else len(plain_ranges(text))) == 1
    return name == "HEALTHCHECK" and text.upper() == "CMD"


def _names_without_value(
    instruction: InstructionSyntax, text: str, escape: str
) -> Iterator[SyntaxProblem]:
    """The first name that ENV or LABEL gives no value."""
    ranges = word_ranges(text, escape)
    if not ranges:
        return
    start, end = ranges[0]
    if "=" not in text[start:end]:
        if any(blank in text for blank in BLANK):
            return
    else:
        for start, end in ranges:
            if text.find("=", start, end) < 0:
                break
        else:
            return
    span = instruction.arguments.place(start, end)
    yield SyntaxProblem("env-without-value", span, word=instruction.name, name=text[start:end])


def _has_open_quote(text: str, escape: str, span: Span) -> bool:
    # What stands inside `${X:-…}` is for the lexer to judge.
    if _SUBSTITUTION.search(text) is None and _balanced(escape).fullmatch(text) is not None:
        return False
    from dcslint.readers.dockerfile.expansion import has_open_quote

    return has_open_quote(text, escape, span)


def _open_quotes(instruction: InstructionSyntax, text: str, escape: str) -> Iterator[SyntaxProblem]:
    """The first word of those that BuildKit expands in which a quote stays open."""
    arguments, strings = instruction.arguments, instruction.exec_form
    if strings is not None:
        for string in strings:
            if _has_open_quote(string.text or "", escape, string.span):
                yield SyntaxProblem("unterminated-quote", string.span, word=instruction.name)
                return
        return
    for start, end in _expanded_ranges(instruction.name, text, escape):
        if _has_open_quote(text[start:end], escape, arguments.span):
            span = arguments.place(start, end)
            yield SyntaxProblem("unterminated-quote", span, word=instruction.name)
            return


def _expanded_ranges(name: str, text: str, escape: str) -> Iterator[tuple[int, int]]:
    """The ranges of an instruction's arguments that BuildKit expands as one word each."""
    if name in _PLAIN_WORDS:
        yield from plain_ranges(text)
    elif name == "FROM":
        yield from plain_ranges(text)[:1]
    elif name in _ONE_WORD:
        yield 0, len(text)
    else:
        ranges = word_ranges(text, escape)
        if name != "ARG" and ranges and "=" not in text[ranges[0][0] : ranges[0][1]]:
            # The old form: one name, and the rest of the line.
            words = plain_ranges(text)
            yield words[0]
            if len(words) > 1:
                yield words[1][0], len(text)
            return
        for start, end in ranges:
            equals = text.find("=", start, end)
            if equals >= 0:
                if name != "ARG":
                    yield start, equals
                yield equals + 1, end


@cache
def _balanced(escape: str) -> re.Pattern[str]:
    """A word whose quotes are closed at a glance; others are for the lexer to judge."""
    quoted = re.escape(escape)
    return compile_now(
        rf"(?:[^'\"{quoted}]++|{quoted}.|'[^']*+'|\"(?:[^\"{quoted}]++|{quoted}.)*+\")*+{quoted}?",
        re.DOTALL,
    )
