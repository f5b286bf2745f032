"""`Deployment`: a cluster's image together with the Dockerfile that it is built of.

Puts units together that were read on their own. A cluster without a Dockerfile has a `Link` that
says why; nothing here judges.
"""

from __future__ import annotations

from dcslint.model.folders import folder_of, within
from dcslint.model.image.format import DockerfileUnit
from dcslint.model.large import CrowdedError, crowd_of, parts_of
from dcslint.model.links.match import Builds, Match, configured, labelled, name_in
from dcslint.source import Document
from dcslint.source.files import FileUnavailableError
from dcslint.source.limits import reached
from dcslint.source.secrets import find_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.model.compute.container import Container
    from dcslint.model.image.nodes import Image, Stage
    from dcslint.model.links.build import Build
    from dcslint.model.links.names import ImageName
    from dcslint.model.project import Project, Unit

# How it went with a container: the first has a deployment, the others none.
LINKED, SEVERAL, NONE = "linked", "several", "none"
OWN, UNNAMED, UNREAD = "own", "unnamed", "unread"
_ECR = "aws_ecr_repository"
# Lines and separators of the Dockerfiles that are read anew for the arguments of builds.
MOST_BUILT = 100_000


class Deployment:
    """What a cluster runs, from both sides.

    container  the image of the cluster, and through it the cluster
    image      the Dockerfile, its build arguments as the build sets them
    stage      the stage that is built
    build      where that is said
    """

    __slots__ = ("build", "container", "image", "stage")

    def __init__(self, container: Container, image: Image, stage: Stage, build: Build) -> None:
        self.container = container
        self.image = image
        self.stage = stage
        self.build = build

    def __repr__(self) -> str:
        return f"Deployment({self.container!r} of {self.image.document.path})"


class Link:
    """A container of a unit and what was found for it.

    status      LINKED, SEVERAL (candidates), NONE, OWN (an image of Databricks' own), UNNAMED (the
                repository is not known), UNREAD (the Dockerfile cannot be read)
    why         for UNREAD, why
    """

    __slots__ = ("candidates", "container", "deployment", "name", "status", "unit", "why")

    def __init__(self, unit: Unit, container: Container, name: ImageName | None) -> None:
        self.unit = unit
        self.container = container
        self.name = name
        self.status = UNNAMED
        self.candidates: list[Build] = []
        self.deployment: Deployment | None = None
        self.why = ""


class DeploymentUnit:
    """One deployment as a unit; its document is that of the cluster."""

    __slots__ = ("_link", "document")

    def __init__(self, link: Link) -> None:
        self.document = link.unit.document
        self._link = link

    def nodes(self, node_type: str) -> Iterable[object]:
        """The deployment, for the checks that ask for one."""
        found = self._link.deployment
        return (found,) if node_type == "Deployment" and found is not None else ()

    def contexts_of(self, node: object) -> tuple[dict[str, str], ...]:
        """Those of the cluster."""
        del node
        return self._link.unit.contexts_of(self._link.container)

    def concerns_databricks(self) -> bool:
        """A cluster always does."""
        return True


class Linker:
    """Links the containers of one project to Dockerfiles."""

    __slots__ = ("_dockerfiles", "_documents", "_left", "_made", "_project", "_urls")

    def __init__(self, project: Project, units: Iterable[Unit]) -> None:
        self._project = project
        self._dockerfiles = {
            unit.document.path: unit for unit in units if isinstance(unit, DockerfileUnit)
        }
        self._documents: dict[str, Document] = {}
        self._made: dict[str, Image | None] = {}
        self._left = MOST_BUILT
        self._urls: dict[str, dict[str, str]] = {}

    def open(self, units: Iterable[Unit]) -> list[Link]:
        """The containers of the units, each once, with a name if it is known. Not linked yet."""
        links: dict[int, Link] = {}
        for unit in units:
            for node in unit.nodes("Container"):
                if id(node) not in links:
                    container: Container = node  # type: ignore[assignment]
                    links[id(node)] = self._opened(unit, container)
        return list(links.values())

    def close(self, links: Iterable[Link], builds: Iterable[Build]) -> None:
        """Link what is not linked: by the configuration, these builds, labels, in this order."""
        images = (unit.image for unit in self._dockerfiles.values())
        labels = [found for image in images if (found := labelled(image)) is not None]
        every = Builds([*configured(self._project.settings.images), *builds, *labels])
        for link in links:
            if link.name is not None and link.status == NONE:
                written = link.container.written
                place = None if written is None else written.span
                self._link(link, every.match(link.name, place))

    def _opened(self, unit: Unit, container: Container) -> Link:
        written = container.written
        text = None if written is None else written.text
        if text is None and written is not None and _ECR in written.span.source:
            text = f"${{{written.span.source}}}"
        name = name_in(text, self._known(text, unit)) if text else None
        link = Link(unit, container, name)
        if name is not None:
            own = name.repository.startswith(f"{self._project.facts.organization}/")
            link.status = OWN if own else NONE
        return link

    def _known(self, text: str, unit: Unit) -> dict[str, str]:
        """What stands for references to repositories that the Terraform of a folder makes."""
        if _ECR not in text:
            return {}
        folder = folder_of(unit.document.path)
        if folder not in self._urls:
            from dcslint.model.links.ecr_resources import repository_urls

            paths = self._project.files.glob(within(folder, "*.tf"))
            found = [self._document(path) for path in paths]
            self._urls[folder] = repository_urls(one for one in found if one is not None)
        return self._urls[folder]

    def _link(self, link: Link, found: Match) -> None:
        link.candidates = found.candidates
        build = found.build
        if build is None:
            link.status = SEVERAL if found.candidates else NONE
            return
        image = self._image(build)
        stage = None if image is None else image.final
        if image is None or stage is None:
            link.status = UNREAD
            what = "cannot be read" if image is None else f"has no stage {build.target}".rstrip()
            link.why = f"{build.dockerfile} {what}"
            return
        link.status = LINKED
        link.deployment = Deployment(link.container, image, stage, build)

    def _document(self, path: str) -> Document | None:
        known = self._dockerfiles.get(path)
        if known is not None:
            return known.document
        if path not in self._documents:
            try:
                document = Document.from_bytes(path, self._project.files.read(path))
            except FileUnavailableError:
                return None
            crowd = crowd_of(document.text)
            if crowd:
                reached(crowd, path)
                return None
            document.find_secrets = find_secrets
            self._documents[path] = document
        return self._documents[path]

    def _image(self, build: Build) -> Image | None:
        """The Dockerfile of a build, read with its arguments; those of the settings go before."""
        known = self._dockerfiles.get(build.dockerfile)
        if known is not None and not build.args and not build.target:
            return known.image
        key = f"{build.dockerfile}\n{build.target}\n{sorted(build.args.items())!r}"
        if key not in self._made:
            self._made[key] = self._built(build)
        return self._made[key]

    def _built(self, build: Build) -> Image | None:
        project = self._project
        document = self._document(build.dockerfile)
        if document is None:
            return None
        before = self._left
        self._left -= parts_of(document.text)
        if self._left < 0 <= before:
            most = f"{MOST_BUILT:,} lines and separators of Dockerfiles with arguments of builds"
            reached(most, build.dockerfile)
        if self._left < 0:
            return None
        from dcslint.model.image.stages import build_image

        args = {**build.args, **project.settings.args}
        runtime, files = project.settings.runtime, project.files
        try:
            return build_image(document, project.facts, args, runtime, files, target=build.target)
        except CrowdedError as crowded:
            reached(crowded.most, build.dockerfile)
            return None


def link(project: Project, units: Iterable[Unit], paths: Iterable[str]) -> list[Link]:
    """Link the containers of a project's units; `paths` are files that may say what builds them."""
    from dcslint.model.links.search import find_builds, may_build

    units = list(units)
    linker = Linker(project, units)
    links = linker.open(units)
    if any(one.status == NONE for one in links):
        linker.close(links, find_builds(filter(may_build, paths), project.files))
    return links
