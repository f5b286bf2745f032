"""Whole words and what stands between them.

Every function takes the offset where its construct starts and returns the offset behind it.
"""

from __future__ import annotations

from dcslint.readers.shell.expansions import backtick, dollar, double_quoted, substitution
from dcslint.readers.shell.lexis import (
    ARRAY_NAME,
    BARE,
    LINES,
    PROCESS_STARTS,
    WORD_ENDS,
    end_of,
)
from dcslint.readers.shell.quotes import escaped, single_quoted
from dcslint.readers.shell.syntax import Literal, Substitution, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.shell.state import Parts, State


def skip_lines(state: State, i: int) -> int:
    """Skip blanks, newlines and comments, which are noted."""
    while True:
        i = end_of(LINES, state.text, i, state.end)
        if i >= state.end or state.text[i] != "#":
            return i
        i = read_comment(state, i)


def read_comment(state: State, i: int) -> int:
    """Note the comment that starts here."""
    newline = state.text.find("\n", i, state.end)
    end = state.end if newline < 0 else newline
    state.script.comments.append((i, end))
    return end


def read_word(state: State, start: int, *, arrays: bool = True) -> tuple[Word, int]:
    """Read the word that starts here; it has no parts if none does.

    `arrays` allows `name=(…)` in it, as in `declare -a name=(…)`.
    """
    text = state.text
    end = state.end
    parts: Parts = []
    i = start
    while True:
        run = BARE.match(text, i, end)
        if run is not None:
            stop = run.end()
            parts.append(Literal(run[0], i, stop, quoted=False, exact=True))
            i = stop
        if i >= end:
            break
        char = text[i]
        if char == '"':
            i = double_quoted(state, i + 1, parts)
        elif char == "$":
            i = dollar(state, i, parts, quoted=False)
        elif char == "'":
            i = single_quoted(state, i + 1, parts)
        elif char == "\\":
            before = i
            pieces = len(parts)
            i = escaped(state, i, parts)
            if len(parts) == pieces and (i >= end or text[i] in WORD_ENDS):
                # The line goes on, but not the word.
                return Word(start, before, parts), i
        elif char == "`":
            i = backtick(state, i, parts, quoted=False)
        elif text.startswith(PROCESS_STARTS, i, end):
            kind = "input" if char == "<" else "output"
            i = substitution(state, i, parts, kind, quoted=False)
        else:
            stop = _mark_in_word(state, start, i, parts, arrays=arrays)
            if stop == i:
                break
            i = stop
    return Word(start, i, parts), i


def _mark_in_word(state: State, start: int, i: int, parts: Parts, *, arrays: bool) -> int:
    """Read a character that ends a word elsewhere; returns `i` if it does so here."""
    text = state.text
    if text[i] == "(" and i > start:
        # One literal so far: a long name is not matched again for every bracket behind it.
        if arrays and len(parts) == 1 and ARRAY_NAME.fullmatch(text, start, i):
            _, stop = read_array(state, i)
            parts.append(Substitution("array", i, stop, quoted=False))
            return stop
        if text[i - 1] in "?*+@!":
            return _pattern(state, i, parts)
    if text[i] == "\r" and i + 1 < state.end and text[i + 1] != "\n":
        parts.append(Literal("\r", i, i + 1, quoted=False, exact=True))
        return i + 1
    return i


def _pattern(state: State, start: int, parts: Parts) -> int:
    """Read the brackets of `@(a|b)`: only quotes and expansions mean something in them."""
    text = state.text
    end = state.end
    brackets = 0
    i = start
    while i < end:
        char = text[i]
        brackets += (char == "(") - (char == ")")
        if char in "\t\n\r |&;<>()":
            parts.append(Literal(char, i, i + 1, quoted=False, exact=True))
            i += 1
            if not brackets:
                return i
        else:
            i = _pattern_piece(state, i, parts)
    state.fault("unclosed", start, i)
    return i


def _pattern_piece(state: State, i: int, parts: Parts) -> int:
    char = state.text[i]
    if char == '"':
        return double_quoted(state, i + 1, parts)
    if char == "'":
        return single_quoted(state, i + 1, parts)
    if char == "\\":
        return escaped(state, i, parts)
    if char == "`":
        return backtick(state, i, parts, quoted=False)
    run = BARE.match(state.text, i, state.end)
    if run is None:
        return dollar(state, i, parts, quoted=False)
    parts.append(Literal(run[0], i, run.end(), quoted=False, exact=True))
    return run.end()


def read_array(state: State, start: int) -> tuple[list[Word], int]:
    """Read `(word …)` behind `name=`: the words and the offset behind the bracket."""
    words: list[Word] = []
    i = start + 1
    while True:
        i = skip_lines(state, i)
        if i >= state.end or state.text[i] in ";&|":
            state.fault("unclosed", start, i)
            return words, i
        if state.text[i] == ")":
            return words, i + 1
        word, stop = read_word(state, i, arrays=False)
        if stop > i:
            words.append(word)
        i = max(stop, i + 1)
