"""Collections of paths in an image that are asked about what lies above or below a path.

Each answer costs the depth of the path, not the number of paths: a Dockerfile may copy ten thousand
files, and every command asks. Paths are absolute and without "." and "..".
"""

from __future__ import annotations

from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


MOST_SOURCES = 100  # of a path: ten thousand commands may ask for one into which as many copies go


def parents(path: str) -> list[str]:
    """The path and the directories above it, longest first, without the root."""
    found = []
    while path:
        found.append(path)
        path = path.rpartition("/")[0]
    return found


class PathSet:
    """A set of paths that knows which directories they are in."""

    __slots__ = ("_above", "_paths")

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self._paths: set[str] = set()
        self._above: dict[str, int] = {}  # directory → how many of the paths are below it
        self.update(paths)

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def add(self, path: str) -> None:
        """Add a path."""
        if path not in self._paths:
            self._paths.add(path)
            for directory in self._directories(path):
                self._above[directory] = self._above.get(directory, 0) + 1

    def discard(self, path: str) -> None:
        """Take a path out, if it is there."""
        if path in self._paths:
            self._paths.remove(path)
            for directory in self._directories(path):
                self._above[directory] -= 1

    def update(self, paths: Iterable[str]) -> None:
        """Add paths."""
        for path in paths:
            self.add(path)

    def has_below(self, path: str) -> bool:
        """Whether one of the paths is below a directory, "" for the root."""
        return self._above.get(path, 0) > 0

    def has_above(self, path: str) -> bool:
        """Whether one of the paths is this one, or a directory above it other than the root."""
        return bool(self._paths) and any(parent in self._paths for parent in parents(path))

    @staticmethod
    def _directories(path: str) -> list[str]:
        return ["", *parents(path)[1:]] if path.startswith("/") else parents(path)[1:]


class Copies:
    """What COPY and ADD bring: paths in the image with the paths in the build context, in order."""

    __slots__ = ("_by_target", "_pairs")

    def __init__(self) -> None:
        self._pairs: list[tuple[str, str]] = []
        self._by_target: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self._pairs)

    def add(self, target: str, source: str) -> None:
        """Add a path in the image and where it is from."""
        self._by_target.setdefault(target.rstrip("/"), []).append(len(self._pairs))
        self._pairs.append((target, source))

    def update(self, other: Copies) -> None:
        """Add what another holds."""
        for target, source in other._pairs:
            self.add(target, source)

    def sources_of(self, path: str) -> list[str]:
        """The paths of the build context that a path in the image may be from, last first.

        No more than the last `MOST_SOURCES`.
        """
        if not self._pairs:
            return []
        numbers = [
            number
            for above in ("", *parents(path))
            for number in self._by_target.get(above, ())[-MOST_SOURCES - 1 :]
        ]
        if len(numbers) > MOST_SOURCES:
            reached(f"{MOST_SOURCES} copies into one directory")
        found = []
        for number in sorted(numbers, reverse=True)[:MOST_SOURCES]:
            target, source = self._pairs[number]
            directory = target.rstrip("/") + "/"
            if path == target:
                found.append(source)
            elif path.startswith(directory):
                found.append(f"{source}/{path[len(directory) :]}")
        return found
