"""The command `lsp`: the language server on the standard streams, and the linter it is handed.

The linter judges a folder as `dcslint check --scope auto` does when it is run in it.
"""

from __future__ import annotations

import gc
import os

from dcslint.cli.arguments import Arguments
from dcslint.cli.baseline import Ran, read_baseline
from dcslint.cli.clock import today
from dcslint.cli.configuration import Configurations
from dcslint.cli.discovery import SKIPPED, Search, walk
from dcslint.cli.disk import DiskFiles
from dcslint.cli.gitignore import is_ignored
from dcslint.cli.judge import Judge
from dcslint.cli.run import MOST_BYTES, TOGETHER, failure_of, find_secrets_in
from dcslint.config import ConfigurationError
from dcslint.diagnostic import Failure
from dcslint.model.large import crowd_of
from dcslint.model.links.search import may_build, plans_in
from dcslint.model.project import Project, format_of, read_unit
from dcslint.source import Document, FileUnavailableError, Overlay
from dcslint.suppress import Context, suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dcslint.cli.baseline import Baseline
    from dcslint.diagnostic import Diagnostic, Report
    from dcslint.lsp.linter import Batch, Choices, Linted, Reads
    from dcslint.model.links.build import Renaming
    from dcslint.model.links.search import Plan
    from dcslint.model.project import Unit
    from dcslint.plugins import Installation

_COLLECTION = (5_000, 10, 10)
_WITHOUT_EXTRA = "the language server needs the extra: python -m pip install 'dcslint[lsp]'"


def lsp(arguments: Arguments, installation: Installation) -> int:
    """Serve an editor on the standard streams until it says goodbye. Returns the exit status.

    Raises ConfigurationError if pygls is not installed.
    """
    if arguments.words:
        raise ConfigurationError(f"'dcslint lsp' takes no {arguments.words[0]!r}")
    try:
        from dcslint.lsp.server import Server
    except ImportError as error:
        if error.name is None or error.name.partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise ConfigurationError(_WITHOUT_EXTRA) from None
    day = today(arguments.last("--today"))
    given = [one for one in arguments.options if one[0] in ("--config", "--isolated")]

    def make_linter(root: str, choices: Choices) -> FolderLinter:
        return FolderLinter(root, choices, installation, day, given)

    # A start puts off collection, as a short process leaves little; this one stays for days. What
    # was loaded so far stays too, and need not be looked at each time.
    gc.freeze()
    gc.set_threshold(*_COLLECTION)
    Server(make_linter, day).start_io()
    return 0


class FolderLinter:
    """Lints one folder: what `dcslint.lsp.linter.Linter` asks for."""

    def __init__(
        self,
        root: str,
        choices: Choices,
        installation: Installation,
        day: str,
        given: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Take what the editor chooses, and which configuration was given to the server.

        Raises ConfigurationError for what is wrong.
        """
        self.root = root
        self.formats = installation.formats
        self.facts = installation.facts
        # What the editor says goes before the configuration of the folder.
        configurations = Configurations(Arguments("check", [], [*given, *_options(choices)]))
        configuration = configurations.of_folder(os.path.abspath(root))
        in_force = configurations.in_force(configuration)
        judge = Judge(in_force, installation, root, day)
        self.rulebook = judge.rulebook
        self.excludes = judge.excludes
        self.ignored = in_force.has("--no-gitignore")
        self.settings = judge.settings
        self.settings.scope = "auto"
        # Options have paths as seen from where the server was started; here all are from the root.
        images = self.settings.images.items()
        self.settings.images = {image: _seen_from(root, path) for image, path in images}
        self.judge = judge
        self.engine = judge.engine
        # A comment that silences what several files make together did something all the same.
        alone = [one for one in judge.rulebook.rules.values() if one.signature[0] not in TOGETHER]
        self.context = Context(
            installation.rulebook,
            alone,
            formats=installation.formats,
            facts=installation.facts,
            today=day,
            policy=judge.context.policy,
            judging=judge.context.judging,
        )
        self.failures: list[Failure] = list(installation.failures)
        self.ran = Ran(installation.rulebook, judge.rulebook)
        baseline = in_force.last("--baseline")
        places = {os.path.abspath(baseline), os.path.realpath(baseline)} if baseline else ()
        self.rests_on = frozenset(places)
        self.baseline = self._read_baseline(baseline)
        # What files say of builds, and the policies that say nothing of Databricks: by path.
        self.plans: dict[str, list[Plan | Renaming]] = {}
        self.policies: dict[str, Unit] = {}

    def _read_baseline(self, path: str) -> Baseline | None:
        """The baseline that is configured; one that cannot be read is told, and all is shown."""
        try:
            return read_baseline(path, self.root) if path else None
        except ConfigurationError as error:
            self.failures.append(Failure(str(error)))
            return None

    def new_in(self, report: Report) -> list[Diagnostic]:
        """The findings that no baseline holds."""
        return (
            report.diagnostics if self.baseline is None else self.baseline.new_in(report, self.ran)
        )

    def paths(self) -> list[str]:
        """The files below the folder whose name a format claims, or which may build, sorted."""
        search = Search(self._claims_name, self.excludes, ignored=self.ignored)
        return walk(self.root, "", search)[0]

    def _claims_name(self, path: str) -> bool:
        claimed = any(one.claims_name(path) for one in self.formats) or may_build(path)
        return claimed and not self.excludes(path)

    def claims(self, path: str) -> bool:
        """Whether a walk over the folder would find a file of that path."""
        folders = path.split("/")[:-1]
        if SKIPPED.intersection(folders) or not self._claims_name(path):
            return False
        return self.ignored or not is_ignored(self.root, path)

    def take_failures(self) -> list[Failure]:
        """What failed since the last call."""
        failures, self.failures = self.failures, []
        return failures

    def card(self, rule: str) -> str:
        """Title, reasons and sources of a rule in Markdown."""
        found = self.rulebook.rules.get(rule)
        if found is None:
            return ""
        sources = "\n".join(f"*Source: {source}*  " for source in found.sources)
        return f"**{found.name}**: {found.title}\n\n{found.why}\n\n{sources}"

    def batch(self, unsaved: Mapping[str, bytes]) -> Batch:
        """The folder as it is now."""
        return _Batch(self, unsaved)


class _Batch:
    """Linting against one state of the folder; what files share is read once."""

    def __init__(self, linter: FolderLinter, unsaved: Mapping[str, bytes]) -> None:
        from dcslint.lsp.linter import RecordingFiles, Shared

        self._linter = linter
        self._files = RecordingFiles(Overlay(DiskFiles(linter.root), unsaved))
        self._project = Project(self._files, linter.facts, linter.settings)
        self._project.shared = Shared(self._files)

    def lint(self, path: str) -> Linted | None:
        """What one file gives, judged only if it is meant for Databricks."""
        from dcslint.lsp.linter import Linted, Reads

        self._files.reads = reads = Reads()
        self._linter.plans.pop(path, None)
        self._linter.policies.pop(path, None)
        try:
            data = self._files.read(path)
        except FileUnavailableError:
            return None
        if len(data) > MOST_BYTES:
            return None
        document = Document.from_bytes(path, data)
        if crowd_of(document.text):
            return None
        document.find_secrets = find_secrets_in
        try:
            if may_build(path):
                self._linter.plans[path] = plans_in(document)
            return self._lint(document, reads)
        except Exception as error:  # noqa: BLE001 - a plugin's reader must not end the server
            self._linter.failures.append(failure_of(error, path))
            return Linted(None, [], reads)

    def _lint(self, document: Document, reads: Reads) -> Linted | None:
        from dcslint.lsp.linter import Linted

        form = format_of(self._linter.formats, document.path, document.text)
        listed = self._linter.judge.is_listed(document.path)
        if form is None or not (listed or form.may_concern_databricks(document.text)):
            return None
        unit = read_unit(form, document, self._project)
        if not (listed or unit.concerns_databricks()):
            if any(True for _ in unit.nodes("IamPolicy")):
                self._linter.policies[document.path] = unit
            return Linted(None, [], reads)
        engine = self._linter.engine
        engine.start()
        engine.lint(unit, self._project)
        report = suppress(engine.finish(), self._linter.context)
        self._linter.failures.extend(report.failures)
        return Linted(unit, self._linter.new_in(report), reads)

    def lint_together(self, units: list[Unit]) -> list[Diagnostic]:
        """The findings that rest on several files; those in files that are linted for others."""
        linter = self._linter
        if not any(one.signature[0] in TOGETHER for one in linter.rulebook.rules.values()):
            return []
        if not any(True for unit in units for _ in unit.nodes("Container")):
            return []
        from dcslint.cli.linking import judge_together
        from dcslint.lsp.linter import Reads

        self._files.reads = Reads()  # whatever changes, all is judged together again
        engine = linter.engine
        engine.start()
        plans = [plan for path in sorted(linter.plans) for plan in linter.plans[path]]
        judge_together(engine, self._project, units, list(linter.policies.values()), plans)
        report = suppress(engine.finish(), linter.judge.context)
        linter.failures.extend(report.failures)
        return linter.new_in(report)


def _seen_from(root: str, path: str) -> str:
    """A path relative to the working directory as one relative to `root`, links left out."""
    folder, name = os.path.split(path)
    place = os.path.join(os.path.realpath(folder), name)
    return os.path.relpath(place, os.path.realpath(root)).replace(os.sep, "/")


def _options(choices: Choices) -> Iterator[tuple[str, str]]:
    """What the editor chooses, as options."""
    for key in ("select", "ignore"):
        given = choices.get(key) or []
        for word in [given] if isinstance(given, str) else given:
            yield f"--{key}", str(word)
    for key, option in (("severity", "--severity"), ("args", "--arg"), ("vars", "--var")):
        table = choices.get(key)
        if isinstance(table, dict):
            for name, value in table.items():
                yield option, f"{name}={value}"
    for key in ("runtime", "target"):
        if choices.get(key):
            yield f"--{key}", str(choices[key])
