r"""Patterns of texts, as cards write them: regular expressions that cannot take long.

The syntax is the part of Python's `re` that can be matched in time linear in the text: no
look-around, no reference to a group. A pattern becomes a graph of states which all are followed at
once, so `(a+)+b` costs no more than `a+b`. `\d`, `\w` and `\s` are ASCII, `.` is any character but
a line feed, `$` is the very end.
"""

from __future__ import annotations

from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    # What a card gives for a parameter of this type is refused unless it can be compiled.
    Pattern: TypeAlias = str
    # A state: (kind, what, next states).
    State = tuple[str, object, tuple[int, ...]]

MOST_CHARACTERS = 4_000  # of a text; a longer one is not judged
TOO_LONG = f"{MOST_CHARACTERS:,} characters of a text that a pattern is for"
_MOST_CACHED = 5_000
WORD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")


class PatternError(ValueError):
    """A pattern that cannot be used: `at` is the character (from 0) and the message says why."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(f"{message} (at character {at + 1})")
        self.at = at


class Matcher:
    """A compiled pattern. Matching takes time linear in the text and bounded by the pattern."""

    __slots__ = ("_closures", "_start", "_states", "_steps")

    def __init__(self, states: list[State], start: int) -> None:
        self._states = states
        self._start = start
        self._closures: dict[tuple[frozenset[int], str], tuple[frozenset[int], bool]] = {}
        self._steps: dict[tuple[frozenset[int], str], frozenset[int]] = {}

    def matches(self, text: str) -> bool:
        """Whether the whole text is as the pattern says."""
        return self._run(text, anywhere=False)

    def is_in(self, text: str) -> bool:
        """Whether some part of the text is as the pattern says."""
        return self._run(text, anywhere=True)

    def _run(self, text: str, *, anywhere: bool) -> bool:
        start = frozenset((self._start,))
        current = start
        before = ""
        for at in range(len(text) + 1):
            after = text[at] if at < len(text) else ""
            reached, matched = self._closure(current, _place(before, after))
            if matched and (anywhere or not after):
                return True
            if not after:
                return False
            current = self._step(reached, after)
            if anywhere:
                current |= start
            elif not current:
                return False
            before = after
        return False

    def _closure(self, kernel: frozenset[int], place: str) -> tuple[frozenset[int], bool]:
        """The states that take a character, and whether the end is among what is reached."""
        key = (kernel, place)
        known = self._closures.get(key)
        if known is not None:
            return known
        seen: set[int] = set()
        waiting = list(kernel)
        taking = set()
        matched = False
        while waiting:
            state = waiting.pop()
            if state in seen:
                continue
            seen.add(state)
            kind, what, following = self._states[state]
            if kind == "take":
                taking.add(state)
            elif kind == "end":
                matched = True
            elif kind == "go" or str(what) in place:
                waiting.extend(following)
        if len(self._closures) > _MOST_CACHED:
            self._closures.clear()
        result = (frozenset(taking), matched)
        self._closures[key] = result
        return result

    def _step(self, reached: frozenset[int], char: str) -> frozenset[int]:
        key = (reached, char)
        known = self._steps.get(key)
        if known is None:
            following: set[int] = set()
            for state in reached:
                _, what, after = self._states[state]
                accepts: Callable[[str], bool] = what  # type: ignore[assignment]
                if accepts(char):
                    following.update(after)
            known = frozenset(following)
            if len(self._steps) > _MOST_CACHED:
                self._steps.clear()
            self._steps[key] = known
        return known


def _place(before: str, after: str) -> str:
    """What holds between two characters, as letters: start, end, (b)oundary or (B) none."""
    edges = ("s" if not before else "") + ("e" if not after else "")
    return edges + ("b" if (before in WORD) != (after in WORD) else "B")


_compiled: dict[str, Matcher] = {}


def compile_pattern(pattern: str) -> Matcher:
    """The matcher of a pattern, made once. Raises PatternError."""
    matcher = _compiled.get(pattern)
    if matcher is None:
        from dcslint.source.pattern_syntax import Compiler

        matcher = _compiled[pattern] = Compiler(pattern).compile()
    return matcher


class Wildcards:
    """Several patterns in which `*` stands for any text, and nothing else means anything."""

    __slots__ = ("_ends", "_exact", "_others", "_starts")

    def __init__(self, patterns: Iterable[str]) -> None:
        self._exact: set[str] = set()
        self._others: list[str] = []
        starts, ends = [], []
        for pattern in patterns:
            first, *others = pattern.split("*")
            if not others:
                self._exact.add(pattern)
            elif others == [""]:
                starts.append(first)
            elif not first and len(others) == 1:
                ends.append(others[0])
            else:
                self._others.append(pattern)
        self._starts, self._ends = tuple(starts), tuple(ends)

    def match(self, text: str) -> bool:
        """Whether a text is as one of them wants it."""
        return (
            text in self._exact
            or text.startswith(self._starts)
            or text.endswith(self._ends)
            or (bool(self._others) and any(is_like(text, other) for other in self._others))
        )

    def match_any(self, texts: set[str]) -> bool:
        """Whether one of several texts is as one of them wants it."""
        if not self._exact.isdisjoint(texts):
            return True
        return bool(self._starts or self._ends or self._others) and any(map(self.match, texts))


@lru_cache(maxsize=256)
def wildcards(*patterns: str) -> Wildcards:
    """The same patterns, taken apart once."""
    return Wildcards(patterns)


def is_like(text: str, wanted: str) -> bool:
    """Whether a text is as wanted, where `*` stands for any text."""
    return has_parts(text, wanted.split("*"))


def has_parts(text: str, parts: list[str]) -> bool:
    """Whether a text is these parts in this order, with any text between two of them."""
    first, *others = parts
    if not others:
        return text == first
    last = others.pop()
    at, end = len(first), len(text) - len(last)
    if end < at or not text.startswith(first) or not text.endswith(last):
        return False
    for part in others:  # what is found first leaves the most for those behind it
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True
