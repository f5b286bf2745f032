"""A Databricks Asset Bundle: its files as one tree, and that tree as each target deploys it.

Follows github.com/databricks/cli (bundle/config: loader, mutator, variable). Reads other files
through `Files` only. Finds no clusters; `bundle_unit` has that done.
"""

from __future__ import annotations

from dcslint.model.compute.bundle_merge import merge, merge_mappings, merge_resources
from dcslint.model.compute.bundle_references import Resolver
from dcslint.model.copies import Budget, Variable
from dcslint.model.folders import folder_of, within
from dcslint.model.large import MOST_PARTS_TOGETHER, crowd_of, parts_of
from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Document, Value
from dcslint.source.files import FileUnavailableError, normalise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.config import Settings
    from dcslint.readers.problem import SyntaxProblem
    from dcslint.source import Files

    Node = Mapping | Sequence | Value

ROOT_NAMES = ("databricks.yml", "databricks.yaml", "bundle.yml", "bundle.yaml")
MOST_TARGETS = 100
MOST_FILES = 500  # that a bundle includes
MOST_INCLUDED = 5_000  # that all bundles of a run do, each file counted for each of them
_MOST_CHARACTERS = 20_000_000
_RESOURCES = frozenset({"clusters", "instance_pools", "jobs", "pipelines"})
_SECTIONS = frozenset({"include", "resources", "targets", "variables"})
_OF_VARIABLE = frozenset({"default", "description", "lookup", "type"})
_DEFAULT, _LOOKUP = "default", "lookup"


class BundleFile:
    """One file of a bundle as read."""

    __slots__ = ("document", "problems", "root")

    def __init__(
        self, document: Document, root: Mapping | None, problems: list[SyntaxProblem]
    ) -> None:
        self.document = document
        self.root = root
        self.problems = problems


class Bundle:
    """A root file and what it includes. `root` is all of it merged; `files` has the root first.

    `most` says what is read where it includes more, and is empty otherwise: nothing of one that is
    not whole is sure. `parts` counts the lines and separators of what it includes.
    """

    __slots__ = ("files", "most", "parts", "root")

    def __init__(self, files: list[BundleFile], *, most: str = "", parts: int = 0) -> None:
        self.files = files
        self.parts = parts
        self.most = most
        root: Mapping | None = None
        for file in files:
            if file.root is not None:
                root = file.root if root is None else merge_mappings(root, file.root)
        self.root = root

    @property
    def is_whole(self) -> bool:
        """Whether all that it includes was read."""
        return not self.most

    @property
    def targets(self) -> list[Entry]:
        """The targets, in the order written."""
        targets = None if self.root is None else self.root.mapping("targets")
        return [] if targets is None else [one for one in targets if one.key.text is not None]

    def chosen(self, settings: Settings) -> list[Entry | None]:
        """The targets to judge; [None] is the bundle as it is without any.

        A target that is asked for but not there leaves all of them: other bundles may have it.
        """
        targets = self.targets
        named = [one for one in targets if one.key.text == settings.target]
        return [*(named[-1:] or targets[:MOST_TARGETS])] or [None]

    def resources(self, target: Entry | None, settings: Settings, budget: Budget) -> Mapping | None:
        """The resources as a target has them; None if there are none."""
        root = self.root
        if root is None:
            return None
        over = target.value if target is not None and isinstance(target.value, Mapping) else None
        own = None if over is None else over.get("resources")
        base = root.get("resources")
        merged = own if base is None else base if own is None else merge(base, own)
        if not isinstance(merged, Mapping):
            return None
        names = _names(root, target)
        variables = _variables(root, over, is_chosen=settings.target is not None)
        resolver = Resolver(variables, names, settings.variables, budget)
        resolved = resolver.resolve(merged)
        return merge_resources(resolved) if isinstance(resolved, Mapping) else None


def is_bundle(root: Node | None) -> bool:
    """Whether a document is the root file of a bundle."""
    if not isinstance(root, Mapping) or root.mapping("bundle") is None:
        return False
    bundle = root.mapping("bundle")
    has_name = bundle is not None and bundle.entry("name") is not None
    return has_name or any(entry.key.text in _SECTIONS for entry in root)


def is_part(root: Node | None) -> bool:
    """Whether a document is a file that a bundle includes: resources, or targets' resources."""
    if not isinstance(root, Mapping):
        return False
    if _has_resources(root):
        return True
    targets = root.mapping("targets")
    return targets is not None and any(
        isinstance(entry.value, Mapping) and _has_resources(entry.value) for entry in targets
    )


def may_be_part(root: Mapping) -> bool:
    """Whether a bundle may include a document: it has a section that only bundles have."""
    return any(root.mapping(section) is not None for section in _SECTIONS)


def _has_resources(mapping: Mapping) -> bool:
    resources = mapping.mapping("resources")
    return resources is not None and any(
        entry.key.text in _RESOURCES and isinstance(entry.value, Mapping) for entry in resources
    )


def load_bundle(
    root: BundleFile,
    files: Files,
    most: int = MOST_FILES,
    most_parts: int = MOST_PARTS_TOGETHER,
) -> Bundle:
    """The bundle of a root file. What it includes but cannot be read is left out.

    After `most` included files, or files of so many lines and separators, the bundle is not whole.
    """
    loaded = [root]
    characters = parts = 0
    for path in include_paths(root, files):
        if len(loaded) > min(most, MOST_FILES):
            every = f"{MOST_FILES} included files, or {MOST_INCLUDED:,} of all bundles"
            return Bundle(loaded, most=every, parts=parts)
        if characters > _MOST_CHARACTERS:
            every = f"{_MOST_CHARACTERS:,} characters in included files"
            return Bundle(loaded, most=every, parts=parts)
        try:
            document = Document.from_bytes(path, files.read(path))
        except FileUnavailableError:
            continue
        characters += len(document.text)
        parts += parts_of(document.text)
        crowd = crowd_of(document.text)
        if crowd or parts > most_parts:
            every = f"{MOST_PARTS_TOGETHER:,} lines and separators in files that bundles include"
            return Bundle(loaded, most=f"{crowd} in {path}" if crowd else every, parts=parts)
        loaded.append(read_file(document))
    return Bundle(loaded, parts=parts)


def read_file(document: Document) -> BundleFile:
    """Read a file of a bundle: its first document, which is all that the CLI reads."""
    if document.path.lower().endswith(".json"):
        from dcslint.readers.json import read_json

        json = read_json(document)
        return BundleFile(document, first_mapping(json.roots), list(json.problems))
    from dcslint.readers.yaml import read_yaml

    yaml = read_yaml(document)
    return BundleFile(document, first_mapping(yaml.roots), yaml.problems)


def first_mapping(roots: Iterable[Node]) -> Mapping | None:
    """The first of the roots, if it is a mapping."""
    first = next(iter(roots), None)
    return first if isinstance(first, Mapping) else None


def include_paths(root: BundleFile, files: Files) -> Iterator[str]:
    """The paths of the included files, in the order in which the CLI merges them."""
    patterns = None if root.root is None else root.root.sequence("include")
    folder = folder_of(root.document.path)
    seen = {folder + name for name in ROOT_NAMES}
    for pattern in () if patterns is None else patterns:
        text = pattern.text if isinstance(pattern, Value) else None
        if not text or text.startswith("/"):
            continue
        # In Go's filepath.Glob "**" is no more than "*".
        for path in files.glob(within(folder, text.replace("**", "*"))):
            if path not in seen and path.endswith((".yml", ".yaml", ".json")):
                seen.add(path)
                yield path


def roots_above(path: str, files: Files) -> Iterator[str]:
    """The paths of root files in the folders of a file and above, the nearest first."""
    try:
        path = normalise(path)
    except FileUnavailableError:
        return
    folder = folder_of(path)
    while True:
        for name in ROOT_NAMES:
            if folder + name != path and files.exists(folder + name):
                yield folder + name
        if not folder:
            return
        folder = folder_of(folder[:-1])


def _names(root: Mapping, target: Entry | None) -> dict[str, Value]:
    """What `${bundle.…}` stands for, so far as it does not come from git or a workspace."""
    names: dict[str, Value] = {}
    bundle = root.mapping("bundle")
    name = None if bundle is None else bundle.value("name")
    if name is not None and name.is_known:
        names["name"] = name
    if target is not None:
        names["target"] = names["environment"] = target.key
    return names


def _variables(root: Mapping, target: Mapping | None, *, is_chosen: bool) -> dict[str, Variable]:
    """The variables with what the root gives them, or the target; a target's value replaces."""
    variables: dict[str, Variable] = {}
    for entry in root.mapping("variables") or ():
        name, declared = entry.key.text, entry.value
        if name is not None:
            is_block = isinstance(declared, Mapping)
            node = declared if isinstance(declared, Mapping) else None
            variables[name] = _variable(name, entry, node, fixed=False)
            if not is_block and not (isinstance(declared, Value) and declared.kind == "null"):
                variables[name].reason = f"variable {name} is not declared as one"
    own = None if target is None else target.mapping("variables")
    for entry in own or ():
        name, given = entry.key.text, entry.value
        if name is None or (isinstance(given, Value) and given.kind == "null"):
            continue
        if isinstance(given, Mapping) and _is_declaration(given):
            if given.entry(_DEFAULT) is not None or given.entry(_LOOKUP) is not None:
                variables[name] = _variable(name, entry, given, fixed=is_chosen)
        else:
            variables[name] = Variable(entry.key.span, given, fixed=is_chosen)
    return variables


def _variable(name: str, entry: Entry, declared: Mapping | None, *, fixed: bool) -> Variable:
    default = None if declared is None else declared.get(_DEFAULT)
    if declared is not None and declared.mapping(_LOOKUP) is not None:
        reason = f"variable {name} is looked up in the workspace"
        return Variable(entry.key.span, None, reason=reason)
    reason = f"variable {name} has no default"
    return Variable(entry.key.span, default, reason=reason, fixed=fixed)


def _is_declaration(mapping: Mapping) -> bool:
    """Whether a target gives a whole definition of a variable, not a complex value for it."""
    keys = {entry.key.text for entry in mapping}
    return bool(keys) and keys <= _OF_VARIABLE and not {_DEFAULT, _LOOKUP} <= keys
