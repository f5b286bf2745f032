"""What each kind of file says of builds, as plans; `search` imports this for those that do."""

from __future__ import annotations

from dcslint.model.links.commands import ALL, INNERMOST, OUTERMOST, recipe_of, renaming_of
from dcslint.model.links.holes import Choices
from dcslint.model.links.script import Ran, Runner, folders_above
from dcslint.model.links.search import (
    SCRIPTS,
    YAML,
    Plan,
    is_bake,
    is_jenkinsfile,
    is_makefile,
)
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.model.links.build import Renaming
    from dcslint.source import Document


def found_in(document: Document) -> Iterator[Plan | Renaming]:
    """What the file says, in order. Never raises, and reads nothing else."""
    path = document.path
    name = path.rpartition("/")[2].lower()
    whole = Value(document.text, document.span(0, len(document.text)))
    commands: Iterable[Ran] = ()
    if name.endswith(YAML):
        yield from _in_yaml(document)
    elif is_bake(name):
        from dcslint.model.links import bake

        for recipe, span in bake.recipes_in(document):
            yield Plan(recipe, folders_above(path), Choices(), span)
    elif is_jenkinsfile(name):
        from dcslint.model.links import jenkins

        commands = jenkins.commands_in(whole, path)
    elif name.endswith(SCRIPTS):
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
