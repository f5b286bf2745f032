"""GitLab's Code Quality report: a JSON list, each finding with a fingerprint of its own.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from dcslint.reporters.encode import encode
from dcslint.reporters.fingerprints import fingerprints
from dcslint.reporters.place import bounds, trimmed
from dcslint.reporters.visible import message_of, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dcslint.diagnostic import Diagnostic, Report
    from dcslint.reporters.info import RunInfo
    from dcslint.rulebook.rulebook import Rulebook

_SEVERITIES = {"error": "critical", "warning": "major", "note": "info"}


def report(report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]) -> None:
    """Write the findings as one list."""
    del rulebook, info
    names = fingerprints(report)
    between = "[\n"
    for found, name in zip(report.diagnostics, names, strict=True):
        write(between + encode(_issue(found, name)))
        between = ",\n"
    write("\n]\n" if report.diagnostics else "[]\n")


def _issue(found: Diagnostic, name: str) -> dict[str, Any]:
    document, start, end = bounds(found.span)
    first = document.position(start)[0]
    last = document.position(trimmed(document, start, end))[0]
    return {
        "description": visible(message_of(found)),
        "check_name": found.rule,
        "fingerprint": name,
        "severity": _SEVERITIES[found.severity],
        "location": {"path": document.path, "lines": {"begin": first, "end": last}},
    }
