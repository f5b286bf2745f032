"""Every build that the files of a project tell of. Reads files, each once; runs nothing."""

from __future__ import annotations

import re
from itertools import islice

from dcslint.model.large import Allowance
from dcslint.model.links.build import COMMAND, Renaming
from dcslint.model.links.commands import builds_of
from dcslint.source import Document
from dcslint.source.files import FileUnavailableError
from dcslint.source.limits import reached, within
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.model.links.build import Build
    from dcslint.model.links.commands import Exists, Recipe
    from dcslint.model.links.holes import Choices
    from dcslint.source import Files, Span

SCRIPTS = (".sh", ".bash", ".zsh", ".ksh")
YAML = (".yml", ".yaml")
_MAKEFILES = ("makefile", "gnumakefile")
_BAKE = regex(r"(?:docker-)?bake[\w.-]*\.(?:hcl|json)|[\w.-]+[.-]bake\.(?:hcl|json)", re.ASCII)
_HINT = regex(
    r"\b(?:docker|podman|nerdctl|buildah|kaniko)\b|\bacr[ -]build\b|\bDocker@|^[ \t]*build[ \t]*:",
    re.MULTILINE,
)
_MOST_BYTES = 1_000_000
_MOST_BUILDS = 2_000
_MOST_RENAMES = 500
_BUILDS = f"{_MOST_BUILDS:,} builds of images"


def may_build(path: str) -> bool:
    """Whether a file of that name may say how an image is built."""
    name = path.rpartition("/")[2].lower()
    return (
        name.endswith((*SCRIPTS, *YAML, ".mk"))
        or is_makefile(name)
        or is_jenkinsfile(name)
        or is_bake(name)
    )


def is_makefile(name: str) -> bool:
    """Whether a file's name, in lower case, is one that make looks for."""
    return name.partition(".")[0] in _MAKEFILES


def is_jenkinsfile(name: str) -> bool:
    """Whether a file's name, in lower case, is that of a Jenkins pipeline."""
    return name.startswith("jenkinsfile") or name.endswith((".jenkinsfile", ".jenkins"))


def is_bake(name: str) -> bool:
    """Whether a file's name, in lower case, is that of a bake file."""
    return "bake" in name and _BAKE.fullmatch(name) is not None


def _may_tell(document: Document) -> bool:
    """Whether anything in a file may be a build; one of bake is nothing else."""
    name = document.path.rpartition("/")[2].lower()
    return is_bake(name) or _HINT.search(document.text) is not None


class Plan:
    """A recipe as a file has it: what it builds is known once it is known which files there are."""

    __slots__ = ("choices", "folders", "recipe", "span")

    def __init__(
        self, recipe: Recipe, folders: tuple[str, ...], choices: Choices, span: Span
    ) -> None:
        self.recipe = recipe
        self.folders = folders
        self.choices = choices
        self.span = span


def find_builds(paths: Iterable[str], files: Files) -> list[Build]:
    """The builds in files, in order, each named by all that it is called. Never raises."""
    plans: list[Plan | Renaming] = []
    allowance = Allowance()
    for path in paths:
        document = read(path, files)
        if document is not None:
            plans += plans_in(document, allowance)
        if len(plans) > _MOST_BUILDS:
            reached(_BUILDS, path)
            break
    return builds_from(plans, files.exists)


def plans_in(document: Document, allowance: Allowance | None = None) -> list[Plan | Renaming]:
    """What one file says of builds, if the allowance takes it. Never raises; reads nothing else."""
    if not _may_tell(document):
        return []
    if allowance is not None and not allowance.takes(document.path, document.text):
        return []
    from dcslint.model.links.plans import found_in  # few files tell of any

    with within(document):
        plans = list(islice(found_in(document), _MOST_BUILDS + 1))
        if len(plans) > _MOST_BUILDS:
            reached(_BUILDS)
    return plans[:_MOST_BUILDS]


def builds_from(plans: Iterable[Plan | Renaming], exists: Exists) -> list[Build]:
    """The builds of what files say, given which files there are."""
    builds: list[Build] = []
    renamings: list[Renaming] = []
    for plan in plans:
        if isinstance(plan, Renaming):
            renamings.append(plan)
        elif len(builds) >= _MOST_BUILDS:
            reached(_BUILDS, plan.span)
            break
        else:
            with within(plan.span.document):
                for build in builds_of(plan.recipe, plan.folders, plan.choices, exists):
                    build.span = plan.span
                    builds.append(build)
    if len(renamings) > _MOST_RENAMES:
        reached(f"{_MOST_RENAMES} uses of docker tag", renamings[_MOST_RENAMES].path)
    _rename(builds, renamings[:_MOST_RENAMES])
    return builds


def read(path: str, files: Files) -> Document | None:
    """A file that may say how an image is built; None for one that is not there or too large."""
    try:
        data = files.read(path)
    except FileUnavailableError:
        return None
    document = Document.from_bytes(path, data)
    if len(data) <= _MOST_BYTES:
        return document
    if _may_tell(document):
        reached(f"{_MOST_BYTES:,} bytes", path)
    return None


def _rename(builds: list[Build], renamings: list[Renaming]) -> None:
    """Give builds the names that `docker tag` adds, in the order written."""
    for renaming in renamings:
        old = renaming.old
        for build in builds:
            if build.kind != COMMAND and "\0" in old.text:
                continue
            same_file = build.span is not None and build.span.document.path == renaming.path
            if "\0" in old.text and not same_file:
                continue
            if any(_is_same(name.text, old.text) for name in build.names):
                build.names.append(renaming.new)


def _is_same(one: str, other: str) -> bool:
    """Whether two names are equal, `latest` where no tag is said."""
    return _with_tag(one) == _with_tag(other)


def _with_tag(text: str) -> str:
    return text if ":" in text.rpartition("/")[2] else f"{text}:latest"
