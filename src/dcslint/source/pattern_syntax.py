"""Reads the syntax of patterns and builds their states; see `pattern` for what they mean."""

from __future__ import annotations

from dcslint.source.pattern import WORD, Matcher, PatternError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dcslint.source.pattern import State

_LONGEST_PATTERN = 1_000
_MOST_STATES = 500
_MOST_BUILT = 10_000  # parts: of `(a{0}){9999}` none becomes a state
_DEEPEST = 40
_ASSERTIONS = ("^", "$", r"\b", r"\B", r"\A", r"\Z")
_DIGIT = frozenset("0123456789")
_SPACE = frozenset(" \t\n\r\f\v")
_CLASSES = {"d": _DIGIT, "w": WORD, "s": _SPACE}
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "0": "\0"}
_HEX_DIGITS = {"x": 2, "u": 4, "U": 8}


class Compiler:
    """Reads a pattern from left to right and builds its states from the end backwards.

    Each part becomes a function from the state that follows it to the state that it begins with, so
    that a repetition can build its part several times.
    """

    __slots__ = ("at", "built", "depth", "fold", "pattern", "states")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.built = 0
        self.depth = 0
        self.fold = False
        self.states: list[State] = []

    def compile(self) -> Matcher:
        """The matcher of the whole pattern. Raises PatternError."""
        if len(self.pattern) > _LONGEST_PATTERN:
            raise PatternError("the pattern is too large", _LONGEST_PATTERN)
        if self.pattern.startswith("(?i)"):
            self.fold = True
            self.at = 4
        build = self._alternatives()
        if self.at < len(self.pattern):
            raise PatternError("a ')' without its '('", self.at)
        end = self._add("end", None)
        return Matcher(self.states, build(end))

    def _add(self, kind: str, what: object, *following: int) -> int:
        if len(self.states) >= _MOST_STATES:
            raise PatternError("the pattern is too large", 0)
        self.states.append((kind, what, following))
        return len(self.states) - 1

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _alternatives(self) -> Callable[[int], int]:
        branches = [self._sequence()]
        while self._peek() == "|":
            self.at += 1
            branches.append(self._sequence())
        if len(branches) == 1:
            return branches[0]
        return lambda after: self._add("go", None, *(branch(after) for branch in branches))

    def _sequence(self) -> Callable[[int], int]:
        parts: list[Callable[[int], int]] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated())

        def build(after: int) -> int:
            self.built += 1 + len(parts)
            if self.built > _MOST_BUILT:
                raise PatternError("the pattern is too large", 0)
            for part in reversed(parts):
                after = part(after)
            return after

        return build

    def _repeated(self) -> Callable[[int], int]:
        start = self.at
        part = self._atom()
        bounds = self._bounds()
        if bounds is None:
            return part
        if self.pattern.startswith(_ASSERTIONS, start):
            raise PatternError("there is nothing to repeat", start)
        if self._peek() == "?":
            self.at += 1  # lazy: the same texts match
        if self._peek() == "+" or self._bounds() is not None:
            raise PatternError("one repetition follows another", self.at - 1)
        low, high = bounds
        if high is not None and high < low:
            raise PatternError("the smallest number is larger than the largest", start)
        return lambda after: self._build_repeated(part, low, high, after)

    def _build_repeated(
        self, part: Callable[[int], int], low: int, high: int | None, after: int
    ) -> int:
        self.built += low + (high or 0)
        if self.built > _MOST_BUILT:
            raise PatternError("the pattern is too large", 0)
        if high is None:
            loop = self._add("go", None)
            self.states[loop] = ("go", None, (part(loop), after))
            after = loop
        else:
            end = after
            for _ in range(high - low):
                after = self._add("go", None, part(after), end)
        for _ in range(low):
            after = part(after)
        return after

    def _bounds(self) -> tuple[int, int | None] | None:
        char = self._peek()
        known: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if char in known:
            self.at += 1
            return known[char]
        if char != "{":
            return None
        end = self.pattern.find("}", self.at)
        low, comma, high = self.pattern[self.at + 1 : max(end, 0)].partition(",")
        if end < 0 or not _is_number(low or "0") or not _is_number(high or "0"):
            return None
        if not low and not high:
            return None
        if len(low) > 4 or len(high) > 4:
            raise PatternError("the pattern is too large", self.at)
        self.at = end + 1
        smallest = int(low or "0")
        if not comma:
            return smallest, smallest
        return smallest, int(high) if high else None

    def _atom(self) -> Callable[[int], int]:
        char = self._peek()
        start = self.at
        if char in "*+?" or (char == "{" and self._bounds() is not None):
            raise PatternError("there is nothing to repeat", start)
        self.at += 1
        if char == "(":
            return self._group()
        if char == "[":
            return self._taking(self._char_class(start))
        if char == ".":
            return self._taking(lambda one: one != "\n")
        if char in "^$":
            return self._asserting("s" if char == "^" else "e")
        if char == "\\":
            return self._escape()
        return self._taking(self._one_of(frozenset(char)))

    def _group(self) -> Callable[[int], int]:
        start = self.at - 1
        if self.pattern.startswith("?:", self.at):
            self.at += 2
        elif self.pattern.startswith("?P<", self.at) and ">" in self.pattern[self.at :]:
            self.at = self.pattern.index(">", self.at) + 1
        elif self._peek() == "?":
            raise PatternError("look-around and the like cannot be used", start)
        self.depth += 1
        if self.depth > _DEEPEST:
            raise PatternError("groups are nested too deeply", start)
        build = self._alternatives()
        self.depth -= 1
        if self._peek() != ")":
            raise PatternError("a '(' without its ')'", start)
        self.at += 1
        return build

    def _taking(self, accepts: Callable[[str], bool]) -> Callable[[int], int]:
        return lambda after: self._add("take", accepts, after)

    def _asserting(self, what: str) -> Callable[[int], int]:
        return lambda after: self._add("assert", what, after)

    def _one_of(
        self, chars: frozenset[str], *, negated: bool = False, rest: tuple[frozenset[str], ...] = ()
    ) -> Callable[[str], bool]:
        """Whether a character is one of these, or in none of the complements in `rest`."""
        fold = self.fold

        def accepts(char: str) -> bool:
            found = char in chars or any(char not in none for none in rest)
            if not found and fold and char.isascii():
                other = char.swapcase()
                found = other in chars
            return found != negated

        return accepts

    def _escape(self) -> Callable[[int], int]:
        char = self._peek()
        if char in ("b", "B"):
            self.at += 1
            return self._asserting(char)
        if char in ("A", "Z"):
            self.at += 1
            return self._asserting("s" if char == "A" else "e")
        chars, complement = self._escaped()
        if complement is not None:
            return self._taking(self._one_of(frozenset(), rest=(complement,)))
        return self._taking(self._one_of(chars))

    def _escaped(self) -> tuple[frozenset[str], frozenset[str] | None]:
        """What stands behind a backslash: characters, or the complement of some."""
        char = self._peek()
        start = self.at - 1
        if not char:
            raise PatternError("a backslash at the end", start)
        self.at += 1
        if char in _CLASSES:
            return _CLASSES[char], None
        if char.lower() in _CLASSES:
            return frozenset(), _CLASSES[char.lower()]
        if char in _CONTROL:
            return frozenset(_CONTROL[char]), None
        if char in _HEX_DIGITS:
            digits = self.pattern[self.at : self.at + _HEX_DIGITS[char]]
            try:
                code = chr(int(digits, 16)) if len(digits) == _HEX_DIGITS[char] else ""
            except (ValueError, OverflowError):
                code = ""
            if not code:
                raise PatternError(f"\\{char} needs {_HEX_DIGITS[char]} hexadecimal digits", start)
            self.at += len(digits)
            return frozenset(code), None
        if char.isascii() and char.isalnum():
            what = "a reference to a group" if char.isdigit() else "this escape"
            raise PatternError(f"\\{char}: {what} cannot be used", start)
        return frozenset(char), None

    def _char_class(self, start: int) -> Callable[[str], bool]:
        negated = self._peek() == "^"
        self.at += negated
        chars: set[str] = set()
        rest: list[frozenset[str]] = []
        ranges: list[tuple[str, str]] = []
        first = True
        while first or self._peek() != "]":
            first = False
            low = self._class_item(start, chars, rest)
            following = self.pattern[self.at : self.at + 2]
            if low and following[:1] == "-" and following not in ("-", "-]"):
                self.at += 1
                high = self._class_item(start, set(), [])
                if not high or high < low:
                    raise PatternError("a range from high to low", self.at - 1)
                ranges.append((low, high))
            elif low:
                chars.add(low)
        self.at += 1
        return self._in_class(frozenset(chars), ranges, tuple(rest), negated=negated)

    def _class_item(self, start: int, chars: set[str], rest: list[frozenset[str]]) -> str:
        """One character of a class; "" for an escape that stands for several, which is added."""
        char = self._peek()
        if not char:
            raise PatternError("a '[' without its ']'", start)
        self.at += 1
        if char != "\\":
            return char
        if self._peek() == "b":
            self.at += 1
            return "\b"
        several, complement = self._escaped()
        if complement is not None:
            rest.append(complement)
        elif len(several) == 1:
            return next(iter(several))
        chars |= several
        return ""

    def _in_class(
        self,
        chars: frozenset[str],
        ranges: list[tuple[str, str]],
        rest: tuple[frozenset[str], ...],
        *,
        negated: bool,
    ) -> Callable[[str], bool]:
        plain = self._one_of(chars, rest=rest)
        fold = self.fold

        def accepts(char: str) -> bool:
            found = plain(char) or any(low <= char <= high for low, high in ranges)
            if not found and fold and char.isascii():
                other = char.swapcase()
                found = any(low <= other <= high for low, high in ranges)
            return found != negated

        return accepts


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()
