"""GitHub's line hash, against values worked out by hand and a second way to compute it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dcslint.reporters.line_hash import LineHashes
from report_for_tests import TEXTS, document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Document


def hashes(of: Document) -> list[str]:
    made = LineHashes(of)
    found: list[str] = []
    while (value := made.of_line(len(found) + 1)) is not None:
        found.append(value)
    return found


def worked_out(*codes: int) -> str:
    """The hash of a window that begins with these characters and goes on with zeros."""
    value = sum(code * 37 ** (99 - at) for at, code in enumerate(codes))
    return f"{value % 2**64:x}"


END = 65535


def test_an_empty_file_is_one_line_with_the_end_of_the_file() -> None:
    # 65535 * 37 ** 99 modulo 2 ** 64, with `bc`.
    assert hashes(document("")) == ["c129715d7a2bc9a3:1"]


def test_a_window_holds_what_follows_without_blanks_up_to_the_end_of_the_file() -> None:
    a, b, feed = ord("a"), ord("b"), 10
    expected = [
        worked_out(a, a, feed, b, feed, END) + ":1",
        worked_out(b, feed, END) + ":1",
        worked_out(END) + ":1",
    ]
    assert hashes(document("a\ta\n b \n")) == expected
    assert hashes(document("aa\r\nb\r\n")) == expected
    assert hashes(document("aa\rb\r")) == expected


def test_only_a_hundred_characters_count() -> None:
    line = "abcdefghij" * 10
    (first, *_) = hashes(document(line + "\n"))
    (second, *_) = hashes(document(line + "k and more\n"))
    assert worked_out(*map(ord, line)) + ":1" == first == second


def test_equal_lines_are_counted() -> None:
    assert [one.split(":")[1] for one in hashes(document(("a" * 120 + "\n") * 3))] == [
        "1",
        "2",
        "3",
        "1",
    ]


def test_windows_that_differ_but_hash_alike_are_counted_together() -> None:
    # To the base 37, "b!" is 98 * 37 + 33 = 3659 and "aF" is 97 * 37 + 70 = 3659.
    tail = "c" * 98 + "\n"
    first, second, _ = hashes(document("b!" + tail + "aF" + tail))
    assert first.removesuffix(":1") + ":2" == second


def test_characters_are_utf16_code_units_and_a_byte_order_mark_is_one_of_them() -> None:
    assert hashes(document("😀")) == [worked_out(0xD83D, 0xDE00, END) + ":1"]
    assert hashes(document("", data=b"\xef\xbb\xbfa")) == [worked_out(0xFEFF, 97, END) + ":1"]
    assert hashes(document("", data=b"\xffa")) == [worked_out(0xFFFD, 97, END) + ":1"]


def test_a_line_that_is_not_there_has_no_hash() -> None:
    made = LineHashes(document("a\n"))
    assert [None, None] == [made.of_line(0), made.of_line(3)]


@pytest.mark.parametrize("text", ["ENV TOKEN=hunter22\n", "FROM a\nRUN b\nENV TOKEN=hunter22\n"])
def test_a_hash_that_a_secret_goes_into_is_left_out(text: str) -> None:
    assert LineHashes(document(text)).of_line(1) is None


def test_a_file_with_a_secret_whose_lines_are_counted_otherwise_has_no_hash() -> None:
    """GitHub's second line is a part of our first one, and our second line has no secret."""
    text = "FROM a\rENV TOKEN=hunter22\nRUN " + "b" * 120 + "\n"
    assert [None, None, None] == [LineHashes(document(text)).of_line(line) for line in (1, 2, 3)]


def test_a_secret_beyond_the_hundred_characters_hides_no_hash() -> None:
    text = "RUN " + "a" * 100 + "\nENV TOKEN=hunter22\n"
    made = LineHashes(document(text))
    assert made.of_line(1) is not None
    assert made.of_line(2) is None


def rolling(text: str) -> list[str]:
    """The hash as a window that moves over the file a character at a time, as GitHub does it."""
    window, starts, index, raw = [0] * 100, [0] * 100, 0, 0
    line, line_start, after_return = 0, True, False
    found: list[str] = []
    counts: dict[int, int] = {}
    units = text.encode("utf-16-le")
    codes = [units[at] | units[at + 1] << 8 for at in range(0, len(units), 2)]
    for code in [*codes, END, *[None] * 100]:
        if code in (9, 32) or (after_return and code == 10):
            after_return = False
            continue
        after_return = code == 13
        code = 10 if code == 13 else code  # noqa: PLW2901
        if starts[index]:
            counts[raw] = counts.get(raw, 0) + 1
            found.append(f"{raw:x}:{counts[raw]}")
            starts[index] = 0
        if code is not None and line_start:
            line, line_start = line + 1, False
            starts[index] = line
        line_start = line_start or code == 10
        code = code or 0  # noqa: PLW2901
        raw = (raw * 37 + code - window[index] * 37**100) % 2**64
        window[index], index = code, (index + 1) % 100
    return found


@settings(deadline=None, max_examples=200)
@given(TEXTS, st.integers(1, 12))
@example("glpat-", 4)
def test_the_hash_is_that_of_a_rolling_window(text: str, times: int) -> None:
    one = document((text * times).encode("utf-16", "replace").decode("utf-16"))
    one.find_secrets = None  # what reads like a token would have no hash
    assert rolling(one.text) == hashes(one)
