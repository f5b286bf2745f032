"""What a word resolves to: BuildKit's shell lexer (ProcessWord) with places kept.

Quotes and escapes go, references become what the caller's `lookup` says. It must not know where
variables come from: that is the model's.
"""

from __future__ import annotations

import re
from functools import cache

from dcslint.readers.dockerfile.names import end_of_name
from dcslint.readers.dockerfile.resolved import RefusedError, Resolved
from dcslint.source import Value
from dcslint.source.limits import reached
from dcslint.source.pieces import cut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dcslint.source import Span

_TOO_DEEP = 50


@cache
def _until_any_of(characters: str) -> re.Pattern[str]:
    return re.compile(f"[^{re.escape(characters)}]++")


def expand(value: Value, lookup: Callable[[str], Value | None], escape: str) -> Value:
    """The value of a word after quotes, escapes and variables.

    `lookup` gives the value of a name, or None for one that is not set, which counts as empty. Each
    character that comes from a variable maps to where the variable's value stands; origins of the
    variables asked are joined, and so is `overridable`. The result is unknown, with the reason, if
    a variable that decides it is, or if BuildKit refuses the word; its span is that of `value`. A
    variable that is unknown because it is `unset` takes the default of `${X:-d}`.
    """
    text = value.text
    if text is None or not ("$" in text or escape in text or "'" in text or '"' in text):
        return value
    if _is_quoted(text, escape):
        inside = value.slice(1, len(text) - 1)
        inside.span = value.span
        return inside
    expander = _Expander(value, text, lookup, escape)
    try:
        result = expander.until("", 0, raw_escapes=False)
    except RefusedError as refused:
        return Value.of_unknown(value.span, refused.reason, where=value.span)
    return result.as_value(value)


def _is_quoted(text: str, escape: str) -> bool:
    """Whether a word is one string in quotes, not empty, in which nothing is resolved: most are."""
    quote, inside = text[0], text[1:-1]
    if quote not in ('"', "'") or text[-1] != quote or not inside or quote in inside:
        return False
    return quote == "'" or not ("$" in inside or escape in inside)


def has_open_quote(text: str, escape: str, span: Span) -> bool:
    """Whether BuildKit refuses the word `text` because a quote in it is never closed."""
    some = Value("x", span)
    try:
        _Expander(Value(text, span), text, lambda _name: some, escape).until(
            "", 0, raw_escapes=False
        )
    except RefusedError as refused:
        return refused.quote
    return False


class _Expander:
    """One pass over a word. Methods named as in BuildKit's lex.go: until is processStopOn."""

    __slots__ = ("at", "escape", "lookup", "raw_escapes", "source", "text", "value")

    def __init__(
        self, value: Value, text: str, lookup: Callable[[str], Value | None], escape: str
    ) -> None:
        self.value = value
        self.text = text
        self.lookup = lookup
        self.escape = escape
        self.at = 0
        self.raw_escapes = False
        self.source = value.map()

    def until(self, stop: str, depth: int, *, raw_escapes: bool) -> Resolved:
        """The text up to `stop`, which is taken; up to the end if `stop` is empty."""
        text, end = self.text, len(self.text)
        outer, self.raw_escapes = self.raw_escapes, raw_escapes
        result = Resolved()
        find_plain = _until_any_of("$'\"" + self.escape + stop).match
        while self.at < end:
            at = self.at
            plain = find_plain(text, at)
            if plain is not None:
                self.at = plain.end()
                self._literal(result, at, self.at)
                continue
            character = text[at]
            if character == stop:
                self.at += 1
                self.raw_escapes = outer
                return result
            if character == "$":
                self._dollar(result, depth)
            elif character == "'":
                self._single_quote(result)
            elif character == '"':
                self._double_quote(result, depth)
            else:
                # Behind an escape anything is text; at the end the escape means nothing.
                self.at = min(at + 2, end)
                self._literal(result, at if raw_escapes else at + 1, self.at)
        if stop:
            raise RefusedError(f"{stop} is missing in a substitution")
        return result

    def _literal(self, result: Resolved, start: int, end: int) -> None:
        """Append the characters `[start, end)` of the word as they stand."""
        if start >= end:
            return
        text = self.text[start:end]
        pieces = cut(self.source, start, end, self.text)
        if len(pieces) == 1:
            _, document, low, high = pieces[0]
            if high - low == end - start and document.text.startswith(text, low):
                result.add_literal(text, document, low)
                return
        result.add(text, pieces)

    def _single_quote(self, result: Resolved) -> None:
        close = self.text.find("'", self.at + 1)
        if close < 0:
            raise RefusedError("a single quote is never closed", quote=True)
        self._literal(result, self.at + 1, close)
        self.at = close + 1

    def _double_quote(self, result: Resolved, depth: int) -> None:
        text, escape = self.text, self.escape
        find_plain = _until_any_of('$"' + escape).match
        self.at += 1
        while True:
            at = self.at
            plain = find_plain(text, at)
            if plain is not None:
                self.at = at = plain.end()
                self._literal(result, plain.start(), at)
            character = text[at : at + 1]
            if not character:
                raise RefusedError("a double quote is never closed", quote=True)
            if character == "$":
                self._dollar(result, depth)
                continue
            self.at += 1
            if character == '"':
                return
            if self.raw_escapes:
                self._literal(result, at, at + 1)
            escaped = text[at + 1 : at + 2]
            if escaped in ('"', "$", escape):
                self._literal(result, at + 1, at + 2)
                self.at += 1
            elif escaped:
                self._literal(result, at, at + 1)

    def _dollar(self, result: Resolved, depth: int) -> None:
        text, start = self.text, self.at
        if not text.startswith("{", start + 1):
            self.at = end_of_name(text, start + 1)
            if self.at == start + 1:
                self._literal(result, start, self.at)
            else:
                self._insert(result, self.lookup(text[start + 1 : self.at]), start)
            return
        if depth > _TOO_DEEP:
            reached(f"{_TOO_DEEP} levels of substitutions")
            raise RefusedError("substitutions are nested too deeply")
        if text[start + 2 : start + 3] in ("", "{", "}", ":"):
            raise RefusedError("bad substitution")
        stop = end_of_name(text, start + 2)
        name, operator = text[start + 2 : stop], text[stop : stop + 1]
        self.at = stop + 1
        if operator == "}":
            self._insert(result, self.lookup(name), start)
            return
        if operator == "/":
            self._replace(result, name, start, depth)
            return
        empty_is_unset = operator == ":"
        if empty_is_unset:
            operator = text[stop + 1 : stop + 2]
            self.at = stop + 2
            if operator not in ("-", "+", "?"):
                raise RefusedError(f"unsupported modifier :{operator} in a substitution")
        if operator in ("#", "%"):
            self._trim(result, name, operator, start, depth)
        elif operator in ("-", "+", "?"):
            self._choose(result, name, operator, start, depth, empty_is_unset=empty_is_unset)
        else:
            raise RefusedError(f"unsupported modifier {operator} in a substitution")

    def _choose(
        self,
        result: Resolved,
        name: str,
        operator: str,
        start: int,
        depth: int,
        *,
        empty_is_unset: bool,
    ) -> None:
        """`${name-word}`, `${name+word}`, `${name?word}`, and each with a colon."""
        word = self.until("}", depth + 1, raw_escapes=False)
        value = self.lookup(name)
        if value is not None and value.text is None:
            if operator == "?" or value.unknown is None or not value.unknown.unset:
                self._insert(result, value, start)
                return
            result.touch(value)
            value = None
        if value is not None:
            result.touch(value)
        is_set = value is not None and not (empty_is_unset and not value.text)
        if operator == "?" and not is_set:
            raise RefusedError(f"{name} is not set")
        if operator == "+":
            if is_set:
                result.merge(word)
        elif is_set:
            self._insert(result, value, start)
        else:
            result.merge(word)

    def _trim(self, result: Resolved, name: str, operator: str, start: int, depth: int) -> None:
        """`${name#pattern}`, `${name%pattern}`, and each with its sign doubled."""
        from dcslint.readers.dockerfile.patterns import Pattern, PatternError

        word = self.until("}", depth + 1, raw_escapes=True)
        value = self.lookup(name)
        if not self._is_decided(result, word, value, start) or value is None or not value.text:
            return
        longest = word.text.startswith(operator)
        try:
            pattern = Pattern(word.text[1:] if longest else word.text)
            if operator == "#":
                cut = pattern.length_of_prefix(value.text, longest=longest)
                kept = (cut, len(value.text))
            else:
                cut = pattern.length_of_suffix(value.text, longest=longest)
                kept = (0, len(value.text) - cut)
        except PatternError as error:
            raise RefusedError(str(error)) from None
        self._insert(result, value.slice(*kept), start)

    def _replace(self, result: Resolved, name: str, start: int, depth: int) -> None:
        """`${name/pattern/replacement}` and `${name//pattern/replacement}`."""
        from dcslint.readers.dockerfile.patterns import Pattern, PatternError

        everywhere = self.text.startswith("/", self.at)
        self.at += everywhere
        word = self.until("/", depth + 1, raw_escapes=True)
        replacement = self.until("}", depth + 1, raw_escapes=True)
        value = self.lookup(name)
        if not self._is_decided(result, word, value, start) or value is None:
            return
        if everywhere and "$" in replacement.text:
            raise RefusedError("a replacement with a dollar sign is not resolved")
        text = value.text or ""
        try:
            ranges = Pattern(word.text).ranges_in(text, everywhere=everywhere)
        except PatternError as error:
            raise RefusedError(str(error)) from None
        at = 0
        for low, high in ranges:
            self._insert(result, value.slice(at, low), start)
            result.merge(replacement)
            at = high
        self._insert(result, value.slice(at, len(text)), start)

    def _is_decided(
        self, result: Resolved, word: Resolved, value: Value | None, start: int
    ) -> bool:
        """Whether both a variable and the pattern for it are known; notes what they rest on."""
        if value is not None:
            result.touch(value)
            if value.text is None:
                self._insert(result, value, start)
                return False
        if word.unknown is not None:
            result.unknown = result.unknown or word.unknown
            return False
        result.origins.update(word.origins)
        result.overridable = result.overridable or word.overridable
        return True

    def _insert(self, result: Resolved, value: Value | None, start: int) -> None:
        """Append a variable's value for the reference that begins at `start`."""
        if value is None:
            return
        result.touch(value)
        if value.text is None:
            result.unknown = result.unknown or value.unknown
            return
        pieces = value.map()
        if value.text and not pieces:
            # A value that stands nowhere maps to the reference.
            place = self.value.place(start, self.at)
            pieces = ((0, place.document, place.start, place.end),)
        result.add(value.text, pieces)
