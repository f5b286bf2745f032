"""The baseline: findings that stood when it was written, so that later runs speak of new ones only.

A file of JSON that belongs into the repository: fingerprints, with rule, path and words for whoever
reads it, never a secret. It is read and written here and decides nothing else.
"""

from __future__ import annotations

import os

from dcslint.cli import console
from dcslint.cli.disk import reason, write_whole
from dcslint.config import ConfigurationError
from dcslint.diagnostic import BASELINE, Gone, Suppressed, in_order
from dcslint.reporters.fingerprints import fingerprints, fingerprints_of_suppressed
from dcslint.reporters.visible import message_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.diagnostic import Report

DEFAULT = "dcslint-baseline.json"
VERSION = 1
_MOST_BYTES = 64 * 1024 * 1024


class Baseline:
    """What a baseline holds. `entries`: fingerprint → the finding as it was."""

    __slots__ = ("entries", "shown")

    def __init__(self, shown: str, entries: dict[str, Gone]) -> None:
        self.shown = shown
        self.entries = entries

    def apply(self, report: Report) -> None:
        """Pass over what the baseline holds, and note what has gone from it.

        What it holds of files that this run did not lint, and that are still there, is not gone.
        """
        names = fingerprints(report)
        present = {*names, *fingerprints_of_suppressed(report)}
        new = []
        for found, name in zip(report.diagnostics, names, strict=True):
            if name in self.entries:
                found.suppressed = Suppressed(BASELINE, f"in the baseline {self.shown}")
                report.suppressed.append(found)
                report.known += 1
            else:
                new.append(found)
        report.diagnostics = new
        report.suppressed = in_order(report.suppressed)
        report.compared = True
        linted = set(report.files)
        report.gone = [
            entry
            for name, entry in self.entries.items()
            if name not in present and (entry.path in linted or not os.path.lexists(entry.path))
        ]


def read_baseline(path: str) -> Baseline:
    """Read a baseline. Raises ConfigurationError for a file that is none."""
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
    except (ValueError, RecursionError, LookupError, TypeError):
        message = f"the baseline {path}: not a baseline of dcslint; --write-baseline makes one"
        raise ConfigurationError(message) from None
    return Baseline(path, entries)


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


def write_baseline(report: Report, path: str) -> Baseline | None:
    """Write what stands, and what an old one holds of files that were not linted.

    Returns it, or None if it could not be written, which is said.
    """
    import json

    names = fingerprints(report)
    linted = set(report.files)
    entries: dict[str, Gone] = {}
    if os.path.lexists(path):
        entries = {
            name: entry
            for name, entry in read_baseline(path).entries.items()
            if entry.path not in linted and os.path.lexists(entry.path)
        }
    for found, name in zip(report.diagnostics, names, strict=True):
        entries[name] = Gone(found.path, found.rule, message_of(found))
    rows = [
        {"path": entry.path, "rule": entry.rule, "message": entry.message, "fingerprint": name}
        for name, entry in sorted(
            entries.items(), key=lambda one: (one[1].path, one[1].rule, one[1].message, one[0])
        )
    ]
    lines = ",\n".join(f"  {json.dumps(row)}" for row in rows)
    text = f'{{"version": {VERSION}, "findings": [\n{lines}\n]}}\n'
    try:
        write_whole(path, text.encode("utf-8"))
    except OSError as error:
        console.say("error", f"the baseline {path}: {reason(error)}")
        return None
    return Baseline(path, entries)
