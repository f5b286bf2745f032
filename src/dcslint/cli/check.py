"""The command `check`: from arguments to a report on every output, and the exit status.

One file's trouble never stops the others: it becomes a failure, the report is written, and the
status is 2 in the end.
"""

from __future__ import annotations

import os
import sys

from dcslint.cli import console, discovery
from dcslint.cli.arguments import name_and_value
from dcslint.cli.clock import today
from dcslint.cli.disk import DiskFiles, reason
from dcslint.cli.outputs import Writer, outputs_of
from dcslint.cli.selection import choose
from dcslint.config import ConfigurationError, Settings
from dcslint.diagnostic import Failure, at_least
from dcslint.engine import Engine
from dcslint.model.project import Project, format_of
from dcslint.source import Document, Overlay

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.cli.arguments import Arguments
    from dcslint.diagnostic import Report
    from dcslint.model.project import Format
    from dcslint.plugins import Installation
    from dcslint.source import Files

STDIN = "-"
# A folder may hold anything; a Dockerfile or a compute spec of that size is none.
MOST_BYTES_IN_AUTO = 2 * 1024 * 1024


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


class Run:
    """Reads files and hands them to the engine, each on its own."""

    __slots__ = ("_auto", "_engine", "_formats", "_project", "_quiet", "_verbose")

    def __init__(
        self, arguments: Arguments, formats: Iterable[Format], project: Project, engine: Engine
    ) -> None:
        self._formats = list(formats)
        self._project = project
        self._engine = engine
        self._auto = arguments.last("--scope")
        self._quiet = arguments.has("--quiet")
        self._verbose = arguments.has("--verbose")

    def lint_paths(self, paths: list[str], unsaved: tuple[str, bytes] | None) -> None:
        """Lint the standard input and everything that the paths lead to."""
        found, troubles = discovery.discover(paths, self._claims_name)
        for trouble in troubles:
            why = trouble.reason + (_command_meant(trouble.path) if trouble.named else "")
            self._trouble(trouble.path, why, named=trouble.named)
        if unsaved is not None:
            path, data = unsaved
            found = [one for one in found if one.path != path]
            self._lint(path, data, auto=self._auto == "auto", named=True)
        for one in found:
            self._lint_file(one)
        self._conclude(paths, found)

    def _claims_name(self, path: str) -> bool:
        return any(one.claims_name(path) for one in self._formats)

    def _lint_file(self, found: discovery.Found) -> None:
        auto = self._auto == "auto" or (not found.named and self._auto != "all")
        most = MOST_BYTES_IN_AUTO if auto else -1
        try:
            with open(found.place, "rb") as file:
                data = file.read(most + 1 if auto else -1)
        except (OSError, ValueError) as error:
            self._trouble(found.path, reason(error), named=found.named)
            return
        if auto and len(data) > most:
            self._skipped(found.path, f"larger than {MOST_BYTES_IN_AUTO // 1024 // 1024} MB")
            return
        self._lint(found.path, data, auto=auto, named=found.named)

    def _lint(self, path: str, data: bytes, *, auto: bool, named: bool) -> None:
        document = Document.from_bytes(path, data)
        document.find_secrets = _find_secrets
        try:
            form = format_of(self._formats, path, document.text)
            if form is None:
                if named and not auto:
                    self._trouble(path, "not a kind of file that dcslint reads", named=True)
                else:
                    self._skipped(path, "not a kind of file that dcslint reads")
            elif auto and not form.may_concern_databricks(document.text):
                self._skipped(path, "not meant for Databricks")
            else:
                unit = form.read(document, self._project)
                if auto and not unit.concerns_databricks():
                    self._skipped(path, "not meant for Databricks")
                else:
                    self._engine.lint(unit, self._project)
        except Exception as error:  # noqa: BLE001 - one file's trouble must not stop the others
            message = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            self._engine.report.failures.append(Failure(message, path=path, error=error))

    def _trouble(self, path: str, why: str, *, named: bool) -> None:
        if named:
            self._engine.report.failures.append(Failure(why, path=path))
        elif not self._quiet:
            console.say("warning", f"{path}: {why}")

    def _skipped(self, path: str, why: str) -> None:
        if self._verbose:
            console.say("note", f"{path}: skipped: {why}")

    def _conclude(self, paths: list[str], found: list[discovery.Found]) -> None:
        report = self._engine.report
        if self._verbose:
            console.say("note", f"{len(report.files)} linted of {len(found)} found")
        if report.files or report.failures or self._quiet or self._auto:
            return
        if all(os.path.isdir(path) for path in paths):
            where = ", ".join(discovery.relative(path) for path in paths)
            words = f"nothing for Databricks below {where}; name a file to lint it anyway"
            console.say("note", words)


def _command_meant(path: str) -> str:
    """A phrase for a path that is not there because it is a misspelt command, or ""."""
    if os.path.exists(path) or not path.isalpha():
        return ""
    from dcslint.cli.arguments import COMMANDS
    from dcslint.rulebook.card import suggest

    return suggest(path, COMMANDS).replace("did you mean", "did you mean the command")


def _find_secrets(text: str) -> list[tuple[int, int]]:
    from dcslint.source.secrets import find_secrets

    return find_secrets(text)


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
