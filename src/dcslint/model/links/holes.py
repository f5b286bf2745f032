"""Texts of which parts are not known: names, paths and tags as scripts put them together.

A part that is filled in elsewhere is a hole: its name between two NUL characters, so that two texts
with the same hole are equal, and a choice (of a loop, of a matrix) can be filled in later. A path
that is absolute in the project begins with `ROOT`.
"""

from __future__ import annotations

from dcslint.source.limits import reached
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Choice = dict[str, str]

ROOT = "\1"
HOLE = regex("\0[^\0]*\0")
_NO_NAME = regex(r"[^\w.]+")
# Of a loop over twelve images by three stages; more is no longer a list that somebody wrote.
_MOST_CHOICES = 64


def hole(name: str) -> str:
    """The hole that stands for something of a name."""
    return f"\0{_NO_NAME.sub('_', name).strip('_')}\0"


def has_hole(text: str) -> bool:
    """Whether a part of a text is not known."""
    return "\0" in text


def holes_in(text: str) -> list[str]:
    """The names of the holes in a text."""
    return [found[0][1:-1] for found in HOLE.finditer(text)]


def fill(text: str, choice: Choice) -> str:
    """The text with those holes filled that a choice names."""
    if "\0" not in text:
        return text
    return HOLE.sub(lambda found: choice.get(found[0][1:-1], found[0]), text)


def shown(text: str) -> str:
    """A text as people read it: `…` for each hole."""
    return HOLE.sub("…", text).removeprefix(ROOT)


class Choices:
    """What holes can be filled with: dimensions, each a list of choices that go together."""

    __slots__ = ("_dimensions",)

    def __init__(self, dimensions: Iterable[list[Choice]] = ()) -> None:
        self._dimensions = [one for one in dimensions if one]

    def with_one(self, dimension: list[Choice]) -> Choices:
        """These and one more dimension, which goes before others for the same names."""
        return Choices([dimension, *self._dimensions])

    def of(self, texts: Iterable[str]) -> Iterator[Choice]:
        """Every choice that bears on some of the texts; one empty choice if there is none."""
        wanted = {name for text in texts for name in holes_in(text)}
        found: list[dict[str, str]] = [{}]
        taken: set[str] = set()
        for dimension in self._dimensions if wanted else ():
            names = {name for choice in dimension for name in choice}
            if names.isdisjoint(wanted) or not taken.isdisjoint(names):
                continue
            if len(found) * len(dimension) > _MOST_CHOICES:
                reached(f"{_MOST_CHOICES} builds by one command")
                continue
            taken |= names
            found = [{**one, **choice} for one in found for choice in dimension]
        yield from found
