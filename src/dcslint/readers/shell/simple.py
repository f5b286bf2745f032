"""Simple commands: assignments, words and redirects, and nothing that joins or nests them."""

from __future__ import annotations

from dcslint.readers.shell.frames import ONE_COMMAND
from dcslint.readers.shell.heredocs import await_body
from dcslint.readers.shell.lexis import (
    ASSIGNMENT,
    BLANK,
    BLANK_STARTS,
    COMMAND_ENDS,
    PLAIN,
    REDIRECT,
    REDIRECT_STARTS,
    end_of,
)
from dcslint.readers.shell.syntax import (
    Assignment,
    PlainWord,
    Redirect,
    SimpleCommand,
    Substitution,
    Word,
)
from dcslint.readers.shell.words import read_array, read_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from dcslint.readers.shell.frames import Stack
    from dcslint.readers.shell.state import State


def read_simple(state: State, stack: Stack, i: int, head: str = "") -> int:
    """Read assignments, words and redirects up to what ends a command.

    `head` are the characters it begins with, up to the first that could be no part of a name, if
    somebody has looked: most show that the command's name comes first.
    """
    frame = stack.frame
    command = SimpleCommand(frame.scope, frame.after, frame.keyword, i)
    frame.after = frame.keyword = ""
    frame.items.append(command)
    state.script.commands.append(command)
    if not head or "=" in head or "[" in head or head[0] in REDIRECT_STARTS:
        i = _read_prefix(state, command, i)
    i = read_arguments(state, command, i)
    if frame.kind in ONE_COMMAND:
        stack.settle()
    return i


def _read_prefix(state: State, command: SimpleCommand, i: int) -> int:
    """Read assignments in front of the command's name, and the redirects among them."""
    text = state.text
    while True:
        found = ASSIGNMENT.match(text, i, state.end)
        if found is not None:
            i = _read_assignment(state, command, found)
        elif i < state.end and text[i] in REDIRECT_STARTS:
            found = REDIRECT.match(text, i, state.end)
            if found is None:
                return i
            i = read_redirect(state, command.redirects, found, command)
            command.end = command.redirects[-1].end
        else:
            return i
        i = end_of(BLANK, text, i, state.end)


def _read_assignment(state: State, command: SimpleCommand, found: re.Match[str]) -> int:
    i = found.end()
    elements: list[Word] = []
    array = state.text.startswith("(", i, state.end)
    if array:
        elements, stop = read_array(state, i)
        value = Word(i, stop, [Substitution("array", i, stop, quoted=False)])
    else:
        value, stop = read_word(state, i)
    command.assignments.append(
        Assignment(
            found[1],
            value,
            found.start(),
            value.end,
            append=bool(found[3]),
            array=array or found[2] is not None,
            elements=elements,
        )
    )
    # A line that goes on behind the value is read, but no part of it.
    command.end = value.end
    return stop


def read_arguments(state: State, command: SimpleCommand, i: int) -> int:
    """Read words and redirects into the command, up to what ends it."""
    text = state.text
    end = state.end
    words = command.words
    plain = PLAIN.match
    while True:
        found = plain(text, i, end)
        while found is not None:
            i = found.end()
            bare = found[1]
            if bare is not None:
                words.append(PlainWord(i - len(bare), i, bare, quoted=False))
            else:
                words.append(PlainWord(found.start(2) - 1, i, found[2], quoted=True))
            command.end = i
            found = plain(text, i, end)
        if i < end and text[i] in BLANK_STARTS:
            i = end_of(BLANK, text, i, end)
        if i >= end:
            return i
        char = text[i]
        if char in REDIRECT_STARTS and (char != "&" or text.startswith("&>", i, end)):
            redirect = REDIRECT.match(text, i, end)
            if redirect is not None:
                i = read_redirect(state, command.redirects, redirect, command)
                command.end = command.redirects[-1].end
                continue
        if char in COMMAND_ENDS:
            return i
        word, i = read_word(state, i)
        words.append(word)
        command.end = word.end


def read_redirect(
    state: State, redirects: list[Redirect], found: re.Match[str], command: SimpleCommand | None
) -> int:
    """Read a redirect and its target into `redirects`: those of `command`, or of a compound one."""
    fd = found[1] or ""
    operator = found[2] or found[3]
    i = end_of(BLANK, state.text, found.end(), state.end)
    redirect = Redirect(operator, None, None, found.start(), found.end(), fd=fd)
    redirects.append(redirect)
    if operator in ("<<", "<<-"):
        return await_body(state, redirect, i, command)
    target, stop = read_word(state, i)
    if stop > i:
        redirect.target = target
        redirect.end = target.end
        return stop
    return found.end()
