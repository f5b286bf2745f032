"""The command `check`: from arguments to a report on every output, and the exit status.

What failed on the way does not keep the report from being written; the status is then 2.
"""

from __future__ import annotations

import os
import sys

from dcslint.cli import console, discovery
from dcslint.cli.arguments import name_and_value
from dcslint.cli.clock import today
from dcslint.cli.disk import DiskFiles
from dcslint.cli.outputs import Writer, outputs_of
from dcslint.cli.run import Run
from dcslint.cli.selection import choose, policy_of
from dcslint.config import ConfigurationError, Settings
from dcslint.diagnostic import Failure, at_least
from dcslint.engine import Engine
from dcslint.model.project import Project
from dcslint.source import Overlay
from dcslint.suppress import Context, suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.cli.arguments import Arguments
    from dcslint.diagnostic import Report
    from dcslint.plugins import Installation
    from dcslint.source import Files

STDIN = "-"


def check(arguments: Arguments, installation: Installation) -> int:
    """Lint what the arguments name and write the outputs. Returns the exit status.

    Raises ConfigurationError, before anything is read, for a wrong option.
    """
    day = today(arguments.last("--today"))
    threshold = arguments.last("--fail-on", "warning")
    rulebook = choose(
        installation.rulebook,
        arguments.all("--select"),
        arguments.all("--ignore"),
        arguments.all("--severity"),
    )
    outputs = outputs_of(arguments.options, installation.reporters)
    settings = Settings(
        args=dict(name_and_value("--arg", given) for given in arguments.all("--arg")),
        runtime=_runtime(arguments.last("--runtime")),
        scope=arguments.last("--scope", "all"),
        today=day,
        variables=dict(name_and_value("--var", given) for given in arguments.all("--var")),
        target=arguments.last("--target") or None,
    )
    paths, unsaved = _paths(arguments)
    files: Files = DiskFiles(os.getcwd())
    if unsaved is not None:
        files = _with_unsaved(files, *unsaved)
    engine = Engine(rulebook.rules.values(), installation.facts, day)
    engine.report.failures.extend(installation.failures)
    run = Run(arguments, installation.formats, Project(files, installation.facts, settings), engine)
    run.lint_paths(paths, unsaved)
    report = engine.finish()
    known = installation.rulebook
    context = Context(
        known,
        rulebook.rules.values(),
        formats=installation.formats,
        facts=installation.facts,
        today=day,
        policy=policy_of(arguments, known),
    )
    suppress(report, context)
    status = _status(report, threshold)
    tell(report.failures, debug=arguments.has("--debug"))
    writer = Writer(arguments, installation.reporters, installation.read_card)
    return status if writer.write(outputs, report, rulebook, status) else 2


def _status(report: Report, threshold: str) -> int:
    if report.failures:
        return 2
    return int(any(at_least(found.severity, threshold) for found in report.diagnostics))


def _runtime(given: str) -> str | None:
    if not given:
        return None
    import re

    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,3})?)(?:\.x(?:-.*)?|-LTS)?", given)
    if match is None:
        raise ConfigurationError(f"--runtime is a version such as 15.4, not {given!r}")
    return match[1]


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
    outside = path.startswith("../") or os.path.isabs(path)
    return files if outside else Overlay(files, {path: data})


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
        console.say("error", words)
        error = alike[0].error
        if debug and error is not None:
            console.trace(error)
