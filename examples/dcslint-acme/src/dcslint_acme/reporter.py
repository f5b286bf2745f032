"""`--format tally`: how often each rule found something."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dcslint.diagnostic import Report
    from dcslint.reporters.info import RunInfo
    from dcslint.rulebook.rulebook import Rulebook


def report(report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]) -> None:
    """Write one line for each rule that found something: its name and the number."""
    tally: dict[str, int] = {}
    for found in report.diagnostics:
        tally[found.rule] = tally.get(found.rule, 0) + 1
    for rule in sorted(tally):
        write(f"{rule}\t{tally[rule]}\n")
