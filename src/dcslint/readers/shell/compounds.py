"""Reserved words and brackets: what opens a compound command, goes on in it, or closes it.

A word that fits nothing that is open is passed over, so that one mistake does not hide the rest.
"""

from __future__ import annotations

from dcslint.readers.shell.expansions import read_expanding
from dcslint.readers.shell.lexis import (
    BLANK,
    COMMAND_ENDS,
    COPROC_NAME,
    FUNCTION_NAME,
    HEAD,
    OPTION,
    PROCESS_STARTS,
    REDIRECT,
    TEST_ENDS,
    TIME_OPTION,
    end_of,
)
from dcslint.readers.shell.simple import read_arguments, read_redirect
from dcslint.readers.shell.syntax import SimpleCommand
from dcslint.readers.shell.words import read_comment, read_word, skip_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dcslint.readers.shell.frames import Stack
    from dcslint.readers.shell.state import State

# Which open compound command a word goes on in, and which it closes.
_BRANCHES = {"then": "if", "elif": "if", "else": "if", "do": "loop"}
_CLOSERS = {"fi": "if", "done": "loop", "esac": "case", "}": "{"}
_CONDITIONS = {"if": "if", "while": "loop", "until": "loop"}


def read_reserved(state: State, stack: Stack, word: str, start: int, i: int) -> int:
    """Read what the reserved word `word` at `start` begins, from behind it at `i`.

    Returns -1 where the word is the name of a command after all.
    """
    if word in _CONDITIONS:
        stack.push(_CONDITIONS[word], start)
        stack.frame.keyword = word
        return i
    if word in _BRANCHES:
        if stack.unwind(_BRANCHES[word]):
            stack.branch(word)
        return i
    if word in _CLOSERS:
        return close(state, stack, i) if stack.unwind(_CLOSERS[word]) else i
    if word == "{":
        stack.push("{", start, "group")
        return i
    if word == "!":
        stack.frame.keyword = word
        return i
    return _HEADS[word](state, stack, start, i)


def close(state: State, stack: Stack, i: int) -> int:
    """Close the innermost compound command and read the redirects behind it."""
    stack.leave()
    i = _read_redirects(state, i)
    stack.settle()
    return i


def _read_redirects(state: State, i: int) -> int:
    while True:
        start = end_of(BLANK, state.text, i, state.end)
        found = REDIRECT.match(state.text, start, state.end)
        if found is None:
            return i
        i = read_redirect(state, state.script.redirects, found, None)


def read_bracket(state: State, stack: Stack, start: int) -> int:
    """Read `((…))`, or open a subshell."""
    if state.text.startswith("((", start, state.end):
        stop = state.arithmetic_end(start)
        if stop >= 0:
            read_expanding(state, start + 2, stop)
            return _end_test(state, stack, stop + 2)
    stack.push("(", start, "subshell")
    return start + 1


def _end_test(state: State, stack: Stack, i: int) -> int:
    """End `((…))` or `[[ … ]]`: a command in its list, though none of ours."""
    stack.frame.after = stack.frame.keyword = ""
    i = _read_redirects(state, i)
    stack.settle()
    return i


def _read_test(state: State, stack: Stack, start: int, i: int) -> int:
    """Read `[[ … ]]` for the substitutions in it."""
    text = state.text
    while True:
        gap = i
        i = end_of(BLANK, text, i, state.end)
        while i < state.end and text[i] == "\n":
            i = end_of(BLANK, text, i + 1, state.end)
        if i >= state.end or text[i] == ";":
            state.fault("unclosed", start, i)
            return _end_test(state, stack, i)
        char = text[i]
        closed = TEST_ENDS.match(text, i, state.end)
        if closed is not None:
            return _end_test(state, stack, closed.end())
        if char == "#" and i > gap:
            i = read_comment(state, i)
        elif char in "()|&<>" and not text.startswith(PROCESS_STARTS, i, state.end):
            i += 1
        else:
            i = read_word(state, i)[1]


def _read_loop(state: State, stack: Stack, start: int, i: int) -> int:
    """Read the head of `for` or `select`: as a command whose words are variable and list."""
    text = state.text
    keyword = text[start:i]
    stack.push("loop", start)
    i = end_of(BLANK, text, i, state.end)
    if text.startswith("((", i, state.end):
        stop = state.arithmetic_end(i)
        if stop >= 0:
            read_expanding(state, i + 2, stop)
            return _end_test(state, stack, stop + 2)
    if i >= state.end or text[i] in COMMAND_ENDS or text[i] in "<>":
        return i
    frame = stack.frame
    command = SimpleCommand(frame.scope, frame.after, keyword, i)
    frame.after = ""
    frame.items.append(command)
    state.script.commands.append(command)
    variable, stop = read_word(state, i)
    command.words.append(variable)
    command.end = variable.end
    listed = HEAD.match(text, skip_lines(state, stop), state.end)
    if listed is None or listed[1] != "in":
        return stop
    return read_arguments(state, command, listed.end(1))


def _read_case(state: State, stack: Stack, start: int, i: int) -> int:
    stack.push("case", start)
    stack.frame.patterns = True
    _, i = read_word(state, end_of(BLANK, state.text, i, state.end))
    listed = HEAD.match(state.text, skip_lines(state, i), state.end)
    return listed.end(1) if listed is not None and listed[1] == "in" else i


def read_patterns(state: State, stack: Stack, i: int) -> int:
    """Read the patterns of an arm up to the bracket behind them, or the end of the case."""
    text = state.text
    i = skip_lines(state, i)
    first = HEAD.match(text, i, state.end)
    if first is not None and first[1] == "esac":
        return close(state, stack, first.end(1))
    if text.startswith("(", i, state.end):
        i += 1
    while True:
        i = skip_lines(state, i)
        if i >= state.end:
            return i
        if text[i] == ")":
            stack.frame.patterns = False
            stack.branch("")
            return i + 1
        _, stop = read_word(state, i)
        i = max(stop, i + 1)


def _read_time(state: State, stack: Stack, _start: int, i: int) -> int:
    """Read `time`, which with any option but `-p` is a program of that name."""
    option = TIME_OPTION.match(state.text, i, state.end)
    if option is None and OPTION.match(state.text, i, state.end) is not None:
        return -1
    stack.frame.keyword = "time"
    return i if option is None else option.end()


def _read_function(state: State, stack: Stack, start: int, i: int) -> int:
    name = FUNCTION_NAME.match(state.text, i, state.end)
    if name is None:
        return -1
    stack.push("function", start, "function", name[1])
    return name.end()


def _read_coproc(state: State, stack: Stack, start: int, i: int) -> int:
    """Read `coproc`: one command, whose name stands in front only if it is a compound one."""
    stack.frame.keyword = "coproc"
    stack.push("coproc", start, "background")
    return end_of(COPROC_NAME, state.text, i, state.end)


_HEADS: dict[str, Callable[[State, Stack, int, int], int]] = {
    "[[": _read_test,
    "for": _read_loop,
    "select": _read_loop,
    "case": _read_case,
    "time": _read_time,
    "function": _read_function,
    "coproc": _read_coproc,
}
