"""The nearest word against difflib, which decides."""

from __future__ import annotations

from difflib import get_close_matches

from hypothesis import given
from hypothesis import strategies as st

from dcslint.source.likeness import MOST_WORDS, Nearest

WORDS = st.text("abcdeé_ß€" + "node_type_id", max_size=14)


@given(WORDS, st.lists(WORDS, max_size=12), st.sampled_from([0.6, 0.8, 0.9]))
def test_the_nearest_is_the_one_that_difflib_names(
    word: str, known: list[str], least: float
) -> None:
    expected = next(iter(get_close_matches(word, known, n=1, cutoff=least)), None)

    assert expected == Nearest(known, least=least).of(word)


def test_so_many_words_are_looked_up_and_no_more() -> None:
    nearest = Nearest(["spark_version"])

    found = [nearest.of("spark_versio") for _ in range(MOST_WORDS + 2)]

    assert ["spark_version"] * MOST_WORDS + [None, None] == found
