"""The marked line of source: the marks stand under the words, whatever the words are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.reporters.excerpt import marked_line
from report_for_tests import TEXTS, document, span


@pytest.mark.parametrize(
    ("text", "words", "line", "marks"),
    [
        ("RUN x y", "x", "RUN x y", "    ^"),
        ("RUN x y", "RUN x", "RUN x y", "^~~~~"),
        ("\tRUN\tx", "x", "    RUN x", "        ^"),
        ("RUN \tx y", "\tx", "RUN     x y", "    ^~~~~"),
        ("漢字 x", "x", "漢字 x", "     ^"),
        ("x 漢字", "漢字", "x 漢字", "  ^~~~"),
        ("e\u0301 x", "x", "e\u0301 x", "  ^"),
        ("😀 x", "x", "😀 x", "   ^"),
        ("a\x00b x", "x", "a\\x00b x", "       ^"),
        ("RUN a \\\n  b c", "a \\\n  b", "RUN a \\", "    ^~~"),
        ("RUN x   ", "x", "RUN x", "    ^"),
        ("RUN a\r\nRUN b\r\n", "RUN b\r\n", "RUN b", "^~~~~"),
        ("ENV TOKEN=hunter22 A=b", "A=b", "ENV TOKEN=******** A=b", "                   ^~~"),
        ("ENV TOKEN=hunter22 A=b", "hunter22", "ENV TOKEN=******** A=b", "          ^~~~~~~~"),
    ],
)
def test_the_marks_stand_under_the_words(text: str, words: str, line: str, marks: str) -> None:
    where = span(document(text), words)
    assert marked_line(where.document, where.start, where.end) == (line, marks)


def test_an_empty_span_is_marked_by_one_caret() -> None:
    assert marked_line(document("RUN x"), 4, 4) == ("RUN x", "    ^")
    assert marked_line(document("RUN x"), 5, 5) == ("RUN x", "     ^")


@pytest.mark.parametrize("text", ["", "\n", "  \t \n"])
def test_a_blank_line_is_not_shown(text: str) -> None:
    assert marked_line(document(text), 0, len(text)) == ("", "")


@pytest.mark.parametrize("at", [0, 30, 39, 40, 41, 5_000, 999_950, 999_999])
def test_a_very_long_line_is_cut_around_the_words(at: int) -> None:
    text = "-" * at + "X" + "-" * (999_999 - at)
    line, marks = marked_line(document(text), at, at + 1)
    assert (line.index("X"), len(line) <= 126) == (len(marks) - 1, True)
    assert (at > 40, at < 999_910) == (line.startswith("..."), line.endswith("..."))


def test_of_very_long_words_only_a_part_is_shown() -> None:
    line, marks = marked_line(document("a" + "b" * 5_000), 1, 5_001)
    assert line == "a" + "b" * 119 + "..."
    assert marks == " ^" + "~" * 118


def test_a_cut_through_a_secret_shows_none_of_it() -> None:
    text = "ENV TOKEN=" + "hunter22" * 20 + " A=" + "b" * 200
    line, _ = marked_line(document(text), text.index("A="), text.index("A=") + 2)
    assert "hunter" not in line
    assert "******** A=bbb" in line


# Each of these takes this many columns of a terminal; a test of its own, not unicodedata again.
CELLS = {"a": 1, "漢": 2, "é": 1, "😀": 2, "\u0301": 0, "\x1b": 4, "\u202e": 6, "\udc80": 6}


@settings(deadline=None, max_examples=300)
@given(*[st.text(st.sampled_from(list(CELLS)), max_size=30)] * 3)
def test_marks_begin_and_end_with_the_words(before: str, words: str, after: str) -> None:
    text = f"x{before}{words}{after}x"
    line, marks = marked_line(document(text), 1 + len(before), 1 + len(before) + len(words))
    start = 1 + sum(CELLS[char] for char in before)
    width = sum(CELLS[char] for char in words)
    assert marks == " " * start + "^" + "~" * (width - 1)
    assert line.startswith("x")
    assert line.endswith("x")


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.integers(0, 60), st.integers(0, 60))
def test_any_text_and_any_offsets_give_one_printable_line(text: str, start: int, end: int) -> None:
    start, end = min(start, len(text)), min(max(start, end), len(text))
    line, marks = marked_line(document(text), start, end)
    assert line.isprintable()
    assert marks.strip(" ") == marks.lstrip(" ")
    assert bool(line) == bool(marks)
