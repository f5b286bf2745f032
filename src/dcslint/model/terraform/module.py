"""A module of Terraform: the files of one folder, its variables, and its blocks.

Reads the other files of the folder through `Files` only: `*.tf`, `*.tf.json`, and the values that
Terraform takes by itself (`terraform.tfvars`, `*.auto.tfvars`). What `-var-file` would give is not
known. Knows no provider.
"""

from __future__ import annotations

from dcslint.model.copies import Budget, Variable
from dcslint.model.terraform.evaluate import Evaluator
from dcslint.model.terraform.json_syntax import body_of
from dcslint.readers.hcl import read_hcl, to_tree
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Document, Value
from dcslint.source.files import FileUnavailableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.readers.hcl.syntax import Block, Body, Expression
    from dcslint.readers.problem import SyntaxProblem
    from dcslint.source import Files

    Node = Mapping | Sequence | Value

_MOST_FILES = 500
_MOST_CHARACTERS = 20_000_000
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
    """The files of a folder.

    files      by path, in the order of their names
    variables  by name, with what stands in the folder
    secrets    the values of variables that are declared as sensitive
    """

    __slots__ = ("evaluator", "files", "secrets", "variables")

    def __init__(
        self, files: dict[str, ModuleFile], values: list[Mapping], given: dict[str, str]
    ) -> None:
        self.files = files
        self.variables: dict[str, Variable] = {}
        self.secrets: list[Value] = []
        locals_: dict[str, Expression] = {}
        sensitive: set[str] = set()
        for block in self.blocks("variable"):
            self._declare(block, sensitive)
        for block in self.blocks("locals"):
            for attribute in block.body.attributes:
                locals_[attribute.name.text or ""] = attribute.expression
        for mapping in values:
            for entry in mapping:
                name = entry.key.text
                known = self.variables.get(name or "")
                if name is not None and known is not None:
                    node = _opened(entry.value) if known.node is not None else entry.value
                    self.variables[name] = Variable(entry.key.span, node, fixed=True)
                    if name in sensitive:
                        self._keep_secret(entry.value)
        self.evaluator = Evaluator(self.variables, locals_, given, Budget())

    def blocks(self, *types: str) -> Iterator[Block]:
        """The blocks of some types at the top of all files; those of override files last."""
        ordered = sorted(self.files.values(), key=lambda file: file.is_override)
        for file in ordered:
            if file.body is not None:
                yield from file.body.blocks(*types)

    def texts(self) -> dict[str, str]:
        """The text of each file by its path."""
        return {path: file.document.text for path, file in self.files.items()}

    def _declare(self, block: Block, sensitive: set[str]) -> None:
        name = block.labels[0].text if block.labels else None
        if name is None:
            return
        default = block.body.attribute(_DEFAULT)
        node = None if default is None else to_tree(default.expression)
        if node is None and name in self.variables:  # an override of something else
            return
        type_ = block.body.attribute(_TYPE)
        if node is not None and type_ is not None and "optional(" in type_.expression.span.source:
            node = _opened(node)
        reason = "it has no default"
        if default is None and not block.body.complete:
            reason = "its block could not be read"
        span = block.labels[0].span
        self.variables[name] = Variable(span, node, reason=reason)
        marked = block.body.attribute("sensitive")
        if marked is not None and marked.expression.span.source == "true":
            sensitive.add(name)
            if node is not None:
                self._keep_secret(node)

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
        from dcslint.readers.tree import Entry

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


def load_module(document: Document, files: Files, given: dict[str, str]) -> Module:
    """The module that a file belongs to. What cannot be read is left out."""
    folder = document.path[: document.path.rfind("/") + 1]
    loaded = {document.path: read_file(document)}
    characters = len(document.text)
    paths = {*files.glob(folder + "*.tf"), *files.glob(folder + "*.tf.json")}
    for path in sorted(paths - {document.path})[:_MOST_FILES]:
        if characters > _MOST_CHARACTERS:
            break
        other = _open(path, files)
        if other is not None:
            characters += len(other.text)
            loaded[path] = read_file(other)
    values = [mapping for path in _value_paths(folder, files) for mapping in _values(path, files)]
    return Module(dict(sorted(loaded.items())), values, given)


def _open(path: str, files: Files) -> Document | None:
    try:
        return Document.from_bytes(path, files.read(path))
    except FileUnavailableError:
        return None


def _value_paths(folder: str, files: Files) -> list[str]:
    """The files of values that Terraform reads by itself, the last of which counts."""
    automatic = {*files.glob(folder + "*.auto.tfvars"), *files.glob(folder + "*.auto.tfvars.json")}
    named = [folder + "terraform.tfvars", folder + "terraform.tfvars.json"]
    return [*(path for path in named if files.exists(path)), *sorted(automatic)]


def _values(path: str, files: Files) -> Iterator[Mapping]:
    document = _open(path, files)
    if document is None:
        return
    if path.endswith(".json"):
        from dcslint.readers.json import read_json

        yield from (root for root in read_json(document).roots if isinstance(root, Mapping))
        return
    from dcslint.readers.tree import Entry

    body = read_hcl(document).body
    entries = [
        Entry(attribute.name, to_tree(attribute.expression), attribute.span)
        for attribute in body.attributes
    ]
    yield Mapping(body.span, entries)
