"""What names a pool or a policy of the same files: places of clusters by the name that each gives.

Each policy and each pool asks; where thousands have one name and thousands give it, all pairs would
take minutes, so no more than `MOST_NAMED` answers are given.
"""

from __future__ import annotations

from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.model.compute.cluster import Named
    from dcslint.source import Span

MOST_NAMED = 20_000


class NamedBy:
    """Numbers of clusters by the name that each gives: the key of something, or its id."""

    __slots__ = ("_left", "_places")

    def __init__(self, names: Iterable[Named]) -> None:
        """`names` has what each cluster gives, in the order of the clusters."""
        self._places: dict[Named, list[int]] = {}
        for at, name in enumerate(names):
            self._places.setdefault(name, []).append(at)
        self._left = MOST_NAMED

    def of(self, names: Iterable[Named], place: Span) -> list[int]:
        """The clusters that give one of the names, of what stands at a place.

        None once too many were found, which is noted.
        """
        found = [at for name in names for at in self._places.get(name, ())]
        self._left -= len(found)
        if self._left >= 0:
            return found
        reached(f"{MOST_NAMED:,} clusters that name pools or policies", place)
        return []
