"""Checkstyle's XML, which reviewdog, Jenkins and many editors read."""

from __future__ import annotations

from dcslint.reporters.place import bounds
from dcslint.reporters.visible import message_of
from dcslint.reporters.xml import HEAD, attributes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dcslint.diagnostic import Diagnostic, Report
    from dcslint.reporters.info import RunInfo
    from dcslint.rulebook.rulebook import Rulebook

_SEVERITIES = {"error": "error", "warning": "warning", "note": "info"}


def report(report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]) -> None:
    """Write the files with findings, each finding as an error of its file."""
    del rulebook, info
    by_path: dict[str, list[Diagnostic]] = {}
    for found in report.diagnostics:
        by_path.setdefault(bounds(found.span)[0].path, []).append(found)
    write(f'{HEAD}<checkstyle version="4.3">\n')
    for path, here in by_path.items():
        write(f"  <file{attributes(name=path)}>\n")
        for found in here:
            document, start, _ = bounds(found.span)
            line, column = document.position(start)
            error = attributes(
                line=line,
                column=column,
                severity=_SEVERITIES[found.severity],
                message=message_of(found),
                source=f"dcslint.{found.rule}",
            )
            write(f"    <error{error}/>\n")
        write("  </file>\n")
    write("</checkstyle>\n")
