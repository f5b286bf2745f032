"""What stays live inside double quotes: parameters, substitutions, arithmetic, backticks.

Knows nothing of commands: what stands in a substitution is read by `State.nested`. Every function
takes the offset of its construct, appends parts of a word and returns the offset behind the
construct. Recursion goes through `substitution`, `backtick`, `_arithmetic` and `_parameter`, which
count it.
"""

from __future__ import annotations

from dcslint.readers.shell.backticks import is_escaped, read_escaped
from dcslint.readers.shell.lexis import (
    BACKTICK_END,
    BRACED,
    BRACED_QUOTED,
    EXPANDING,
    NAME,
    PARAMETER,
    PARAMETER_OPERATOR,
    PATTERN_OPERATORS,
    QUOTED,
    SIMPLE_PARAMETER,
    end_of,
)
from dcslint.readers.shell.quotes import ansi_quoted, escaped, single_quoted
from dcslint.readers.shell.syntax import Expansion, Literal, Substitution, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.shell.state import Parts, State


def double_quoted(state: State, start: int, parts: Parts) -> int:
    """Read what stands behind a `"` up to the next one."""
    text = state.text
    end = state.end
    i = start
    before = len(parts)
    while True:
        run = QUOTED.match(text, i, end)
        if run is not None:
            stop = run.end()
            parts.append(Literal(run[0], i, stop, quoted=True, exact=True))
            i = stop
        char = text[i] if i < end else ""
        if char in ('"', ""):
            if len(parts) == before:
                parts.append(Literal("", i, i, quoted=True, exact=True))
            if not char:
                state.fault("unterminated-quote", start - 1, end)
            return i + len(char)
        if char == "$":
            i = dollar(state, i, parts, quoted=True)
        elif char == "`":
            i = backtick(state, i, parts, quoted=True)
        else:
            i = escaped(state, i, parts, '"\\$`')


def dollar(state: State, i: int, parts: Parts, *, quoted: bool) -> int:
    """Read what a `$` starts: a parameter, a substitution, `$'…'` or `$"…"`."""
    text = state.text
    name = NAME.match(text, i, state.end)
    if name is not None:
        parts.append(Expansion(name[1], "", None, i, name.end(), quoted=quoted))
        return name.end()
    following = text[i + 1] if i + 1 < state.end else ""
    if following == "{":
        return _parameter(state, i, parts, quoted=quoted)
    if following == "(":
        if text.startswith("((", i + 1, state.end):
            close = state.arithmetic_end(i + 1)
            if close >= 0:
                return _arithmetic(state, i, close, parts, quoted=quoted)
        return substitution(state, i, parts, "command", quoted=quoted)
    if not quoted and following == "'":
        return ansi_quoted(state, i + 2, parts)
    if not quoted and following == '"':
        return double_quoted(state, i + 2, parts)
    parts.append(Literal("$", i, i + 1, quoted=quoted, exact=True))
    return i + 1


def substitution(state: State, start: int, parts: Parts, kind: str, *, quoted: bool) -> int:
    """Read `$(…)`, `<(…)` or `>(…)`: its commands go to the script, in a scope of their own."""
    if state.too_deep(start, start + 2):
        stop = state.skip(start + 2, ")")
        parts.append(Substitution("unread", start, stop, quoted=quoted))
        return stop
    scope, stop = state.nested(start + 2, ")")
    if stop < 0:
        stop = state.end
        state.fault("unclosed", start, stop)
    parts.append(Substitution(kind, start, stop, quoted=quoted, scope=scope))
    return stop


def backtick(state: State, start: int, parts: Parts, *, quoted: bool) -> int:
    """Read `` `…` ``: its end is found first, since in it a backslash makes a backtick a letter."""
    stop = end_of(BACKTICK_END, state.text, start + 1, state.end)
    close = stop + 1
    if stop >= state.end or state.text[stop] != "`":
        stop = close = state.end
        state.fault("unclosed", start, close)
    if state.too_deep(start, close):
        parts.append(Substitution("unread", start, close, quoted=quoted))
        return close
    if is_escaped(state.text, start + 1, stop):
        scope = read_escaped(state, start + 1, stop, quoted=quoted)
    else:
        outer_end = state.end
        state.end = stop
        scope, _ = state.nested(start + 1, "")
        state.end = outer_end
    parts.append(Substitution("backtick", start, close, quoted=quoted, scope=scope))
    return close


def read_expanding(state: State, start: int, stop: int) -> None:
    """Read the substitutions in a text where quotes are letters: a heredoc, or arithmetic."""
    outer_end = state.end
    state.end = stop
    parts: Parts = []
    i = start
    while True:
        found = EXPANDING.search(state.text, i, stop)
        if found is None:
            break
        i = found.end()
        if found[0] == "`":
            i = backtick(state, found.start(), parts, quoted=True)
        elif found[0][0] == "$":
            i = dollar(state, found.start(), parts, quoted=True)
    state.end = outer_end


def _arithmetic(state: State, start: int, close: int, parts: Parts, *, quoted: bool) -> int:
    stop = close + 2
    kind = "unread"
    if not state.too_deep(start, stop):
        kind = "arithmetic"
        state.depth += 1
        read_expanding(state, start + 3, close)
        state.depth -= 1
    parts.append(Substitution(kind, start, stop, quoted=quoted))
    return stop


def _parameter(state: State, start: int, parts: Parts, *, quoted: bool) -> int:
    text = state.text
    simple = SIMPLE_PARAMETER.match(text, start, state.end)
    if simple is not None:
        parts.append(Expansion(simple[1], "", None, start, simple.end(), quoted=quoted))
        return simple.end()
    if state.too_deep(start, start + 2):
        stop = state.skip(start + 2, "}")
        parts.append(Substitution("unread", start, stop, quoted=quoted))
        return stop
    name, operator, i = _operator(state, start)
    argument = None
    # An empty argument is one too: `${name:-}` has it, `${name}` and `${#name}` have not.
    if operator not in ("", "len", "!") or not text.startswith("}", i, state.end):
        literal_quotes = quoted and operator not in PATTERN_OPERATORS
        state.depth += 1
        argument, i = _argument(state, i, quoted=quoted, literal_quotes=literal_quotes)
        state.depth -= 1
    if i >= state.end:
        state.fault("unclosed", start, i)
    else:
        i += 1
    parts.append(Expansion(name, operator, argument, start, i, quoted=quoted))
    return i


def _operator(state: State, start: int) -> tuple[str, str, int]:
    """Split the head of `${…`: name, operator, and the offset of the argument."""
    text = state.text
    head = PARAMETER.match(text, start, state.end)
    if head is None:
        return "", "invalid", start + 2
    prefix, name, i = head[1], head[2] or "", head.end()
    if prefix and not name:
        prefix, name = "", prefix
    elif prefix and name in "@*#?$!-" and not text.startswith("}", i, state.end):
        # `${#-x}` is `$#` with a default, `${#-}` the length of `$-`.
        prefix, name, i = "", prefix, start + 3
    if prefix:
        return name, "len" if prefix == "#" else "!", i
    operator = PARAMETER_OPERATOR.match(text, i, state.end) if name else None
    if operator is not None:
        return name, operator[0], operator.end()
    return name, "" if name and text.startswith("}", i, state.end) else "invalid", i


def _argument(state: State, start: int, *, quoted: bool, literal_quotes: bool) -> tuple[Word, int]:
    """Read the word behind the operator of a `${…}` up to its brace."""
    text = state.text
    end = state.end
    plain = BRACED_QUOTED if literal_quotes else BRACED
    parts: Parts = []
    i = start
    while True:
        run = plain.match(text, i, end)
        if run is not None:
            stop = run.end()
            parts.append(Literal(run[0], i, stop, quoted=quoted, exact=True))
            i = stop
        if i >= end or text[i] == "}":
            return Word(start, i, parts), i
        char = text[i]
        if char == '"':
            i = double_quoted(state, i + 1, parts)
        elif char == "$":
            i = dollar(state, i, parts, quoted=quoted)
        elif char == "`":
            i = backtick(state, i, parts, quoted=quoted)
        elif char == "'":
            i = single_quoted(state, i + 1, parts)
        else:
            i = escaped(state, i, parts, '"\\$`}' if literal_quotes else "")
