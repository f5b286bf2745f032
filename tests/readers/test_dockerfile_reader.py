"""Lines, keywords, flags, exec form and places of the Dockerfile reader, case by case."""

from __future__ import annotations

import pytest

from dcslint.readers.dockerfile import DockerfileSyntax, InstructionSyntax, read_dockerfile
from dcslint.source import Document


def read(text: str) -> DockerfileSyntax:
    return read_dockerfile(Document("Dockerfile", text))


def only(text: str) -> InstructionSyntax:
    (instruction,) = read(text).instructions
    return instruction


def arguments(text: str) -> list[tuple[str, str | None]]:
    return [(one.name, one.arguments.text) for one in read(text).instructions]


def strings(instruction: InstructionSyntax) -> list[str | None] | None:
    form = instruction.exec_form
    return None if form is None else [item.text for item in form]


def flags(instruction: InstructionSyntax) -> list[tuple[str | None, str | None]]:
    return [
        (flag.name.text, None if flag.value is None else flag.value.text)
        for flag in instruction.flags
    ]


def last_line(instruction: InstructionSyntax) -> int:
    return instruction.span.document.position(instruction.span.end)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("RUN a \\\n b", [("RUN", "a  b")], id="joined without a blank of its own"),
        pytest.param("RUN a\\\nb", [("RUN", "ab")], id="a word goes on"),
        pytest.param("RUN a \\ \t\nb", [("RUN", "a b")], id="blanks behind the escape"),
        pytest.param("RUN a \\\n\n  \n b", [("RUN", "a  b")], id="empty lines inside"),
        pytest.param("RUN a \\\n# c\n  # d \\\n b", [("RUN", "a  b")], id="comments inside"),
        pytest.param("RUN a # b \\\n c", [("RUN", "a # b  c")], id="a comment is a whole line"),
        pytest.param("RUN\\\n a", [("RUN", "a")], id="escape glued to the keyword"),
        pytest.param("RU\\\nN a", [("RUN", "a")], id="a keyword in two lines"),
        pytest.param("RUN a \\\\\nb c", [("RUN", "a \\\\"), ("B", "c")], id="two escapes are none"),
        pytest.param("RUN a \\\\\\\nb", [("RUN", "a \\\\\\"), ("B", "")], id="nor are three"),
        pytest.param("RUN a \\\n", [("RUN", "a")], id="open at the end of the file"),
        pytest.param("RUN a \\\n# b\n\n", [("RUN", "a")], id="open, then nothing but comments"),
        pytest.param("FROM a\nRUN", [("FROM", "a"), ("RUN", "")], id="no newline at the end"),
        pytest.param("\\\nRUN a", [("RUN", "a")], id="a continuation first"),
        pytest.param("\\\n", [("", "")], id="a continuation of nothing"),
        pytest.param("run a\nFrOm b", [("RUN", "a"), ("FROM", "b")], id="keywords in any case"),
        pytest.param("RUN\ta\v\f", [("RUN", "a")], id="other blanks"),
        pytest.param("\u3000RUN a\x85", [("RUN", "a")], id="Unicode space around"),
        pytest.param("RUN\xa0a", [("RUN\xa0a", "")], id="not inside"),
        pytest.param("\x1cRUN a", [("\x1cRUN", "a")], id="what only Python calls space"),
        pytest.param("U\u017fER a", [("U\u017fER", "a")], id="what only Python capitalises"),
        pytest.param("FROM a\r\nRUN b \\\r\n c\r\n", [("FROM", "a"), ("RUN", "b  c")], id="CRLF"),
        pytest.param("RUN a \\\r\r\nb", [("RUN", "a b")], id="more carriage returns"),
        pytest.param("RUN a \\\r \nb", [("RUN", "a \\"), ("B", "")], id="a blank behind them"),
        pytest.param("EXPOSE 82/$proto", [("EXPOSE", "82/$proto")], id="a variable in a port"),
        pytest.param("FROM a\n# b \\\nRUN c", [("FROM", "a"), ("RUN", "c")], id="no long comment"),
    ],
)
def test_logical_lines(text: str, expected: list[tuple[str, str]]) -> None:
    assert expected == arguments(text)


def test_a_byte_order_mark_is_no_part_of_the_first_keyword() -> None:
    document = Document.from_bytes("Dockerfile", b"\xef\xbb\xbfFROM a\n")
    syntax = read_dockerfile(document)
    assert ["FROM"] == [instruction.name for instruction in syntax.instructions]
    assert [] == syntax.problems


def test_undecodable_bytes_are_kept_as_they_are() -> None:
    document = Document.from_bytes("Dockerfile", b"FROM a\nRUN echo \xe9\x85\n")
    assert "echo \udce9\udc85" == read_dockerfile(document).instructions[1].arguments.text


@pytest.mark.parametrize(
    ("text", "escape", "directives"),
    [
        ("# escape=`\nRUN a", "`", [("escape", "`")]),
        ("#  Escape = ` \nRUN a", "`", [("escape", "`")]),
        ("# syntax=a b\n# escape=`\n", "`", [("syntax", "a b"), ("escape", "`")]),
        ("# check=skip=all\r\n# escape=`\r\n", "`", [("check", "skip=all"), ("escape", "`")]),
        ("\xa0#\u3000escape=`\n", "`", [("escape", "`")]),
        ("\n# escape=`\nRUN a", "\\", []),
        ("# a comment\n# escape=`\n", "\\", []),
        ("# unknown=x\n# escape=`\n", "\\", []),
        ("# escape=\n", "\\", []),
        ("#!/bin/sh\n# escape=`\n", "\\", []),
        ("FROM a\n# escape=`\n", "\\", []),
        ("//syntax=x\n# escape=`\n", "\\", []),
    ],
)
def test_directives_stand_at_the_top(
    text: str, escape: str, directives: list[tuple[str, str]]
) -> None:
    syntax = read(text)
    assert escape == syntax.escape
    assert directives == [(one.name, one.value.text) for one in syntax.directives]
    for directive in syntax.directives:
        assert directive.value.text == directive.value.span.source
        assert directive.value.span in directive.span
        assert directive.span.source.startswith("#")


def test_the_escape_directive_changes_continuations() -> None:
    assert [("RUN", "a\\"), ("RUN", "b  c")] == arguments("# escape=`\nRUN a\\\nRUN b `\n c")


def test_comments_are_kept_wherever_they_stand() -> None:
    syntax = read("# syntax=x\n# one\nRUN a \\\n  # two\n b\n\t# three\nRUN <<E\n# none\nE\n#four")
    assert ["# one", "# two", "# three", "#four"] == [span.source for span in syntax.comments]


@pytest.mark.parametrize(
    ("text", "expected", "rest"),
    [
        ("COPY --from=b --chown=1:2 a /a", [("from", "b"), ("chown", "1:2")], "a /a"),
        ("COPY --link a /a", [("link", None)], "a /a"),
        ("COPY --link= a /a", [("link", "")], "a /a"),
        ("RUN --mount=type=cache make", [("mount", "type=cache")], "make"),
        ("RUN   --a\t--b x", [("a", None), ("b", None)], "x"),
        ("RUN --x='a b' c", [("x", "a b")], "c"),
        ('RUN --x="a \\"b" c', [("x", 'a "b')], "c"),
        ("RUN --x=a\\ b c", [("x", "a b")], "c"),
        ("RUN --x=a\\", [("x", "a")], ""),
        ("RUN --x='a b", [("x", "a b")], ""),
        ("RUN --'x y'=z c", [("x y", "z")], "c"),
        ("RUN --x= 'a'", [("x", "")], "'a'"),
        ("RUN --x", [("x", None)], ""),
        ("RUN -- --x", [], "--x"),
        ("RUN --'' --x", [], "--x"),
        ("RUN --", [], ""),
        ("RUN - --x", [], "- --x"),
        ("RUN a --x", [], "a --x"),
        ("HEALTHCHECK --interval=5s CMD a", [("interval", "5s")], "CMD a"),
        ("FROM --platform=$BUILDPLATFORM a", [("platform", "$BUILDPLATFORM")], "a"),
        ("RUN --x=à b", [("x", "à")], "b"),
        ("RUN --x=\\\n  a b", [("x", "")], "a b"),
        ("RUN --x=\\\na b", [("x", "a")], "b"),
    ],
)
def test_flags_are_the_leading_words_with_two_dashes(
    text: str, expected: list[tuple[str, str | None]], rest: str
) -> None:
    instruction = only(text)
    assert expected == flags(instruction)
    assert rest == instruction.arguments.text


def test_flags_follow_the_escape_directive() -> None:
    (instruction,) = read("# escape=`\nRUN --x=a` b --y=c\\ d").instructions
    assert [("x", "a b"), ("y", "c\\")] == flags(instruction)


def test_a_flag_can_be_asked_for_by_name() -> None:
    instruction = only("COPY --from=a --from=b x y")
    found = instruction.flag("from")
    assert found is not None
    assert found.value is not None
    assert "--from=b" == found.span.source
    assert "b" == found.value.span.source
    assert instruction.flag("chown") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('CMD ["a", "b c"]', ["a", "b c"]),
        ('ENTRYPOINT [ "a"\t,"b" ] ', ["a", "b"]),
        ('RUN ["a"]', ["a"]),
        ('SHELL ["/bin/bash", "-c"]', ["/bin/bash", "-c"]),
        ('VOLUME ["/a"]', ["/a"]),
        ('ADD ["a b", "/c"]', ["a b", "/c"]),
        ('COPY --link ["a b", "/c"]', ["a b", "/c"]),
        ('HEALTHCHECK CMD ["a"]', ["a"]),
        ("HEALTHCHECK NONE", None),
        ('CMD ["\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e9"]', ['" \\ / \b \f \n \r \t é']),
        ('CMD ["\\ud83d\\ude00 \\ud83d \\ude00\\u0041"]', ["😀 \ufffd \ufffdA"]),
        ('CMD ["]", ","]', ["]", ","]),
        ('CMD [""]', [""]),
        ("CMD []", []),
        ("CMD [ ]", []),
        ('CMD [\\\n  "a", \\\n# c\n  "b"\\\n]', ["a", "b"]),
        ("CMD ['a']", None),
        ('CMD ["a",]', None),
        ('CMD ["a" "b"]', None),
        ('CMD ["a"', None),
        ('CMD ["a"]]', None),
        ("CMD [,]", None),
        ('CMD ["\\x"]', None),
        ('CMD ["\\u12"]', None),
        ('CMD ["a\tb"]', None),
        ("RUN [ -f x ] && y", None),
        ('RUN [ "$A" = "b" ]', None),
        ('USER ["a"]', None),
        ('ENV ["a"] b', None),
        ('EXPOSE ["1"]', None),
        ('FOO ["a"]', None),
    ],
)
def test_the_exec_form_is_a_json_array_of_strings(text: str, expected: list[str] | None) -> None:
    assert expected == strings(only(text))


def test_text_behind_the_array_makes_it_the_shell_form() -> None:
    """BuildKit read over it until 0.15; Docker's documentation never allowed it."""
    instruction = only('ENTRYPOINT ["a"] # comment')
    assert instruction.exec_form is None
    assert '["a"] # comment' == instruction.arguments.text


def test_onbuild_has_its_instruction_as_trigger() -> None:
    instruction = only("ONBUILD COPY --from=a --chown=1 \\\n b /c")
    trigger = instruction.trigger
    assert trigger is not None
    assert ("COPY", "b /c") == (trigger.name, trigger.arguments.text)
    assert [("from", "a"), ("chown", "1")] == flags(trigger)
    assert "COPY" == trigger.keyword.span.source
    assert [] == instruction.flags


def test_onbuild_alone_has_no_trigger() -> None:
    assert only("ONBUILD").trigger is None


def test_onbuild_reads_one_level() -> None:
    trigger = only("ONBUILD ONBUILD RUN a").trigger
    assert trigger is not None
    assert "ONBUILD" == trigger.name
    assert trigger.trigger is None


def test_an_ordinary_line_needs_no_source_map() -> None:
    instruction = only("  COPY --from=a b /c  ")
    assert instruction.arguments.pieces is None
    assert "b /c" == instruction.arguments.span.source
    assert instruction.keyword.pieces is None
    assert "COPY --from=a b /c  " == instruction.span.source


def test_arguments_in_one_of_several_lines_need_no_source_map() -> None:
    instruction = only("RUN \\\n  make \\\n")
    assert instruction.arguments.pieces is None
    assert "make" == instruction.arguments.span.source


def test_arguments_in_several_lines_map_back() -> None:
    instruction = only("RUN a \\\n# c\n  bc\\\nd")
    text = instruction.arguments.text
    assert "a   bcd" == text
    assert "a \\\n# c\n  bc\\\nd" == instruction.arguments.span.source
    assert [(0, 4, 6), (2, 12, 16), (6, 18, 19)] == [
        (offset, start, end) for offset, _, start, end in instruction.arguments.map()
    ]
    assert "bc" == instruction.arguments.place(4, 6).source
    assert "bc\\\nd" == instruction.arguments.place(4, 7).source


def test_a_keyword_in_two_lines_maps_back() -> None:
    keyword = only("RU\\\nN a").keyword
    assert ("RUN", "RU\\\nN") == (keyword.text, keyword.span.source)


def test_escapes_in_the_exec_form_are_pieces_of_their_own() -> None:
    (item,) = only('CMD ["a\\u0041b\\n"]').exec_form or []
    assert "aAb\n" == item.text
    assert ["a", "\\u0041", "b", "\\n"] == [
        item.span.document.text[start:end] for _, _, start, end in item.map()
    ]
    assert "\\u0041b" == item.place(1, 3).source


def test_a_quoted_flag_maps_back() -> None:
    (flag,) = only('RUN --mou"nt"=ty\\pe="a b" c').flags
    assert flag.value is not None
    assert ("mount", "type=a b") == (flag.name.text, flag.value.text)
    assert '--mou"nt"=ty\\pe="a b"' == flag.span.source
    assert 'mou"nt' == flag.name.span.source
    assert 'pe="a' == flag.value.place(2, 6).source


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("RUN a", 1),
        ("RUN a\n\n", 1),
        ("RUN a \\\n b\r\n", 2),
        ("RUN a \\\n\n# c\n", 3),
        ("RUN a \\\n# c\n\n b\nRUN d", 4),
        ("RUN <<E\nx\nE\n\n", 3),
    ],
)
def test_an_instruction_ends_at_the_last_line_taken(text: str, line: int) -> None:
    assert line == last_line(read(text).instructions[0])


def test_what_others_stumble_over_is_no_problem() -> None:
    text = (
        "FROM a\n"
        "RUN <<EOF\nx\nEOF\n# a comment right after a heredoc\n"
        "RUN --mount=type=cache make\n"
        "EXPOSE 82/$proto\n"
        "ENV name='a\\'b''\n"
        "RUN a \\\n\n  b\n"
        "RUN echo \\\\\n"
        'ENTRYPOINT ["a"] # comment\n'
        "RUN [ -f x ] && y\n"
        "CMD\n"
        "ENTRYPOINT []\n"
        "ARG a b=c\n"
        "ENV a=b c='d e' f=g\\ h\n"
        "LABEL old form\n"
        "RUN a \\"
    )
    assert [] == read(text).problems
