"""Answers about texts that are kept, but for long texts."""

from __future__ import annotations

from dcslint.source.keep import kept


def test_answers_about_short_texts_are_kept_and_about_long_ones_not() -> None:
    asked: list[tuple[str, str]] = []

    @kept(2, longest=3)
    def both(text: str, more: str = "-") -> str:
        """What it says."""
        asked.append((text, more))
        return text + more

    assert ["abc-", "abc-", "abcd-", "abcd-", "abc+"] == [
        *(both("abc"), both("abc")),
        *(both("abcd"), both("abcd")),
        both("abc", "+"),
    ]
    assert [("abc", "-"), ("abcd", "-"), ("abcd", "-"), ("abc", "+")] == asked
    assert ("both", "What it says.") == (both.__name__, both.__doc__)


def test_no_more_answers_are_kept_than_that() -> None:
    asked = []

    @kept(1)
    def same(text: str) -> str:
        asked.append(text)
        return text

    for text in ("a", "a", "b", "a"):
        same(text)

    assert ["a", "b", "a"] == asked
