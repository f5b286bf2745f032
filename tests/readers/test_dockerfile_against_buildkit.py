"""The Dockerfile reader against BuildKit's own parser (PyPI `dockerfile`) and dockerfile-parse.

The binding carries BuildKit 0.12.5 and stops at the first error. Where BuildKit has changed since,
the inputs are left out here, by `deviates`, and tested by hand in the other files.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dcslint.readers.dockerfile import read_dockerfile
from dcslint.readers.dockerfile.lines import SPACE
from dcslint.readers.dockerfile.words import name_value_pairs, split_words
from dcslint.source import Document

if TYPE_CHECKING:
    from dcslint.readers.dockerfile import DockerfileSyntax, InstructionSyntax

dockerfile = pytest.importorskip("dockerfile")

# What BuildKit's parser accepts and its later stages refuse.
LATER_STAGES = {"unknown-instruction", "missing-argument", "unterminated-quote", "from-words"}

KEYWORDS = [
    *("RUN", "run", "Run", "COPY", "ADD", "FROM", "from", "ENV", "LABEL", "ARG", "CMD"),
    *("SHELL", "VOLUME", "EXPOSE", "USER", "WORKDIR", "STOPSIGNAL", "MAINTAINER", "HEALTHCHECK"),
    *(
        "ENTRYPOINT",
        "HEALTHCHECK CMD",
        "ONBUILD",
        "ONBUILD RUN",
        "ONBUILD COPY",
        "FOO",
        "RU",
        "EOF",
    ),
]
WORDS = [
    *("a", "bc", "/x", "&&", ";", "é", "#", "# c", "a=b", "=", 'c="d e"', "f=g\\ h", "k='v w'"),
    *('"', "'", '"q r"', "'s t'", '\\"', "\\'", "\\\\", "\\", "`", "``", "\\n", "$X", "${X}", "$"),
    *("${X:-y}", "${X+'}", "<<EOF", "<<-EOF", "<<'EOF'", '<<"E F"', "3<<EOF", "<<B", "<<<x"),
    *(
        "1<<2",
        "<<$X",
        "<<E\\F",
        "x<<EOF",
        "<",
        "EOF",
        "B",
        "--x",
        "--x=y",
        "--m=a,b=c",
        '--q="r s"',
    ),
    *("--", "-", "[", "]", '["a"]', '[ "a", "b c" ]', "[]", '["\\u0041\\n", "\\ud83d\\ude00"]'),
    *('["\\ud800"]', "[1]", '["a", ["b"]]', '["a",', "NONE", "CMD"),
]
BLANKS = [" ", " ", " ", "  ", "\t", "\v", "\f", "\r", "", "\x85", "\xa0", "\u3000", "\x1c"]
ENDS = ["", "", "", "", " \\", "\\", " \\ \t", "\\\\", " `", "`", "\r", "\\\r", " "]
LINES = [
    *("", " ", "\t", "# comment", "  # comment", "#", "EOF", "\tEOF", "EOF ", "B", "E F", "X"),
    *("$X", "2", "\\", " \\", "\\ ", "# escape=`", "#escape = \\", "# syntax=a/b:1", "#x=y"),
    *("\ufeff", "\x85", "\xa0# c", "\x1c# c", "EF"),
]

BLANK = st.sampled_from(BLANKS)
SOME_WORDS = st.lists(st.tuples(BLANK, st.sampled_from(WORDS)), max_size=6).map(
    lambda pairs: "".join(blank + word for blank, word in pairs)
)
INSTRUCTION = st.builds(
    lambda *parts: "".join(parts),
    st.sampled_from(["", "", "", " ", "\t", "\xa0"]),
    st.sampled_from(KEYWORDS),
    SOME_WORDS,
    st.sampled_from(ENDS),
)
CONTINUATION = st.builds(lambda *parts: "".join(parts), BLANK, SOME_WORDS, st.sampled_from(ENDS))
LINE = st.one_of(INSTRUCTION, INSTRUCTION, CONTINUATION, st.sampled_from(LINES))
TEXTS = st.builds(
    lambda bom, lines, newline, end: bom + newline.join(lines) + end,
    st.sampled_from(["", "", "", "\ufeff"]),
    st.lists(LINE, max_size=12),
    st.sampled_from(["\n", "\n", "\r\n"]),
    st.sampled_from(["", "\n", "\r\n", "\n\n"]),
)


def deviates(text: str, syntax: DockerfileSyntax) -> bool:
    """Whether BuildKit reads `text` otherwise since the version in the binding."""
    if "<<" in text and re.search(r"<<-?\s|\$\{\w*[^\w}]", text):
        # `<< EOF` is a heredoc now, and the lexer knows more substitutions.
        return True
    for instruction in syntax.instructions:
        inner = instruction.trigger or instruction
        written = [flag.span.source for flag in [*instruction.flags, *inner.flags]]
        if any(not flag.isascii() for flag in written):
            # Both read flags byte by byte, and garble what is not ASCII.
            return True
        if syntax.escape == "`" and any("`" in flag or "\\" in flag for flag in written):
            # Flags were read with the backslash, whatever the escape.
            return True
        arguments = inner.arguments.text or ""
        if inner.exec_form is None and re.match(r"(?:[^\t\v\f\r ]+\s+)?\[.*\]\s*\S", arguments):
            # Text behind a JSON array was ignored.
            return True
        if re.match(rf"[^{SPACE}]*[\x85\xa0]", arguments) and inner.name == "HEALTHCHECK":
            # The first word of HEALTHCHECK ends at a byte, inside a letter.
            return True
    return False


def shown(instruction: InstructionSyntax, escape: str) -> tuple[object, ...]:
    """What the reader makes of an instruction, in the binding's terms."""
    return (
        instruction.keyword.text or None,
        start_line(instruction, escape),
        instruction.span.document.position(instruction.span.end)[0],
        tuple(
            f"--{flag.name.text}" + ("" if flag.value is None else f"={flag.value.text}")
            for flag in instruction.flags
        ),
        (instruction.trigger or instruction).exec_form is not None,
        value_of(instruction, escape),
        # The binding does not tell those of a trigger.
        tuple(
            (heredoc.name, heredoc.body.span.source)
            for heredoc in instruction.heredocs
            if instruction.name != "ONBUILD"
        ),
    )


def shown_command(command: Any) -> tuple[object, ...]:
    """A command of the binding, as `shown` shows the reader's."""
    return (
        command.cmd,
        command.start_line,
        command.end_line,
        command.flags,
        command.json,
        command.value,
        tuple((heredoc.name, heredoc.content) for heredoc in command.heredocs),
    )


def value_of(instruction: InstructionSyntax, escape: str) -> tuple[str | None, ...]:
    """The arguments as BuildKit's parser splits them."""
    arguments, name = instruction.arguments, instruction.name
    first = re.split(r"[\t\n\v\f\r ]+", arguments.text or "", maxsplit=1)
    if instruction.exec_form is not None:
        items = [item.text for item in instruction.exec_form]
        return (first[0], *items) if name == "HEALTHCHECK" else tuple(items)
    if name == "ONBUILD" and instruction.trigger is not None:
        trigger = instruction.trigger
        if trigger.name == "ONBUILD":
            # One level is all that may be, and all that the reader reads.
            return ("",) if trigger.arguments.text else ()
        return value_of(trigger, escape)
    if name in ("ENV", "LABEL"):
        pairs = name_value_pairs(arguments, escape)
        return tuple(part.text for pair in pairs for part in pair if part is not None)
    if name == "ARG":
        pairs = name_value_pairs(arguments, escape, old_form=False)
        return tuple(
            name.text if value is None else f"{name.text}={value.text}" for name, value in pairs
        )
    if name in ("ADD", "COPY", "EXPOSE", "FROM", "VOLUME"):
        return tuple(word.text for word in split_words(arguments, escape))
    if name == "HEALTHCHECK":
        return tuple(first) if arguments.text else ()
    if name in ("CMD", "ENTRYPOINT", "MAINTAINER", "RUN", "SHELL", "STOPSIGNAL", "USER", "WORKDIR"):
        return (arguments.text,) if arguments.text else ()
    return () if name == "ONBUILD" else ("",)


def start_line(instruction: InstructionSyntax, escape: str) -> int:
    """Where BuildKit says that an instruction begins: at a continuation of nothing before it."""
    document = instruction.span.document
    line, _ = document.position(instruction.span.start)
    above = line
    while above > 1:
        start, end = document.line_bounds(above - 1)
        text = document.text[start:end].strip(SPACE)
        if text not in ("", escape) and not text.startswith("#"):
            break
        above -= 1
        if text == escape:
            line = above
    return line


@settings(deadline=None, max_examples=500)
@given(TEXTS)
def test_instructions_are_those_of_buildkit(text: str) -> None:
    document = Document.from_bytes("Dockerfile", text.encode())
    syntax = read_dockerfile(document)
    assume(not deviates(text, syntax))
    kinds = {problem.kind for problem in syntax.problems}
    try:
        commands = dockerfile.parse_string(text)
    except (dockerfile.GoParseError, UnicodeDecodeError) as error:
        # The second: the binding cut a letter in two.
        assume(isinstance(error, dockerfile.GoParseError))
        commands = None
    if commands is None:
        assert kinds
        return
    assert [shown_command(command) for command in commands] == [
        shown(instruction, syntax.escape) for instruction in syntax.instructions
    ]
    assert kinds <= LATER_STAGES


SIMPLE = st.sampled_from(["a", "b=c", "/x", "&&", "'d e'", '"f"', "$X", "${X:-y}", "--z", "é"])
SIMPLE_LINE = st.lists(SIMPLE, min_size=1, max_size=4).map(" ".join)
SIMPLE_INSTRUCTION = st.builds(
    lambda keyword, lines, between: f"{keyword} " + f" \\\n{between}  ".join(lines) + "\n",
    st.sampled_from(["RUN", "run", "CMD", "COPY", "ENV", "FROM", "LABEL", "USER", "Workdir"]),
    st.lists(SIMPLE_LINE, min_size=1, max_size=3),
    st.sampled_from(["", "", "# c\n", "  # c d\n"]),
)
SIMPLE_TEXT = st.lists(
    st.one_of(SIMPLE_INSTRUCTION, st.sampled_from(["\n", "# c\n", "  # c\n"])), max_size=8
).map("".join)


@settings(deadline=None, max_examples=100)
@given(SIMPLE_TEXT)
def test_simple_files_are_read_as_by_dockerfile_parse(text: str) -> None:
    """Without heredocs, empty lines inside, directives and the like it is as right as BuildKit."""
    parser = pytest.importorskip("dockerfile_parse").DockerfileParser(
        fileobj=io.BytesIO(text.encode())
    )
    document = Document("Dockerfile", text)
    expected = [
        (one["instruction"], one["startline"], one["endline"], one["value"].split())
        for one in parser.structure
        if one["instruction"] != "COMMENT"
    ]
    assert expected == [
        (
            instruction.name,
            document.position(instruction.span.start)[0] - 1,
            document.position(instruction.span.end)[0] - 1,
            [flag.span.source for flag in instruction.flags]
            + (instruction.arguments.text or "").split(),
        )
        for instruction in read_dockerfile(document).instructions
    ]
