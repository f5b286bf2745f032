"""Patterns of `${name#pattern}`, `${name%pattern}` and `${name/pattern/…}`: `*`, `?` and literals.

BuildKit translates them to regular expressions without bracket expressions. Here they are matched
segment by segment, so that no pattern takes more than length by length steps.
"""

from __future__ import annotations

import re

_LARGEST = 4_000_000


class PatternError(Exception):
    """A pattern that BuildKit refuses, or one too costly to judge; the message is a phrase."""


class Pattern:
    """A parsed pattern: the segments between its stars, each a list of characters, None for `?`."""

    __slots__ = ("segments",)

    def __init__(self, text: str) -> None:
        self.segments: list[list[str | None]] = [[]]
        at = 0
        while at < len(text):
            character = text[at]
            at += 1
            if character == "*":
                self.segments.append([])
                continue
            if character == "\\":
                escaped = text[at : at + 1]
                # "}" and "/" are escaped for the substitution's sake: the lexer kept the backslash.
                if escaped in ("}", "/"):
                    continue
                if escaped not in ("*", "?", "\\"):
                    raise PatternError(f"invalid escape \\{escaped} in a pattern")
                character = escaped
                at += 1
            elif character == "?":
                self.segments[-1].append(None)
                continue
            self.segments[-1].append(character)

    def length_of_prefix(self, text: str, *, longest: bool) -> int:
        """How many characters at the start of `text` match; 0 if none do."""
        return _prefix(_compile(self.segments, text), text, longest=longest)

    def length_of_suffix(self, text: str, *, longest: bool) -> int:
        """How many characters at the end of `text` match; 0 if none do."""
        mirrored = [segment[::-1] for segment in reversed(self.segments)]
        return _prefix(_compile(mirrored, text), text[::-1], longest=longest)

    def ranges_in(self, text: str, *, everywhere: bool) -> list[tuple[int, int]]:
        """The ranges of `text` that match, each as long as can be: the first, or all.

        Raises PatternError for a search everywhere with a pattern that matches nothing at all.
        """
        segments = _compile(self.segments, text)
        if everywhere and not any(self.segments):
            raise PatternError("a pattern that matches the empty text is not resolved")
        ranges: list[tuple[int, int]] = []
        at = 0
        while True:
            found = _search(segments, text, at)
            if found is None:
                return ranges
            ranges.append(found)
            at = found[1]
            if not everywhere:
                return ranges


def _compile(segments: list[list[str | None]], text: str) -> list[re.Pattern[str]]:
    if len(text) * sum(map(len, segments)) > _LARGEST or "\n" in text:
        raise PatternError("a pattern too costly to resolve")
    return [
        re.compile("".join("." if one is None else re.escape(one) for one in segment))
        for segment in segments
    ]


def _prefix(segments: list[re.Pattern[str]], text: str, *, longest: bool) -> int:
    first = segments[0].match(text)
    if first is None:
        return 0
    end = _rest(segments, text, first.end(), longest=longest)
    return 0 if end is None else end


def _search(segments: list[re.Pattern[str]], text: str, at: int) -> tuple[int, int] | None:
    """The leftmost match from `at` on, and of those there the longest."""
    first = segments[0].search(text, at)
    if first is None:
        return None
    # If the rest does not fit behind the first place of the first segment, it fits nowhere.
    end = _rest(segments, text, first.end(), longest=True)
    return None if end is None else (first.start(), end)


def _rest(segments: list[re.Pattern[str]], text: str, at: int, *, longest: bool) -> int | None:
    """Where a match ends whose first segment ends at `at`."""
    for index in range(1, len(segments)):
        segment = segments[index]
        found = segment.search(text, at)
        if found is None:
            return None
        if longest and index == len(segments) - 1:
            return _last_end(segment, text, found)
        at = found.end()
    return at


def _last_end(segment: re.Pattern[str], text: str, found: re.Match[str]) -> int:
    """Where the rightmost match ends, given the leftmost one; all matches are of one length."""
    width = found.end() - found.start()
    for start in range(len(text) - width, found.start(), -1):
        if segment.match(text, start) is not None:
            return start + width
    return found.end()
