"""The one way to bytes: `Files`, rooted, and the forms of it that need no disk.

Paths are relative to the root, with "/". A path that leads out of the root is refused here, so that
nothing above can read a file of the machine because a linted file names it. The form that reads a
disk lives in the front end.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Protocol

    class Files(Protocol):
        """Read, find and look up files below one root."""

        def read(self, path: str) -> bytes:
            """The bytes of a file. Raises FileUnavailableError with the reason."""
            ...

        def exists(self, path: str) -> bool:
            """Whether `path` is a readable file inside the root."""
            ...

        def glob(self, pattern: str) -> list[str]:
            """The files that match a pattern with `*`, `?`, `**` and `[…]`, sorted."""
            ...
else:
    Files = object


class FileUnavailableError(Exception):
    """A file that is not there, may not be read, or lies outside the root. `reason` says which."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def normalise(path: str) -> str:
    """`path` without ".", ".." and doubled slashes.

    Raises FileUnavailableError for an absolute path and for one that leads out of the root.
    """
    parts: list[str] = []
    if path.startswith("/"):
        raise FileUnavailableError(path, "outside the project")
    for part in path.split("/"):
        if part == "..":
            if not parts:
                raise FileUnavailableError(path, "outside the project")
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


class DictFiles:
    """Files from a dict of path to text or bytes: for tests and embedders."""

    __slots__ = ("contents",)

    def __init__(self, contents: Mapping[str, str | bytes]) -> None:
        self.contents = {
            normalise(path): data.encode(errors="surrogateescape")
            if isinstance(data, str)
            else data
            for path, data in contents.items()
        }

    def read(self, path: str) -> bytes:
        """See `Files.read`."""
        try:
            return self.contents[normalise(path)]
        except KeyError:
            raise FileUnavailableError(path, "no such file") from None

    def exists(self, path: str) -> bool:
        """See `Files.exists`."""
        try:
            return normalise(path) in self.contents
        except FileUnavailableError:
            return False

    def glob(self, pattern: str) -> list[str]:
        """See `Files.glob`."""
        matches = compile_glob(pattern)
        return sorted(path for path in self.contents if matches(path))


class Overlay:
    """Unsaved texts over other files: what an editor or the standard input holds."""

    __slots__ = ("below", "unsaved")

    def __init__(self, below: Files, unsaved: Mapping[str, bytes]) -> None:
        self.below = below
        self.unsaved = {normalise(path): data for path, data in unsaved.items()}

    def read(self, path: str) -> bytes:
        """See `Files.read`."""
        data = self.unsaved.get(normalise(path))
        return self.below.read(path) if data is None else data

    def exists(self, path: str) -> bool:
        """See `Files.exists`."""
        try:
            return normalise(path) in self.unsaved or self.below.exists(path)
        except FileUnavailableError:
            return False

    def glob(self, pattern: str) -> list[str]:
        """See `Files.glob`."""
        matches = compile_glob(pattern)
        found = {path for path in self.unsaved if matches(path)}
        return sorted(found.union(self.below.glob(pattern)))


def compile_glob(pattern: str) -> Callable[[str], bool]:
    """A predicate for paths; a pattern that leads out of the root matches none.

    `*`, `?` and `[…]` are those of fnmatch inside one segment, a file whose name begins with a dot
    included; a segment `**` stands for any number of folders, at the end for all files below.
    """
    from fnmatch import fnmatchcase

    try:
        wanted = normalise(pattern).split("/")
    except FileUnavailableError:
        return lambda _: False
    if wanted[-1] == "**":
        wanted.append("*")

    def matches(path: str) -> bool:
        given = path.split("/")
        # Where to go on if the segments behind the last "**" do not fit: one folder further down.
        # Only the last matters, which keeps a hostile pattern at len(wanted) * len(given) steps.
        retry: tuple[int, int] | None = None
        at = have = 0
        while have < len(given):
            if at < len(wanted) and wanted[at] == "**":
                at += 1
                retry = (at, have)
            elif at < len(wanted) and fnmatchcase(given[have], wanted[at]):
                at, have = at + 1, have + 1
            elif retry is not None:
                at, have = retry[0], retry[1] + 1
                retry = (at, have)
            else:
                return False
        return at == len(wanted)

    return matches
