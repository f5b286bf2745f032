"""Every build that the files of a project tell of. Reads files, each once; runs nothing."""

from __future__ import annotations

import re
from itertools import islice

from dcslint.model.links.build import COMMAND, Build, Renaming
from dcslint.model.links.commands import (
    ALL,
    INNERMOST,
    OUTERMOST,
    Recipe,
    builds_of,
    recipe_of,
    renaming_of,
)
from dcslint.model.links.holes import Choices
from dcslint.model.links.script import Ran, Runner, folders_above
from dcslint.source import Document, Value
from dcslint.source.files import FileUnavailableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.model.links.commands import Exists
    from dcslint.source import Files, Span

_SCRIPTS = (".sh", ".bash", ".zsh", ".ksh")
_YAML = (".yml", ".yaml")
_MAKEFILES = ("makefile", "gnumakefile")
_BAKE = re.compile(r"(?:docker-)?bake[\w.-]*\.(?:hcl|json)|[\w.-]+[.-]bake\.(?:hcl|json)", re.ASCII)
_HINT = re.compile(
    r"\b(?:docker|podman|nerdctl|buildah|kaniko)\b|\bacr[ -]build\b|\bDocker@|^\s*build\s*:",
    re.MULTILINE,
)
_MOST_BYTES = 1_000_000
_MOST_BUILDS = 2_000
_MOST_RENAMES = 500


def may_build(path: str) -> bool:
    """Whether a file of that name may say how an image is built."""
    name = path.rpartition("/")[2].lower()
    return (
        name.endswith((*_SCRIPTS, *_YAML, ".mk"))
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
    return _BAKE.fullmatch(name) is not None


def _is_bake_path(path: str) -> bool:
    return is_bake(path.rpartition("/")[2].lower())


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
    for path in paths:
        document = read(path, files)
        if document is not None:
            plans += plans_in(document)
        if len(plans) >= _MOST_BUILDS:
            break
    return builds_from(plans, files.exists)


def plans_in(document: Document) -> list[Plan | Renaming]:
    """What one file says of builds. Never raises, and reads nothing else."""
    if not _is_bake_path(document.path) and _HINT.search(document.text) is None:
        return []
    return list(islice(_found_in(document), _MOST_BUILDS))


def builds_from(plans: Iterable[Plan | Renaming], exists: Exists) -> list[Build]:
    """The builds of what files say, given which files there are."""
    builds: list[Build] = []
    renamings: list[Renaming] = []
    for plan in plans:
        if isinstance(plan, Renaming):
            renamings.append(plan)
        elif len(builds) < _MOST_BUILDS:
            for build in builds_of(plan.recipe, plan.folders, plan.choices, exists):
                build.span = plan.span
                builds.append(build)
    _rename(builds, renamings[:_MOST_RENAMES])
    return builds


def read(path: str, files: Files) -> Document | None:
    """A file that may say how an image is built; None for one that is not there or too large."""
    try:
        data = files.read(path)
    except FileUnavailableError:
        return None
    return None if len(data) > _MOST_BYTES else Document.from_bytes(path, data)


def _found_in(document: Document) -> Iterator[Plan | Renaming]:
    path = document.path
    name = path.rpartition("/")[2].lower()
    whole = Value(document.text, document.span(0, len(document.text)))
    commands: Iterable[Ran] = ()
    if name.endswith(_YAML):
        yield from _in_yaml(document)
    elif is_bake(name):
        from dcslint.model.links import bake

        for recipe, span in bake.recipes_in(document):
            yield Plan(recipe, folders_above(path), Choices(), span)
    elif is_jenkinsfile(name):
        from dcslint.model.links import jenkins

        commands = jenkins.commands_in(whole, path)
    elif name.endswith(_SCRIPTS):
        own = path.rpartition("/")[0]
        commands = Runner(folders_above(path), own=own).run(whole)
    else:
        from dcslint.model.links import makefile

        commands = makefile.commands_in(whole, path)
    # A makefile's commands run where it stands, unless make is told its name.
    pick = INNERMOST if is_makefile(name) else ALL
    for ran in commands:
        yield from _of_command(ran, Choices(), path, pick)


def _in_yaml(document: Document) -> Iterator[Plan | Renaming]:
    from dcslint.model.links import ci, compose
    from dcslint.readers.yaml import read_yaml

    path = document.path
    roots = list(read_yaml(document).roots)
    for recipe, span in compose.recipes_in(roots):
        yield Plan(recipe, (path.rpartition("/")[0],), Choices(), span)
    for found, around, span in ci.found_in(roots, path):
        if isinstance(found, Ran):
            yield from _of_command(found, around.choices, path, OUTERMOST)
        else:
            found.pick = OUTERMOST
            yield Plan(found, around.top, around.choices, span)


def _of_command(ran: Ran, choices: Choices, path: str, pick: int) -> Iterator[Plan | Renaming]:
    renaming = renaming_of(ran, path)
    if renaming is not None:
        yield renaming
        return
    recipe = recipe_of(ran)
    if recipe is not None:
        recipe.pick = pick
        for loop in reversed(ran.loops):
            choices = choices.with_one(loop)
        yield Plan(recipe, ran.folders, choices, ran.span)


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
