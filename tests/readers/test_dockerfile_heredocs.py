"""Heredocs of the Dockerfile reader: which words announce one, and which lines are its body."""

from __future__ import annotations

import pytest

from dcslint.readers.dockerfile import DockerfileSyntax, Heredoc, read_dockerfile
from dcslint.source import Document


def read(text: str) -> DockerfileSyntax:
    return read_dockerfile(Document("Dockerfile", text))


def first(text: str) -> list[Heredoc]:
    return read(text).instructions[0].heredocs


def names(line: str) -> list[str]:
    """The names of the heredocs that a line announces, each followed by its terminator."""
    return [heredoc.name for heredoc in first(line + "\n")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RUN <<EOF", ["EOF"]),
        ("RUN <<-EOF", ["EOF"]),
        ("RUN << EOF", ["EOF"]),
        ("RUN <<  EOF > x", ["EOF"]),
        ("RUN << -EOF", ["-EOF"]),
        ("RUN 3<<EOF", ["EOF"]),
        ("RUN cat <<A <<B", ["A", "B"]),
        ("RUN cat <<'A' <<\"B\" <<\\C <<D'e'", ["A", "B", "C", "De"]),
        ("RUN <<'one two'", ["one two"]),
        ("RUN <<eo\\'f", ["eo'f"]),
        ("RUN <<$EOF", ["$EOF"]),
        ("RUN <<${EOF}", ["${EOF}"]),
        ("RUN --mount=type=cache <<EOF", ["EOF"]),
        ("COPY <<a.txt <<b.txt /c/", ["a.txt", "b.txt"]),
        ("ADD <<EOF /c", ["EOF"]),
        ("copy <<EOF /c", ["EOF"]),
        ("ONBUILD RUN <<EOF", ["EOF"]),
        ("RUN echo $(( 1 <<2 ))", ["2"]),
        ("RUN x=${y:-a} <<EOF", ["EOF"]),
        ("RUN x=${y:0:3} <<EOF", ["EOF"]),
        ('RUN x="${y#a}" <<EOF', ["EOF"]),
        ('RUN x="a\'b\\"${y}" z=\'"\' <<EOF', ["EOF"]),
        ("RUN a <b <<EOF", ["EOF"]),
        ("RUN <\\\n<EOF", ["EOF"]),
        ("RUN <<EO\\\nF", ["EOF"]),
        ('RUN ["a"] <<EOF', ["EOF"]),
        ("RUN <<- EOF", []),
        ("RUN a<<EOF", []),
        ("RUN $((1<<2))", []),
        ("RUN <<<EOF", []),
        ("RUN <<EOF<<A", []),
        ("RUN <<", []),
        ("RUN <<''", []),
        ('RUN "<<EOF"', []),
        ("RUN '<<EOF'", []),
        ("RUN \\<<EOF", []),
        ('RUN ["<<EOF"]', []),
        ("RUN it's <<EOF", []),
        ('RUN " <<EOF', []),
        ("RUN ${x^^} <<EOF", []),
        ("RUN ${x <<EOF", []),
        ("RUN ${x:#a} <<EOF", []),
        ("RUN ${} <<EOF", []),
        ("USER <<EOF", []),
        ("ENV a=<<EOF", []),
        ("CMD <<EOF", []),
        ("ONBUILD ENV a <<EOF", []),
        ("ONBUILD ONBUILD RUN <<EOF", []),
    ],
)
def test_words_that_announce_a_heredoc(line: str, expected: list[str]) -> None:
    assert expected == names(line)


def test_substitutions_too_deep_to_follow_announce_nothing() -> None:
    assert [] == names("RUN <<EOF " + "${a:-" * 10_000 + "}" * 10_000)


def test_what_stands_before_a_substitution_with_a_word_is_lost() -> None:
    """BuildKit's lexer has one buffer for both, since 0.14."""
    assert [] == names("RUN <<${x:-EOF}")
    assert ["EOF"] == names("RUN a${x:-b <<EOF }")


@pytest.mark.parametrize(
    ("marker", "expand", "chomp"),
    [
        ("<<E", True, False),
        ("<<-E", True, True),
        ("<<'E'", False, False),
        ('<<"E"', False, False),
        ("<<-E''", False, True),
        ("<<\\E", True, False),
    ],
)
def test_a_quoted_name_forbids_expansion(marker: str, expand: bool, chomp: bool) -> None:  # noqa: FBT001
    (heredoc,) = first(f"RUN {marker}\nE")
    assert (expand, chomp) == (heredoc.expand, heredoc.chomp)
    assert marker == heredoc.marker.source


def test_bodies_follow_in_order() -> None:
    text = "COPY <<X <<Y /d\nY\nX\nX\nY\nRUN a"
    syntax = read(text)
    assert ["Y\n", "X\n"] == [heredoc.body.text for heredoc in syntax.instructions[0].heredocs]
    assert "COPY <<X <<Y /d\nY\nX\nX\nY" == syntax.instructions[0].span.source
    assert "a" == syntax.instructions[1].arguments.text


def test_a_comment_right_behind_a_heredoc_is_a_comment() -> None:
    syntax = read("RUN <<E\n# script\nE\n# comment\nRUN a")
    assert ["RUN", "RUN"] == [instruction.name for instruction in syntax.instructions]
    assert ["# comment"] == [span.source for span in syntax.comments]
    assert "# script\n" == syntax.instructions[0].heredocs[0].body.text


def test_a_body_stands_letter_by_letter() -> None:
    (heredoc,) = first("RUN <<E\na \\\r\n\n  b\r\nE\r\n")
    assert "a \\\r\n\n  b\r\n" == heredoc.body.text
    assert heredoc.body.pieces is None
    assert heredoc.body.text == heredoc.body.span.source


def test_tabs_are_taken_off_and_the_body_maps_back() -> None:
    (heredoc,) = first("RUN <<-E\n\ta\n\t\t b\nc\t\n\t\n\tE\n")
    body = heredoc.body
    assert "a\n b\nc\t\n\n" == body.text
    assert ["a\n", " b\n", "c\t\n", "\n"] == [
        document.text[start:end] for _, document, start, end in body.map()
    ]
    assert "\ta\n\t\t b\nc\t\n\t\n" == body.span.source
    assert "b" == body.place(3, 4).source


def test_only_chomp_lets_a_terminator_be_indented() -> None:
    text = "RUN <<E\n\tE\nE\n"
    assert "\tE\n" == first(text)[0].body.text
    assert "" == first(text.replace("<<", "<<-"))[0].body.text


@pytest.mark.parametrize("line", ["E ", " E", "EE", "e", '"E"'])
def test_a_terminator_is_the_name_and_nothing_else(line: str) -> None:
    (heredoc,) = first(f"RUN <<E\n{line}\nE")
    assert f"{line}\n" == heredoc.body.text
    assert heredoc.terminated


def test_heredocs_of_a_trigger_belong_to_both() -> None:
    (instruction,) = read("ONBUILD RUN <<E\na\nE").instructions
    assert instruction.trigger is not None
    assert instruction.heredocs is instruction.trigger.heredocs
    assert instruction.span.end == instruction.trigger.span.end


def test_an_unterminated_body_is_the_rest_of_the_file() -> None:
    syntax = read("FROM a\nRUN <<E\nfrom b\n  RUN c\nEOF\n")
    (heredoc,) = syntax.instructions[1].heredocs
    assert not heredoc.terminated
    assert "from b\n  RUN c\nEOF\n" == heredoc.body.text
    assert ["unterminated-heredoc"] == [problem.kind for problem in syntax.problems]
    assert ("<<E", {"name": "E"}) == (syntax.problems[0].span.source, syntax.problems[0].words)


def test_an_unterminated_body_ends_before_the_next_instruction() -> None:
    syntax = read("RUN <<E <<F\na\nRUN b\nF\n")
    first_, second = syntax.instructions[:2]
    assert ["a\n", ""] == [heredoc.body.text for heredoc in first_.heredocs]
    assert [False, False] == [heredoc.terminated for heredoc in first_.heredocs]
    assert "b" == second.arguments.text
    assert ["unterminated-heredoc", "unknown-instruction"] == [
        problem.kind for problem in syntax.problems
    ]


def test_after_an_unterminated_heredoc_others_are_still_found() -> None:
    syntax = read("RUN <<A\nRUN <<-B\n\tx\n\tB\nRUN <<A2\ny\nA2\nRUN <<B\nB\n")
    assert [("A", False), ("B", True), ("A2", True), ("B", True)] == [
        (heredoc.name, heredoc.terminated)
        for instruction in syntax.instructions
        for heredoc in instruction.heredocs
    ]
    assert ["x\n", "y\n", ""] == [
        instruction.heredocs[0].body.text for instruction in syntax.instructions[1:]
    ]


def test_a_heredoc_at_the_end_of_the_file_has_no_body() -> None:
    syntax = read("RUN <<E")
    (heredoc,) = syntax.instructions[0].heredocs
    assert ("", False) == (heredoc.body.text, heredoc.terminated)
    assert "" == heredoc.body.span.source
