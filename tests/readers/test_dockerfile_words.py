"""Words, names and values of an instruction's arguments."""

from __future__ import annotations

import pytest

from dcslint.readers.dockerfile import read_dockerfile
from dcslint.readers.dockerfile.words import name_value_pairs, split_words
from dcslint.source import Document, Value


def arguments(text: str) -> Value:
    (instruction,) = read_dockerfile(Document("Dockerfile", text)).instructions
    return instruction.arguments


def pairs(
    text: str, *, escape: str = "\\", old_form: bool = True
) -> list[tuple[str | None, str | None]]:
    found = name_value_pairs(arguments(text), escape, old_form=old_form)
    return [(name.text, None if value is None else value.text) for name, value in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a AS b", ["a", "AS", "b"]),
        ("COPY a\tb \v c", ["a", "b", "c"]),
        ('COPY "a b" c', ['"a', 'b"', "c"]),
        ("COPY a\\ b c", ["a\\", "b", "c"]),
        ("COPY a\xa0b c", ["a\xa0b", "c"]),
        ("COPY a \\\n  b\\\nc d", ["a", "bc", "d"]),
        ("COPY", []),
    ],
)
def test_plain_words_stand_between_blanks(text: str, expected: list[str]) -> None:
    assert expected == [word.text for word in split_words(arguments(text), "\\")]


def test_a_word_keeps_its_place() -> None:
    words = split_words(arguments("COPY a \\\n  b\\\nc d"), "\\")
    assert ["a", "b\\\nc", "d"] == [word.span.source for word in words]


def test_an_unknown_value_has_no_words() -> None:
    value = Value.of_unknown(arguments("COPY a").span, "not known")
    assert [] == split_words(value, "\\")
    assert [] == name_value_pairs(value, "\\")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ENV a=b", [("a", "b")]),
        ("ENV a=b c=d", [("a", "b"), ("c", "d")]),
        ("ENV a=", [("a", "")]),
        ("ENV =a", [("", "a")]),
        ("ENV a=b=c", [("a", "b=c")]),
        ("ENV a=\"b c\" d='e f'", [("a", '"b c"'), ("d", "'e f'")]),
        ("ENV a=b\\ c d=e", [("a", "b\\ c"), ("d", "e")]),
        ("ENV a='b\\' c=d", [("a", "'b\\'"), ("c", "d")]),
        ("ENV a='b\\'c''", [("a", "'b\\'c''")]),
        ('ENV a="b\\" c" d=e', [("a", '"b\\" c"'), ("d", "e")]),
        ("ENV a=b\\\\ c=d", [("a", "b\\\\"), ("c", "d")]),
        ("ENV a=b\u3000c=d", [("a", "b"), ("c", "d")]),
        ('ENV a="b c', [("a", '"b c')]),
        ("ENV a=b \\", [("a", "b")]),
        ("ENV a=b\\\\\\", [("a", "b\\\\")]),
        ('ENV "a b"=c', [('"a b"', "c")]),
        ("ENV a b c", [("a", "b c")]),
        ("ENV a  b=c ", [("a", "b=c")]),
        ("ENV a 'b", [("a", "'b")]),
        ("ENV a", [("a", None)]),
        ("ENV a=b c", [("a", "b"), ("c", None)]),
        ("LABEL a.b-c=d", [("a.b-c", "d")]),
        ("ENV a=b \\\n c=d\\\ne", [("a", "b"), ("c", "de")]),
        ("ENV", []),
    ],
)
def test_names_and_values(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert expected == pairs(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ARG a", [("a", None)]),
        ("ARG a b=c d", [("a", None), ("b", "c"), ("d", None)]),
        ("ARG a='b c' d", [("a", "'b c'"), ("d", None)]),
    ],
)
def test_arg_does_not_know_the_old_form(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert expected == pairs(text, old_form=False)


def test_the_escape_protects_space() -> None:
    text = "# escape=`\nENV a=b` c d=e\\"
    assert [("a", "b` c"), ("d", "e\\")] == pairs(text, escape="`")
    assert [("a", "b\\"), ("c", "d")] == pairs("ENV a=b\\ c=d", escape="`")


def test_names_and_values_keep_their_places() -> None:
    ((first, one), (second, two)) = name_value_pairs(
        arguments('ENV a="b \\\n c" \\\n# d\n e=f'), "\\"
    )
    assert one is not None
    assert two is not None
    assert '"b  c"' == one.text
    assert ["a", '"b \\\n c"', "e", "f"] == [
        value.span.source for value in (first, one, second, two)
    ]
