"""Values keep their places: a made-up format with escapes and variables, and every part of it."""

from __future__ import annotations

import time
from contextlib import suppress
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from dcslint.source import (
    Document,
    Origin,
    Piece,
    Unknown,
    Value,
    apply_edits,
    concatenate,
    join,
    recording_unjudged,
)

# The format: capitals mean themselves; `\a` is the letter "a"; `$n` is the n-th of these; what
# stands in brackets is a comment that leaves no trace. `$2` and `$3` are as long as their texts.
_VARIABLES = ["x", "xyz", "xy", "yx", "xxxxxxxxxxxx"]
_parts = st.lists(
    st.one_of(
        st.text(alphabet="ABC", min_size=1, max_size=6),
        st.sampled_from(["\\a", "\\b", "$0", "$1", "$2", "$3", "$4", "[]", "[A\n]"]),
    ),
    max_size=8,
)
_bounds = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted)


class Written:
    """A value in a document, and the place of each character of its text, one by one."""

    def __init__(self, parts: list[str]) -> None:
        source = "".join(parts)
        self.document = Document("x", f"[before]{source}[after]")
        self.texts: list[str] = []
        self.places: list[tuple[int, int, bool]] = []
        self.pieces: list[Piece] = []
        at = len("[before]")
        self.span = self.document.span(at, at + len(source))
        for part in parts:
            end = at + len(part)
            if not part.startswith("["):
                self.pieces.append((len(self.places), self.document, at, end))
                self._add(part, at, end)
            at = end
        self.text = "".join(self.texts)
        self.value = Value(self.text, self.span, pieces=tuple(self.pieces))

    def _add(self, part: str, at: int, end: int) -> None:
        if part[0] not in "\\$":
            self.texts.append(part)
            self.places.extend((at + index, at + index + 1, True) for index in range(len(part)))
            return
        text = part[1] if part[0] == "\\" else _VARIABLES[int(part[1])]
        self.texts.append(text)
        self.places.extend([(at, end, False)] * len(text))


_written = _parts.map(Written)


def read(source: str) -> str:
    """The text that a source of the format means."""
    text, at = "", 0
    while at < len(source):
        if source[at] == "[":
            at = source.index("]", at)
        elif source[at] == "\\":
            at += 1
            text += source[at]
        elif source[at] == "$":
            at += 1
            text += _VARIABLES[int(source[at])]
        else:
            text += source[at]
        at += 1
    return text


def one_by_one(value: Value) -> list[tuple[int, int]]:
    """Where each character of a value is written."""
    spans = [value.place(at, at + 1) for at in range(len(value.text or ""))]
    return [(span.start, span.end) for span in spans]


@settings(deadline=None)
@given(_written)
def test_mapping_the_pieces_of_a_value_gives_its_text(written: Written) -> None:
    pieces = written.value.map()
    sources = [document.text[start:end] for _, document, start, end in pieces]
    assert written.text == "".join(read(source) for source in sources)
    assert [(low, high) for low, high, _ in written.places] == one_by_one(written.value)


@settings(deadline=None)
@given(_written, _bounds)
def test_the_place_of_a_range_goes_from_its_first_to_its_last_character(
    written: Written, bounds: list[int]
) -> None:
    start, end = (min(bound, len(written.text)) for bound in bounds)
    place = written.value.place(start, end)
    assert place in written.span
    if start < end:
        low, high = written.places[start][0], written.places[end - 1][1]
        assert (low, high) == (place.start, place.end)


@settings(deadline=None, max_examples=300)
@given(_written, _bounds, _bounds)
def test_slicing_then_mapping_equals_mapping_then_slicing(
    written: Written, bounds: list[int], inner: list[int]
) -> None:
    start, end = (min(bound, len(written.text)) for bound in bounds)
    part = written.value.slice(start, end)
    assert written.text[start:end] == part.text
    assert written.value.place(start, end) == part.span
    assert one_by_one(written.value)[start:end] == one_by_one(part)
    low, high = (min(bound, end - start) for bound in inner)
    if low < high:
        assert written.value.place(start + low, start + high) == part.place(low, high)
        again = part.slice(low, high)
        assert written.value.slice(start + low, start + high).map() == again.map()


@settings(deadline=None)
@given(_written, st.lists(st.integers(0, 40), max_size=5))
def test_the_slices_of_a_value_put_together_are_the_value(
    written: Written, cuts: list[int]
) -> None:
    ends = sorted({min(at, len(written.text)) for at in cuts} | {0, len(written.text)})
    parts = [written.value.slice(start, end) for start, end in pairwise(ends)]
    whole = concatenate(written.span, parts)
    assert written.text == whole.text
    assert one_by_one(written.value) == one_by_one(whole)


@settings(deadline=None, max_examples=300)
@given(_written, _bounds, st.text(alphabet="DEF", max_size=3))
@example(Written(["$2", "A"]), [0, 2], "D")
@example(Written(["AB", "[]", "C"]), [0, 3], "D")
@example(Written(["AB", "C"]), [1, 3], "D")
def test_an_edit_is_allowed_exactly_where_one_slice_of_the_source_is_the_text(
    written: Written, bounds: list[int], replacement: str
) -> None:
    start, end = (min(bound, len(written.text)) for bound in bounds)
    edit = written.value.edit(replacement, start, end)
    places = written.places[start:end]
    joined = all(before[1] == after[0] for before, after in pairwise(places))
    if start < end:
        assert (joined and all(literal for *_, literal in places)) == (edit is not None)
    else:
        neighbours = written.places[max(start - 1, 0) : start + 1]
        assert any(literal for *_, literal in neighbours) == (edit is not None)
    if edit is not None:
        text = apply_edits(written.document.text, [edit])
        assert written.text[:start] + replacement + written.text[end:] == read(text)


@settings(deadline=None)
@given(_written, _bounds, st.lists(st.integers(0, 40), max_size=4))
def test_joining_says_the_same_as_putting_together_whatever_is_asked_first(
    written: Written, bounds: list[int], cuts: list[int]
) -> None:
    start, end = (min(bound, len(written.text)) for bound in bounds)
    points = sorted({start, end, *(cut for cut in cuts if start <= cut <= end)})
    parts = [written.value.slice(low, high) for low, high in pairwise(points)]
    together = concatenate(written.value.place(start, end), parts)

    for first in ("text", "span", "pieces"):
        joined = join((written.value, start, end), parts)
        getattr(joined, first)
        assert (together.text, together.span) == (joined.text, joined.span)
        assert together.map() == joined.map()


def test_joining_an_unknown_value_says_why_and_what_it_came_through() -> None:
    document = Document("x", "abc")
    origin = Origin("variable", "V", document.span(1, 2))
    whole = Value("abc", document.span(0, 3))
    unknown = Value(None, document.span(1, 2), unknown=Unknown("why"), origins=(origin,))

    joined = join((whole, 0, 2), [whole.slice(0, 1), unknown])

    assert joined.text is None
    assert "Unknown('why')" == repr(joined.unknown)
    assert ((origin,), document.span(0, 2)) == (joined.origins, joined.span)


@settings(deadline=None)
@given(_written, _bounds)
def test_a_slice_can_point_at_more_than_its_characters(written: Written, bounds: list[int]) -> None:
    start, end = (min(bound, len(written.text)) for bound in bounds)
    around = (max(start - 1, 0), min(end + 1, len(written.text)))
    plain = written.value.slice(start, end)

    wide = written.value.slice(start, end, around=around)

    assert written.value.place(*around) == wide.span
    assert (plain.text, plain.map()) == (wide.text, wide.map())


def test_a_text_may_be_cut_any_number_of_times() -> None:
    document = Document("x", "a" * 5_000)
    value = Value(document.text, document.span(0, 5_000))

    for _ in range(4_999):
        value = value.slice(1, len(value.text or ""))

    assert ("a", document.span(4_999, 5_000)) == (value.text, value.span)
    assert ((0, document, 4_999, 5_000),) == value.map()


def test_a_text_that_stands_in_the_span_letter_by_letter_needs_no_pieces() -> None:
    document = Document("x", "FROM ubuntu")
    value = Value("ubuntu", document.span(5, 11))
    assert ((0, document, 5, 11),) == value.map()
    assert document.span(7, 9) == value.place(2, 4)
    assert document.span(7, 9) == value.slice(2, 4).span
    edit = value.edit("python")
    assert edit is not None
    assert "FROM python" == apply_edits(document.text, [edit])


def test_a_text_that_is_not_what_the_span_says_is_placed_whole_and_never_edited() -> None:
    document = Document("x", "FROM $TAG")
    value = Value("16.4", document.span(5, 9))
    assert document.span(5, 9) == value.place(0, 2)
    assert document.span(5, 9) == value.slice(0, 2).span
    assert value.edit("17.3") is None
    assert value.slice(0, 2).edit("17") is None


def test_what_lies_in_another_document_or_outside_the_span_is_placed_in_the_whole_span() -> None:
    here, there = Document("a", "image: ${x}-LTS"), Document("b", "x: 15.4")
    span = here.span(7, 15)
    parts = [Value("15.4", there.span(3, 7)), Value("-LTS", here.span(11, 15))]
    value = concatenate(span, parts)
    assert "15.4-LTS" == value.text
    assert span == value.place(0, 4)
    assert span == value.place(2, 6)
    assert here.span(12, 15) == value.place(5, 8)
    assert value.edit("16.4", 0, 4) is None
    assert value.edit("-GPU", 4, 8) is not None
    outside = Value("image", span, pieces=((0, here, 0, 5),))
    assert span == outside.place(1, 2)
    assert outside.edit("x") is None


def test_a_variable_that_is_empty_takes_no_part_of_the_text() -> None:
    document = Document("x", "A$EB")
    value = Value(
        "AB",
        document.span(0, 4),
        pieces=((0, document, 0, 1), (1, document, 1, 3), (1, document, 3, 4)),
    )
    assert "A" == value.place(0, 1).source
    assert "B" == value.place(1, 2).source
    assert "A$EB" == value.place(0, 2).source
    assert value.edit("C") is None
    assert value.edit("C", 1, 2) is not None


def test_an_empty_text_has_a_place_and_can_be_filled() -> None:
    document = Document("x", 'url: ""')
    value = Value("", document.span(6, 6))
    edit = value.edit("python:3")
    assert edit is not None
    assert 'url: "python:3"' == apply_edits(document.text, [edit])
    assert document.span(6, 6) == value.slice(0, 0).span
    nothing = concatenate(document.span(5, 7), [])
    assert "" == nothing.text
    assert document.span(5, 7) == nothing.place(0, 0)
    assert nothing.edit("x") is None


def test_an_unknown_value_is_not_edited_and_its_place_is_its_span() -> None:
    span = Document("x", "FROM ${TAG}").span(5, 11)
    value = Value.of_unknown(span, "ARG TAG has no default")
    assert value.edit("ubuntu") is None
    assert span == value.place(0, 3)
    assert () == value.map()
    assert not value.is_known
    assert not value.is_literal


def test_joining_an_unknown_value_gives_an_unknown_one_with_the_first_reason() -> None:
    document = Document("x", "a$B$C")
    origins = [Origin("variable", name, document.span(0, 1)) for name in "ABC"]
    parts = [
        Value("a", document.span(0, 1), origins=(origins[0],)),
        Value.of_unknown(document.span(1, 3), "B is not set", origins=(origins[1],)),
        Value.of_unknown(document.span(3, 5), "C is not set", origins=(origins[2], origins[0])),
    ]
    joined = concatenate(document.span(0, 5), parts)
    assert joined.text is None
    assert joined.unknown is parts[1].unknown
    assert tuple(origins) == joined.origins


def test_what_the_parts_came_through_the_whole_came_through() -> None:
    document = Document("x", "ab")
    origin = Origin("default", "A", document.span(0, 1))
    parts = [
        Value("a", document.span(0, 1), origins=(origin,), overridable=True),
        Value("b", document.span(1, 2), origins=(Origin("default", "A", document.span(0, 1)),)),
    ]
    joined = concatenate(document.span(0, 2), parts)
    assert (origin,) == joined.origins
    assert joined.overridable
    assert not joined.is_literal
    assert not joined.slice(0, 1).is_literal
    assert parts[0].edit("c") is not None


def test_known_records_what_it_passes_over_and_or_unknown_does_not() -> None:
    span = Document("x", "$A").span(0, 2)
    value, text = Value.of_unknown(span, "A is not set"), Value("$A", span)
    passed: list[Value] = []
    with recording_unjudged(passed.append):
        assert value.known() is None
        assert "$A" == text.known()
        assert value.or_unknown() is None
    assert [value] == passed
    assert value.known() is None
    assert [value] == passed


def test_recording_may_be_nested_and_ends_with_an_exception() -> None:
    value = Value(None, Document("x", "$A").span(0, 2))
    outer: list[Value] = []
    inner: list[Value] = []
    with recording_unjudged(outer.append):
        with suppress(KeyError), recording_unjudged(inner.append):
            value.known()
            raise KeyError
        value.known()
        value.known()
    assert ([value, value], [value]) == (outer, inner)


def test_a_value_without_text_always_has_a_reason() -> None:
    span = Document("x", "$A").span(0, 2)
    assert "not known" == (Value(None, span).unknown or Unknown("")).reason
    assert "Unknown('why')" == repr(Unknown("why", span))


def test_a_long_text_is_taken_apart_in_time_linear_in_its_length() -> None:
    """What compares or walks the whole text for each word takes minutes here."""
    text = "word " * 100_000
    document = Document("x", text)
    value = Value(text, document.span(0, len(text)))
    pieces = tuple((at, document, at, at + 10) for at in range(0, len(text), 10))
    mapped = Value(text, value.span, pieces=pieces)
    start = time.process_time()
    for at in range(0, len(text), 5):
        assert at == value.slice(at, at + 4).span.start
        assert at == mapped.slice(at, at + 4).span.start
    assert time.process_time() - start < 60, "it hangs"
