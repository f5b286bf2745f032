"""What holds of the Dockerfile reader for every text: no raise, true places, linear work."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dcslint.readers.dockerfile import DockerfileSyntax, InstructionSyntax, read_dockerfile
from dcslint.readers.dockerfile.words import expand, name_value_pairs, split_words
from dcslint.source import Document, Span, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOKENS = st.sampled_from(
    [
        *("FROM", "RUN", "COPY", "ENV", "ARG", "LABEL", "CMD", "HEALTHCHECK", "ONBUILD", "VOLUME"),
        *(
            " ",
            " ",
            "\n",
            "\n",
            "\r\n",
            "\t",
            "\\\n",
            "`\n",
            "\\",
            "`",
            "#",
            "# escape=`\n",
            "--x=",
        ),
        *("--", "<<E", "<<-E", "\nE\n", "'", '"', '["a"', ', "\\n\\u0041"', "]", "[[", "$A", "${A"),
        *("${A:-", "${A##", "${A/", "}", "=", "a", "é", "\0", "\x85", "\xa0", "\x1c", "\u3000"),
        *("\udc80", "\ud800", "\ufeff", "<<<<<<< x\n", "=======\n", ">>>>>>> x\n"),
    ]
)
TEXTS = st.one_of(
    st.lists(TOKENS, max_size=40).map("".join),
    st.text(st.characters(exclude_categories=[]), max_size=60),
)


def read(text: str) -> DockerfileSyntax:
    return read_dockerfile(Document("Dockerfile", text))


def every(syntax: DockerfileSyntax) -> Iterator[InstructionSyntax]:
    for instruction in syntax.instructions:
        yield instruction
        if instruction.trigger is not None:
            yield instruction.trigger


def literals(syntax: DockerfileSyntax) -> Iterator[Value]:
    """All values whose characters stand in the source as they are."""
    for directive in syntax.directives:
        yield directive.value
    for instruction in every(syntax):
        yield instruction.keyword
        yield instruction.arguments
        for flag in instruction.flags:
            yield flag.name
            if flag.value is not None:
                yield flag.value
        for heredoc in instruction.heredocs:
            yield heredoc.body


def written(value: Value) -> str:
    """The source text of all pieces."""
    return "".join(document.text[start:end] for _, document, start, end in value.map())


@settings(deadline=None, max_examples=400)
@given(TEXTS)
@example("\\")
@example("RUN \\\r")
@example('CMD ["\\ud800"]')
def test_every_piece_maps_back_to_its_text(text: str) -> None:
    for value in literals(read(text)):
        assert value.text == written(value)
        for offset, _, start, end in value.map():
            assert value.span.start <= start <= end <= value.span.end
            assert value.text is not None
            assert value.text[offset : offset + end - start] == text[start:end]


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_spans_lie_in_order_and_inside_the_text(text: str) -> None:
    syntax = read(text)
    at = 0
    for instruction in syntax.instructions:
        assert at <= instruction.span.start <= instruction.span.end <= len(text)
        at = instruction.span.end
        assert instruction.keyword.span in instruction.span
        assert instruction.arguments.span in instruction.span
        assert not instruction.span.source.endswith("\r")
        if instruction.keyword.pieces is None:
            assert instruction.keyword.text == instruction.keyword.span.source
    for problem in syntax.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
    comments = [span.start for span in syntax.comments]
    assert sorted(comments) == comments
    assert all(span.source.startswith("#") for span in syntax.comments)


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.sampled_from("\\`"))
def test_words_of_any_text_map_back(text: str, escape: str) -> None:
    for instruction in every(read(text)):
        arguments = instruction.arguments
        words = split_words(arguments, escape)
        for old_form in (True, False):
            for pair in name_value_pairs(arguments, escape, old_form=old_form):
                words += [value for value in pair if value is not None]
        for word in words:
            assert word.text == written(word)
            assert word.span in arguments.span


@settings(deadline=None, max_examples=400)
@given(TEXTS, st.sampled_from("\\`"))
def test_any_word_resolves_to_something_or_is_unknown(text: str, escape: str) -> None:
    document = Document("Dockerfile", text)
    word = Value(text, Span(document, 0, len(text)))
    other = Document("other", "value")
    names = {"A": Value("value", Span(other, 0, 5))}
    result = expand(word, names.get, escape)
    assert word.span == result.span
    if result.text is None:
        assert result.unknown is not None
    else:
        assert result.text == written(result)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=5))
def test_the_exec_form_gives_back_what_json_wrote(strings: list[str]) -> None:
    import json

    for text in (json.dumps(strings), json.dumps(strings, ensure_ascii=False)):
        (instruction,) = read(f"CMD {text}").instructions
        assert instruction.exec_form is not None
        assert strings == [item.text for item in instruction.exec_form]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(["x", "\ty", "", "\t\tz\t", "# c", "\\"]), max_size=6))
def test_chomp_takes_leading_tabs_off_each_line(lines: list[str]) -> None:
    text = "RUN <<-E\n" + "".join(f"{line}\n" for line in lines) + "E\n"
    (heredoc,) = read(text).instructions[0].heredocs
    assert "".join(line.lstrip("\t") + "\n" for line in lines) == heredoc.body.text


def steps(function: Callable[[], object]) -> int:
    """How many calls, of Python's and of C's functions, a function makes."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function()
    finally:
        sys.setprofile(before)
    return count


LONG: dict[str, Callable[[int], str]] = {
    "one continuation": lambda n: "RUN " + "a \\\n" * n,
    "comments inside": lambda n: "RUN " + "a \\\n# b\n\n" * n,
    "instructions": lambda n: "FROM a\nENV b=c\nRUN d\n" * n,
    "continuations": lambda n: "RUN a \\\n b\n" * n,
    "names": lambda n: "ENV " + 'a="b c" \\\n' * n,
    "words": lambda n: "COPY " + "'a \\\n" * n,
    "flags": lambda n: "RUN " + '--a="b" \\\n' * n + "c",
    "strings": lambda n: "CMD [" + ", \\\n".join(['"a\\n"'] * n) + "]",
    "open arrays": lambda n: "CMD " + "[" * n,
    "markers": lambda n: "RUN " + "<<E " * n,
    "bodies": lambda n: "RUN " + " ".join(f"<<E{i}" for i in range(n)) + "\nx\n" * n,
    "unterminated": lambda n: "".join(f"RUN <<E{i}\nx\n" for i in range(n)),
    "unterminated and indented": lambda n: "".join(f"RUN <<-E{i}\n\tx\n" for i in range(n)),
    "terminated": lambda n: "".join(f"RUN <<E{i}\nx\nE{i}\n" for i in range(n)),
    "quotes": lambda n: 'ENV a="' + "'\"" * n,
    "substitutions": lambda n: "ENV a='" + "${b:-" * n + "}" * n,
    "triggers": lambda n: "ONBUILD " * n + "RUN a",
    "conflicts": lambda n: "<<<<<<< a\nRUN b\n=======\n>>>>>>> c\n" * n,
    "long lines": lambda n: ("RUN " + "a" * 70_000 + "\n") * (n // 50),
}


@pytest.mark.parametrize("name", LONG)
def test_twice_the_text_is_twice_the_work(name: str) -> None:
    few, once, twice = (Document("Dockerfile", LONG[name](n)) for n in (50, 500, 1000))
    read_dockerfile(few)  # what is compiled when first used is no work of a text's
    assert steps(lambda: read_dockerfile(twice)) < 2.2 * steps(lambda: read_dockerfile(once)) + 500


def test_words_of_a_long_instruction_are_linear_work() -> None:
    def count(n: int) -> int:
        arguments = read("ENV " + 'a="b$c" \\\n' * n).instructions[0].arguments

        def work() -> None:
            split_words(arguments, "\\")
            for _, value in name_value_pairs(arguments, "\\"):
                assert value is not None
                expand(value, lambda _: None, "\\")
            expand(arguments, lambda _: arguments.slice(0, 1), "\\")

        return steps(work)

    count(2)  # as above
    assert count(1000) < 2.3 * count(500)
