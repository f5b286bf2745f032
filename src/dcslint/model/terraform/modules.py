"""The modules of a project: files of a folder read together, and who calls a module with what.

Reads through `Files` only: the other `*.tf` and `*.tf.json` of a folder, the values that Terraform
takes by itself (`terraform.tfvars`, `*.auto.tfvars`), and, for a folder that may be called, files
anywhere in the project that call modules. What `-var-file` would give is not known.
"""

from __future__ import annotations

from itertools import islice

from dcslint.model.folders import folder_of, within
from dcslint.model.large import Allowance
from dcslint.model.terraform.module import Module, ModuleFile, read_file
from dcslint.readers.hcl import read_hcl, to_tree
from dcslint.readers.tree import Mapping
from dcslint.source import Document, Value
from dcslint.source.files import FileUnavailableError, normalise
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dcslint.readers.hcl.syntax import Block
    from dcslint.readers.tree import Sequence
    from dcslint.source import Files

    Node = Mapping | Sequence | Value

_MOST_FILES = 500
_MOST_SEARCHED = 3_000
_MOST_CHARACTERS = 20_000_000
_CHARACTERS = f"{_MOST_CHARACTERS:,} characters of files of modules"
_MOST_CALLS = 20
_CALLS = f"{_MOST_CALLS} calls of a module"
_MOST_INSTANCES = 3_000  # of all modules together: calls of calls multiply
_DEEPEST_CALL = 4
# What a call has besides the inputs of the module.
_OF_CALL = frozenset({"count", "depends_on", "for_each", "providers", "source", "version"})


class Modules:
    """Reads modules, each file once.

    given    what `--var` says, by name
    prepare  is called with every document that a value may stand in
    left_out  the paths of files that would be too much to read
    """

    __slots__ = (
        "_allowance",
        "_calls",
        "_files",
        "_folders",
        "_given",
        "_left",
        "_made",
        "_prepare",
        "left_out",
    )

    def __init__(
        self, files: Files, given: dict[str, str], prepare: Callable[[Document], None]
    ) -> None:
        self._files = files
        self._given = given
        self._prepare = prepare
        self._folders: dict[str, dict[str, ModuleFile]] = {}
        self._calls: dict[str, list[tuple[str, Block]]] | None = None
        self._left = _MOST_INSTANCES
        self._made: dict[tuple[str, int], list[Module]] = {}
        self._allowance = Allowance()
        self.left_out: set[str] = set()

    def holds(self, document: Document) -> bool:
        """Whether a document is read as it is."""
        known = self._folders.get(folder_of(document.path), {}).get(document.path)
        return known is not None and known.document.text == document.text

    def file(self, document: Document) -> ModuleFile:
        """A document as read; it is of a folder that `of` was asked for."""
        return self._folders[folder_of(document.path)][document.path]

    def of(self, document: Document) -> list[Module]:
        """The module of a document: once for each call in the project, or once if none calls it.

        Where a call gives an input, that is its value; an input that no call gives has its default.
        """
        folder = folder_of(document.path)
        if not self.holds(document):
            self._folders[folder] = self._load(folder, document)
        made = self._instances(folder, 0)
        self._made.clear()
        return made

    def _instances(self, folder: str, depth: int) -> list[Module]:
        """The instances of a module, so many calls away from the one that is asked for."""
        known = self._made.get((folder, depth))
        if known is None:
            known = self._made[folder, depth] = self._new_instances(folder, depth)
        return known

    def _new_instances(self, folder: str, depth: int) -> list[Module]:
        files = self._of_folder(folder)
        plain = Module(files, self._given)
        given = list(self._values(folder))
        calls = self._calls_of(folder) if plain.variables and folder and not given else []
        if calls and depth >= _DEEPEST_CALL:
            reached(f"{_DEEPEST_CALL} calls of modules in each other", calls[0][1].header)
        elif calls:
            every = (
                module
                for path, block in calls
                for module in self._called(files, path, block, depth)
            )
            called = list(islice(every, _MOST_CALLS + 1))
            if len(called) > _MOST_CALLS:
                reached(_CALLS, calls[-1][1].header)
            if called:
                return called[:_MOST_CALLS]
        for mapping in given:
            for entry in mapping:
                plain.give(entry.key, entry.value)
        return [plain]

    def _called(
        self, files: dict[str, ModuleFile], path: str, block: Block, depth: int
    ) -> Iterator[Module]:
        """The module as a block in a file calls it, for each instance of the caller."""
        for caller in self._instances(folder_of(path), depth + 1):
            count = block.body.attribute("count")
            if count is not None and count.expression.span.source == "0":
                continue
            self._left -= 1
            if self._left < 0:
                reached(f"{_MOST_INSTANCES:,} instances of modules", block.header)
                return
            module = Module(files, {})
            for attribute in block.body.attributes:
                if attribute.name.text not in _OF_CALL:
                    module.give(attribute.name, caller.evaluator.evaluate(attribute.expression, {}))
            if block.body.complete:
                module.settle()
            yield module

    def _of_folder(self, folder: str) -> dict[str, ModuleFile]:
        known = self._folders.get(folder)
        if known is None:
            known = self._folders[folder] = self._load(folder, None)
        return known

    def _load(self, folder: str, document: Document | None) -> dict[str, ModuleFile]:
        """The files of a folder. What cannot be read is left out."""
        loaded = {} if document is None else {document.path: read_file(document)}
        characters = 0
        patterns = [within(folder, name) for name in ("*.tf", "*.tf.json")]
        paths = {path for pattern in patterns for path in self._files.glob(pattern)}
        ordered = sorted(paths)
        if len(ordered) > _MOST_FILES:
            reached(f"{_MOST_FILES} files of a module", ordered[_MOST_FILES])
        for path in ordered[:_MOST_FILES]:
            if path in loaded:
                continue
            if characters > _MOST_CHARACTERS:
                reached(_CHARACTERS, path)
                break
            other = self._open(path)
            if other is not None:
                characters += len(other.text)
                loaded[path] = read_file(other)
        for file in loaded.values():
            self._prepare(file.document)
        return dict(sorted(loaded.items()))

    def _open(self, path: str) -> Document | None:
        try:
            document = Document.from_bytes(path, self._files.read(path))
        except FileUnavailableError:
            return None
        if self._allowance.takes(path, document.text):
            self.left_out.discard(path)
            return document
        self.left_out.add(path)
        return None

    def _values(self, folder: str) -> Iterator[Mapping]:
        """What the files of values give, the last of which counts."""
        files = self._files
        automatic = [
            *files.glob(within(folder, "*.auto.tfvars")),
            *files.glob(within(folder, "*.auto.tfvars.json")),
        ]
        named = [folder + "terraform.tfvars", folder + "terraform.tfvars.json"]
        for path in [*(path for path in named if files.exists(path)), *sorted(automatic)]:
            document = self._open(path)
            if document is not None:
                self._prepare(document)
                yield from _pairs(document)

    def _calls_of(self, folder: str) -> list[tuple[str, Block]]:
        """The calls of a module in the project: the file of each, and its block."""
        if self._calls is None:
            self._calls = {}
            characters = 0
            paths = self._files.glob("**/*.tf")
            if len(paths) > _MOST_SEARCHED:
                reached(f"{_MOST_SEARCHED:,} files that may call modules", paths[_MOST_SEARCHED])
            for path in paths[:_MOST_SEARCHED]:
                if characters > _MOST_CHARACTERS:
                    reached(_CHARACTERS, path)
                    break
                document = None if characters > _MOST_CHARACTERS else self._open(path)
                if document is None or 'module "' not in document.text:
                    continue
                characters += len(document.text)
                file = self._of_folder(folder_of(path)).get(path)
                for block in (
                    () if file is None or file.body is None else file.body.blocks("module")
                ):
                    target = _target(path, block)
                    if target is not None:
                        self._calls.setdefault(target, []).append((path, block))
        calls = self._calls.get(folder, [])
        if len(calls) > _MOST_CALLS:
            reached(_CALLS, calls[_MOST_CALLS][1].header)
        return calls[:_MOST_CALLS]


def _target(path: str, block: Block) -> str | None:
    """The folder that a call of a local module names; None for any other."""
    source = block.body.attribute("source")
    node = None if source is None else to_tree(source.expression)
    text = node.text if isinstance(node, Value) else None
    if not text or not text.startswith(("./", "../")):
        return None
    try:
        folder = normalise(folder_of(path) + text)
    except FileUnavailableError:
        return None
    return folder + "/" if folder else ""


def _pairs(document: Document) -> Iterator[Mapping]:
    from dcslint.readers.tree import Entry

    if document.path.endswith(".json"):
        from dcslint.readers.json import read_json

        yield from (root for root in read_json(document).roots if isinstance(root, Mapping))
        return
    body = read_hcl(document).body
    entries = [
        Entry(attribute.name, to_tree(attribute.expression), attribute.span)
        for attribute in body.attributes
    ]
    yield Mapping(body.span, entries)
