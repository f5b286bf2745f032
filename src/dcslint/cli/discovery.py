"""From the paths on the command line to the files to lint. Lists folders; opens no file.

A file that is named is linted whatever it is called; in a folder only files whose name a format
claims and that git does not ignore. Links to folders are not followed, so that a loop does no harm
and no file comes twice; a link to a file is followed inside the folder it was found in.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dcslint.cli.gitignore import Ignores

# Folders that hold no file of the person's own. A virtual environment is known by its pyvenv.cfg.
SKIPPED = frozenset(
    {
        ".databricks",
        ".dcslint",
        ".eggs",
        ".git",
        ".hg",
        ".idea",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
        ".terraform",
        ".tox",
        ".venv",
        "__pycache__",
        "node_modules",
        "site-packages",
    }
)
_ENVIRONMENT = "pyvenv.cfg"


class Found:
    """A file to lint.

    path    relative to the working directory, with "/": its name in every output
    place   what to open
    named   whether it was named, not found in a folder
    """

    __slots__ = ("named", "path", "place")

    def __init__(self, path: str, place: str, *, named: bool) -> None:
        self.path = path
        self.place = place
        self.named = named


class Trouble:
    """A path that cannot be opened, and why. `named` as in `Found`."""

    __slots__ = ("named", "path", "reason")

    def __init__(self, path: str, reason: str, *, named: bool) -> None:
        self.path = path
        self.reason = reason
        self.named = named


class Search:
    """What a search of folders is for, and what it leaves out.

    claims    says of a file's path whether a format wants it by its name
    excludes  says of a folder's path whether it is not to be searched
    ignored   whether what git ignores is searched too
    tell      is told of each path that is left out, and why, beside files that nobody claims
    begin     is called before each folder
    """

    __slots__ = ("begin", "claims", "excludes", "ignored", "tell")

    def __init__(
        self,
        claims: Callable[[str], bool],
        excludes: Callable[[str], bool] | None = None,
        *,
        ignored: bool = True,
        tell: Callable[[str, str], None] | None = None,
        begin: Callable[[], None] | None = None,
    ) -> None:
        self.begin = begin
        self.claims = claims
        self.excludes = excludes
        self.ignored = ignored
        self.tell = tell

    def enters(self, path: str, name: str, ignores: Ignores | None) -> bool:
        """Whether a folder is to be searched."""
        if name in SKIPPED:
            return False
        why = "excluded" if self.excludes and self.excludes(path) else ""
        if not why and ignores is not None:
            why = _words(ignores.why(name, is_folder=True))
        return not self._left_out(f"{path}/", why)

    def wants(self, path: str, name: str, ignores: Ignores | None) -> bool:
        """Whether a file is to be looked at."""
        if not self.claims(path):
            return False
        why = "" if ignores is None else _words(ignores.why(name, is_folder=False))
        return not self._left_out(path, why)

    def _left_out(self, path: str, why: str) -> bool:
        if why and self.tell is not None:
            self.tell(path, why)
        return bool(why)


def _words(where: str) -> str:
    return f"ignored by {where}" if where else ""


def discover(paths: Iterable[str], search: Search) -> tuple[list[Found], list[Trouble]]:
    """The files below and among the paths, by path and each once, and what had no success."""
    found: dict[str, Found] = {}
    troubles: list[Trouble] = []
    for path in paths:
        shown = relative(path)
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError):  # ValueError: a NUL in the name
            troubles.append(Trouble(shown, _missing(path), named=True))
            continue
        if stat.S_ISDIR(mode):
            inside, unread = walk(path, "" if shown == "." else shown, search)
            for one in inside:
                below = one[len(shown) + 1 :] if shown != "." else one
                found.setdefault(one, Found(one, os.path.join(path, below), named=False))
            # A named folder that cannot be listed is as bad as a file that cannot be opened.
            troubles.extend(
                Trouble(one or shown, why, named=one in ("", shown)) for one, why in unread
            )
        else:
            found[shown] = Found(shown, path, named=True)
    return [found[path] for path in sorted(found)], troubles


def _missing(path: str) -> str:
    try:
        os.stat(path)
    except PermissionError:
        return "permission denied"
    except (OSError, ValueError):
        pass
    if os.path.islink(path):
        return "a link that leads nowhere"
    return "no such file or directory"


def relative(path: str) -> str:
    """A path as outputs name it: relative to the working directory, with "/"."""
    if os.sep == "/" and path[:1] not in ("/", ".") and path == os.path.normpath(path):
        return path  # nearly every path is given so, and the rest costs as much as reading a file
    shown = os.path.relpath(path)
    if shown.startswith(os.pardir) and os.path.isabs(path):
        # The working directory may be known to the caller by the name of a link that leads to it.
        folder, name = os.path.split(path)
        other = os.path.relpath(os.path.join(os.path.realpath(folder), name))
        shown = shown if other.startswith(os.pardir) else other
    return shown.replace(os.sep, "/") if os.sep != "/" else shown


def walk(folder: str, prefix: str, search: Search) -> tuple[list[str], list[tuple[str, str]]]:
    """The claimed files below a folder, sorted, and what could not be read, with why.

    Paths begin with `prefix` in place of the folder's own path.
    """
    found: list[str] = []
    links: list[tuple[str, str]] = []
    unread: list[tuple[str, str]] = []
    waiting = [(folder, prefix, _ignores_of(folder, search))]
    while waiting:
        here, shown, ignores = waiting.pop()
        if search.begin is not None:
            search.begin()
        try:
            with os.scandir(here) as entries:
                listed = list(entries)
        except OSError as error:
            unread.append((shown, (error.strerror or "cannot be listed").lower()))
            continue
        names = {entry.name for entry in listed}
        if shown != prefix and _ENVIRONMENT in names:
            continue
        if ignores is not None:
            ignores = ignores.listed(here, shown, names)
        for entry in listed:
            path = f"{shown}/{entry.name}" if shown else entry.name
            try:
                if entry.is_dir(follow_symlinks=False):
                    if search.enters(path, entry.name, ignores):
                        inside = ignores and ignores.below(entry.name)
                        waiting.append((entry.path, path, inside))
                elif not search.wants(path, entry.name, ignores):
                    continue
                elif entry.is_symlink():
                    links.append((path, os.path.realpath(entry.path)))
                elif entry.is_file():
                    found.append(path)
            except OSError as error:
                unread.append((path, (error.strerror or "cannot be read").lower()))
    found.extend(_followed(links, folder, prefix, found))
    return sorted(found), sorted(unread)


def _ignores_of(folder: str, search: Search) -> Ignores | None:
    if search.ignored:
        return None
    from dcslint.cli.gitignore import ignores_of

    return ignores_of(folder)


def _followed(
    links: list[tuple[str, str]], folder: str, prefix: str, found: list[str]
) -> Iterable[str]:
    """The links to files inside the folder that were not found under a name of their own."""
    if not links:
        return
    root = os.path.realpath(folder)
    start = len(prefix) + 1 if prefix else 0
    seen = {os.path.join(root, *path[start:].split("/")) for path in found}
    for path, target in sorted(links):
        inside = target.startswith(root.rstrip(os.sep) + os.sep)
        if inside and target not in seen and os.path.isfile(target):
            seen.add(target)
            yield path
