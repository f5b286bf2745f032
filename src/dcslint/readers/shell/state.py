"""What the parts of the reader share while one text is read.

That is the text, how deep we are in it, and whose command a substitution belongs to. Reads nothing
by itself except in flat scans for a closing mark.
"""

from __future__ import annotations

from dcslint.readers.shell.lexis import ARITHMETIC, DEPTH_LIMIT, FAULT_LIMIT, SKIPPED
from dcslint.readers.shell.syntax import Fault, Scope, Script
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dcslint.readers.shell.syntax import (
        Expansion,
        Literal,
        Redirect,
        SimpleCommand,
        Substitution,
    )

    Parts = list[Literal | Expansion | Substitution]
    # Reads commands from an offset up to a closing mark ("" for the end of the region); returns the
    # offset behind the mark, or -1 where it never came.
    CommandsReader = Callable[["State", int, Scope, int, str], int]


class Awaited:
    """A heredoc whose body has not come yet. `items` is where its substitutions are entered."""

    __slots__ = ("command", "delimiter", "items", "quoted", "redirect", "scope")

    def __init__(
        self,
        redirect: Redirect,
        delimiter: str,
        command: SimpleCommand | None,
        *,
        quoted: bool,
        state: State,
    ) -> None:
        self.redirect = redirect
        self.delimiter = delimiter
        self.quoted = quoted
        self.command = command
        self.scope = state.scope
        self.items = state.items


class State:
    """One reading of one text.

    end       where the region being read ends: the text, a heredoc body, or backticks
    depth     nested substitutions and expansions around the place being read
    nesting   scopes around it
    scope     the scope of the command being read
    items     the commands and scopes written directly in that scope, for those who move them later
    awaited   heredocs whose bodies come after the next newline
    commands  the reader of commands, handed in because words and commands contain each other
    """

    __slots__ = (
        "_pairs",
        "_unpaired",
        "awaited",
        "commands",
        "depth",
        "end",
        "items",
        "nesting",
        "scope",
        "script",
        "text",
    )

    def __init__(self, script: Script, commands: CommandsReader, depth: int = 0) -> None:
        self.script = script
        self.text = script.text
        self.end = len(script.text)
        self.commands = commands
        self.depth = depth
        self.nesting = 0
        self.scope = script.top
        self.items: list[SimpleCommand | Scope] = []
        self.awaited: list[Awaited] = []
        self._pairs: dict[int, int] = {}
        self._unpaired = (0, 0)

    def fault(self, kind: str, start: int, end: int) -> None:
        """Note a fault; of many nested too deep only the first, and no more than FAULT_LIMIT."""
        faults = self.script.faults
        if len(faults) >= FAULT_LIMIT:
            return
        if kind == "too-deep":
            reached(f"{DEPTH_LIMIT} levels of nesting in a shell script")
            if any(fault.kind == kind for fault in faults):
                return
        faults.append(Fault(kind, start, end))

    def too_deep(self, start: int, end: int) -> bool:
        """Whether nothing more may be nested here; if so, that is noted."""
        if self.depth < DEPTH_LIMIT:
            return False
        self.fault("too-deep", start, end)
        return True

    def nested(self, start: int, closer: str) -> tuple[Scope, int]:
        """Read the commands of a substitution: their scope, and the offset behind it or -1."""
        scope = Scope("substitution", self.scope)
        self.items.append(scope)
        outer = (self.scope, self.items, self.awaited, self.nesting)
        self.awaited = []
        self.depth += 1
        stop = self.commands(self, start, scope, self.nesting + 1, closer)
        self.depth -= 1
        unfinished = self.awaited
        self.scope, self.items, self.awaited, self.nesting = outer
        # bash takes the body of a heredoc that was announced in `$(…)` from behind the outer line.
        self.awaited.extend(unfinished)
        return scope, stop

    def arithmetic_end(self, start: int) -> int:
        """Where the `))` of the `((` at `start` stands, or -1 if these are two brackets.

        Every bracket seen on the way is remembered, so that nested ones cost no second scan.
        """
        pairs = self._pairs
        if start not in pairs:
            first, last = self._unpaired
            if first <= start < last:
                return -1
            self._pair(start)
        close = pairs.get(start, -1)
        if close < self.end and close > 0 and pairs.get(start + 1, -1) == close - 1:
            return close - 1
        return -1

    def _pair(self, start: int) -> None:
        pairs = self._pairs
        opened: list[int] = []
        for found in ARITHMETIC.finditer(self.text, start, self.end):
            mark = found[0]
            if mark == "(":
                opened.append(found.start())
            elif mark == ")":
                pairs[opened.pop()] = found.start()
                if not opened:
                    return
        self._unpaired = (start, self.end)

    def skip(self, start: int, closer: str) -> int:
        """Find the offset behind the `closer` of a construct whose inside starts at `start`.

        A flat scan that knows quotes and brackets, for what is nested too deep to be read; returns
        the end of the region if the closer never comes.
        """
        text = self.text
        closers = [closer]
        i = start
        while True:
            found = SKIPPED.search(text, i, self.end)
            if found is None:
                return self.end
            mark, i = found[0], found.end()
            top = closers[-1]
            if mark == top:
                closers.pop()
                if not closers:
                    return i
            elif mark == "'":
                if top != '"':
                    close = text.find("'", i, self.end)
                    i = self.end if close < 0 else close + 1
            elif mark in ('"', "`"):
                closers.append(mark)
            elif mark == "${":
                closers.append("}")
            elif mark == "$(" or (mark == "(" and top == ")"):
                closers.append(")")
