"""The JSON bodies that the commands of shell scripts and makefiles send.

A body is known by its content: a word, an assigned text or a heredoc that opens as an object or a
list. Behind an option of curl or the Databricks CLI it may be broken JSON, elsewhere it may not.
"""

from __future__ import annotations

import re

from dcslint.model.compute.embedded import HINT, Assembly, read_body
from dcslint.readers.shell import Literal, read_shell
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.model.compute.cluster import Node
    from dcslint.readers.shell import Redirect, SimpleCommand, Word
    from dcslint.source import Value

_OPTIONS = frozenset(("-d", "--data", "--data-ascii", "--data-binary", "--data-raw", "--json"))
_GLUED = regex(r"-d(?=\s*[\[{])|--(?:data(?:-ascii|-binary|-raw)?|json)=")
_SENDERS = frozenset(("curl", "databricks"))
_BODY = regex(r"\s*[\[{]")
# A name alone is told from the source; anything else may hold quotes and brackets.
_PLAIN = regex(r"\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})")
_SOMETHING = "$(…)"
# Of a heredoc that is expanded; bounded, so that half of a substitution costs little.
_EXPANDED = regex(
    r"\\(?P<escaped>[$`\\\n])"
    r"|\$\((?:[^()]|\([^()]{0,200}\)){0,200}\)|`[^`]{0,200}`|\$\{[^}]{0,200}\}|\$[A-Za-z0-9_@*#?!]+"
)
# One line of a recipe with those that continue it.
_RECIPE = regex(r"^\t(?:[^\\\n]|\\(?:\r?\n|[^\n]))*", re.MULTILINE)
_ONE_SHELL = regex(r"^\.ONESHELL\s*:", re.MULTILINE)
_RECIPES = regex(r"^\t[^\n]*(?:\n(?:\t[^\n]*|(?=\n)))*", re.MULTILINE)
_IN_RECIPE = regex(r"\n\t?|\$\$")


def read_makefile(makefile: Value) -> list[Node]:
    """The trees of the JSON bodies in the recipes of a makefile. Never raises."""
    text = makefile.text or ""
    roots: list[Node] = []
    for start, end in recipes_of(text):
        if HINT.search(text, start, end) is not None:
            code = _recipe(makefile, start, end)
            roots.extend([] if code is None else read_shell_code(code))
    return roots


def recipes_of(text: str) -> Iterator[tuple[int, int]]:
    """Where the texts stand in a makefile that make hands to a shell, each to one of its own."""
    pattern = _RECIPE if _ONE_SHELL.search(text) is None else _RECIPES
    return (found.span() for found in pattern.finditer(text))


def _recipe(makefile: Value, start: int, end: int) -> Value | None:
    """What make hands to the shell: no tabs and marks in front, `$$` as `$`."""
    text = makefile.text or ""
    code = Assembly(makefile)
    at = start + 1
    while at < end and text[at] in "@+- \t":
        at += 1
    for found in _IN_RECIPE.finditer(text, at, end):
        first, last = found.span()
        code.take(at, first + 1)
        at = last
    code.take(at, end)
    return code.value()


def read_shell_code(code: Value, *, first_only: bool = False) -> list[Node]:
    """The trees of the JSON bodies in a text that is shell. Never raises.

    With `first_only` the text is the start of a command that prose follows.
    """
    script = read_shell(code.text or "")
    commands = script.commands
    if first_only:
        commands = commands[: _commands_at_start(commands)]
    roots: list[Node] = []
    for command in commands:
        for body, sure in _bodies(code, command):
            roots.extend(read_body(body, sure=sure))
    for redirect in () if first_only else script.redirects:
        text = _redirected(code, redirect)
        if text is not None:
            roots.extend(read_body(text, sure=False))
    return roots


def goes_on(code: Value) -> bool:
    """Whether a text ends within a body in quotes."""
    text = code.text or ""
    return any(
        fault.kind == "unterminated-quote" and _BODY.match(text, fault.start + 1) is not None
        for fault in read_shell(text).faults
    )


def _commands_at_start(commands: list[SimpleCommand]) -> int:
    """How many commands are the first one, and what a forgotten continuation cut from it."""
    count = 1
    for command in commands[1:]:
        first = command.words[0].literal() if command.words else None
        if first is None or not first.startswith("-"):
            break
        count += 1
    return count


def _bodies(code: Value, command: SimpleCommand) -> Iterator[tuple[Value, bool]]:
    """The texts that may be bodies, and whether an option or a command says that they are."""
    text = code.text or ""
    option = ""
    for word in command.words:
        if HINT.search(text, word.start, word.end) is not None:
            value = _value_of(code, word)
            if value is not None and value.text is not None:
                glued = _GLUED.match(value.text)
                if glued is not None:
                    yield value.slice(glued.end(), len(value.text)), True
                else:
                    yield value, option in _OPTIONS
        option = word.literal() or ""
    for assignment in command.assignments:
        for word in (assignment.value, *assignment.elements):
            if HINT.search(text, word.start, word.end) is not None:
                value = _value_of(code, word)
                if value is not None:
                    yield value, False
    if command.redirects:
        names = {word.literal() for word in command.words[:3]}
        sends = not names.isdisjoint(_SENDERS)
        for redirect in command.redirects:
            value = _redirected(code, redirect)
            if value is not None:
                yield value, sends


def _redirected(code: Value, redirect: Redirect) -> Value | None:
    """The text of a heredoc, or of `<<< word`."""
    if redirect.operator == "<<<" and redirect.target is not None:
        return _value_of(code, redirect.target)
    body = redirect.body
    if body is None:
        return None
    text = code.text or ""
    if HINT.search(text, body.start, body.end) is None:
        return None
    made = Assembly(code)
    at = body.start
    while at < body.end:
        stop = text.find("\n", at, body.end) + 1 or body.end
        while redirect.operator == "<<-" and at < stop and text[at] == "\t":
            at += 1
        made.take(at, stop)
        at = stop
    value = made.value()
    return value if value is None or not body.expand else _expanded(value)


def _expanded(body: Value) -> Value | None:
    """A heredoc as the shell would hand it on; what it fills in is a template."""
    text = body.text or ""
    made = Assembly(body)
    at = 0
    for found in _EXPANDED.finditer(text):
        first, last = found.span()
        made.take(at, first)
        at = last
        if found["escaped"] is None:
            made.put(found[0] if _PLAIN.fullmatch(found[0]) else _SOMETHING, first, last)
        elif found["escaped"] != "\n":
            made.take(last - 1, last)
    made.take(at, len(text))
    return made.value()


def _value_of(code: Value, word: Word) -> Value | None:
    """A word as the command gets it; what the shell fills in is a template."""
    text = code.text or ""
    made = Assembly(code)
    for part in word.parts:
        if isinstance(part, Literal):
            made.put(part.text, part.start, part.end)
        else:
            source = text[part.start : part.end]
            made.put(source if _PLAIN.fullmatch(source) else _SOMETHING, part.start, part.end)
    return made.value()
