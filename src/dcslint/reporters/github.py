"""Annotations in GitHub Actions: workflow commands, with nothing in them that is a second one.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from dcslint.reporters.place import bounds, trimmed
from dcslint.reporters.visible import failure_words, message_of, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dcslint.diagnostic import Diagnostic, Report
    from dcslint.reporters.info import RunInfo
    from dcslint.rulebook.rulebook import Rulebook

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def report(report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]) -> None:
    """Write one command for each finding and each failure."""
    del rulebook, info
    for found in report.diagnostics:
        write(_command(found))
    for failure in report.failures:
        place = f" file={_property(failure.path)}" if failure.path else ""
        write(f"::error{place}::{_data(failure_words(failure))}\n")


def _command(found: Diagnostic) -> str:
    document, start, end = bounds(found.span)
    end = trimmed(document, start, end)
    line, column = document.position(start)
    last, end_column = document.position(end)
    place = f"file={_property(document.path)},line={line},endLine={last}"
    if last == line:  # columns of several lines are refused
        place += f",col={column},endColumn={end_column}"
    title = _property(f"{found.rule} ({found.severity})")
    message = _data(message_of(found))
    return f"::{_COMMANDS[found.severity]} {place},title={title}::{message}\n"


def _data(words: str) -> str:
    """Words as the message of a command; a line ending never gets this far."""
    return visible(words).replace("%", "%25")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
