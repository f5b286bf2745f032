"""Packs from the disk: cards, tables and checks as the plain data of an index, or that data read.

The build of the wheel makes the index of our own pack with this module, so what a wheel carries and
what a source tree makes in memory are the same. Writes no file but the one its `main` is told to.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType
    from typing import Any

    from dcslint.plugins.pack import Pack

    Index = dict[str, Any]
    CheckTable = dict[str, Callable[..., Any]]

FORMAT = 1


def load_index(path: str) -> Index:
    """Read an index made ahead, unchecked. Raises OSError, ValueError."""
    import json

    with open(path, encoding="utf-8") as file:
        index: Index = json.load(file)
    return index


def build_index(pack: Pack, version: str, known_checks: CheckTable | None = None) -> Index:
    """Make the index of a pack from its files: its rules' definitions and its tables.

    `known_checks` are checks of other packs that its cards may name too; of one name its own is
    meant. The key is a hash of the
    version, the cards and the tables. Raises CardError, FactsError, SignatureError, OSError, and
    whatever importing the pack's checks raises.
    """
    from hashlib import sha256

    from dcslint.rulebook.card import parse_card
    from dcslint.rulebook.index import define

    # A new check of ours must not break a plugin that has had one of this name all along.
    checks = {**(known_checks or {}), **checks_of(pack)}
    key = sha256(version.encode())
    rules = []
    for shown, path in card_paths(pack.rules, pack.shown):
        text = _read(path).decode("utf-8-sig")
        key.update(f"\0{shown}\0{text}".encode())
        rules.append(define(parse_card(shown, text), checks))
    facts = read_tables(pack.facts, overlay=bool(pack.name)) if pack.facts else {}
    for path in table_paths(pack.facts) if pack.facts else ():
        key.update(f"\0{os.path.basename(path)}\0".encode() + _read(path))
    return {
        "format": FORMAT,
        "version": version,
        "key": key.hexdigest(),
        "rules": rules,
        "facts": facts,
    }


def card_paths(directory: str, shown: str) -> Iterator[tuple[str, str]]:
    """Each card below a directory, as (path to show, path on the disk), in order of group and name.

    A README.md is no card. Raises CardError for a card outside a group's folder.
    """
    from dcslint.rulebook.card import CardError

    for group in sorted(os.listdir(directory)) if directory else ():
        inside = os.path.join(directory, group)
        if group.endswith(".md") and group != "README.md":
            message = f"a card lies in a folder, its group: {shown}/<group>/{group}"
            raise CardError(f"{shown}/{group}", 1, message)
        if not os.path.isdir(inside):
            continue
        for name in sorted(os.listdir(inside)):
            if name.endswith(".md") and name != "README.md":
                yield f"{shown}/{group}/{name}", os.path.join(inside, name)


def table_paths(directory: str) -> list[str]:
    """The tables in a directory, in order of their names."""
    names = sorted(os.listdir(directory))
    return [os.path.join(directory, name) for name in names if name.endswith((".yaml", ".yml"))]


def read_tables(directory: str, *, overlay: bool) -> dict[str, Any]:
    """Read the tables in a directory; those of an overlay need only rows. Raises FactsError."""
    from dcslint.facts.load import load_overlay, load_tables

    return (load_overlay if overlay else load_tables)(_read, table_paths(directory))


def checks_of(pack: Pack) -> CheckTable:
    """Import a pack's modules of checks. Raises SignatureError, and whatever the imports raise."""
    from importlib import import_module

    from dcslint.rulebook.index import checks_in

    return checks_in(module for name in pack.checks for module in _modules(import_module(name)))


def _modules(module: ModuleType) -> Iterable[ModuleType]:
    """A module and, if it is a package, all modules in it."""
    from importlib import import_module

    yield module
    for directory in getattr(module, "__path__", ()):
        for entry in sorted(os.listdir(directory)):
            name, dot, suffix = entry.partition(".")
            package = not dot and os.path.isfile(os.path.join(directory, entry, "__init__.py"))
            if package or (suffix == "py" and not name.startswith("__")):
                yield from _modules(import_module(f"{module.__name__}.{name}"))


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def main(arguments: list[str]) -> None:
    """Write the index of our own pack to the file named: what the build of the wheel calls."""
    import json

    from dcslint import __version__
    from dcslint.plugins import builtin

    (pack,) = builtin.dcslint_packs()
    text = json.dumps(build_index(pack, __version__), ensure_ascii=False, separators=(",", ":"))
    with open(arguments[0], "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
