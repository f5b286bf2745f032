"""Patterns of cards: what they match, which are refused, and that none takes long."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dcslint.source.pattern import (
    MOST_CHARACTERS,
    PatternError,
    compile_pattern,
    is_like,
    wildcards,
)

ALPHABET = "abAB19_ -."
TEXTS = st.text(ALPHABET, max_size=8)


def atoms() -> st.SearchStrategy[str]:
    escapes = st.sampled_from([r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\.", r"\-", "."])
    classes = st.sampled_from(
        ["[ab]", "[^ab]", "[a-c1]", "[^a-z]", r"[\d_]", r"[^\w]", r"[\D]", "[]a]", "[-a]", "[a-]"]
    )
    edges = st.sampled_from(["^", "$", r"\b", r"\B"])
    return st.sampled_from(list("abAB19_ -")) | escapes | classes | edges


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    times = st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,}", "{,2}", "*?", "+?", "??"])
    group = inner.map(lambda one: f"({one})") | inner.map(lambda one: f"(?:{one})")
    return (
        st.tuples(inner, inner).map("".join)
        | st.tuples(inner, inner).map("|".join)
        | st.tuples(group, times).map("".join)
        | st.tuples(st.sampled_from([*"abA1.", r"\d", "[ab]"]), times).map("".join)
    )


PATTERNS = st.recursive(atoms(), compound, max_leaves=8)


def as_re(pattern: str) -> str:
    """The pattern for `re`, where `$` also stands before a last line feed, and ours does not."""
    return pattern.replace("$", r"\Z")


@given(PATTERNS, TEXTS)
def test_a_pattern_matches_what_it_matches_in_python(pattern: str, text: str) -> None:
    assume(text or r"\B" not in pattern)  # which an empty text has, says Python only from 3.14 on
    expected = re.compile(as_re(pattern), re.ASCII)

    assert (expected.fullmatch(text) is not None) == compile_pattern(pattern).matches(text)
    assert (expected.search(text) is not None) == compile_pattern(pattern).is_in(text)


@given(PATTERNS, TEXTS)
def test_letters_of_either_case_match_in_a_pattern_that_says_so(pattern: str, text: str) -> None:
    assume(text or r"\B" not in pattern)
    expected = re.compile(as_re(pattern), re.ASCII | re.IGNORECASE)

    assert (expected.fullmatch(text) is not None) == compile_pattern("(?i)" + pattern).matches(text)


@given(st.text(string.printable, max_size=20), TEXTS)
def test_any_text_is_a_pattern_as_in_python_or_is_refused(pattern: str, text: str) -> None:
    try:
        matcher = compile_pattern(pattern)
    except PatternError:
        return
    assume("$" not in pattern and not pattern.startswith("(?i)"))
    assume(text or r"\B" not in pattern)
    expected = re.compile(pattern, re.ASCII)
    assert (expected.fullmatch(text) is not None) == matcher.matches(text)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(a)\1", r"\1: a reference to a group cannot be used (at character 4)"),
        ("a(?=b)", "look-around and the like cannot be used (at character 2)"),
        ("a(?<!b)", "look-around and the like cannot be used (at character 2)"),
        ("(a", "a '(' without its ')' (at character 1)"),
        ("a)", "a ')' without its '(' (at character 2)"),
        ("[a", "a '[' without its ']' (at character 1)"),
        ("*a", "there is nothing to repeat (at character 1)"),
        ("^?a", "there is nothing to repeat (at character 1)"),
        (r"a\b*", "there is nothing to repeat (at character 2)"),
        ("a**", "one repetition follows another"),
        ("a{2}{3}", "one repetition follows another"),
        ("[b-a]", "a range from high to low"),
        ("a{3,2}", "the smallest number is larger than the largest"),
        ("\\", "a backslash at the end (at character 1)"),
        (r"\q", r"\q: this escape cannot be used"),
        (r"\x1", r"\x needs 2 hexadecimal digits"),
        ("a{9999}", "the pattern is too large"),
        ("a{99999}", "the pattern is too large"),
        ("((a{50}){50}){50}", "the pattern is too large"),
        ("((a{0}){9999}){9999}", "the pattern is too large"),
        ("(" * 60 + "a" + ")" * 60, "groups are nested too deeply"),
        ("a" * 2000, "the pattern is too large"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_with_its_place(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError) as caught:
        compile_pattern(pattern)

    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize(
    "pattern", ["(a+)+b", "(a|a)*b", "(a*)*b", "(a|aa)+b", "a*a*a*a*a*a*a*a*b", "(.*a){12}b"]
)
def test_a_pattern_that_takes_python_ages_ends_soon(pattern: str) -> None:
    """Each would take `re` longer than the universe; the tests' own time limit is the judge."""
    matcher = compile_pattern(pattern)

    assert not matcher.matches("a" * MOST_CHARACTERS)
    assert not matcher.is_in("a" * MOST_CHARACTERS)


@given(st.text("ab*", max_size=6), st.text("ab", max_size=8))
def test_a_star_stands_for_any_characters(wanted: str, text: str) -> None:
    expected = re.fullmatch(wanted.replace("*", ".*"), text) is not None

    assert expected == is_like(text, wanted)


@given(st.lists(st.text("ab*", max_size=5), max_size=4), st.text("ab", max_size=6))
def test_several_patterns_match_what_one_of_them_does(wanted: list[str], text: str) -> None:
    expected = any(is_like(text, one) for one in wanted)

    assert expected == wildcards(*wanted).match(text)


def test_many_stars_end_soon() -> None:
    assert not is_like("a" * 5_000, "*a" * 100 + "*b")
