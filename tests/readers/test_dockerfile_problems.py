"""What BuildKit refuses, as problems; and that reading goes on behind each."""

from __future__ import annotations

import pytest

from dcslint.readers.dockerfile import DockerfileSyntax, read_dockerfile
from dcslint.source import Document


def read(text: str) -> DockerfileSyntax:
    return read_dockerfile(Document("Dockerfile", text))


def problems(text: str) -> list[tuple[str, str, dict[str, str]]]:
    return [(problem.kind, problem.span.source, problem.words) for problem in read(text).problems]


@pytest.mark.parametrize("text", ["", "\n", "# a\n", "# escape=`\n", " \n\t# b", "\ufeff"[:0]])
def test_a_file_without_instructions(text: str) -> None:
    assert [("no-instruction", "", {})] == problems(text)


@pytest.mark.parametrize(
    ("line", "kind", "place", "words"),
    [
        ("FOO bar", "unknown-instruction", "FOO", {"word": "FOO"}),
        ("&& bar", "unknown-instruction", "&&", {"word": "&&"}),
        ("RUN\xa0a", "unknown-instruction", "RUN\xa0a", {"word": "RUN\xa0a"}),
        ("ONBUILD FOO a", "unknown-instruction", "FOO", {"word": "FOO"}),
        ("RUN", "missing-argument", "RUN", {"word": "RUN"}),
        ("run --mount=type=cache", "missing-argument", "run", {"word": "RUN"}),
        ("FROM", "missing-argument", "FROM", {"word": "FROM"}),
        ("ENV", "missing-argument", "ENV", {"word": "ENV"}),
        ("LABEL", "missing-argument", "LABEL", {"word": "LABEL"}),
        ("ARG", "missing-argument", "ARG", {"word": "ARG"}),
        ("ONBUILD", "missing-argument", "ONBUILD", {"word": "ONBUILD"}),
        ("ONBUILD USER", "missing-argument", "USER", {"word": "USER"}),
        ("COPY", "missing-argument", "COPY", {"word": "COPY"}),
        ("COPY a", "missing-argument", "COPY", {"word": "COPY"}),
        ('ADD ["a"]', "missing-argument", "ADD", {"word": "ADD"}),
        ("SHELL []", "missing-argument", "SHELL", {"word": "SHELL"}),
        ("HEALTHCHECK", "missing-argument", "HEALTHCHECK", {"word": "HEALTHCHECK"}),
        ("HEALTHCHECK CMD", "missing-argument", "HEALTHCHECK", {"word": "HEALTHCHECK"}),
        ("HEALTHCHECK CMD []", "missing-argument", "HEALTHCHECK", {"word": "HEALTHCHECK"}),
        ("ENV a", "env-without-value", "a", {"word": "ENV", "name": "a"}),
        ("ENV 'a b'", "unterminated-quote", "'a", {"word": "ENV"}),
        ("LABEL a\xa0b", "env-without-value", "a", {"word": "LABEL", "name": "a"}),
        ("ENV a=b c d=e", "env-without-value", "c", {"word": "ENV", "name": "c"}),
        ('CMD ["a", ["b"]]', "nested-json-array", '["a", ["b"]]', {"word": "CMD"}),
        ("HEALTHCHECK CMD [[]]", "nested-json-array", "CMD [[]]", {"word": "HEALTHCHECK"}),
        ("ONBUILD CMD [[]]", "nested-json-array", "[[]]", {"word": "CMD"}),
        ("RUN [1]", "non-string-in-json-array", "[1]", {"word": "RUN"}),
        ('COPY ["a", null, "b"]', "non-string-in-json-array", '["a", null, "b"]', {"word": "COPY"}),
        ('VOLUME [{"a": ["b"]}]', "non-string-in-json-array", '[{"a": ["b"]}]', {"word": "VOLUME"}),
        ("CMD [-1.5e3, true]", "non-string-in-json-array", "[-1.5e3, true]", {"word": "CMD"}),
        ("CMD [NaN]", "", "", {}),
        ("CMD [1e999]", "", "", {}),
        ("CMD [1, 2", "", "", {}),
        ('CMD ["a", [ "b" ] ] x', "", "", {}),
        ("USER [1]", "", "", {}),
        ("CMD " + "[" * 5000 + "]" * 5000, "", "", {}),
        ("RUN <<A\n", "unterminated-heredoc", "<<A", {"name": "A"}),
        ("ONBUILD RUN <<A\n", "unterminated-heredoc", "<<A", {"name": "A"}),
        ("ENV a='b", "unterminated-quote", "'b", {"word": "ENV"}),
        ('ENV "a=b"', "unterminated-quote", '"a', {"word": "ENV"}),
        ("ENV a it's", "unterminated-quote", "it's", {"word": "ENV"}),
        ("LABEL a='b\\'", "", "", {}),
        ("LABEL a='b\\'c'", "unterminated-quote", "'b\\'c'", {"word": "LABEL"}),
        ('ARG a="b', "unterminated-quote", '"b', {"word": "ARG"}),
        ("ARG 'a", "", "", {}),
        ("FROM it's AS b", "unterminated-quote", "it's", {"word": "FROM"}),
        ("FROM a AS b's", "", "", {}),
        ('COPY "a b" /c', "unterminated-quote", '"a', {"word": "COPY"}),
        ('COPY ["it\'s", "/c"]', "unterminated-quote", "it's", {"word": "COPY"}),
        ('COPY ["a b", "/c"]', "", "", {}),
        ("WORKDIR 'a b'", "", "", {}),
        ("WORKDIR 'a b", "unterminated-quote", "'a b", {"word": "WORKDIR"}),
        ("USER \\'a", "", "", {}),
        ('ENV a="${b:-"}', "unterminated-quote", '"${b:-"}', {"word": "ENV"}),
        ('ENV a="${b:-"}"', "", "", {}),
        ("ENV a=\"${b:-'}'\"", "unterminated-quote", "\"${b:-'}'\"", {"word": "ENV"}),
        ("ENV a=\"${b:-'}'}\"", "", "", {}),
        ("RUN it's", "", "", {}),
        ("CMD it's", "", "", {}),
        ("MAINTAINER it's", "", "", {}),
        ("RUN a\0b", "control-character", "\0", {"character": "U+0000"}),
        ("<<<<<<< HEAD", "conflict-marker", "<<<<<<< HEAD", {}),
        (">>>>>>> b", "conflict-marker", ">>>>>>> b", {}),
        ("=======", "conflict-marker", "=======", {}),
        ("RUN a \\\n<<<<<<< HEAD\n b", "conflict-marker", "<<<<<<< HEAD", {}),
    ],
)
def test_problems_of_an_instruction(
    line: str, kind: str, place: str, words: dict[str, str]
) -> None:
    text = f"FROM a\n{line}\nUSER b\n"
    assert [(kind, place, words)][: bool(kind)] == problems(text)
    last = read(text).instructions[-1]
    assert ("USER", "b") == (last.name, last.arguments.text)


@pytest.mark.parametrize("line", ["CMD", "ENTRYPOINT", "CMD []", "ENTRYPOINT []", "RUN []"])
def test_a_command_may_be_taken_away(line: str) -> None:
    assert [] == problems(f"FROM a\n{line}\n")


def test_a_continuation_of_nothing_is_an_unknown_instruction() -> None:
    assert [("unknown-instruction", "\\", {"word": ""})] == [
        (kind, place or "\\", words) for kind, place, words in problems("\\\n")
    ]


def test_a_conflict_is_one_problem_and_both_sides_are_read() -> None:
    text = (
        "FROM a\n<<<<<<< HEAD\nRUN b\n||||||| base\nRUN c\n=======\nRUN d\n>>>>>>> other\nUSER e\n"
        "<<<<<<< HEAD\nRUN f \\\n=======\n  g\n>>>>>>> other\n"
    )
    syntax = read(text)
    assert [("conflict-marker", 2), ("conflict-marker", 10)] == [
        (problem.kind, syntax.document.position(problem.span.start)[0])
        for problem in syntax.problems
    ]
    assert ["a", "b", "c", "d", "e", "f   g"] == [
        instruction.arguments.text for instruction in syntax.instructions
    ]


def test_what_looks_like_a_marker_in_a_script_is_text() -> None:
    text = "RUN a \\\n=======\nRUN <<E\n<<<<<<< x\n=======\n>>>>>>> x\nE\n"
    assert [] == problems(text)


def test_a_line_may_have_65535_bytes() -> None:
    fits = "RUN " + "é" * 32765 + "a"
    assert 65_535 == len(fits.encode())
    assert [] == problems(f"FROM a\n{fits}\nUSER b\n")
    (problem,) = read(f"FROM a\n{fits}b\nUSER c\n").problems
    assert ("line-too-long", {"bytes": "65536"}) == (problem.kind, problem.words)
    assert f"{fits}b" == problem.span.source


def test_an_undecodable_byte_is_one_byte_of_a_line() -> None:
    data = b"FROM a\nRUN " + b"\xe9" * 65_531
    assert [] == read_dockerfile(Document.from_bytes("Dockerfile", data)).problems


@pytest.mark.parametrize(
    ("text", "kind", "place", "words"),
    [
        ("# escape=x\nFROM a", "invalid-escape", "x", {"value": "x"}),
        ("# escape=  \nFROM a", "invalid-escape", " ", {"value": " "}),
        ("# escape=`\n# Escape=`\nFROM a", "repeated-directive", "# Escape=`", {"name": "escape"}),
    ],
)
def test_problems_of_directives(text: str, kind: str, place: str, words: dict[str, str]) -> None:
    assert [(kind, place, words)] == problems(text)


def test_problems_come_in_the_order_of_the_file() -> None:
    text = "# escape=x\nFOO\n<<<<<<< a\nENV b\n>>>>>>> a\nBAR\0\n"
    kinds = [problem.kind for problem in read(text).problems]
    assert [
        "invalid-escape",
        "unknown-instruction",
        "conflict-marker",
        "env-without-value",
        "unknown-instruction",
        "control-character",
    ] == kinds
