"""Jenkinsfiles: the shell code of their `sh` steps, and `docker.build(…)`.

Groovy is followed only as far as its texts, comments and braces go: that is what tells a step from
what stands in a text. A value of `environment { … }` is a variable of the shell.
"""

from __future__ import annotations

import re

from dcslint.model.compute.embedded import Assembly
from dcslint.model.links.holes import hole
from dcslint.model.links.script import Ran, Runner, folders_above
from dcslint.source.limits import reached
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.source import Value

_TOKEN = regex(
    r"""(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"""
    r"""|(?P<text>'{3}(?:[^'\\]|\\.|'(?!''))*+'{3}|"{3}(?:[^"\\]|\\.|"(?!""))*+"{3}"""
    r"""|'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+")"""
    r"""|(?P<brace>[{}])|(?P<word>[A-Za-z_][\w.]*)|(?P<mark>[^\s\w])""",
    re.DOTALL,
)
_REFERENCE = regex(r"\$(?:\{(?:env\.|params\.)?(?P<braced>[^{}]{1,200})\}|(?:env\.)?(?P<bare>\w+))")
_ESCAPE = regex(r"\\(?P<char>[\\'\"$nt\n])")
_ESCAPES = {"n": "\n", "t": "\t", "\n": ""}
_MOST_TOKENS = 200_000
_LONGEST = 4096
_MOST_COPIES = 4_000_000  # of variables, which each step has all of


class _Token:
    __slots__ = ("end", "kind", "start", "text")

    def __init__(self, found: re.Match[str]) -> None:
        self.kind = found.lastgroup or ""
        self.text = found[0]
        self.start, self.end = found.span()


def commands_in(whole: Value, path: str) -> Iterator[Ran]:
    """The commands of all steps. Never raises."""
    source = whole.text or ""
    tokens = []
    for found in _TOKEN.finditer(source):
        if found.lastgroup != "comment":
            tokens.append(_Token(found))
        if len(tokens) > _MOST_TOKENS:
            reached(f"{_MOST_TOKENS:,} words of a pipeline")
            break
    yield from _Pipeline(whole, tokens, path).commands()


class _Pipeline:
    __slots__ = ("_folders", "_left", "_open", "_tokens", "_variables", "_whole")

    def __init__(self, whole: Value, tokens: list[_Token], path: str) -> None:
        self._whole = whole
        self._tokens = tokens
        self._variables: dict[str, str] = {}
        self._folders = [folders_above(path)]
        self._left = _MOST_COPIES
        self._open: list[bool] = []  # of each brace, whether it is that of a `dir(…)`

    def commands(self) -> Iterator[Ran]:
        """Walk the tokens once."""
        is_dir = False
        for at, token in enumerate(self._tokens):
            if token.kind == "brace":
                if token.text == "{":
                    self._open.append(is_dir)
                elif self._open and self._open.pop():
                    self._folders.pop()
                is_dir = False
            elif token.kind == "word":
                is_dir = self._word(at, token.text) or is_dir
                yield from self._step(at, token.text)

    def _word(self, at: int, word: str) -> bool:
        """Take an assignment; enter a `dir(…)` and say so."""
        if self._is(at + 1, "=") and self._kind(at + 2) == "text" and not self._is(at + 3, "+"):
            name, value = word.rpartition(".")[2], self._text(self._tokens[at + 2])
            self._variables[name] = value if len(value) <= _LONGEST else hole(name)
        if word != "dir":
            return False
        texts = self._arguments(at)
        shell = Runner(self._folders[-1]).shell
        shell.change(self._text(texts[0]) if texts else "")
        self._folders.append(shell.folders)
        return True

    def _step(self, at: int, word: str) -> Iterator[Ran]:
        if word == "sh":
            for text in self._arguments(at):
                code = self._code(text)
                self._left -= len(self._variables)
                if self._left <= 0:
                    reached(f"{_MOST_COPIES:,} variables of all steps of a pipeline")
                elif code is not None:
                    runner = Runner(self._folders[-1], self._variables)
                    yield from runner.run(code)
        elif word == "docker.build":
            texts = [self._text(one) for one in self._arguments(at)]
            if texts:
                options = texts[1].split() if len(texts) > 1 else ["."]
                token = self._tokens[at]
                span = self._whole.place(token.start, token.end)
                words = ["docker", "build", "-t", texts[0], *options]
                yield Ran(words, self._folders[-1], span, "", [])

    def _arguments(self, at: int) -> list[_Token]:
        """The texts behind a step's name: `sh 'x'`, `sh(script: 'x', …)`, `dir('x')`."""
        at += 1
        if self._kind(at) == "text":
            return [self._tokens[at]]
        if not self._is(at, "("):
            names = ("script", "label", "returnStdout")
            while self._kind(at) == "word" and self._tokens[at].text in names:
                if self._tokens[at].text == "script" and self._kind(at + 2) == "text":
                    return [self._tokens[at + 2]]
                at += 4
            return []
        found: list[_Token] = []
        depth, named = 0, ""
        for token in self._tokens[at : at + 60]:
            depth += (token.text in "([") - (token.text in ")]") if token.kind == "mark" else 0
            if token.kind == "word":
                named = token.text
            elif token.kind == "text" and depth == 1:
                if named in ("", "script"):
                    found.append(token)
                named = ""
            elif token.text == "+":
                return []
            if depth <= 0:
                break
        return found

    def _is(self, at: int, mark: str) -> bool:
        return at < len(self._tokens) and self._tokens[at].text == mark

    def _kind(self, at: int) -> str:
        return self._tokens[at].kind if at < len(self._tokens) else ""

    def _code(self, token: _Token) -> Value | None:
        """What a text is as shell code: Groovy's references filled in, its escapes undone."""
        quote = 3 if token.text.startswith(("'''", '"""')) else 1
        expands = token.text.startswith('"')
        source = self._whole.text or ""
        made = Assembly(self._whole)
        at, stop = token.start + quote, token.end - quote
        while at < stop:
            escape = _ESCAPE.match(source, at, stop)
            reference = _REFERENCE.match(source, at, stop) if expands else None
            if escape is not None:
                char = escape["char"]
                made.put(_ESCAPES.get(char, char), at, escape.end())
                at = escape.end()
            elif reference is not None:
                made.put(self._referred(reference), at, reference.end())
                at = reference.end()
            else:
                following = _NEXT.search(source, at + 1, stop)
                end = stop if following is None else following.start()
                made.take(at, end)
                at = end
        return made.value()

    def _text(self, token: _Token) -> str:
        code = self._code(token)
        return "" if code is None else code.text or ""

    def _referred(self, reference: re.Match[str]) -> str:
        name = reference["braced"] or reference["bare"]
        return self._variables.get(name, hole(name))


_NEXT = regex(r"[\\$]")
