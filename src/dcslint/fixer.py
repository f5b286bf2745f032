"""Applies fixes to texts in memory, in rounds. Lints nothing itself and writes no file.

A fix is applied whole or not at all. In one round two fixes that touch the same characters are not
both applied: the first in order of path and place is, and the next round, on fresh findings, has
the other if it is still wanted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from dcslint.source import apply_edits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dcslint.diagnostic import Diagnostic
    from dcslint.source import Edit, Fix

    Contents = dict[str, str]

MOST_ROUNDS = 10


class Fixed:
    """What fixing led to.

    texts    path → text after the last round, of every file handed in or changed
    applied  the findings whose fix was applied, in order
    stable   whether a further round would change nothing
    """

    __slots__ = ("applied", "stable", "texts")

    def __init__(self, texts: Contents) -> None:
        self.texts = texts
        self.applied: list[Diagnostic] = []
        self.stable = False


def fix_in_rounds(
    texts: Mapping[str, str],
    lint: Callable[[Contents], Iterable[Diagnostic]],
    *,
    unsafe: bool = False,
    rounds: int = MOST_ROUNDS,
) -> Fixed:
    """Lint, apply what can be applied, and again, until nothing changes or `rounds` are over.

    `lint` gives the findings in texts by path; a file that a fix changes and that was not handed in
    is taken as the fix's document has it. Fixes that are not safe need `unsafe`.
    Fixes that undo one another end the rounds: a state seen before is not worked on again.
    """
    fixed = Fixed(dict(texts))
    seen = [dict(fixed.texts)]
    for _ in range(rounds):
        chosen = choose_fixes(lint(fixed.texts), unsafe=unsafe)
        fixed.texts = {**_texts_of(chosen), **fixed.texts}
        changed = apply_fixes(fixed.texts, (found.fix for found in chosen))
        if changed == fixed.texts:
            fixed.stable = True
            return fixed
        fixed.texts = changed
        fixed.applied.extend(chosen)
        if changed in seen:
            return fixed
        seen.append(changed)
    fixed.stable = not choose_fixes(lint(fixed.texts), unsafe=unsafe)
    return fixed


def _texts_of(chosen: Iterable[Diagnostic]) -> Contents:
    return {
        edit.span.document.path: edit.span.document.text
        for one in chosen
        for edit in (one.fix.edits if one.fix is not None else ())
    }


def choose_fixes(found: Iterable[Diagnostic], *, unsafe: bool = False) -> list[Diagnostic]:
    """The findings whose fixes can be applied together, in order of path and place.

    Two findings that ask for the very same edit share it; otherwise the first of two that touch
    wins. Edits that only meet at an end do not touch, unless both insert there.
    """
    fixable = [one for one in found if one.fix is not None and (one.fix.safe or unsafe)]
    fixable.sort(key=lambda one: (one.path, one.span.start, one.span.end, one.rule, one.message))
    taken: dict[str, _Taken] = defaultdict(_Taken)
    chosen = []
    for one in fixable:
        edits = one.fix.edits if one.fix is not None else ()
        if all(taken[edit.span.document.path].has_room_for(edit) for edit in edits):
            for edit in edits:
                taken[edit.span.document.path].add(edit)
            chosen.append(one)
    return chosen


class _Taken:
    """The edits of one file that are chosen: none touches another, so their ends are in order."""

    __slots__ = ("_edits",)

    def __init__(self) -> None:
        self._edits: list[tuple[int, int, str]] = []

    def has_room_for(self, edit: Edit) -> bool:
        """Whether an edit touches none that is chosen, or is one of them."""
        key = (edit.span.start, edit.span.end, edit.text)
        edits = self._edits
        right = bisect_left(edits, key)
        if right < len(edits) and edits[right] == key:
            return True
        left = right - 1
        while left >= 0 and edits[left][1] >= key[0]:
            if _touch(edits[left], key):
                return False
            left -= 1
        while right < len(edits) and edits[right][0] <= key[1]:
            if _touch(edits[right], key):
                return False
            right += 1
        return True

    def add(self, edit: Edit) -> None:
        """Choose an edit that there is room for."""
        key = (edit.span.start, edit.span.end, edit.text)
        at = bisect_left(self._edits, key)
        if self._edits[at : at + 1] != [key]:
            self._edits.insert(at, key)


def _touch(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    first, second = sorted((one[:2], other[:2]))
    # Two insertions at one place have no order; an insertion at an edge of a replacement has one.
    return second[0] < first[1] or first == second


def apply_fixes(texts: Mapping[str, str], fixes: Iterable[Fix | None]) -> Contents:
    """The texts after all fixes, which touch no character twice. Edits of other files are left."""
    edits: dict[str, dict[tuple[int, int, str], Edit]] = {}
    for fix in fixes:
        for edit in fix.edits if fix is not None else ():
            key = (edit.span.start, edit.span.end, edit.text)
            edits.setdefault(edit.span.document.path, {})[key] = edit
    return {
        path: apply_edits(text, edits[path].values()) if path in edits else text
        for path, text in texts.items()
    }
