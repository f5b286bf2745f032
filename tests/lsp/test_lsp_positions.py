"""Places in an editor's text, held against what the encodings themselves say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dcslint.lsp.positions import Lines
from dcslint.lsp.texts import OpenText

ENCODINGS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
texts = st.text(
    st.one_of(
        st.sampled_from("ab\n\r\t\x0c\u2028\x85é€😀\ufeff"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)
encodings = st.sampled_from(sorted(ENCODINGS))


def lines_by_the_specification(text: str) -> list[str]:
    """LSP 3.17: the ends of lines are "\\n", "\\r\\n" and "\\r", and no others."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@given(texts, encodings)
def test_a_character_is_counted_as_the_encoding_writes_it(text: str, encoding: str) -> None:
    codec, size = ENCODINGS[encoding]
    lines = Lines(text, encoding)

    written = lines_by_the_specification(text)

    assert len(written) == len(lines)
    for number, line in enumerate(written):
        start, end = lines.bounds(number)
        assert line == text[start:end]
        for at in range(len(line) + 1):
            place = (number, len(line[:at].encode(codec)) // size)
            assert start + at == lines.offset(*place)
            assert place == lines.place(start + at)


@given(texts, encodings, st.integers(-3, 60), st.integers(-3, 60))
def test_any_place_has_an_offset_in_its_line(
    text: str, encoding: str, line: int, character: int
) -> None:
    lines = Lines(text, encoding)

    offset = lines.offset(line, character)

    if 0 <= line < len(lines):
        start, end = lines.bounds(line)
        assert start <= offset <= end
    else:
        assert offset in (0, len(text))


@given(texts, texts, encodings, st.data())
def test_a_change_replaces_what_its_range_names(
    before: str, new: str, encoding: str, data: st.DataObject
) -> None:
    shown = OpenText(before, 1, encoding)
    start = data.draw(st.integers(0, len(before)))
    end = data.draw(st.integers(start, len(before)))
    # Between "\r" and "\n" there is no place: it is the line's end.
    first = shown.lines.offset(*shown.lines.place(start))
    last = shown.lines.offset(*shown.lines.place(end))

    shown.change([((shown.lines.place(start), shown.lines.place(end)), new)], 2)

    assert before[:first] + new + before[last:] == shown.text
    assert shown.version == 2


def test_a_character_of_two_units_is_not_cut() -> None:
    assert Lines("😀", "utf-16").offset(0, 1) == 0
    assert Lines("é", "utf-8").offset(0, 1) == 0


@pytest.mark.parametrize("text", ["", "\ufeff", "\ud800x", "é\ud800"])
def test_a_text_has_as_many_characters_as_its_bytes_decode_to(text: str) -> None:
    assert len(text) == len(OpenText(text).data().decode("utf-8"))
