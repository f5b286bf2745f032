"""Finds the installed plugins by reading `entry_points.txt` files.

That costs 2 ms at every start; importlib.metadata would cost 36. The working directory is not
searched, even where Python would import from it: a linted repository must not bring a plugin.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GROUP = "dcslint"
_METADATA = (".dist-info", ".egg-info")


def installed_plugins(search_path: Iterable[str] | None = None) -> dict[str, str]:
    """Name → "module" or "module:attribute" of each entry point of ours on `sys.path`, by name.

    As for imports, the first distribution of a name hides those further down the path. Raises
    ValueError if two distributions offer plugins of one name.
    """
    found: dict[str, tuple[str, str]] = {}
    for distribution, path in _distributions(sys.path if search_path is None else search_path):
        for name, target in _entries(path):
            if name in found:
                other = found[name][0]
                raise ValueError(f"{other} and {distribution} both bring a plugin {name!r}")
            found[name] = (distribution, target)
    return {name: found[name][1] for name in sorted(found)}


def _distributions(search_path: Iterable[str]) -> Iterator[tuple[str, str]]:
    here = os.path.realpath(os.curdir)
    seen: set[str] = set()
    for directory in search_path:
        if not directory or os.path.realpath(directory) == here:
            continue
        try:
            names = sorted(entry.name for entry in os.scandir(directory))
        except OSError:
            continue
        for name in names:
            if not name.endswith(_METADATA):
                continue
            # "name-version.dist-info", but "name.egg-info" in the tree of an editable install.
            distribution = name.rpartition(".")[0].partition("-")[0].replace(".", "_").lower()
            if distribution not in seen:
                seen.add(distribution)
                yield distribution, os.path.join(directory, name, "entry_points.txt")


def _entries(path: str) -> Iterator[tuple[str, str]]:
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return
    if f"[{GROUP}]" not in text:
        return
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            section = line.strip("[] ")
        elif section == GROUP and "=" in line and not line.startswith(("#", ";")):
            name, _, target = line.partition("=")
            yield name.strip(), target.partition("[")[0].replace(" ", "")
