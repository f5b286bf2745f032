"""Dockerfiles as units: which files are Dockerfiles, and which of them are meant for Databricks."""

from __future__ import annotations

from dcslint.model.large import CrowdedError, LargeUnit
from dcslint.readers.problem import SyntaxProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.model.image.nodes import Image
    from dcslint.model.image.pip import PipInstall
    from dcslint.model.project import Project, Unit
    from dcslint.source import Document

_NAMES = ("dockerfile", "containerfile")
# Every way in which an image is known to be for Databricks holds this word (see
# `concerns_databricks`).
_HINT = "databricks"
# Variables that only an image for a cluster has a use for.
_VARIABLES = ("DATABRICKS_RUNTIME_VERSION", "DATABRICKS_ROOT_CONDA_ENV")
_NOT_DOCKERFILES = (".md", ".txt", ".py", ".yml", ".yaml", ".json", ".sh", ".dockerignore", ".lock")


class DockerfileFormat:
    """The format of Dockerfiles and Containerfiles."""

    __slots__ = ()
    name = "dockerfile"

    def claims_name(self, path: str) -> bool:
        """Whether it is `Dockerfile`, `Dockerfile.gpu`, `gpu.Dockerfile` …, or a Containerfile."""
        name = path.rpartition("/")[2].lower()
        if name.endswith(_NOT_DOCKERFILES):
            return False
        return any(name.startswith(known) or name.endswith(known) for known in _NAMES)

    def claims_text(self, text: str) -> bool:
        """Whether the first line that is no comment is an ARG or a FROM."""
        for line in text[:4096].split("\n"):
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            keyword = words.pop(0).upper()
            while words and words[0].startswith("--"):
                words.pop(0)
            if keyword == "ARG":
                return bool(words)
            # `from a import b` opens many a Python file.
            return keyword == "FROM" and (
                len(words) == 1 or (len(words) == 3 and words[1].upper() == "AS")
            )
        return False

    def may_concern_databricks(self, text: str) -> bool:
        """Whether the word is in the text at all."""
        return _HINT in text.lower()

    def read(self, document: Document, project: Project) -> Unit:
        """The image of a Dockerfile; a fault of form alone for one that is too crowded."""
        from dcslint.model.image.stages import build_image

        settings = project.settings
        # Only what is meant for Databricks is worth reading other files for.
        files = project.files if self.may_concern_databricks(document.text) else None
        try:
            image = build_image(document, project.facts, settings.args, settings.runtime, files)
        except CrowdedError as crowded:
            return LargeUnit(document.path, most=crowded.most)
        return DockerfileUnit(document, image)


class DockerfileUnit:
    """A Dockerfile and its nodes."""

    __slots__ = ("document", "image")

    def __init__(self, document: Document, image: Image) -> None:
        self.document = document
        self.image = image

    def nodes(self, node_type: str) -> Iterable[object]:
        """The nodes of a type."""
        image = self.image
        if node_type == "Image":
            return (image,)
        if node_type == "Stage":
            return image.stages
        if node_type == "Instruction":
            return image.instructions
        if node_type == "Command":
            # What a build stage runs that is not shipped is its own affair.
            return image.shipped_commands
        if node_type == "PipInstall":
            return _installs(image)
        if node_type == "SyntaxProblem":
            return _problems(image)
        return ()

    def contexts_of(self, node: object) -> tuple[dict[str, str], ...]:
        """A Dockerfile belongs to no target."""
        del node
        return ()

    def release(self) -> None:
        """Take the nodes apart once they are judged and nobody will ask for them again.

        They refer to each other in circles; without this, looking for those takes a tenth of a run
        over many files.
        """
        for stage in self.image.stages:
            for instruction in stage.instructions:
                instruction.commands.clear()
            stage.instructions.clear()
        self.image.stages.clear()
        self.image.final = None

    def concerns_databricks(self) -> bool:
        """Whether the final image is based on Databricks' images or names its directories.

        A base image of Databricks in any stage that is shipped; in an instruction of those stages
        `/databricks/`, or a variable that only a cluster reads.
        """
        final = self.image.final
        if final is None:
            return False
        for stage in final.ancestry:
            if stage.base.is_databricks or _names_databricks(stage.base.value.text):
                return True
            for instruction in stage.instructions:
                text = instruction.syntax.arguments.text or ""
                if "/databricks/" in text and _names_directory(text):
                    return True
                if instruction.name == "ENV" and any(name in text for name in _VARIABLES):
                    return True
        return False


def _installs(image: Image) -> Iterator[PipInstall]:
    """The installations into what the final image has: its own, and those it copies whole."""
    for stage in image.stages:
        if stage.is_shipped:
            yield from stage.brought
            for command in stage.commands:
                if command.pip is not None:
                    yield command.pip


def _problems(image: Image) -> list[SyntaxProblem]:
    """The reader's problems; of an unresolved merge the first marker, and nothing it breaks."""
    problems = image.syntax.problems
    first = next((one for one in problems if one.kind == "conflict-marker"), None)
    if first is not None:
        broken = ("conflict-marker", "unknown-instruction")
        problems = [first, *(one for one in problems if one.kind not in broken)]
    undecodable = image.document.undecodable
    if undecodable is not None:
        place = image.document.span(undecodable, undecodable + 1)
        problems = [*problems, SyntaxProblem("not-utf-8", place)]
    return problems


def _names_directory(text: str) -> bool:
    """Whether a text names the directory, and not a part of an address (`…com/databricks/cli`)."""
    at = text.find("/databricks/")
    while at >= 0:
        before = text[at - 1] if at else " "
        if not before.isalnum() and before not in "._~-/}":
            return True
        if before == "/" and (at < 2 or text[at - 2] != ":"):
            return True
        at = text.find("/databricks/", at + 1)
    return False


def _names_databricks(text: str | None) -> bool:
    return text is not None and "databricksruntime/" in text
