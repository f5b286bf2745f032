r"""Backticks with escapes: `` `a \`b\` \$c` `` is read as the text a shell makes of it first.

The inner text is another text, so it is read by a reading of its own, and every offset of what
comes out is put back to where it stands in the outer one.
"""

from __future__ import annotations

from dcslint.readers.shell.state import State
from dcslint.readers.shell.syntax import (
    Expansion,
    Fault,
    Literal,
    Redirect,
    Scope,
    Script,
    SimpleCommand,
    Substitution,
    Word,
)
from dcslint.source.regex import regex

_ESCAPE = regex(r"\\[`\\$]")
_ESCAPE_QUOTED = regex(r'\\[`\\$"]')


def is_escaped(text: str, start: int, stop: int) -> bool:
    """Tell whether the inside of these backticks differs from what is written."""
    return _ESCAPE_QUOTED.search(text, start, stop) is not None


def read_escaped(state: State, start: int, stop: int, *, quoted: bool) -> Scope:
    """Read the commands of backticks with escapes into the script of `state`: their scope."""
    scope = Scope("substitution", state.scope)
    state.items.append(scope)
    pieces = []
    places: list[int] = []
    i = start
    for escape in (_ESCAPE_QUOTED if quoted else _ESCAPE).finditer(state.text, start, stop):
        pieces.append(state.text[i : escape.start()])
        places.extend(range(i, escape.start()))
        i = escape.start() + 1
    pieces.append(state.text[i:stop])
    places.extend(range(i, stop + 1))
    inner = State(Script("".join(pieces)), state.commands, state.depth + 1)
    inner.commands(inner, 0, scope, state.nesting + 1, "")
    for awaited in inner.awaited:
        inner.fault("unclosed", awaited.redirect.start, awaited.redirect.end)
    _Mover(state.text, places).script(inner.script)
    for fault in inner.script.faults:
        state.fault(fault.kind, fault.start, fault.end)
    state.script.commands.extend(inner.script.commands)
    state.script.comments.extend(inner.script.comments)
    state.script.redirects.extend(inner.script.redirects)
    return scope


class _Mover:
    """Puts offsets of an unescaped text back: `places[k]` is where its character k is written."""

    __slots__ = ("places", "text")

    def __init__(self, text: str, places: list[int]) -> None:
        self.text = text
        self.places = places

    def script(self, script: Script) -> None:
        """Move everything a reading has found."""
        script.comments[:] = [self.range(start, end) for start, end in script.comments]
        for fault in script.faults:
            self.place(fault)
        for redirect in script.redirects:
            self.redirect(redirect)
        for command in script.commands:
            self.command(command)

    def range(self, start: int, end: int) -> tuple[int, int]:
        """Tell where a range is written: without a backslash behind its last character."""
        if end > start:
            return self.places[start], self.places[end - 1] + 1
        place = self.places[start - 1] + 1 if start else self.places[0]
        return place, place

    def place(
        self, node: Fault | Word | Literal | Expansion | Substitution | Redirect | SimpleCommand
    ) -> None:
        """Move one node, without what is in it."""
        node.start, node.end = self.range(node.start, node.end)

    def command(self, command: SimpleCommand) -> None:
        """Move a command and all its words."""
        self.place(command)
        for word in command.words:
            self.word(word)
        for redirect in command.redirects:
            self.redirect(redirect)
        for assignment in command.assignments:
            assignment.start, assignment.end = self.range(assignment.start, assignment.end)
            self.word(assignment.value)
            for element in assignment.elements:
                self.word(element)

    def redirect(self, redirect: Redirect) -> None:
        """Move a redirect with its target and body."""
        self.place(redirect)
        if redirect.target is not None:
            self.word(redirect.target)
        if redirect.body is not None:
            body = redirect.body
            body.start, body.end = self.range(body.start, body.end)

    def word(self, word: Word) -> None:
        """Move a word and its parts; a literal that held an escape is no longer exact."""
        parts = word.parts
        self.place(word)
        for part in parts:
            self.place(part)
            if isinstance(part, Literal):
                part.exact = part.exact and part.text == self.text[part.start : part.end]
            elif isinstance(part, Expansion) and part.argument is not None:
                self.word(part.argument)
