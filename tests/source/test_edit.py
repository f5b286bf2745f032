"""Edits of a text, all at once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.source import Document, Edit, Fix, OverlappingEditsError, apply_edits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from random import Random


def edits(text: str, *changes: tuple[int, int, str]) -> list[Edit]:
    document = Document("x", text)
    return [Edit(document.span(start, end), new) for start, end, new in changes]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], "abcdef"),
        ([(0, 1, "X")], "Xbcdef"),
        ([(4, 6, ""), (0, 2, "12345")], "12345cd"),
        ([(0, 2, "X"), (2, 4, "Y")], "XYef"),
        ([(3, 3, "-")], "abc-def"),
        ([(6, 6, "!"), (0, 0, ">")], ">abcdef!"),
        ([(2, 4, "Y"), (2, 2, "-")], "ab-Yef"),
        ([(2, 4, "Y"), (4, 4, "-")], "abY-ef"),
        ([(3, 3, char) for char in "zambycx"], "abczambycxdef"),
        ([(1, 2, "X"), (1, 2, "X")], "aXcdef"),
        ([(3, 3, "-"), (3, 3, "-")], "abc-def"),
    ],
)
def test_all_edits_are_made_at_the_offsets_before_any_of_them(
    changes: list[tuple[int, int, str]], expected: str
) -> None:
    assert expected == apply_edits("abcdef", edits("abcdef", *changes))


@pytest.mark.parametrize(
    "changes",
    [
        [(0, 3, "X"), (2, 4, "Y")],
        [(0, 3, "X"), (0, 3, "Y")],
        [(0, 6, ""), (2, 2, "-")],
        [(1, 2, "X"), (0, 6, "Y")],
    ],
)
def test_edits_that_touch_the_same_characters_are_refused(
    changes: list[tuple[int, int, str]],
) -> None:
    with pytest.raises(OverlappingEditsError):
        apply_edits("abcdef", edits("abcdef", *changes))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3), st.text(max_size=3)), max_size=6),
    st.randoms(use_true_random=False),
)
def test_the_order_of_edits_does_not_matter(
    parts: list[tuple[str, str, str]], random: Random
) -> None:
    text, expected, changes = "", "", []
    for kept, old, new in parts:
        text += "=" + kept
        changes.append((len(text), len(text) + len(old), new))
        text += old
        expected += "=" + kept + new
    random.shuffle(changes)
    assert expected == apply_edits(text, edits(text, *changes))


def test_edits_are_equal_if_they_do_the_same_to_the_same_document() -> None:
    document = Document("x", "abc")
    assert Edit(document.span(0, 1), "x") == Edit(document.span(0, 1), "x")
    assert Edit(document.span(0, 1), "x") != Edit(document.span(0, 1), "y")
    assert Edit(document.span(0, 1), "x") != Edit(Document("x", "abc").span(0, 1), "x")


def test_a_fix_of_which_one_edit_is_not_allowed_makes_none() -> None:
    first, second = edits("abc", (0, 1, "x"), (1, 2, "y"))
    assert (first, second) == Fix("Do it", [first, second]).edits
    assert () == Fix("Do it", [first, None, second]).edits
    assert () == Fix("Do it", [None]).edits
    assert not Fix("Do it", [first]).safe
