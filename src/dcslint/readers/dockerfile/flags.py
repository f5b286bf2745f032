"""Flags: the leading `--name` and `--name=value` words behind a keyword.

Follows BuildKit's extractBuilderFlags, which takes them off every instruction, known to have flags
or not, and takes quotes and escapes out of them. One thing is not followed: BuildKit reads them
byte by byte and so garbles every letter beyond ASCII; here such a letter stays what it is.
"""

from __future__ import annotations

import re
from functools import cache

from dcslint.readers.dockerfile.syntax import Flag
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.dockerfile.lines import LogicalLine

_SPACE = "\t\n\v\f\r "
_GAP = regex(rf"[{_SPACE}]*+")


@cache
def _plain_flag(escape: str) -> re.Pattern[str]:
    """The common flag: no quote and no escape in it."""
    text = rf"[^{_SPACE}'\"{re.escape(escape)}"
    return re.compile(rf"--({text}=]*+)(?:=({text}]*+))?(?=[{_SPACE}]|\Z)")


def read_flags(line: LogicalLine, at: int, end: int, escape: str) -> tuple[list[Flag], int]:
    """The flags at the start of `[at, end)`, and the offset where the arguments begin."""
    text = line.text
    flags: list[Flag] = []
    while True:
        at = _end_of_gap(text, at, end)
        if not text.startswith("--", at, end):
            return flags, at
        match = _plain_flag(escape).match(text, at, end)
        if match is None:
            at, kept = _quoted_flag(text, at, end, escape)
            if [text[low:high] for low, high in kept] == ["--"]:
                return flags, at
            flags.append(_flag_of(line, kept, at))
            continue
        stop = match.end()
        if stop == at + 2:
            return flags, stop
        value = None if match.end(2) < 0 else line.value(match.start(2), stop)
        flags.append(Flag(line.value(at + 2, match.end(1)), value, line.place(at, stop)))
        at = stop


def _end_of_gap(text: str, at: int, end: int) -> int:
    gap = _GAP.match(text, at, end)
    return at if gap is None else gap.end()


def _quoted_flag(text: str, at: int, end: int, escape: str) -> tuple[int, list[tuple[int, int]]]:
    """The end of a flag with quotes or escapes, and the ranges of it that are its text."""
    kept: list[tuple[int, int]] = []
    low = at
    quote = ""
    while at < end:
        character = text[at]
        if not quote and character in _SPACE:
            break
        skipped = True
        if quote and character == quote:
            quote = ""
        elif not quote and character in "'\"":
            quote = character
        elif character != escape:
            skipped = False
        if skipped:
            if low < at:
                kept.append((low, at))
            low = at + 1
            if character == escape:
                # The escaped character is text, whatever it is.
                at += 1
        at += 1
    at = min(at, end)
    if low < at:
        kept.append((low, at))
    return at, kept


def _flag_of(line: LogicalLine, kept: list[tuple[int, int]], end: int) -> Flag:
    """The flag whose text is the ranges `kept` of the line, which begin with two dashes."""
    start = kept[0][0]
    names: list[tuple[int, int]] = []
    values: list[tuple[int, int]] | None = None
    for low, high in kept:
        if low == start:
            low += 2  # noqa: PLW2901 - the dashes are no part of the name
        if values is not None:
            values.append((low, high))
            continue
        equals = line.text.find("=", low, high)
        if equals < 0:
            names.append((low, high))
            continue
        names.append((low, equals))
        values = [(equals + 1, high)]
    names = [(low, high) for low, high in names if low < high]
    boundary = names[-1][1] if names else start + 2
    name = line.gather(names, start + 2, boundary)
    if values is None:
        return Flag(name, None, line.place(start, end))
    behind = values[0][0]
    values = [(low, high) for low, high in values if low < high]
    value = line.gather(values, behind, end)
    return Flag(name, value, line.place(start, end))
