"""A module of Terraform: the files of one folder, its variables, and its blocks.

Knows no provider, and reads no files: `modules` does.
"""

from __future__ import annotations

from dcslint.model.copies import Budget, Variable
from dcslint.model.terraform.evaluate import Evaluator
from dcslint.model.terraform.json_syntax import body_of
from dcslint.readers.hcl import read_hcl, to_tree
from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.readers.hcl.syntax import Block, Body, Expression
    from dcslint.readers.problem import SyntaxProblem
    from dcslint.source import Document

    Node = Mapping | Sequence | Value

_DEFAULT, _TYPE = "default", "type"


class ModuleFile:
    """One file as read. `body` is None where it is no Terraform at all."""

    __slots__ = ("body", "document", "problems")

    def __init__(
        self, document: Document, body: Body | None, problems: list[SyntaxProblem]
    ) -> None:
        self.document = document
        self.body = body
        self.problems = problems

    @property
    def is_override(self) -> bool:
        """Whether the file replaces parts of blocks that stand in others."""
        name = self.document.path.rsplit("/", 1)[-1].removesuffix(".json").removesuffix(".tf")
        return name == "override" or name.endswith("_override")


class Module:
    """The files of a folder, and what gives its variables values.

    files      by path, in the order of their names
    variables  by name, with what stands in the folder, or what a call gives
    secrets    the values of variables that are declared as sensitive
    """

    __slots__ = ("_sensitive", "evaluator", "files", "secrets", "variables")

    def __init__(self, files: dict[str, ModuleFile], given: dict[str, str]) -> None:
        self.files = files
        self.variables: dict[str, Variable] = {}
        self.secrets: list[Value] = []
        self._sensitive: set[str] = set()
        locals_: dict[str, Expression] = {}
        for block in self.blocks("variable"):
            self._declare(block)
        for block in self.blocks("locals"):
            for attribute in block.body.attributes:
                locals_[attribute.name.text or ""] = attribute.expression
        self.evaluator = Evaluator(self.variables, locals_, given, Budget())

    def give(self, name: Value, node: Node) -> None:
        """Give a variable a value, if it is declared; `name` stands where that is done."""
        known = self.variables.get(name.text or "")
        if known is not None:
            given = _opened(node) if known.is_open else node
            self.variables[name.text or ""] = Variable(
                name.span, given, fixed=True, is_open=known.is_open
            )
            if name.text in self._sensitive:
                self._keep_secret(node)

    def settle(self) -> None:
        """Say that no one else gives values: defaults are what counts."""
        for variable in self.variables.values():
            variable.fixed = True

    def blocks(self, *types: str) -> Iterator[Block]:
        """The blocks of some types at the top of all files; those of override files last."""
        ordered = sorted(self.files.values(), key=lambda file: file.is_override)
        for file in ordered:
            if file.body is not None:
                yield from file.body.blocks(*types)

    def texts(self) -> dict[str, str]:
        """The text of each file by its path."""
        return {path: file.document.text for path, file in self.files.items()}

    def _declare(self, block: Block) -> None:
        name = block.labels[0].text if block.labels else None
        if name is None:
            return
        default = block.body.attribute(_DEFAULT)
        node = None if default is None else to_tree(default.expression)
        known = self.variables.get(name)
        marked = block.body.attribute("sensitive")
        if marked is not None and marked.expression.span.source == "true":
            self._sensitive.add(name)
        if name in self._sensitive:  # an override may say so, or give the value
            for one in (node, None if known is None else known.node):
                if one is not None:
                    self._keep_secret(one)
        if node is None and known is not None:  # an override of something else
            return
        type_ = block.body.attribute(_TYPE)
        is_open = type_ is not None and "optional(" in type_.expression.span.source
        reason = "it has no default" if block.body.complete else "its block could not be read"
        self.variables[name] = Variable(
            block.labels[0].span,
            _opened(node) if is_open and node is not None else node,
            reason=reason,
            is_open=is_open,
        )

    def _keep_secret(self, node: Node) -> None:
        waiting = [node]
        while waiting:
            one = waiting.pop()
            if isinstance(one, Value):
                if one.text and one.kind in ("string", "number"):
                    self.secrets.append(one)
            elif isinstance(one, Sequence):
                waiting.extend(one.items)
            else:
                waiting.extend(entry.value for entry in one)


def _opened(node: Node) -> Node:
    """The tree with mappings in which keys may be hidden: a type may have defaults of its own."""
    if isinstance(node, Mapping):
        entries = [Entry(entry.key, _opened(entry.value), entry.span) for entry in node]
        return Mapping(node.span, entries, complete=False)
    if isinstance(node, Sequence):
        return Sequence(node.span, [_opened(item) for item in node.items], complete=node.complete)
    return node


def read_file(document: Document) -> ModuleFile:
    """Read a file in HCL, or in JSON if it is named so."""
    if document.path.lower().endswith(".json"):
        from dcslint.readers.json import read_json

        json = read_json(document)
        root = json.roots[0] if json.roots else None
        return ModuleFile(document, body_of(root), list(json.problems))
    syntax = read_hcl(document)
    return ModuleFile(document, syntax.body, syntax.problems)
