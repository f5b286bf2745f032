"""Reads what the paths of a run lead to, and hands each file's unit to the engine.

One file's trouble never stops the others: it becomes a failure of the report, or a line on the
console where nobody asked for the file. Judges nothing and writes no output.
"""

from __future__ import annotations

import os

from dcslint.cli import console, discovery
from dcslint.cli.arguments import command_meant
from dcslint.cli.disk import read_any, read_regular, reason
from dcslint.cli.globs import any_of
from dcslint.diagnostic import Failure
from dcslint.model.large import LargeUnit, crowd_of
from dcslint.model.project import Project, format_of, read_unit
from dcslint.source import Document
from dcslint.source.files import FileUnavailableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dcslint.cli.arguments import Arguments
    from dcslint.cli.jobs import Ahead, Apart
    from dcslint.cli.judge import Judge, Judges
    from dcslint.cli.progress import Progress
    from dcslint.model.links.deployment import Link
    from dcslint.model.project import Format, Unit
    from dcslint.plugins import Installation
    from dcslint.source import Files

# The nodes that rules about several files together are for.
TOGETHER = frozenset({"Deployment", "RegistryAccess"})
_POLICIES = frozenset({"IamPolicy", "IamStatement"})
# No Dockerfile and no compute spec that people write is of that size.
MOST_BYTES = 2 * 1024 * 1024
_LOOKED_AT = 8000  # a NUL among the first so many bytes makes a file binary, as for git

_DOCKERFILE = "dockerfile"
_IMAGE_NAME = "opencontainers.image."  # a label that says which image a Dockerfile is for
_MOST_KEPT = 50
_SHOWN = f"{MOST_BYTES // 1024 // 1024} MB"


class Run:
    """Reads files and hands them to the engine of their judge, each on its own.

    `changed` holds the bytes of files that fixes have changed and nobody has written yet: the run
    is then a further one, and says nothing that the first has said.

    links  the containers of all files with the judges of these, once linted; kept where a rule asks
           for them, or with `keep_links`
    units  the units with their judges, under the same conditions; of many Dockerfiles not all
    dockerfiles  the paths of those whose units may be left out
    """

    __slots__ = (
        "_changed",
        "_facts",
        "_files",
        "_formats",
        "_includes",
        "_jobs",
        "_judges",
        "_keep_links",
        "_most_kept",
        "_progress",
        "_projects",
        "_quiet",
        "_report",
        "_say",
        "_search",
        "_verbose",
        "_waiting",
        "dockerfiles",
        "links",
        "units",
    )

    def __init__(
        self,
        arguments: Arguments,
        installation: Installation,
        judges: Judges,
        files: Files,
        changed: Mapping[str, bytes] | None = None,
        *,
        keep_links: bool = False,
    ) -> None:
        self._formats = list(installation.formats)
        self._facts = installation.facts
        self._files = files
        self._judges = judges
        self._projects: dict[int, Project] = {}
        self._keep_links = keep_links
        self._waiting: list[tuple[Unit, Judge]] = []
        self.units: list[tuple[Unit, Judge]] = []
        self.links: list[tuple[Link, Judge]] = []
        self.dockerfiles: set[str] = set()
        self._report = judges.of_run.engine.report
        self._includes = any_of(arguments.all("--include"), os.getcwd())
        self._changed = changed or {}
        self._quiet = arguments.has("--quiet") or changed is not None
        self._verbose = arguments.has("--verbose") and changed is None
        self._jobs = _jobs(arguments.last("--jobs"))
        self._most_kept = _MOST_KEPT
        self._say = console.say
        self._progress = None if self._quiet else _progress()
        self._search = discovery.Search(
            self._claims_name,
            judges.of_run.excludes,
            ignored=arguments.has("--no-gitignore"),
            tell=self._skipped,
            begin=self._progress.folder if self._progress else None,
        )

    def lint_paths(self, paths: list[str], unsaved: tuple[str, bytes] | None) -> None:
        """Lint the standard input and everything that the paths lead to.

        Raises ConfigurationError, before anything is linted, if the configuration of a file is
        wrong.
        """
        found, troubles = discovery.discover(paths, self._search)
        work = [(one, self._judges.of(one.path)) for one in found]
        for trouble in troubles:
            why = trouble.reason
            if trouble.named and not os.path.exists(trouble.path):
                why += command_meant(trouble.path)
            self._trouble(trouble.path, why, named=trouble.named)
        if unsaved is not None:
            path, data = unsaved
            judge = self._judges.of(path)
            work = [(one, its) for one, its in work if one.path != path]
            self._changed = {path: data, **self._changed}
            self._lint_file(discovery.Found(path, path, named=True), judge)
        ahead = self._ahead(work)
        numbered = list(enumerate(work))
        for number, (one, judge) in self._progress.over(numbered) if self._progress else numbered:
            part = ahead.take(number) if ahead is not None else None
            if part is None:
                self._lint_file(one, judge)
            else:
                self._take_over(part, one, judge)
        self._lint_together(paths)
        self._conclude(paths, found)

    def _ahead(self, work: list[tuple[discovery.Found, Judge]]) -> Ahead | None:
        """Other processes that lint the Dockerfiles, if there are enough of them for that."""
        if self._jobs < 2:
            return None
        from dcslint.cli.jobs import Ahead, Apart

        claims = next(one for one in self._formats if one.name == _DOCKERFILE).claims_name
        places = [
            at
            for at, (one, _) in enumerate(work)
            if claims(one.path) and (not one.named or os.path.isfile(one.place))
        ]
        of_run = self._judges.of_run.engine
        notes: list[tuple[str, str]] = []

        def begin() -> None:
            """Forget what this process has been given of what was found before it began."""
            self._say = lambda kind, words: notes.append((kind, words))
            self._most_kept = 0
            for _, judge in work:
                judge.engine.take()
            of_run.take()

        def lint(place: int) -> Apart | None:
            """Lint one file; None if that is better done where all files are."""
            one, judge = work[place]
            self._lint_file(one, judge)
            part = Apart(judge.engine.take(), of_run.take(), notes[:])
            part.is_kept, part.is_listed = bool(self.units), bool(self.dockerfiles)
            waits = bool(self._waiting)
            for kept in (notes, self.units, self.dockerfiles, self._waiting):
                kept.clear()
            return None if waits else part

        return Ahead(places, self._jobs, lint, begin)

    def _take_over(self, part: Apart, found: discovery.Found, judge: Judge) -> None:
        """Take over what another process found in a file, as if it had been linted here."""
        judge.engine.absorb(part.found)
        self._judges.of_run.engine.absorb(part.found_of_run)
        for kind, words in part.notes:
            self._say(kind, words)
        if part.is_listed:
            self.dockerfiles.add(found.path)
        if part.is_kept or (part.is_listed and len(self.dockerfiles) <= self._most_kept):
            # What is judged together needs the unit here.
            data = self._read(found)
            document = None if data is None else Document.from_bytes(found.path, data)
            form = None if document is None else format_of(self._formats, found.path, document.text)
            if document is not None and form is not None:
                document.find_secrets = find_secrets_in
                self.units.append((read_unit(form, document, self.project_of(judge)), judge))

    def _claims_name(self, path: str) -> bool:
        return any(one.claims_name(path) for one in self._formats) or self._includes(path)

    def _lint_file(self, found: discovery.Found, judge: Judge) -> None:
        auto = judge.scope == "auto" or (not found.named and judge.scope != "all")
        # Who hands over every file that changed leaves the choice to the configuration.
        if (not found.named or judge.scope == "auto") and judge.excludes(found.path):
            self._skipped(found.path, "excluded")
            return
        auto = auto and not judge.is_listed(found.path)
        data = self._read(found)
        if data is None:
            return
        if auto and len(data) > MOST_BYTES:
            self._skipped(found.path, f"larger than {_SHOWN}")
            return
        if auto and b"\0" in data[:_LOOKED_AT]:
            self._skipped(found.path, "a binary file")
            return
        self._lint(found.path, data, judge, auto=auto, named=found.named)

    def _read(self, found: discovery.Found) -> bytes | None:
        """The bytes of a file, or one more than the most; None, after saying why, without any."""
        data = self._changed.get(found.path)
        if data is not None:
            return data
        try:
            # Who names a pipe wants it to be waited for.
            read = read_any if found.named else read_regular
            return read(found.place, MOST_BYTES + 1)
        except (OSError, ValueError) as error:
            self._trouble(found.path, reason(error), named=found.named)
            return None

    def _lint(self, path: str, data: bytes, judge: Judge, *, auto: bool, named: bool) -> None:
        if len(data) > MOST_BYTES:
            judge.engine.lint(LargeUnit(path, most=_SHOWN), self.project_of(judge))
            return
        document = Document.from_bytes(path, data)
        document.find_secrets = find_secrets_in
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
                project = self.project_of(judge)
                most = crowd_of(document.text)
                unit = LargeUnit(path, most=most) if most else read_unit(form, document, project)
                if isinstance(unit, LargeUnit):
                    if auto:
                        self._skipped(path, f"more than {unit.most}")
                    else:
                        judge.engine.lint(unit, project)
                elif auto and not unit.concerns_databricks():
                    if any(True for _ in unit.nodes("IamPolicy")):
                        self._waiting.append((unit, judge))
                    else:
                        self._skipped(path, "not meant for Databricks")
                else:
                    judge.engine.lint(unit, project)
                    wanted = not (TOGETHER | _POLICIES).isdisjoint(judge.engine.rules)
                    if not (self._keep_links or wanted) or not self._keep(unit, judge, form):
                        release = getattr(unit, "release", None)
                        if release is not None:  # nobody needs it any more
                            release()
        except Exception as error:  # noqa: BLE001 - one file's trouble must not stop the others
            self._report.failures.append(failure_of(error, path))

    def _keep(self, unit: Unit, judge: Judge, form: Format) -> bool:
        """Keep a unit for what is judged together; of many Dockerfiles only those that name images.

        One that a cluster turns out to run is read again: few are, and the rest would fill memory.
        """
        if form.name == _DOCKERFILE and _IMAGE_NAME not in unit.document.text:
            self.dockerfiles.add(unit.document.path)
            if len(self.dockerfiles) > self._most_kept:
                return False
        self.units.append((unit, judge))
        return True

    def _lint_together(self, paths: list[str]) -> None:
        """Judge what several files make together, and lint the Dockerfiles of clusters too."""
        self._lint_policies()
        units = [
            unit
            for unit, judge in self.units
            if self._keep_links or not TOGETHER.isdisjoint(judge.engine.rules)
        ]
        if not any(True for unit in units for _ in unit.nodes("Container")):
            return
        from dcslint.cli.linking import Linking, builds_among

        folders = [path for path in paths if os.path.isdir(path)]
        linking = Linking(self.units, self.project_of, self.dockerfiles)
        self.links = linking.links(builds_among(paths, self._search, self._files))
        linking.judge(self.links, looked=bool(folders))
        linking.judge_access()
        for path, judge in linking.unlinted(folders):
            self._also(path, judge)
        if linking.unlooked and self._verbose:
            words = "what builds the images of clusters was not looked for; name a folder for that"
            console.say("note", words)

    def _lint_policies(self) -> None:
        """Lint the policies that say nothing of Databricks, if a cluster may pull by them."""
        if not self._waiting:
            return
        from dcslint.model.links.access import may_serve_clusters, uses_roles

        needed = any(uses_roles(unit) for unit, _ in self.units)
        for unit, judge in self._waiting:
            path = unit.document.path
            if not needed or not may_serve_clusters(unit, self._facts):
                self._skipped(path, "not meant for Databricks")
                continue
            if self._verbose:
                console.say("note", f"{path}: linted, as a cluster may pull by its policy")
            judge.engine.lint(unit, self.project_of(judge))
            self.units.append((unit, judge))

    def _also(self, path: str, judge: Judge) -> None:
        """Lint a file that belongs to one that was linted."""
        if judge.excludes(path):
            return
        try:
            data = self._files.read(path)
        except FileUnavailableError:
            return
        if self._verbose:
            console.say("note", f"{path}: linted, as a cluster runs what it builds")
        self._lint(path, data, judge, auto=False, named=False)

    def project_of(self, judge: Judge) -> Project:
        """The files that one judge judges, as one project."""
        project = self._projects.get(id(judge))
        if project is None:
            project = Project(self._files, self._facts, judge.settings)
            self._projects[id(judge)] = project
        return project

    def _trouble(self, path: str, why: str, *, named: bool) -> None:
        if named:
            self._report.failures.append(Failure(why, path=path))
        elif not self._quiet:
            self._say("warning", f"{path}: {why}")

    def _skipped(self, path: str, why: str) -> None:
        if self._verbose:
            self._say("note", f"{path}: skipped: {why}")

    def _conclude(self, paths: list[str], found: list[discovery.Found]) -> None:
        linted = self._judges.linted()
        if self._verbose:
            console.say("note", f"{linted} linted of {len(found)} found")
        if linted or self._report.failures or self._quiet or self._judges.of_run.scope:
            return
        if all(os.path.isdir(path) for path in paths):
            where = ", ".join(discovery.relative(path) for path in paths)
            words = f"nothing for Databricks below {where}; name a file to lint it anyway"
            console.say("note", words)


def _jobs(given: str) -> int:
    if not given:
        return 1
    from dcslint.cli.jobs import jobs_of

    return jobs_of(given)


def _progress() -> Progress | None:
    if not console.can_draw():
        return None
    from dcslint.cli.progress import Progress

    return Progress()


def failure_of(error: Exception, path: str) -> Failure:
    """What a file's trouble is told as."""
    message = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Failure(message, path=path, error=error)


def find_secrets_in(text: str) -> list[tuple[int, int]]:
    """The secrets that any text may hold, as ranges; imported when somebody asks."""
    from dcslint.source.secrets import find_secrets

    return find_secrets(text)
