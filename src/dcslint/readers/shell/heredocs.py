"""Heredocs: the delimiter where it is announced, and the body behind the next newline."""

from __future__ import annotations

import re

from dcslint.readers.shell.expansions import read_expanding
from dcslint.readers.shell.lexis import DELIMITER, DELIMITER_QUOTES
from dcslint.readers.shell.state import Awaited
from dcslint.readers.shell.syntax import Body

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.shell.state import State
    from dcslint.readers.shell.syntax import Redirect, SimpleCommand


def await_body(state: State, redirect: Redirect, i: int, command: SimpleCommand | None) -> int:
    """Read the delimiter that starts here; without one this is a heredoc only by its operator."""
    found = DELIMITER.match(state.text, i, state.end)
    if found is None:
        return redirect.end
    redirect.end = found.end()
    delimiter = re.sub(DELIMITER_QUOTES, r"\1", found[0])
    quoted = delimiter != found[0]
    state.awaited.append(Awaited(redirect, delimiter, command, quoted=quoted, state=state))
    return found.end()


def read_bodies(state: State, i: int) -> int:
    """Read the bodies of the heredocs announced on the line that has just ended."""
    awaited = state.awaited
    state.awaited = []
    for heredoc in awaited:
        if i >= state.end:
            state.fault("unclosed", heredoc.redirect.start, heredoc.redirect.end)
            continue
        i = _read_body(state, heredoc, i)
    return i


def _read_body(state: State, heredoc: Awaited, start: int) -> int:
    tabs = heredoc.redirect.operator == "<<-"
    stop, following = _find_end(state, heredoc, start, tabs=tabs)
    if stop < 0:
        state.fault("unclosed", heredoc.redirect.start, heredoc.redirect.end)
        stop = following = state.end
    text = state.text[start:stop]
    if tabs:
        text = "\n".join([line.lstrip("\t") for line in text.split("\n")])
    heredoc.redirect.body = Body(text, start, stop, expand=not heredoc.quoted)
    if not heredoc.quoted:
        outer = (state.scope, state.items)
        scope = heredoc.scope if heredoc.command is None else heredoc.command.scope
        state.scope, state.items = scope, heredoc.items
        read_expanding(state, start, stop)
        state.scope, state.items = outer
    return following


def _find_end(state: State, heredoc: Awaited, start: int, *, tabs: bool) -> tuple[int, int]:
    """Find the line of the delimiter: where it starts and where the text goes on, or -1."""
    text = state.text
    end = state.end
    joined = False
    i = start
    while i < end:
        newline = text.find("\n", i, end)
        stop = end if newline < 0 else newline
        line = text[i : stop - 1] if text.startswith("\r", stop - 1) else text[i:stop]
        following = min(stop + 1, end)
        if not joined and (line.lstrip("\t") if tabs else line) == heredoc.delimiter:
            return i, following
        # In a body that expands, a backslash joins the next line to this one.
        backslashes = len(line) - len(line.rstrip("\\"))
        joined = not heredoc.quoted and backslashes % 2 == 1
        i = following
    return -1, end
