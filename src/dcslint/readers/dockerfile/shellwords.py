"""The words of BuildKit's shell lexer with no variable set: where heredocs are looked for.

BuildKit's ProcessWords with SkipUnsetEnv: a reference stays what it is, or nearly so. Always with
the backslash as escape. What a word resolves to is the business of `expansion`.
"""

from __future__ import annotations

import re

from dcslint.readers.dockerfile.lines import SPACE
from dcslint.readers.dockerfile.names import end_of_name
from dcslint.source.regex import regex

_PLAIN = regex(rf"[^{SPACE}'\"\\$<]++")
_PLAIN_INSIDE = regex(r"[^'\"\\$}/]++")
_DOUBLE_QUOTED = regex(r'[^"\\$]++')
_TOO_DEEP = 50


class UnreadableError(Exception):
    """BuildKit's lexer refuses the text."""


class ShellWords:
    """One text to split; `raw_quotes` and `raw_escapes` keep those characters in the words."""

    __slots__ = ("at", "lost", "raw_escapes", "raw_quotes", "text")

    def __init__(self, text: str, *, raw_quotes: bool, raw_escapes: bool) -> None:
        self.text = text
        self.at = 0
        self.raw_quotes = raw_quotes
        self.raw_escapes = raw_escapes
        # BuildKit's lexer shares one buffer with the words inside `${X:-…}`: what the word around
        # it had so far is lost.
        self.lost = False

    def split(self) -> list[tuple[str, int, int]]:
        """The words, each with its range of the text."""
        text, end = self.text, len(self.text)
        words: list[tuple[str, int, int]] = []
        word: list[str] = []
        start = 0

        def finish(at: int) -> None:
            if any(word):
                words.append(("".join(word), start, at))
            word.clear()

        while self.at < end:
            at = self.at
            if not word:
                start = at
            plain = _PLAIN.match(text, at)
            if plain is not None:
                word.append(plain.group())
                self.at = plain.end()
                continue
            character = text[at]
            if character in SPACE:
                finish(at)
                self.at += 1
                continue
            if character == "<":
                word.append(self._possible_heredoc())
                continue
            self.lost = False
            is_variable = character == "$"
            part = self._variable(0) if is_variable else self._quoted_or_escaped(0)
            if self.lost:
                word.clear()
                start = at
            first, *rest = _split_keeping_ends(part) if is_variable else [part]
            word.append(first)
            for part in rest:
                finish(self.at)
                start = at
                word.append(part)
        finish(end)
        return words

    def _possible_heredoc(self) -> str:
        at = self.at
        self.at += 1
        if self.text.startswith("<", self.at):
            self.at += 1
            while self.text[self.at : self.at + 1] in ("\t", "\r", " "):
                self.at += 1
        return self.text[at : self.at]

    def _quoted_or_escaped(self, depth: int) -> str:
        """The text of what begins with a quote or a backslash."""
        at = self.at
        character = self.text[at]
        if character == "\\":
            self.at += 2
            kept = self.text[at : at + 2]
            return kept if self.raw_escapes else kept[1:]
        if character == '"':
            return self._double_quoted(depth)
        close = self.text.find("'", at + 1)
        if close < 0:
            raise UnreadableError
        self.at = close + 1
        return self.text[at : close + 1] if self.raw_quotes else self.text[at + 1 : close]

    def _double_quoted(self, depth: int) -> str:
        text = self.text
        parts = ['"'] if self.raw_quotes else []
        self.at += 1
        while True:
            plain = _DOUBLE_QUOTED.match(text, self.at)
            if plain is not None:
                parts.append(plain.group())
                self.at = plain.end()
            character = text[self.at : self.at + 1]
            if not character:
                raise UnreadableError
            if character == "$":
                parts.append(self._variable(depth))
                continue
            self.at += 1
            if character == '"':
                if self.raw_quotes:
                    parts.append('"')
                return "".join(parts)
            if self.raw_escapes:
                parts.append("\\")
            escaped = text[self.at : self.at + 1]
            if escaped and escaped in '"$\\':
                parts.append(escaped)
                self.at += 1
            elif escaped:
                parts.append("\\")

    def _variable(self, depth: int) -> str:
        """The reference as BuildKit writes it out again."""
        text = self.text
        self.at += 1
        if not text.startswith("{", self.at):
            start = self.at
            self.at = end_of_name(text, start)
            return text[start - 1 : self.at]
        start = self.at + 1
        if depth > _TOO_DEEP or text[start : start + 1] in ("", "{", "}", ":"):
            raise UnreadableError
        stop = end_of_name(text, start)
        name, operator = text[start:stop], text[stop : stop + 1]
        self.at = stop + 1
        if operator == "}":
            return f"${{{name}}}"
        if operator == "/":
            if text.startswith("/", self.at):
                self.at += 1
            pattern = self._until("/", depth + 1, raw_escapes=True)
            replacement = self._until("}", depth + 1, raw_escapes=True)
            return f"${{{name}/{pattern}/{replacement}}}"
        if operator == ":":
            operator = text[stop : stop + 2]
            self.at = stop + 2
            if operator in (":", ":#", ":%"):
                raise UnreadableError
        elif operator not in ("+", "-", "?", "#", "%"):
            raise UnreadableError
        word = self._until("}", depth + 1, raw_escapes=operator in ("#", "%"))
        return f"${{{name}{operator}{word}}}"

    def _until(self, stop: str, depth: int, *, raw_escapes: bool) -> str:
        text, end = self.text, len(self.text)
        outer, self.raw_escapes = self.raw_escapes, raw_escapes
        self.lost = True
        parts = []
        while self.at < end:
            plain = _PLAIN_INSIDE.match(text, self.at)
            if plain is not None:
                parts.append(plain.group())
                self.at = plain.end()
                continue
            character = text[self.at]
            if character == stop:
                self.at += 1
                self.raw_escapes = outer
                return "".join(parts)
            if character == "$":
                parts.append(self._variable(depth))
            elif character in "}/":
                parts.append(character)
                self.at += 1
            else:
                parts.append(self._quoted_or_escaped(depth))
        raise UnreadableError


def _split_keeping_ends(text: str) -> list[str]:
    """`text` split at space; the first and the last part join what stands around it."""
    if not any(character in SPACE for character in text):
        return [text]
    return re.split(f"[{SPACE}]+", text)
