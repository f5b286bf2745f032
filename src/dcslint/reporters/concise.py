"""A finding on one line: a format, what `text` begins with, and what a card's output shows."""

from __future__ import annotations

from dcslint.reporters.place import bounds
from dcslint.reporters.visible import message_of, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dcslint.diagnostic import Diagnostic, Report
    from dcslint.reporters.info import RunInfo
    from dcslint.rulebook.rulebook import Rulebook
    from dcslint.source import Span


def report(report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]) -> None:
    """Write the findings, a line each, and nothing else."""
    del rulebook, info
    for found in report.diagnostics:
        write(concise_line(found) + "\n")


def concise_line(diagnostic: Diagnostic) -> str:
    """`path:line:column: severity: message [rule]`, without a line ending."""
    message = visible(message_of(diagnostic))
    return f"{place_of(diagnostic.span)}: {diagnostic.severity}: {message} [{diagnostic.rule}]"


def place_of(span: Span) -> str:
    """`path:line:column` of where a span begins."""
    document, start, _ = bounds(span)
    line, column = document.position(start)
    return f"{visible(document.path)}:{line}:{column}"
