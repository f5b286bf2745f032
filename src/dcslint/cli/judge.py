"""Who judges which file: rules, settings and engine by the configuration nearest to it.

Files of one configuration are one project. Their reports are put together in the end. Reads and
lints nothing itself.
"""

from __future__ import annotations

import os

from dcslint.cli import discovery
from dcslint.cli.arguments import name_and_value, subject
from dcslint.cli.globs import any_of
from dcslint.cli.selection import choose, limit_of, policy_of
from dcslint.config import ConfigurationError, Settings
from dcslint.diagnostic import Report, in_order
from dcslint.engine import Engine
from dcslint.rulebook.rulebook import Rulebook
from dcslint.source.regex import regex
from dcslint.suppress import Context, suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dcslint.cli.arguments import Arguments
    from dcslint.cli.configuration import Configuration, Configurations
    from dcslint.diagnostic import Diagnostic
    from dcslint.plugins import Installation
    from dcslint.rulebook.rule import Rule

_RUNTIME = regex(r"(\d{1,3}(?:\.\d{1,3})?)(?:\.x(?:-.*)?|-LTS)?")


class Judge:
    """What judges the files of one configuration.

    scope     as given, "" if it was not
    excludes  says of a path whether it is left out
    """

    __slots__ = ("context", "engine", "excludes", "rulebook", "scope", "settings")

    def __init__(
        self, arguments: Arguments, installation: Installation, root: str, day: str
    ) -> None:
        """Make it of the options in force; paths are relative to `root`.

        Raises ConfigurationError for a wrong option.
        """
        known = installation.rulebook
        self.rulebook = choose(
            known,
            arguments.all("--select"),
            arguments.all("--ignore"),
            arguments.all("--severity"),
            limit_of(arguments),
        )
        self.scope = arguments.last("--scope")
        self.excludes: Callable[[str], bool] = any_of(arguments.all("--exclude"), root)
        self.settings = settings_of(arguments, day)
        self.engine = Engine(self.rulebook.rules.values(), installation.facts, day)
        self.context = Context(
            known,
            self.rulebook.rules.values(),
            formats=installation.formats,
            facts=installation.facts,
            today=day,
            policy=policy_of(arguments, known, root),
        )

    def is_listed(self, path: str) -> bool:
        """Whether the configuration says that a file is for Databricks."""
        return path in self.settings.images.values()


class Judges:
    """The judges of a run, each made when the first file of its configuration comes."""

    __slots__ = ("_by_configuration", "_configurations", "_day", "_installation", "of_run")

    def __init__(
        self, configurations: Configurations, installation: Installation, day: str
    ) -> None:
        self._by_configuration: dict[int, Judge] = {}
        self._configurations = configurations
        self._installation = installation
        self._day = day
        self.of_run = self._of(configurations.of_run())
        self.of_run.engine.report.failures.extend(installation.failures)

    def of(self, path: str) -> Judge:
        """The judge of a file. Raises ConfigurationError if its configuration is wrong."""
        return self._of(self._configurations.of_path(path))

    def _of(self, configuration: Configuration) -> Judge:
        judge = self._by_configuration.get(id(configuration))
        if judge is None:
            in_force = self._configurations.in_force(configuration)
            judge = Judge(in_force, self._installation, os.getcwd(), self._day)
            self._by_configuration[id(configuration)] = judge
        return judge

    def rulebook(self) -> Rulebook:
        """The rules that ran, as the first judge that has them does."""
        rules: dict[str, Rule] = {}
        for judge in self._by_configuration.values():
            rules.update(
                {name: one for name, one in judge.rulebook.rules.items() if name not in rules}
            )
        return Rulebook(rules.values())

    def linted(self) -> int:
        """How many files were linted."""
        return sum(len(judge.engine.report.files) for judge in self._by_configuration.values())

    def report(self) -> Report:
        """All that was found, suppressions applied."""
        reports = [
            suppress(judge.engine.finish(), judge.context)
            for judge in self._by_configuration.values()
        ]
        return reports[0] if len(reports) == 1 else _together(reports)


def _together(reports: Iterable[Report]) -> Report:
    whole = Report()
    for report in reports:
        whole.files += report.files
        whole.addressed += report.addressed
        whole.failures += report.failures
        whole.unjudged += report.unjudged
        whole.diagnostics += report.diagnostics
        whole.suppressed += report.suppressed
    whole.files.sort()
    whole.unjudged.sort(key=lambda one: (one.span.document.path, one.span.start))
    # A file that files of two configurations draw in is judged for both.
    whole.diagnostics = _each_once(whole.diagnostics)
    whole.suppressed = _each_once(whole.suppressed)
    return whole


def _each_once(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    seen = {(one.rule, one.path, one.span.start, one.span.end, one.message): one for one in found}
    return in_order(seen.values())


def settings_of(arguments: Arguments, day: str) -> Settings:
    """What reaches the model. Raises ConfigurationError for a value that is none."""
    return Settings(
        args=dict(name_and_value("--arg", given) for given in arguments.all("--arg")),
        runtime=_runtime(arguments.last("--runtime")),
        scope=arguments.last("--scope", "all"),
        today=day,
        variables=dict(name_and_value("--var", given) for given in arguments.all("--var")),
        target=arguments.last("--target") or None,
        images=dict(_image_and_path(given) for given in arguments.all("--image")),
    )


def _image_and_path(given: str) -> tuple[str, str]:
    """An image and its Dockerfile, by the path that outputs have: "./Dockerfile" is that too."""
    image, path = name_and_value("--image", given)
    if not path:
        raise ConfigurationError(f"--image {given}: give it as IMAGE=FILE")
    return image, discovery.relative(path)


def _runtime(given: str) -> str | None:
    if not given:
        return None
    match = _RUNTIME.fullmatch(given)
    if match is None:
        what = subject("--runtime", given)
        raise ConfigurationError(f"{what} is a version such as 15.4, not {str(given)!r}")
    return match[1]
