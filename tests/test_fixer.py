"""Fixes applied in memory: whole or not at all, in rounds, to an end."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.diagnostic import Diagnostic
from dcslint.fixer import choose_fixes, fix_in_rounds
from dcslint.source import Document, Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Lint = Callable[[dict[str, str]], list[Diagnostic]]


def finding(edits: Iterable[Edit], *, safe: bool = True, rule: str = "rule") -> Diagnostic:
    edits = list(edits)
    return Diagnostic(rule, "note", "message", edits[0].span, fix=Fix("mend it", edits, safe=safe))


def edit(document: Document, start: int, end: int, text: str) -> Edit:
    return Edit(document.span(start, end), text)


def replacing(word: str, instead: str, *, safe: bool = True) -> Lint:
    """A linter that finds each place of a word and wants another there."""

    def lint(texts: dict[str, str]) -> list[Diagnostic]:
        found = []
        for path, text in texts.items():
            document = Document(path, text)
            at = text.find(word)
            while at >= 0:
                found.append(finding([edit(document, at, at + len(word), instead)], safe=safe))
                at = text.find(word, at + 1)
        return found

    return lint


def test_every_fix_that_fits_is_applied_in_one_round() -> None:
    fixed = fix_in_rounds({"a": "bad, bad", "b": "bad", "c": "fine"}, replacing("bad", "good"))

    assert {"a": "good, good", "b": "good", "c": "fine"} == fixed.texts
    assert (3, True) == (len(fixed.applied), fixed.stable)


def test_a_fix_that_is_not_safe_needs_leave() -> None:
    lint = replacing("bad", "good", safe=False)

    assert {"a": "bad"} == fix_in_rounds({"a": "bad"}, lint).texts
    assert {"a": "good"} == fix_in_rounds({"a": "bad"}, lint, unsafe=True).texts


def test_of_two_fixes_that_touch_the_first_is_applied_and_the_other_comes_with_the_next_round() -> (
    None
):
    fixed = fix_in_rounds({"a": "aaa"}, replacing("aa", "b"))

    assert ({"a": "ba"}, True) == (fixed.texts, fixed.stable)


def test_a_fix_is_applied_whole_or_not_at_all() -> None:
    one, two = Document("a", "0123"), Document("b", "0123")
    first = finding([edit(one, 0, 2, "x")], rule="a-rule")
    across = finding([edit(one, 1, 3, "y"), edit(two, 0, 1, "y")], rule="b-rule")
    alone = finding([edit(two, 0, 2, "z")], rule="c-rule")

    assert [first, alone] == choose_fixes([alone, across, first])


def test_two_findings_may_ask_for_the_same_edit() -> None:
    document = Document("a", "bad")
    one = finding([edit(document, 0, 3, "good")], rule="a-rule")
    other = finding([edit(document, 0, 3, "good")], rule="b-rule")

    assert [one, other] == choose_fixes([one, other])
    fixed = fix_in_rounds({"a": "bad"}, lambda texts: [one, other] if texts["a"] == "bad" else [])
    assert {"a": "good"} == fixed.texts


def test_edits_that_only_meet_do_not_touch_but_two_insertions_do() -> None:
    document = Document("a", "0123")
    left = finding([edit(document, 0, 2, "x")], rule="a-rule")
    right = finding([edit(document, 2, 4, "y")], rule="b-rule")
    inserted = finding([edit(document, 2, 2, "i")], rule="c-rule")
    again = finding([edit(document, 2, 2, "j")], rule="d-rule")

    assert [left, inserted, right] == choose_fixes([right, inserted, left])
    assert [inserted] == choose_fixes([inserted, again])


def test_fixes_that_undo_one_another_come_to_an_end() -> None:
    def lint(texts: dict[str, str]) -> list[Diagnostic]:
        document = Document("a", texts["a"])
        return [finding([edit(document, 0, 1, "b" if texts["a"] == "a" else "a")])]

    fixed = fix_in_rounds({"a": "a"}, lint)

    assert ({"a": "a"}, False, 2) == (fixed.texts, fixed.stable, len(fixed.applied))


def test_a_fix_that_always_wants_more_is_stopped() -> None:
    def lint(texts: dict[str, str]) -> list[Diagnostic]:
        return [finding([edit(Document("a", texts["a"]), 0, 0, "x")])]

    fixed = fix_in_rounds({"a": ""}, lint, rounds=4)

    assert ({"a": "xxxx"}, False) == (fixed.texts, fixed.stable)


edits = st.lists(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 4), st.text("xy", max_size=2)),
        min_size=1,
        max_size=3,
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=200)
@given(edits)
def test_chosen_fixes_can_always_be_applied_together(
    wanted: list[list[tuple[int, int, str]]],
) -> None:
    text = "0123456789abcdef"
    document = Document("a", text)
    found = []
    for parts in wanted:
        spans = sorted((start, start + length, new) for start, length, new in parts)
        # The edits of one fix do not overlap: that is the check's part of the bargain.
        if all(one[1] < other[0] for one, other in pairwise(spans)):
            found.append(finding([edit(document, *span) for span in spans]))

    chosen = choose_fixes(found)
    fixed = fix_in_rounds({"a": text}, lambda texts: found if texts["a"] == text else [])

    assert bool(found) == bool(chosen)
    for one in found:
        if one in chosen and one.fix is not None:
            assert all(edit.text in fixed.texts["a"] for edit in one.fix.edits)


@settings(deadline=None, max_examples=100)
@given(st.text("ab ", max_size=30))
def test_fixing_twice_is_fixing_once(text: str) -> None:
    lint = replacing("ab", "b")
    once = fix_in_rounds({"a": text}, lint, rounds=40).texts

    assert once == fix_in_rounds(once, lint, rounds=40).texts
    assert "ab" not in once["a"]


EDITS = st.tuples(st.integers(0, 6), st.integers(0, 3), st.sampled_from(["x", "y"]))


@given(st.lists(EDITS, max_size=14))
def test_what_is_chosen_is_what_touches_nothing_chosen_before(
    rows: list[tuple[int, int, str]],
) -> None:
    document = Document("a", "0123456789")
    edits = [(start, start + length, text) for start, length, text in rows]
    found = [finding([edit(document, *one)], rule=f"r{at:02}") for at, one in enumerate(edits)]

    chosen = choose_fixes(found)

    expected: list[tuple[int, int, str]] = []
    kept = []
    for _, at, one in sorted((one[:2], at, one) for at, one in enumerate(edits)):
        if all(one == other or not touching(one, other) for other in expected):
            expected.append(one)
            kept.append(f"r{at:02}")
    assert kept == [one.rule for one in chosen]


def touching(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    low, high = sorted((one[:2], other[:2]))
    return high[0] < low[1] or low == high
