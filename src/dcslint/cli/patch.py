"""A change to a file as a unified diff that `git apply` takes, without showing a secret.

A line with a secret is never in it: context stops there, and a change of such a line is left out
and counted. Reads and writes nothing.
"""

from __future__ import annotations

from dcslint.source import Document
from dcslint.source.secrets import find_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

CONTEXT = 3
MOST_LINES = 1000  # of both sides together that are searched for where they meet again
_NO_END = "\\ No newline at end of file\n"


class Patch:
    """A file's change. `hidden` are the lines (from 1) of changes that no patch may show."""

    __slots__ = ("hidden", "text")

    def __init__(self, text: str, hidden: list[int]) -> None:
        self.text = text
        self.hidden = hidden


class _Hunk:
    """Lines `[start, stop)` of the old text that become others, with the context it may have."""

    __slots__ = ("after", "before", "changes")

    def __init__(self, change: tuple[int, int, int, int]) -> None:
        self.changes = [change]
        self.before = 0
        self.after = 0


def patch_of(old: Document, new_text: str) -> Patch:
    """The patch from a document's text to another."""
    new = Document(old.path, new_text, bom=old.bom)
    new.find_secrets = find_secrets
    before, after = _lines(old), _lines(new)
    secret = _lines_with_secrets(old)
    secret_after = _lines_with_secrets(new)
    secret_after.update(at for at, line in enumerate(after) if old.redact(line) != line)
    shown: list[_Hunk] = []
    hidden: list[int] = []
    barred = set(secret)  # lines that no context may hold
    for change in _changes(before, after):
        start, stop, first, last = change
        if secret.isdisjoint(range(start, stop)) and secret_after.isdisjoint(range(first, last)):
            shown.append(_Hunk(change))
        else:
            hidden.append(start + 1)
        barred.update(range(start, stop))
    hunks = _with_context(shown, barred, len(before))
    if not hunks:
        return Patch("", hidden)
    parts = [f"--- {_name('a', old.path)}\n", f"+++ {_name('b', old.path)}\n"]
    shift = 0
    for hunk in hunks:
        text, shift = _written(hunk, before, after, shift)
        parts.append(text)
    return Patch("".join(parts), hidden)


def _lines(document: Document) -> list[str]:
    text = ("\ufeff" if document.bom else "") + document.text
    lines = text.split("\n")
    ended = [line + "\n" for line in lines[:-1]]
    return [*ended, lines[-1]] if lines[-1] else ended


def _lines_with_secrets(document: Document) -> set[int]:
    """The numbers, from 0, of the lines that hold a part of a secret."""
    found: set[int] = set()
    for start, end in document.secrets:
        first, last = document.position(start)[0], document.position(max(end - 1, start))[0]
        found.update(range(first - 1, last))
    return found


def _changes(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """What differs, as (start, stop, start, stop) of lines.

    Behind a difference the texts go on where they meet again first. That need not be the shortest
    patch, but difflib takes the cube of the time where many lines are alike. Where the texts do not
    meet for `MOST_LINES`, all the rest has changed, up to the end that they share.
    """
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while (
        tail < min(len(before), len(after)) - head
        and before[len(before) - 1 - tail] == after[len(after) - 1 - tail]
    ):
        tail += 1
    stop, last = len(before) - tail, len(after) - tail
    found = []
    start = first = head
    while start < stop or first < last:
        if start < stop and first < last and before[start] == after[first]:
            start, first = start + 1, first + 1
            continue
        # Slices, but no longer than it is searched: a file may have a change in every line.
        old = before[start : min(stop, start + MOST_LINES)]
        new = after[first : min(last, first + MOST_LINES)]
        more, others = _until_equal(old, new) or (stop - start, last - first)
        found.append((start, start + more, first, first + others))
        start, first = start + more, first + others
    return found


def _until_equal(old: Sequence[str], new: Sequence[str]) -> tuple[int, int] | None:
    """How many lines to pass over on each side until both go on alike, as few as can be."""
    for together in range(1, min(len(old) + len(new), MOST_LINES)):
        for more in range(max(0, together - len(new) + 1), min(together, len(old) - 1) + 1):
            if old[more] == new[together - more]:
                return more, together - more
    return None


def _with_context(hunks: list[_Hunk], barred: set[int], length: int) -> list[_Hunk]:
    """The hunks with up to three lines around each; those whose lines meet are one."""
    made: list[_Hunk] = []
    for hunk in hunks:
        start = hunk.changes[0][0]
        floor = 0
        if made:
            floor = made[-1].changes[-1][1]
            between = range(floor, start)
            if len(between) <= 2 * CONTEXT and barred.isdisjoint(between):
                made[-1].changes += hunk.changes
                continue
            floor += made[-1].after
        while hunk.before < CONTEXT and floor < start - hunk.before:
            if start - hunk.before - 1 in barred:
                break
            hunk.before += 1
        made.append(hunk)
        _look_behind(hunk, barred, length)
    for hunk in made:  # a hunk that has grown ends elsewhere
        _look_behind(hunk, barred, length)
    return made


def _look_behind(hunk: _Hunk, barred: set[int], length: int) -> None:
    stop = hunk.changes[-1][1]
    hunk.after = 0
    while hunk.after < CONTEXT and stop + hunk.after < length:
        if stop + hunk.after in barred:
            break
        hunk.after += 1


def _written(
    hunk: _Hunk, before: Sequence[str], after: Sequence[str], shift: int
) -> tuple[str, int]:
    """A hunk's text, and by how much line numbers differ behind it; `shift`: in front of it."""
    low = hunk.changes[0][0] - hunk.before
    high = hunk.changes[-1][1] + hunk.after
    grown = sum((last - first) - (stop - start) for start, stop, first, last in hunk.changes)
    lines: list[str] = []
    at = low
    for start, stop, first, last in hunk.changes:
        lines += [" " + line for line in before[at:start]]
        lines += ["-" + line for line in before[start:stop]]
        lines += ["+" + line for line in after[first:last]]
        at = stop
    lines += [" " + line for line in before[at:high]]
    old, new = high - low, high - low + grown
    head = f"@@ -{_range(low, old)} +{_range(low + shift, new)} @@\n"
    return head + "".join(
        line if line.endswith("\n") else f"{line}\n{_NO_END}" for line in lines
    ), shift + grown


def _range(start: int, count: int) -> str:
    # Of nothing the line in front of it is named.
    return f"{start + 1 if count else start},{count}"


def _name(side: str, path: str) -> str:
    """A path as git writes it: in quotes, as C would, if it holds anything odd."""
    path = f"{side}/{path.removeprefix('./')}"
    data = path.encode("utf-8", "surrogateescape")
    if all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in data):
        return path + ("\t" if " " in path else "")
    quoted = "".join(
        chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\{byte:03o}"
        for byte in data
    )
    return f'"{quoted}"'
