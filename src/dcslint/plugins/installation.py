"""Puts the parts of all packs together into what a run needs: rules, facts, formats, reporters."""

from __future__ import annotations

import os

from dcslint.config import ConfigurationError
from dcslint.facts import Facts
from dcslint.plugins import builtin
from dcslint.plugins.entry_points import installed_plugins
from dcslint.plugins.faults import failure_of, fault_in
from dcslint.plugins.index import (
    CheckNames,
    LateChecks,
    build_index,
    checks_of,
    load_index,
    load_own_index,
    read_tables,
)
from dcslint.plugins.offer import Offer
from dcslint.plugins.pack import Pack
from dcslint.plugins.reporters import Reporters
from dcslint.rulebook.rule import Rule
from dcslint.rulebook.rulebook import Rulebook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from dcslint.diagnostic import Failure
    from dcslint.model.project import Format
    from dcslint.plugins.index import CheckTable, Index


class Installation:
    """What there is to lint with.

    read_card  rule's card path → the card's Markdown; raises OSError
    failures   plugins that could not be used, each named; the run goes on without them
    """

    __slots__ = ("facts", "failures", "formats", "packs", "read_card", "reporters", "rulebook")

    def __init__(
        self,
        *,
        rulebook: Rulebook,
        facts: Facts,
        formats: list[Format],
        reporters: Reporters,
        read_card: Callable[[str], str],
        packs: list[Pack],
        failures: list[Failure],
    ) -> None:
        self.rulebook = rulebook
        self.facts = facts
        self.formats = formats
        self.reporters = reporters
        self.read_card = read_card
        self.packs = packs
        self.failures = failures


def load_installation(
    rules: Sequence[str] = (), facts: Sequence[str] = (), plugins: Sequence[str] = ()
) -> Installation:
    """Load dcslint's own parts, those of plugins, and directories of the user.

    `rules` and `facts` are directories of cards and of tables; their cards may name the checks of
    every pack. `plugins` are modules to load beside the installed plugins. Raises
    ConfigurationError or CardError for a clash of names and for a fault in what the user named; a
    plugin that fails is noted in `failures`.
    """
    offers, failures = _offers(plugins)
    assembly = _Assembly(failures)
    for pack in offers[0].packs:
        assembly.add_own(pack)
    for offer in offers[1:]:
        for pack in offer.packs:
            assembly.add_pack(offer.name, pack)
    for directory in rules:
        assembly.add_rules(directory)
    for directory in facts:
        assembly.add_facts(directory)
    reporters = Reporters()
    for offer in offers:
        for name, reporter in offer.reporters.items():
            reporters.add(offer.name, name, reporter)
    return Installation(
        rulebook=Rulebook(assembly.rules),
        facts=Facts(assembly.tables),
        # A plugin's format may be narrower than a built-in one, so it is asked first.
        formats=[one for offer in (*offers[1:], offers[0]) for one in offer.formats],
        reporters=reporters,
        read_card=_CardReader(assembly.packs),
        packs=assembly.packs,
        failures=failures,
    )


def _offers(named: Sequence[str]) -> tuple[list[Offer], list[Failure]]:
    """What each plugin brings, the built-in one first."""
    try:
        installed = installed_plugins()
    except ValueError as error:
        raise ConfigurationError(str(error)) from None
    if installed or named:
        from dcslint.plugins.asking import offers_of

        return offers_of(installed, named)
    return [
        Offer(
            "dcslint",
            builtin.dcslint_packs(),
            builtin.dcslint_readers(),
            builtin.dcslint_reporters(),
        )
    ], []


class _Assembly:
    """The rules and tables so far, and the packs they came from."""

    __slots__ = ("_checks", "_groups", "failures", "packs", "rules", "tables")

    def __init__(self, failures: list[Failure]) -> None:
        self.rules: list[Rule] = []
        self.tables: dict[str, Any] = {}
        self.packs: list[Pack] = []
        self.failures = failures
        self._checks: dict[str, CheckTable] = {}
        self._groups: set[str] = {"all"}

    def add_own(self, pack: Pack) -> None:
        """Take dcslint's own pack. Raises CardError and ConfigurationError."""
        try:
            self._take(pack, self._read(pack))
        except Exception as error:
            raise fault_in("dcslint's own rules", error) from error

    def add_pack(self, owner: str, pack: Pack) -> None:
        """Take a plugin's pack; one that fails is noted. Raises ConfigurationError for a clash."""
        try:
            self._take(pack, self._read(pack))
        except ConfigurationError as error:
            raise ConfigurationError(f"plugin {owner}: {error}") from None
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin's checks may raise anything
            self.failures.append(failure_of(owner, error))

    def add_rules(self, directory: str) -> None:
        """Take the cards in a directory of the user, unless they are a pack's already."""
        if any(_same(directory, pack.rules) for pack in self.packs):
            return
        pack = Pack("", rules=directory, shown=directory.replace(os.sep, "/").rstrip("/"))
        try:
            self._take(pack, build_index(pack, self._all_checks()))
        except Exception as error:
            raise fault_in(f"--rules {directory}", error) from error

    def add_facts(self, directory: str) -> None:
        """Lay the tables in a directory of the user over those there are."""
        try:
            self._lay_over(read_tables(directory, overlay=True))
        except Exception as error:
            raise fault_in(f"--facts {directory}", error) from error

    def _read(self, pack: Pack) -> Index:
        if pack.ours and pack.index:
            return load_own_index()
        # Its author has yet to make an index that is not there, and this works without.
        if pack.index and os.path.exists(pack.index):
            index = load_index(pack.index)
            if index is not None:
                return index
        known = self._table(self.packs[0]) if self.packs else None
        return build_index(pack, known)

    def _take(self, pack: Pack, index: Index) -> None:
        for definition in index["rules"]:
            definition["path"] = f"{pack.shown}/{definition['path']}"
        rules = [Rule(definition, pack=pack.name, ours=pack.ours) for definition in index["rules"]]
        book = Rulebook(rules)
        names = {other.name for other in self.packs if other.name}
        if pack.name and pack.name in names:
            raise ConfigurationError(f"there is a pack {pack.name!r} already")
        # A name stands for one thing after --select: a rule, a group or a pack.
        names.add(pack.name)
        groups = self._groups.union(book.groups)
        if taken := sorted(names & groups):
            raise ConfigurationError(f"{taken[0]!r} would be both a pack and a group of rules")
        self._groups = groups
        self._lay_over(index["facts"])
        if pack.index and "checks" in index:
            self._checks[pack.name] = LateChecks(index["checks"])
        self.rules.extend(rules)
        self.packs.append(pack)

    def _lay_over(self, tables: dict[str, Any]) -> None:
        if not self.tables:
            self.tables = tables
        elif tables:
            from dcslint.facts.load import overlay

            self.tables = overlay(self.tables, tables)

    def _table(self, pack: Pack) -> CheckTable:
        if pack.name not in self._checks:
            self._checks[pack.name] = checks_of(pack)
        return self._checks[pack.name]

    def _all_checks(self) -> CheckTable:
        """What cards of the user may name: `check` for ours, `pack/check` for a plugin's.

        A plugin's check needs no pack in front where no other has its name.
        """
        checks: dict[str, tuple[CheckTable, str]] = {}
        short: dict[str, list[CheckTable]] = {}
        for pack in self.packs:
            table = self._table(pack)
            for name in table:
                checks[f"{pack.name}/{name}" if pack.name else name] = (table, name)
                if pack.name:
                    short.setdefault(name, []).append(table)
        for name, tables in short.items():
            if len(tables) == 1:
                checks.setdefault(name, (tables[0], name))
        return CheckNames(checks)


class _CardReader:
    """Finds a card again by the path that its rule shows."""

    __slots__ = ("_directories",)

    def __init__(self, packs: Sequence[Pack]) -> None:
        self._directories = [(f"{pack.shown}/", pack.rules) for pack in packs if pack.rules]

    def __call__(self, path: str) -> str:
        for shown, directory in self._directories:
            inside = os.path.join(directory, path.removeprefix(shown))
            if path.startswith(shown) and os.path.isfile(inside):
                with open(inside, encoding="utf-8-sig") as file:
                    return file.read()
        raise FileNotFoundError(path)


def _same(one: str, other: str) -> bool:
    return bool(other) and os.path.realpath(one) == os.path.realpath(other)
