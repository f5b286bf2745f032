"""Clusters and the Dockerfiles of their images, over all files of a run.

Imported only where a cluster has an image. Asks the model which belong together, and the engine of
each cluster's configuration to judge them; says of every other cluster why there was nothing to
judge.
"""

from __future__ import annotations

import os

from dcslint.cli import discovery
from dcslint.model.links.deployment import (
    LINKED,
    NONE,
    OWN,
    SEVERAL,
    UNNAMED,
    DeploymentUnit,
    Link,
    Linker,
)
from dcslint.model.links.search import builds_from, find_builds, may_build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dcslint.cli.discovery import Search
    from dcslint.cli.judge import Judge
    from dcslint.engine import Engine
    from dcslint.model.links.build import Build, Renaming
    from dcslint.model.links.search import Plan
    from dcslint.model.project import Project, Unit
    from dcslint.source import Files

_TOGETHER = "Deployment"
_NOT_FOUND = "no Dockerfile here is known to be what this image is built of"
_NOT_LOOKED = "only the files named were read: what this image is built of was not looked for"
_NO_NAME = "the repository of this image is not known"


class Linking:
    """The units of a run with their judges.

    linted    paths of files that were linted, and whose units are not at hand
    unlooked  whether a cluster was left without a Dockerfile because nobody looked for it
    """

    __slots__ = ("_linked", "_linted", "_project_of", "_units", "unlooked")

    def __init__(
        self,
        units: Iterable[tuple[Unit, Judge]],
        project_of: Callable[[Judge], Project],
        linted: Iterable[str] = (),
    ) -> None:
        self._units = list(units)
        self._linted = set(linted)
        self._project_of = project_of
        self._linked: list[tuple[Link, Judge]] = []
        self.unlooked = False

    def links(self, builds_known: Callable[[], list[Build]]) -> list[tuple[Link, Judge]]:
        """The containers of all units, linked where that can be told.

        `builds_known` gives the builds that files tell of; asked only if there is need.
        """
        units = [unit for unit, _ in self._units]
        judges = {id(judge): judge for _, judge in self._units}
        opened = []
        for judge in judges.values():
            linker = Linker(self._project_of(judge), units)
            own = [unit for unit, its in self._units if its is judge]
            opened.append((linker, linker.open(own), judge))
        needed = any(link.status == NONE for _, links, _ in opened for link in links)
        builds = builds_known() if needed else []
        for linker, links, judge in opened:
            linker.close(links, builds)
            self._linked.extend((link, judge) for link in links)
        return self._linked

    def judge(self, links: Iterable[tuple[Link, Judge]], *, looked: bool) -> None:
        """Judge those that are linked; note of the others why not. `looked`: in whole folders."""
        for link, judge in links:
            if link.status == LINKED:
                judge.engine.judge(DeploymentUnit(link), self._project_of(judge))
                continue
            reason = reason_of(link, looked=looked)
            written = link.container.written
            if reason and written is not None:
                judge.engine.pass_over(written.span, reason, _TOGETHER)
            self.unlooked = self.unlooked or (link.status == NONE and not looked)

    def judge_access(self) -> None:
        """Judge the clusters whose image is in Amazon ECR with the policies of all files."""
        from dcslint.model.links.access import accesses

        judges = {id(unit): judge for unit, judge in self._units}
        for one in accesses(unit for unit, _ in self._units):
            judge = judges[id(one.unit)]
            judge.engine.judge(one, self._project_of(judge))

    def unlinted(self, folders: list[str]) -> Iterator[tuple[str, Judge]]:
        """The linked Dockerfiles in the folders that were not linted, with the cluster's judge."""
        known = {*self._linted, *(unit.document.path for unit, _ in self._units)}
        shown = [discovery.relative(folder) for folder in folders]
        for link, judge in self._linked:
            if link.deployment is None:
                continue
            path = link.deployment.build.dockerfile
            inside = any(one == "." or path.startswith(f"{one}/") for one in shown)
            if inside and path not in known:
                known.add(path)
                yield path, judge


def judge_together(
    engine: Engine,
    project: Project,
    units: list[Unit],
    policies: list[Unit],
    plans: Iterable[Plan | Renaming],
) -> None:
    """Judge what the units of one project make together, as a run over its folder does.

    `policies` are units with IAM policies that say nothing of Databricks; `plans` is what the files
    of the project say of builds.
    """
    from dcslint.model.image.format import DockerfileFormat
    from dcslint.model.links.access import accesses, may_serve_clusters, uses_roles

    linker = Linker(project, units)
    links = linker.open(units)
    if any(link.status == NONE for link in links):
        linker.close(links, builds_from(plans, project.files.exists))
    known = {unit.document.path for unit in units}
    for link in links:
        if link.deployment is not None:
            engine.judge(DeploymentUnit(link), project)
            document = link.deployment.image.document
            if document.path not in known:
                known.add(document.path)
                engine.lint(DockerfileFormat().read(document, project), project)
    if any(uses_roles(unit) for unit in units):
        for unit in policies:
            if may_serve_clusters(unit, project.facts):
                engine.lint(unit, project)
                units = [*units, unit]
    for access in accesses(units):
        engine.judge(access, project)


def reason_of(link: Link, *, looked: bool) -> str:
    """Why a container has no Dockerfile to be judged with; "" for one that needs none."""
    if link.status == NONE:
        return _NOT_FOUND if looked else _NOT_LOOKED
    if link.status == SEVERAL:
        names = dict.fromkeys(build.dockerfile for build in link.candidates)
        return f"more than one Dockerfile may be what it is built of: {', '.join(names)}"
    if link.status == UNNAMED:
        return _NO_NAME
    return "" if link.status == OWN else link.why


def builds_among(paths: Iterable[str], search: Search, files: Files) -> Callable[[], list[Build]]:
    """What finds the builds that files below and among the paths tell of.

    `search` is the one that the files to lint are found by.
    """

    def found() -> list[Build]:
        named = [path for path in paths if os.path.isdir(path) or may_build(path)]
        same = discovery.Search(may_build, search.excludes, ignored=search.ignored)
        listed, _ = discovery.discover(named, same)
        return find_builds(
            [one.path for one in listed if not (same.excludes and same.excludes(one.path))], files
        )

    return found
