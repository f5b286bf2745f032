"""What git ignores, by `.gitignore` files and `.git/info/exclude`, exactly as git reads them.

`git check-ignore --no-index` is the measure. Left out on purpose: what a person's own git
configuration ignores everywhere, so that a run finds the same files on every machine. Outside a
checkout the `.gitignore` files of the searched folder hold all the same. Runs no program.
"""

from __future__ import annotations

import os
import stat

from dcslint.cli.gitignore_patterns import (
    END_ALONE,
    NAME_ALONE,
    PATH_ALONE,
    Effort,
    Pattern,
    parse,
)
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = ".gitignore"
_GIT = ".git"
MOST_BYTES = 1024 * 1024


class IgnoreFile:
    """The patterns of one file, and the folder they are relative to.

    base   the folder's path below the top, in bytes, with "/" at its end; b"" for the top
    shown  what the file is called in messages
    """

    __slots__ = ("_by_end", "_by_name", "_by_path", "_ends", "_others", "base", "shown")

    def __init__(self, base: bytes, shown: str, patterns: Iterable[Pattern]) -> None:
        self.base = base
        self.shown = shown
        # Most patterns are plain, and most names match none: three look-ups tell. Last lines first.
        self._by_name: dict[bytes, list[Pattern]] = {}
        self._by_path: dict[bytes, list[Pattern]] = {}
        self._by_end: list[Pattern] = []
        self._others: list[Pattern] = []
        for pattern in reversed(list(patterns)):
            if pattern.kind == NAME_ALONE:
                self._by_name.setdefault(pattern.literal, []).append(pattern)
            elif pattern.kind == PATH_ALONE:
                self._by_path.setdefault(pattern.literal, []).append(pattern)
            elif pattern.kind == END_ALONE:
                self._by_end.append(pattern)
            else:
                self._others.append(pattern)
        self._ends = tuple(pattern.literal for pattern in self._by_end)

    def last_match(self, path: bytes, name: bytes, *, is_folder: bool) -> Pattern | None:
        """The last pattern of the file that matches, which is the one that counts."""
        below = path[len(self.base) :]
        ends = self._by_end if name.endswith(self._ends) else ()
        found: Pattern | None = None
        for patterns in (
            self._by_name.get(name, ()),
            self._by_path.get(below, ()),
            (pattern for pattern in ends if name.endswith(pattern.literal)),
            self._others,
        ):
            for pattern in patterns:
                if found is not None and pattern.line < found.line:
                    break
                if (is_folder or not pattern.folders_only) and pattern.matches(below, name):
                    found = pattern
                    break
        return found


class Ignores:
    """What is ignored among the entries of one folder.

    files   whose patterns hold there, the nearest first
    path    the folder's path below the top, in bytes, with "/" at its end; b"" for the top
    effort  what all patterns of a search may cost together
    """

    __slots__ = ("effort", "files", "path")

    def __init__(self, effort: Effort, path: bytes, files: tuple[IgnoreFile, ...]) -> None:
        self.effort = effort
        self.path = path
        self.files = files

    def below(self, name: str) -> Ignores:
        """The same for a folder in this one, before that is listed."""
        return Ignores(self.effort, self.path + os.fsencode(name) + b"/", self.files)

    def listed(self, place: str, shown: str, names: Iterable[str]) -> Ignores:
        """The same once the names in the folder are known: with its own patterns, if it has any.

        A checkout in a checkout goes by its own patterns only.
        """
        names = set(names)
        found = self
        if _GIT in names and self.path:
            found = Ignores(self.effort, b"", _excluded(place, self.effort))
        if NAME in names:
            name = f"{shown}/{NAME}" if shown else NAME
            own = _read(os.path.join(place, NAME), found.path, name, self.effort)
            if own is not None:
                found = Ignores(self.effort, found.path, (own, *found.files))
        return found

    def why(self, name: str, *, is_folder: bool) -> str:
        """The file and the line that make git ignore an entry of the folder; "" if none does."""
        if not self.files:
            return ""
        data = os.fsencode(name)
        path = self.path + data
        for file in self.files:
            pattern = file.last_match(path, data, is_folder=is_folder)
            if pattern is not None:
                return "" if pattern.negated else f"{file.shown}:{pattern.line}"
        return ""


def ignores_of(folder: str) -> Ignores:
    """What files above a folder make git ignore in it; the folder's own are not read yet.

    Nothing if git ignores the folder itself: whoever names it wants to see what is inside.
    """
    effort = Effort()
    real = os.path.realpath(folder)
    top = _top(real)
    if top is None:
        return Ignores(effort, b"", ())
    found = Ignores(effort, b"", _excluded(top, effort))
    here = top
    for name in os.path.relpath(real, top).split(os.sep):
        if name == os.curdir:
            break
        found = found.listed(here, os.path.relpath(here), (NAME,))
        if found.why(name, is_folder=True):
            return Ignores(effort, found.below(name).path, ())
        found = found.below(name)
        here = os.path.join(here, name)
    return found


def is_ignored(root: str, path: str) -> bool:
    """Whether a search of `root` would pass over a file, given by its path below it."""
    found = ignores_of(root)
    here = root
    *folders, name = path.split("/")
    for folder in folders:
        found = found.listed(here, "", _names(here))
        if found.why(folder, is_folder=True):
            return True
        found = found.below(folder)
        here = os.path.join(here, folder)
    return bool(found.listed(here, "", _names(here)).why(name, is_folder=False))


def _names(folder: str) -> list[str]:
    return [name for name in (_GIT, NAME) if os.path.lexists(os.path.join(folder, name))]


def _top(folder: str) -> str | None:
    """The nearest folder upwards that is the top of a checkout."""
    while not os.path.lexists(os.path.join(folder, _GIT)):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def _excluded(top: str, effort: Effort) -> tuple[IgnoreFile, ...]:
    """The patterns of a checkout that are not in its tree."""
    from dcslint.cli.git import common_folder

    common = common_folder(top)
    if common is None:
        return ()
    name = ".git/info/exclude"
    found = _read(os.path.join(common, "info", "exclude"), b"", name, effort)
    return () if found is None else (found,)


def _read(place: str, base: bytes, shown: str, effort: Effort) -> IgnoreFile | None:
    """The patterns in a file; None if there are none. As git does, it follows no link."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        with os.fdopen(os.open(place, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            data = file.read(MOST_BYTES + 1)
    except OSError:
        return None
    shown = shown.replace(os.sep, "/").removeprefix("./")
    if len(data) > MOST_BYTES:
        reached(f"{MOST_BYTES:,} bytes", shown)
        return None
    effort.path = effort.path or shown
    patterns = parse(data, effort, shown)
    return IgnoreFile(base, shown, patterns) if patterns else None
