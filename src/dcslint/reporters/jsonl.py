"""For programs that read as it comes: one JSON object a line, each with its `kind`."""

from __future__ import annotations

from dcslint.reporters.encode import encode
from dcslint.reporters.fingerprints import fingerprints, fingerprints_of_suppressed
from dcslint.reporters.json import finding_of, gone_of, suppressed_of, unresolved_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dcslint.diagnostic import Report
    from dcslint.reporters.info import RunInfo
    from dcslint.rulebook.rulebook import Rulebook


def report(report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]) -> None:
    """Write findings, suppressed ones, unresolved values, and in the end the run, a line each."""
    del rulebook

    def put(kind: str, row: dict[str, Any]) -> None:
        write(encode({"kind": kind, **row}) + "\n")

    for found, name in zip(report.diagnostics, fingerprints(report), strict=True):
        put("finding", finding_of(found, name))
    for found, name in zip(report.suppressed, fingerprints_of_suppressed(report), strict=True):
        put("suppressed", suppressed_of(found, name))
    for unjudged in report.unjudged:
        put("unresolved", unresolved_of(unjudged))
    for gone in report.gone:
        put("gone", gone_of(gone))
    put("run", {"dcslint": info.version, "files": len(set(report.files))})
