"""Lists of commands: what joins them, and which of the other readers comes next.

Compound commands are kept on a `Stack`, not in Python calls; recursion is for substitutions only,
and `State` bounds it. Reading goes forward: no text is read twice.
"""

from __future__ import annotations

from dcslint.readers.shell import compounds
from dcslint.readers.shell.frames import Stack
from dcslint.readers.shell.heredocs import read_bodies
from dcslint.readers.shell.lexis import (
    ARM_ENDS,
    BLANK,
    BLANK_STARTS,
    CONTINUING,
    HEAD,
    OPERATOR,
    OPERATOR_STARTS,
    RESERVED,
    end_of,
)
from dcslint.readers.shell.simple import read_simple
from dcslint.readers.shell.words import read_comment

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from dcslint.readers.shell.state import State
    from dcslint.readers.shell.syntax import Scope


def read_commands(state: State, start: int, scope: Scope, nesting: int, closer: str) -> int:
    """Read commands into the script up to `closer`, which is ")" or "" for the end of the region.

    Returns the offset behind the closer, or -1 if it never came.
    """
    stack = Stack(state, scope, nesting, start)
    text = state.text
    end = state.end
    i = start
    while True:
        if i < end and text[i] in BLANK_STARTS:
            i = end_of(BLANK, text, i, end)
        if i >= end:
            break
        if stack.frame.patterns:
            i = compounds.read_patterns(state, stack, i)
            continue
        char = text[i]
        if char in OPERATOR_STARTS:
            operator = OPERATOR.match(text, i, end)
            if operator is None or text.startswith("&>", i, end):
                i = read_simple(state, stack, i)
            elif char == ")" and closer and not stack.unwind("("):
                _finish(stack)
                return i + 1
            else:
                i = _read_operator(state, stack, operator)
        elif char == "#":
            i = read_comment(state, i)
        else:
            head = HEAD.match(text, i, end)
            i = read_simple(state, stack, i) if head is None else _read_head(state, stack, head)
    _finish(stack)
    return -1


def _finish(stack: Stack) -> None:
    """Leave what is still open: only the innermost is at fault, the others follow from it."""
    stack.settle()
    if stack.frame.home is not None:
        stack.leave_unclosed()
    while stack.frame.home is not None:
        stack.leave()
    stack.leave()


def _read_head(state: State, stack: Stack, head: re.Match[str]) -> int:
    """Read what starts with a plain word: reserved, the name of a function, or of a command."""
    word = head[1]
    if word in RESERVED:
        i = compounds.read_reserved(state, stack, word, head.start(), head.end(1))
        if i >= 0:
            return i
    elif head[2] is not None and "=" not in word:
        stack.push("function", head.start(), "function", word)
        return head.end()
    return read_simple(state, stack, head.start(), word)


def _read_operator(state: State, stack: Stack, operator: re.Match[str]) -> int:
    mark = operator[0]
    i = operator.end()
    frame = stack.frame
    if mark == "\n":
        # A newline behind `&&` or `|` ends nothing.
        if frame.after not in CONTINUING:
            frame.join("")
        return read_bodies(state, i) if state.awaited else i
    if mark == "(":
        return compounds.read_bracket(state, stack, operator.start())
    stack.settle()
    if mark == ")":
        if stack.unwind("("):
            return compounds.close(state, stack, i)
        mark = ";"
    elif mark in ARM_ENDS:
        if stack.unwind("case"):
            stack.end_arm()
            return i
        mark = ";"
    stack.frame.join(mark)
    return i
