"""Builds in the configurations of CI systems: GitHub, GitLab, Azure, Bitbucket, CircleCI, others.

One walk for all: what keys mean is much the same. On the way down it gathers variables, the
directory and the matrix; a script is followed as shell, a known action or task by its inputs.
"""

from __future__ import annotations

from dcslint.model.compute.embedded import Assembly
from dcslint.model.links.actions import ACTIONS, TASKS, MetaTags
from dcslint.model.links.holes import ROOT, Choices, has_hole, hole
from dcslint.model.links.matrix import dimensions_of
from dcslint.model.links.script import Runner, folders_above
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value
from dcslint.source.limits import reached
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from dcslint.model.links.commands import Recipe
    from dcslint.model.links.script import Ran
    from dcslint.source import Span

    Node = Mapping | Sequence | Value
    Found = tuple[Ran | Recipe, "Around", Span]

_SCRIPTS = frozenset(
    {
        *("run", "script", "before_script", "after_script", "bash", "inlineScript", "sh"),
        *("command", "commands", "scriptContent"),
    }
)
_VARIABLES = ("env", "variables", "environment")
_FOLDERS = ("working-directory", "workingDirectory", "working_directory", "cwd")
_EXPRESSION = regex(
    r"\$\{\{(?P<github>[^{}]{0,500})\}\}|<<\s*(?P<circle>[\w.]{1,200})\s*>>"
    r"|\$\((?P<azure>[A-Za-z_][\w.]{0,100})\)"
)
# What stands for the repository's top, in the spelling of each system, in lower case.
_TOPS = frozenset(
    {
        *("github.workspace", "build.sourcesdirectory", "build.repository.localpath"),
        *("system.defaultworkingdirectory", "github_workspace", "ci_project_dir"),
        *("bitbucket_clone_dir", "build_sourcesdirectory", "system_defaultworkingdirectory"),
    }
)
_CONTEXTS = ("env.", "variables.", "matrix.", "parameters.", "pipeline.parameters.")
_DEEPEST = 40
_MOST_NODES = 100_000
_LONGEST = 4096
_COPIED_AT_ONCE = 20  # variables: a mapping and a script have a copy of each


class Around:
    """What holds at a place: variables, directory, choices, and the names that steps put out.

    meta  the names that a step of `docker/metadata-action` makes, by its id
    """

    __slots__ = ("choices", "folders", "meta", "top", "variables")

    def __init__(self, top: tuple[str, ...]) -> None:
        self.top = top
        self.folders = top
        self.variables: dict[str, str] = {}
        self.choices = Choices()
        self.meta: MetaTags = {}

    def inside(self) -> Around:
        """The same for a node further down."""
        copy = Around(self.top)
        copy.folders = self.folders
        copy.variables = dict(self.variables)
        copy.choices = self.choices
        copy.meta = self.meta
        return copy

    def expand(self, text: str) -> str:
        """The text with the system's expressions filled in, or with holes for them."""
        return (
            _EXPRESSION.sub(self.expression, text[:_LONGEST])[:_LONGEST]
            if "$" in text or "<<" in text
            else text
        )

    def expression(self, found: re.Match[str]) -> str:
        """What an expression of the system stands for."""
        written = (found["github"] or found["circle"] or found["azure"] or "").strip()
        if written.lower() in _TOPS:
            return ROOT
        prefix = next((one for one in _CONTEXTS if written.startswith(one)), "")
        name = written if prefix == "matrix." else written.removeprefix(prefix)
        return self.variables.get(name, hole(written or "expression"))

    def text(self, node: Node | None) -> str:
        """The text of a scalar, filled in; "" for anything else."""
        return self.expand(node.text) if isinstance(node, Value) and node.text else ""


def found_in(roots: list[Node], path: str) -> Iterator[Found]:
    """The commands that scripts run, and what actions and tasks build. Never raises."""
    walk = _Walk()
    for root in roots:
        yield from walk.node(root, Around(_top(path)), "", 0)


def _top(path: str) -> tuple[str, ...]:
    """Where the scripts of a configuration may run: a workflow's repository is sure."""
    before, found, _ = f"/{path}".partition("/.github/")
    return (before.lstrip("/"),) if found else folders_above(path)


class _Walk:
    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = _MOST_NODES

    def node(self, node: Node, around: Around, key: str, depth: int) -> Iterator[Found]:
        """What is below a node; `key` is the one that it stands at."""
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            most = f"{_DEEPEST} levels" if depth > _DEEPEST else f"{_MOST_NODES:,} parts"
            reached(f"{most} of a configuration of CI", node.span)
            return
        if isinstance(node, Value):
            if key in _SCRIPTS:
                yield from self._run([node], around)
        elif isinstance(node, Sequence):
            texts = [one for one in node.items if isinstance(one, Value)]
            if key in _SCRIPTS and texts:
                yield from self._run(texts, around)
            for item in node.items:
                if not isinstance(item, Value):
                    yield from self.node(item, around, key, depth + 1)
        else:
            yield from self._mapping(node, around, depth)

    def _mapping(self, mapping: Mapping, around: Around, depth: int) -> Iterator[Found]:
        self._left -= len(around.variables) // _COPIED_AT_ONCE
        here = around.inside()
        _gather(mapping, here)
        built = _built(mapping, here)
        if built is not None:
            yield built, here, mapping.span
        scripts = [mapping.get("before_script"), mapping.get("script")]
        together = [text for one in scripts for text in _texts(one)]
        if together:
            yield from self._run(together, here)
        for entry in mapping:
            name = entry.key.text or ""
            if not (together and name in ("before_script", "script")):
                yield from self.node(entry.value, here, name, depth + 1)

    def _run(self, texts: list[Value], around: Around) -> Iterator[Found]:
        self._left -= len(around.variables) // _COPIED_AT_ONCE
        if self._left <= 0:
            reached(f"{_MOST_NODES:,} parts of a configuration of CI", texts[0].span)
            return
        yield from _commands(texts, around)


def _texts(node: Node | None) -> list[Value]:
    if isinstance(node, Sequence):
        return [text for item in node.items for text in _texts(item)]
    return [node] if isinstance(node, Value) and node.kind == "string" else []


def _gather(mapping: Mapping, around: Around) -> None:
    """Take from a mapping what holds below it."""
    for key in _VARIABLES:
        _take_variables(mapping.get(key), around)
    strategy = mapping.mapping("strategy") or mapping.mapping("parallel")
    matrix = None if strategy is None else strategy.get("matrix")
    if matrix is not None:
        for dimension in dimensions_of(matrix, around.text):
            around.choices = around.choices.with_one(dimension)
            for name in {name for choice in dimension for name in choice}:
                around.variables[name] = hole(name)
    defaults = mapping.mapping("defaults")
    run = None if defaults is None else defaults.mapping("run")
    for one in (run, mapping):
        for key in _FOLDERS if one is not None else ():
            folder = around.text(one.get(key)) if one is not None else ""
            if folder:
                shell = Runner(around.top).shell
                shell.change(folder)
                around.folders = shell.folders


def _take_variables(node: Node | None, around: Around) -> None:
    if isinstance(node, Mapping):
        for entry in node:
            value = entry.value
            if isinstance(value, Mapping):  # GitLab: {value, description}
                value = value.get("value") or value
            name = entry.key.text or ""
            if isinstance(value, Value) and name.replace(".", "_").isidentifier():
                around.variables[name] = _own_value(around.text(value), around)
    elif isinstance(node, Sequence):
        for item in node:
            if isinstance(item, Mapping) and item.get("name") is not None:
                name = around.text(item.get("name"))
                given = item.get("value")
                around.variables[name] = hole(name) if given is None else around.text(given)


def _own_value(text: str, around: Around) -> str:
    """A variable's value in which GitLab and others fill in `$OTHER` themselves."""
    if "$" not in text:
        return text

    def known(found: re.Match[str]) -> str:
        name = found["name"] or found["braced"]
        return ROOT if name.lower() in _TOPS else around.variables.get(name, hole(name))

    return _DOLLAR.sub(known, text)[:_LONGEST]


_DOLLAR = regex(r"\$(?:(?P<name>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)\})")


def _commands(texts: list[Value], around: Around) -> Iterator[Found]:
    """The commands of texts that one shell runs."""
    variables = {name.replace(".", "_"): value for name, value in around.variables.items()}
    variables.update({name.upper(): value for name, value in variables.items()})
    for top in _TOPS:
        variables.setdefault(top.upper().replace(".", "_"), ROOT)
    runner = Runner(around.folders, variables)
    for text in texts:
        if not text.text:
            continue
        code = Assembly(text)
        at = 0
        for found in _EXPRESSION.finditer(text.text):
            # `$(name)` is a command to any shell, unless the system knows the variable.
            if (
                found["azure"]
                and "." not in found["azure"]
                and found["azure"] not in around.variables
            ):
                continue
            code.take(at, found.start())
            code.put(around.expression(found), *found.span())
            at = found.end()
        code.take(at, len(text.text))
        whole = code.value()
        for ran in () if whole is None else runner.run(whole):
            yield ran, around, ran.span


def _built(mapping: Mapping, around: Around) -> Recipe | None:
    """What a step builds by a known action or task."""
    for key, known, inputs in (("uses", ACTIONS, "with"), ("task", TASKS, "inputs")):
        name = around.text(mapping.get(key))
        make: Callable[..., Recipe | None] | None = known.get(name.partition("@")[0].lower())
        if make is not None and not has_hole(name):
            given = mapping.mapping(inputs)
            values = (
                {}
                if given is None
                else {(entry.key.text or "").lower(): around.text(entry.value) for entry in given}
            )
            return make(values, around.meta, around.text(mapping.get("id")))
    return None
