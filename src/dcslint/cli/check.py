"""The command `check`: from arguments to a report on every output, and the exit status.

What failed on the way does not keep the report from being written; the status is then 2.
"""

from __future__ import annotations

import os
import sys

from dcslint.cli import console, discovery
from dcslint.cli.clock import today
from dcslint.cli.comparison import Comparison, mending
from dcslint.cli.disk import DiskFiles
from dcslint.cli.judge import Judges
from dcslint.cli.outputs import Writer, outputs_of
from dcslint.cli.run import Run
from dcslint.config import ConfigurationError
from dcslint.diagnostic import Failure, at_least
from dcslint.source import Overlay

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dcslint.cli.arguments import Arguments
    from dcslint.cli.configuration import Configurations
    from dcslint.diagnostic import Report
    from dcslint.plugins import Installation
    from dcslint.source import Files

STDIN = "-"


def check(arguments: Arguments, configurations: Configurations, installation: Installation) -> int:
    """Lint what the arguments name and write the outputs. Returns the exit status.

    `arguments` are those in force for the whole run. Raises ConfigurationError, before anything is
    read, for a wrong option.
    """
    day = today(arguments.last("--today"))
    threshold = arguments.last("--fail-on", "warning")
    outputs = outputs_of(arguments.options, installation.reporters)
    paths, unsaved = _paths(arguments)
    files: Files = DiskFiles(os.getcwd())
    if unsaved is not None:
        files = _with_unsaved(files, *unsaved)
    mend = mending(arguments, unsaved=unsaved is not None)
    comparison = Comparison(arguments, installation.rulebook, unsaved and unsaved[0])
    judges = Judges(configurations, installation, day)
    Run(arguments, installation, judges, files).lint_paths(paths, unsaved)
    report, fixed = judges.report(), 0
    succeeded = comparison.record(report, judges.rulebook())
    comparison.narrow(report, judges.rulebook())
    if mend:

        def lint_again(mended: dict[str, bytes]) -> Report:
            again = Judges(configurations, installation, day)
            over = Overlay(files, {path: data for path, data in mended.items() if is_inside(path)})
            Run(arguments, installation, again, over, mended).lint_paths(paths, unsaved)
            found = again.report()
            comparison.narrow(found, again.rulebook())
            return found

        report, fixed, succeeded = _fixed(arguments, mend, report, lint_again, unsaved)
        if mend == "diff" or unsaved is not None:  # the standard output is the fixes'
            outputs = [output for output in outputs if output.file]
    status = _status(report, threshold)
    tell(report.failures, debug=arguments.has("--debug"))
    writer = Writer(
        arguments, installation.reporters, installation.read_card, fixed, fixes_all=mend == "fix"
    )
    succeeded = writer.write(outputs, report, judges.rulebook(), status) and succeeded
    return status if succeeded else 2


def _fixed(
    arguments: Arguments,
    mend: str,
    report: Report,
    lint: Callable[[dict[str, bytes]], Report],
    unsaved: tuple[str, bytes] | None,
) -> tuple[Report, int, bool]:
    """Fix or show what fixes would do. Returns the report, how many were fixed, and success.

    The report of a diff is of the files as they are.
    """
    from dcslint.cli import fixing

    fixes = fixing.fix(report, lint, unsafe=arguments.has("--unsafe-fixes"))
    if mend == "diff":
        return report, 0, fixing.show_diff(fixes, arguments)
    skipped: tuple[str, ...] = ()
    if unsaved is not None:
        path, data = unsaved
        skipped = (path,)
        console.write_bytes(fixes.data().get(path, data))
    failed = fixing.write(fixes, lint, skipped)
    fixed = [one for one in fixes.applied if one.path not in failed]
    return fixes.report, len(fixed), True


def _status(report: Report, threshold: str) -> int:
    if report.failures:
        return 2
    return int(any(at_least(found.severity, threshold) for found in report.diagnostics))


def _paths(arguments: Arguments) -> tuple[list[str], tuple[str, bytes] | None]:
    """The paths to lint, and the name and bytes of the standard input if it is to be linted."""
    name = arguments.last("--stdin-filename")
    words = list(dict.fromkeys(arguments.words))
    if name and not words:
        words = [STDIN]
    if STDIN not in words:
        if name:
            raise ConfigurationError("--stdin-filename goes with the path '-'")
        return words or ["."], None
    words.remove(STDIN)
    if sys.stdin is None:
        raise ConfigurationError("there is no standard input to read")
    shown = discovery.relative(name) if name else "stdin"
    return words, (shown, sys.stdin.buffer.read())


def _with_unsaved(files: Files, path: str, data: bytes) -> Files:
    """The files with the standard input over the file that it is a version of."""
    return Overlay(files, {path: data}) if is_inside(path) else files


def is_inside(path: str) -> bool:
    """Whether a path, as shown, is of a file below the working directory."""
    return not path.startswith("../") and not os.path.isabs(path)


def tell(failures: Iterable[Failure], *, debug: bool = False) -> None:
    """Say what failed, one line each; a rule that fails the same way in many files is one line."""
    grouped: dict[tuple[str | None, str | None, str], list[Failure]] = {}
    for failure in failures:
        key = (failure.rule, None if failure.rule else failure.path, failure.message)
        grouped.setdefault(key, []).append(failure)
    for (rule, path, message), alike in grouped.items():
        words = message
        if rule:
            where = f" in {alike[0].path}" if alike[0].path else ""
            others = {one.path for one in alike} - {alike[0].path}
            more = f" and {len(others)} more" if others else ""
            words = f"the rule {rule} failed{where}{more}: {message}"
        elif path:
            words = f"{path}: {message}"
        error = alike[0].error
        if error is not None:
            words = console.masked(words)
        console.say("error", words)
        if debug and error is not None:
            console.trace(error)
