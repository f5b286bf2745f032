"""The baseline: findings that stood when it was written, so that later runs speak of new ones only.

A file of JSON that belongs into the repository: fingerprints, with rule, path and words for whoever
reads it, never a secret. It is read and written here and decides nothing else.
"""

from __future__ import annotations

import os

from dcslint.cli import console, discovery
from dcslint.cli.disk import reason, write_whole
from dcslint.config import ConfigurationError
from dcslint.diagnostic import BASELINE, Gone, Suppressed, in_order
from dcslint.reporters.fingerprints import named
from dcslint.reporters.visible import message_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dcslint.diagnostic import Diagnostic, Report
    from dcslint.rulebook.rulebook import Rulebook

DEFAULT = "dcslint-baseline.json"
VERSION = 1
_MOST_BYTES = 64 * 1024 * 1024
# What ours begin with, also one that a merge has torn apart.
_HEAD = '{"version": 1, "findings": ['


class Ran:
    """The rules of a run. `known` are all there are, `rules` the names of those that ran."""

    __slots__ = ("known", "rules")

    def __init__(self, known: Rulebook, ran: Rulebook) -> None:
        self.known = known
        self.rules = frozenset(ran.rules)

    def may_have_found(self, rule: str) -> bool:
        """Whether a rule, maybe by a former name, has run, or is one that nobody has any more."""
        rule = self.known.former.get(rule, rule)
        return rule in self.rules or rule not in self.known.rules


class Baseline:
    """What a baseline holds.

    entries  fingerprint → the finding as it was, its path relative to the working directory
    shown    the file's path, relative to that too

    Paths of reports are relative to `root`, the working directory if it is not given.
    """

    __slots__ = ("_folder", "_root", "entries", "shown")

    def __init__(self, shown: str, entries: dict[str, Gone], root: str = "") -> None:
        self.shown = shown
        self._root = os.path.realpath(root) if root else os.getcwd()
        folder = os.path.dirname(os.path.abspath(shown))
        self._folder = os.path.realpath(folder) if root else folder
        self.entries = entries

    def path_in_it(self, path: str) -> str:
        """A path as the file has it: relative to its own folder, wherever the run is started."""
        if self._folder == self._root:
            return path
        return os.path.relpath(os.path.join(self._root, path), self._folder).replace(os.sep, "/")

    def path_from_here(self, path: str) -> str:
        """A path of the file as outputs have it."""
        return discovery.relative(os.path.join(self._folder, path))

    def names(self, report: Report, ran: Ran) -> Iterator[tuple[Diagnostic, str]]:
        """Each finding with each name that it may have in the file."""
        yield from named(report, self.path_in_it)
        former = ran.known.former
        for old in {entry.rule for entry in self.entries.values()}.intersection(former):
            yield from named(report, self.path_in_it, {former[old]: old})

    def new_in(self, report: Report, ran: Ran) -> list[Diagnostic]:
        """The findings that it does not hold."""
        known = {id(found) for found, name in self.names(report, ran) if name in self.entries}
        return [one for one in report.diagnostics if id(one) not in known]

    def apply(self, report: Report, ran: Ran) -> None:
        """Pass over what the baseline holds, and note what has gone from it.

        What it holds of files that this run did not lint, and that are still there, is not gone;
        nor is what rules have found that did not run.
        """
        present = set()
        for found, name in list(self.names(report, ran)):
            if name not in self.entries:
                continue
            present.add(name)
            if found.suppressed is None:
                found.suppressed = Suppressed(BASELINE, f"in the baseline {self.shown}")
                report.suppressed.append(found)
                report.known += 1
        report.diagnostics = [one for one in report.diagnostics if one.suppressed is None]
        report.suppressed = in_order(report.suppressed)
        report.compared = True
        linted = set(report.files)
        report.gone = [
            entry
            for name, entry in self.entries.items()
            if name not in present and ran.may_have_found(entry.rule) and _is_over(entry, linted)
        ]


def _is_over(entry: Gone, linted: set[str]) -> bool:
    """Whether a finding that was not made again would have been."""
    return entry.path in linted or not os.path.lexists(entry.path)


def read_baseline(path: str, root: str = "") -> Baseline:
    """Read a baseline for reports on `root`. Raises ConfigurationError for a file that is none."""
    import json

    try:
        with open(path, "rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        hint = " (--write-baseline makes one)" if isinstance(error, FileNotFoundError) else ""
        raise ConfigurationError(f"the baseline {path}: {reason(error)}{hint}") from None
    try:
        table = json.loads(data) if len(data) <= _MOST_BYTES else None
        entries = {_text(row, "fingerprint"): _entry(row) for row in _rows(table)}
        found = Baseline(path, entries, root)
        for entry in entries.values():
            entry.path = found.path_from_here(entry.path)
    except (ValueError, RecursionError, LookupError, TypeError):
        ours = data.startswith(_HEAD.encode())
        words = f"the baseline {path}: not a baseline of dcslint"
        words += " any more; --write-baseline makes it anew" if ours else ""
        raise BrokenBaselineError(words, ours=ours) from None
    return found


class BrokenBaselineError(ConfigurationError):
    """A file that is no baseline; `ours` if it has been one."""

    def __init__(self, message: str, *, ours: bool) -> None:
        super().__init__(message)
        self.ours = ours


def _rows(table: Any) -> list[Any]:
    rows = table["findings"]
    if table["version"] != VERSION or not isinstance(rows, list):
        raise ValueError
    return rows


def _text(row: Any, key: str) -> str:
    value = row[key]
    if not isinstance(value, str):
        raise TypeError
    return value


def _entry(row: Any) -> Gone:
    return Gone(_text(row, "path"), _text(row, "rule"), _text(row, "message"))


def write_baseline(report: Report, path: str, ran: Ran) -> Baseline | None:
    """Write what stands, and what an old one holds that this run has nothing to say of.

    Returns it, or None if it could not be written, which is said. Raises ConfigurationError for a
    file that is no baseline: it is somebody's.
    """
    import json

    made = Baseline(path, _kept(report, path, ran))
    for found, name in named(report, made.path_in_it):
        if found.suppressed is None:
            made.entries[name] = Gone(found.path, found.rule, message_of(found))
    rows = sorted(
        (made.path_in_it(entry.path), entry.rule, entry.message, name)
        for name, entry in made.entries.items()
    )
    keys = ("path", "rule", "message", "fingerprint")
    lines = ",\n".join(f"  {json.dumps(dict(zip(keys, row, strict=True)))}" for row in rows)
    try:
        write_whole(path, f"{_HEAD}\n{lines}\n]}}\n".encode())
    except OSError as error:
        console.say("error", f"the baseline {path}: {reason(error)}")
        return None
    return made


def _kept(report: Report, path: str, ran: Ran) -> dict[str, Gone]:
    """What an old baseline holds of files that were not linted, and of rules that did not run."""
    if not os.path.lexists(path):
        return {}
    try:
        old = read_baseline(path)
    except BrokenBaselineError as error:
        if not error.ours:
            raise
        return {}
    linted = set(report.files)
    return {
        name: entry
        for name, entry in old.entries.items()
        if not (ran.may_have_found(entry.rule) and _is_over(entry, linted))
    }
