"""Packs from the disk: cards, tables and checks as the plain data of an index, or that data read.

The build of the wheel makes the index of our own pack with this module, so what a wheel carries and
what a source tree makes in memory are the same. Writes no file but that of `write_own`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType
    from typing import Any

    from dcslint.plugins.pack import Pack

    Index = dict[str, Any]
    CheckTable = Mapping[str, Callable[..., Any]]

OWN = "dcslint.own_index"  # the module that the build of a wheel makes
FORMAT = 2  # of an index: one of another format is not used


class LateChecks(Mapping[str, "Callable[..., Any]"]):
    """The checks that an index names, a mapping by name; each is imported when asked for."""

    __slots__ = ("_modules",)

    def __init__(self, modules: dict[str, str]) -> None:
        self._modules = modules

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)

    def __getitem__(self, name: str) -> Callable[..., Any]:
        from importlib import import_module

        check: Callable[..., Any] = getattr(import_module(self._modules[name]), name)
        return check


class CheckNames(Mapping[str, "Callable[..., Any]"]):
    """What checks may be called where several tables hold them: a name → its table and name."""

    __slots__ = ("_places",)

    def __init__(self, places: dict[str, tuple[CheckTable, str]]) -> None:
        self._places = places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, name: str) -> Callable[..., Any]:
        table, own = self._places[name]
        return table[own]


def load_index(path: str) -> Index | None:
    """Read an index made ahead, its content unchecked. Raises OSError, ValueError.

    None if another version made it, whose indexes looked different.
    """
    import json

    with open(path, encoding="utf-8") as file:
        index: Any = json.load(file)
    return index if isinstance(index, dict) and index.get("format") == FORMAT else None


def load_own_index() -> Index:
    """The index of our own pack, which a wheel carries as a module. Raises ImportError.

    Python reads that from its cache of compiled modules, three times as fast as JSON is parsed.
    """
    from importlib import import_module

    index: Index = import_module(OWN).index()
    return index


def build_index(pack: Pack, known_checks: CheckTable | None = None) -> Index:
    """Make the index of a pack from its files: its rules' definitions, its checks and its tables.

    `known_checks` are checks of other packs that its cards may name too; of one name its own is
    meant. Raises CardError, FactsError, SignatureError, OSError, and whatever importing the pack's
    checks raises.
    """
    from collections import ChainMap

    from dcslint.rulebook.card import parse_card
    from dcslint.rulebook.index import define

    own = checks_of(pack)
    # A new check of ours must not break a plugin that has had one of this name all along.
    checks: CheckTable = ChainMap({}, own, known_checks or {})  # type: ignore[arg-type]
    rules = []
    for shown, path in card_paths(pack.rules, pack.shown):
        rule = define(parse_card(shown, _read(path).decode("utf-8-sig")), checks)
        # The pack may be installed elsewhere than where its index is made.
        rule["path"] = shown.removeprefix(f"{pack.shown}/")
        rules.append(rule)
    return {
        "format": FORMAT,
        "rules": rules,
        "checks": {name: function.__module__ for name, function in own.items()},
        "facts": read_tables(pack.facts, overlay=bool(pack.name)) if pack.facts else {},
    }


def as_text(index: Index) -> str:
    """An index as the text of its file."""
    import json

    return json.dumps(index, ensure_ascii=False, separators=(",", ":"))


def key_of(pack: Pack, version: str) -> str:
    """A hash of the version and of a pack's cards and tables: what an index is made of."""
    from hashlib import sha256

    key = sha256(version.encode())
    for shown, path in card_paths(pack.rules, pack.shown):
        key.update(f"\0{shown}\0".encode() + _read(path))
    for path in table_paths(pack.facts) if pack.facts else ():
        key.update(f"\0{os.path.basename(path)}\0".encode() + _read(path))
    return key.hexdigest()


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


def write_own(path: str) -> None:
    """Write the module of our own pack's index, for the build of the wheel. Raises OSError."""
    from dcslint import __version__
    from dcslint.plugins import builtin

    (pack,) = builtin.dcslint_packs()
    index = {"version": __version__, "key": key_of(pack, __version__), **build_index(pack)}
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        # A function, because who asks changes what it gets.
        file.write(f'"""Made of `rules/` by the build."""\n\ndef index():\n    return {index!r}\n')
