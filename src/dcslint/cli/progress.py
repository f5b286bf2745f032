"""How far a run has come, drawn on the terminal once it has taken a second. Never in a pipe.

Imported only where standard error is a terminal. Judges and counts nothing for others.
"""

from __future__ import annotations

from time import monotonic

from dcslint.cli import console

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    Item = TypeVar("Item")

AFTER = 1.0  # seconds: before that, it would only flicker
_BETWEEN = 0.1  # seconds from one picture to the next
_WIDTH = 24


class Progress:
    """The progress of one run, which begins now. `clock` gives seconds."""

    __slots__ = ("_clock", "_due", "_folders")

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._due = clock() + AFTER
        self._folders = 0

    def folder(self) -> None:
        """One more folder is about to be searched."""
        self._folders += 1
        if self._is_due():
            console.draw(f"{self._folders} folders searched")

    def over(self, items: list[Item]) -> Iterator[Item]:
        """The items, with a bar that says how many of them are done."""
        for done, item in enumerate(items):
            if self._is_due():
                console.draw(bar(done, len(items)))
            yield item
        console.erase()

    def _is_due(self) -> bool:
        now = self._clock()
        if now < self._due:
            return False
        self._due = now + _BETWEEN
        return True


def bar(done: int, total: int) -> str:
    """A picture of how many are done."""
    full = _WIDTH * done // total
    return f"[{'#' * full}{' ' * (_WIDTH - full)}] {done}/{total} files"
