"""Positions, bytes and secrets of a document."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dcslint.source import Document, Host, Public, Span, Value, concatenate
from dcslint.source.document import MASK

_texts = st.text(alphabet="a\u00e9\U0001f600\t\r\n\udc80 ", max_size=40)


def document(text: str) -> Document:
    return Document("Dockerfile", text)


# Positions


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("", 0, (1, 1)),
        ("ab\ncd", 0, (1, 1)),
        ("ab\ncd", 2, (1, 3)),
        ("ab\ncd", 3, (2, 1)),
        ("ab\ncd", 5, (2, 3)),
        ("ab\n", 3, (2, 1)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb", 2, (1, 3)),
        ("\U0001f600x", 1, (1, 2)),
    ],
)
def test_lines_and_columns_count_characters_from_one(
    text: str, offset: int, expected: tuple[int, int]
) -> None:
    assert expected == document(text).position(offset)


@settings(deadline=None)
@given(_texts, st.integers(0, 40))
def test_a_position_counts_the_line_feeds_before_it(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    before = text[:offset].split("\n")
    assert (len(before), len(before[-1]) + 1) == document(text).position(offset)


@settings(deadline=None)
@given(_texts)
def test_the_lines_without_their_endings_are_those_of_the_text(text: str) -> None:
    read = document(text)
    bounds = [read.line_bounds(line) for line in range(1, len(read.line_starts) + 1)]
    expected = [line.removesuffix("\r") for line in text.split("\n")]
    assert expected == [text[start:end] for start, end in bounds]


def test_a_span_knows_its_source_and_what_lies_inside_it() -> None:
    read = document("FROM ubuntu")
    whole, word = read.span(0, 11), read.span(5, 11)
    assert "ubuntu" == word.source
    assert word in whole
    assert whole not in word
    assert document("FROM ubuntu").span(5, 11) not in whole
    assert word == Span(read, 5, 11)
    assert word != document("FROM ubuntu").span(5, 11)
    assert 1 == len({word, Span(read, 5, 11)})


# Bytes


@settings(deadline=None)
@given(st.binary(max_size=60))
@example(b"\xef\xbb\xbf")
@example(b"\xef\xbb\xbf\xef\xbb\xbfa")
@example(b"\xff\xfea\x00")
@example(b"a\xed\xa0\x80")
def test_bytes_come_back_unchanged(data: bytes) -> None:
    assert data == Document.from_bytes("x", data).to_bytes()


def test_a_byte_order_mark_is_kept_but_is_no_character() -> None:
    read = Document.from_bytes("x", b"\xef\xbb\xbfFROM a\r\n")
    assert "FROM a\r\n" == read.text
    assert read.bom
    assert b"\xef\xbb\xbfFROM b\r\n" == read.to_bytes("FROM b\r\n")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"plain", None),
        ("\u00e9\U0001f600".encode(), None),
        (b"ab\xff", 2),
        ("\u00e9\u20ac".encode() + b"\x80x\x80", 2),
        (b"\xef\xbb\xbf\xff", 0),
        (b"a\xc3", 1),
    ],
)
def test_the_first_byte_that_is_no_utf8_has_a_place(data: bytes, expected: int | None) -> None:
    assert expected == Document.from_bytes("x", data).undecodable


# Secrets


def test_an_excerpt_masks_a_secret_with_a_fixed_length() -> None:
    read = document("user=me password=ab and more")
    read.mark_secret(17, 19)
    assert f"user=me password={MASK} and more" == read.excerpt(0, 28)
    assert MASK == read.excerpt(17, 18)
    assert MASK == read.excerpt(18, 19)
    assert " and" == read.excerpt(19, 23)
    assert "" == read.excerpt(18, 18)


def test_secrets_that_touch_or_overlap_are_masked_once_in_an_excerpt_and_each_in_words() -> None:
    read = document("user:password;secondary")
    read.mark_secret(0, 13)
    read.mark_secret(5, 13)
    read.mark_secret(13, 23)
    assert MASK == read.excerpt(0, 23)
    assert f"it is {MASK}" == read.redact("it is password")
    assert f"it is {MASK}" == read.redact("it is user:password")
    assert f"it is {MASK}" == read.redact("it is ;secondary")


def test_a_secret_is_masked_wherever_it_stands_again() -> None:
    read = document("# hunter22\npassword=hunter22")
    read.mark_secret(20, 28)
    assert f"# {MASK}" == read.excerpt(0, 10)
    assert read.holds_secret(0, 10)


def test_words_of_ours_are_left_as_they_are() -> None:
    read = document("password=hunter22")
    read.mark_secret(9, 17)
    assert MASK == read.redact("hunter22")
    assert "hunter22" == read.redact(Public("hunter22"))


def test_a_short_secret_is_masked_only_where_it_stands() -> None:
    read = document("abc password=ab")
    read.mark_secret(13, 15)
    assert f"abc password={MASK}" == read.excerpt(0, 15)
    assert "abc" == read.redact("abc")
    assert MASK == read.redact("ab")


def test_a_scan_for_secrets_runs_when_they_are_asked_for_and_once() -> None:
    calls = []

    def scan(text: str) -> list[tuple[int, int]]:
        calls.append(text)
        return [(4, 9)]

    read = document("key=abcde")
    read.find_secrets = scan
    assert [] == calls
    assert read.holds_secret(8, 9)
    assert f"the key {MASK}" == read.redact("the key abcde")
    assert f"key={MASK}" == read.excerpt(0, 9)
    assert ["key=abcde"] == calls


def test_a_secret_marked_late_is_masked_too() -> None:
    read = document("one=abcde two=fghij")
    read.mark_secret(4, 9)
    assert f"one={MASK} two=fghij" == read.excerpt(0, 19)
    read.mark_secret(14, 19)
    assert f"one={MASK} two={MASK}" == read.excerpt(0, 19)


def test_a_secret_of_an_embedded_document_is_one_of_its_host() -> None:
    host = document(r"curl -d '{\"password\": \"hunter\\u0032\"}' # hunter2")
    span = host.span(9, len(host.text))
    guest_text = '{"password": "hunter2"}'
    start = host.text.index("hunter")
    pieces = ((0, host, 9, start), (14, host, start, start + 6), (20, host, start + 6, start + 13))
    guest = Document(host.path, guest_text, host=Host(span, pieces))
    guest.mark_secret(14, 21)
    shown = host.excerpt(0, len(host.text))
    assert "hunter" not in shown
    assert f"is {MASK}" == host.redact("is hunter2")
    assert f"is {MASK}" == guest.redact("is hunter2")


def test_the_text_of_a_secret_value_is_kept_out_even_where_it_is_written_with_escapes() -> None:
    read = document(r'"pass\"word"')
    value = Value(
        'pass"word', read.span(1, 11), pieces=((0, read, 1, 5), (4, read, 5, 7), (5, read, 7, 11))
    )
    value.mark_secret()
    assert f'"{MASK}"' == read.excerpt(0, 12)
    assert f"it is {MASK}" == read.redact('it is pass"word')


def test_a_secret_value_from_another_file_is_kept_out_of_both() -> None:
    spec, variables = Document("spec.yml", "password: ${x}"), Document("vars.yml", "x: hunter22")
    reference = Value("hunter22", variables.span(3, 11))
    value = concatenate(spec.span(10, 14), [reference])
    value.mark_secret()
    assert f"x: {MASK}" == variables.excerpt(0, 11)
    assert f"it is {MASK}" == spec.redact("it is hunter22")


_letters = st.text(alphabet="abc\n", max_size=40)
_marks = st.lists(st.tuples(st.integers(0, 40), st.integers(4, 12)), max_size=4)


@settings(deadline=None, max_examples=300)
@given(_letters, _marks, st.integers(0, 40), st.integers(0, 40), _letters)
def test_neither_excerpt_nor_redact_ever_shows_a_secret(
    text: str, marks: list[tuple[int, int]], start: int, end: int, words: str
) -> None:
    read = document(text)
    secrets = []
    for first, length in marks:
        if first + length <= len(text):
            read.mark_secret(first, first + length)
            secrets.append(text[first : first + length])
    excerpt, redacted = read.excerpt(start, end), read.redact(words + "".join(secrets) + words)
    assert not any(secret in excerpt or secret in redacted for secret in secrets)
    shown = [at for at in range(start, min(end, len(text))) if not read.holds_secret(at, at + 1)]
    assert "".join(text[at] for at in shown) == excerpt.replace(MASK, "")


def test_a_file_of_nothing_but_secrets_is_read_in_linear_time() -> None:
    read = document("".join(f"secret{number:06}\n" for number in range(20_000)))
    for start in read.line_starts[:-1]:
        read.mark_secret(start, start + 12)
    assert all(MASK == read.excerpt(start, start + 12) for start in read.line_starts[:-1])


# Embedded documents


def test_a_place_in_an_embedded_document_leads_through_all_hosts() -> None:
    outer = document("x: 'abc''def'")
    middle = Document(
        "m",
        "abc'def",
        host=Host(outer.span(4, 12), ((0, outer, 4, 7), (3, outer, 7, 9), (4, outer, 9, 12))),
    )
    inner = Document("i", "c'd", host=Host(middle.span(2, 5), ((0, middle, 2, 5),)))
    assert "c''d" == inner.span(0, 3).outermost().source
    assert outer is inner.span(0, 3).outermost().document
    assert "''" == inner.span(1, 2).outermost().source
    assert outer.span(0, 3) == outer.span(0, 3).outermost()


def test_an_escape_at_the_end_of_a_guest_is_placed_whole() -> None:
    outer = document(r'"ab\n"')
    guest = Document("g", "ab\n", host=Host(outer.span(1, 5), ((0, outer, 1, 3), (2, outer, 3, 5))))
    assert r"\n" == guest.span(2, 3).outermost().source
