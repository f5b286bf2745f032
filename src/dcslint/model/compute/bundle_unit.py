"""`BundleUnit`: a bundle, or one file of it, with the clusters of every target.

Each target's resources are a unit of their own; what is the same in several is found several
times, and the engine makes one finding of it. A file that a bundle includes is judged as the bundle
has it, also when it is linted alone; what is not written in it is left to the bundle.
"""

from __future__ import annotations

from dcslint.model.compute.bundle import (
    MOST_INCLUDED,
    MOST_TARGETS,
    Bundle,
    BundleFile,
    include_paths,
    is_bundle,
    is_part,
    load_bundle,
    may_be_part,
    read_file,
    roots_above,
)
from dcslint.model.compute.container import Container
from dcslint.model.compute.forms import FOUND, MOST_FOUND, Specification
from dcslint.model.compute.secrets import find_secrets, mark_secrets
from dcslint.model.compute.unit import ComputeUnit, distinct, holds_image
from dcslint.model.copies import Budget
from dcslint.model.large import MOST_PARTS_TOGETHER, crowd_of
from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Document, Span, Value
from dcslint.source.files import FileUnavailableError
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.model.project import Project

    Node = Mapping | Sequence | Value

# What holds a cluster or a part of one: unknown there, it is told though no check asks for it.
_TOLD = frozenset(
    {"basic_auth", "clusters", "docker_image", "job_clusters", "new_cluster", "spark_conf", "tasks"}
)


class Expansion:
    """A bundle as its targets have it.

    units     one for each target, its trees and clusters
    notes     values that hide a cluster or a part of one, and why
    """

    __slots__ = ("_paths", "_placed", "_targets", "bundle", "notes", "units")

    def __init__(self, bundle: Bundle, project: Project) -> None:
        settings = project.settings
        self.bundle = bundle
        self.units: list[ComputeUnit] = []
        self.notes: list[Value] = []
        self._targets: dict[int, tuple[dict[str, str], ...]] = {}
        # With the node itself, so that its number is not given to another.
        self._paths: dict[int, tuple[Node, set[str]]] = {}
        self._placed: dict[str, list[tuple[object, set[str] | None]]] = {}
        for file in bundle.files:
            if file.root is not None:
                mark_secrets((file.root,))
            file.document.find_secrets = find_secrets
        if not bundle.is_whole:
            self._leave_out(project)
            return
        budget = Budget()
        for target in bundle.chosen(settings):
            if (
                target is not None
                and sum(one.specification.size for one in self.units) >= MOST_FOUND
            ):
                reached(FOUND, target.key.span)
                break
            resources = bundle.resources(target, settings, budget)
            if resources is not None:
                self._add(resources, target, project)
        self._note_targets(settings.target)

    def _add(self, resources: Mapping, target: Entry | None, project: Project) -> None:
        document = self.bundle.files[0].document
        unit = ComputeUnit(document, (resources,), (), project.facts)
        self.units.append(unit)
        self.notes.extend(_hidden(resources))
        if target is None:
            return
        name = {"target": target.key.text or ""}
        for pool in unit.specification.pools:
            self._targets[id(pool)] = (name,)
        for cluster in unit.specification.clusters:
            own = {} if cluster.name is None else {"cluster": cluster.name}
            cluster.contexts = ({**name, **own},)

    def _leave_out(self, project: Project) -> None:
        """Have nothing to judge, and say why."""
        root = self.bundle.files[0]
        self.units.append(ComputeUnit(root.document, (), (), project.facts))
        entry = None if root.root is None else root.root.entry("include")
        if entry is not None:
            reached(self.bundle.most, entry.key.span)
            reason = "too many or too large files are included: the bundle is not judged"
            self.notes.append(Value.of_unknown(entry.key.span, reason))

    def _note_targets(self, wanted: str | None) -> None:
        targets = self.bundle.targets
        names = [entry.key.text for entry in targets]
        if wanted is not None and targets and wanted not in names:
            reason = f"this bundle has no target {wanted}: all of its targets are judged"
            self.notes.append(Value.of_unknown(targets[0].key.span, reason))
        if len(targets) > MOST_TARGETS and wanted not in names:
            reason = f"only the first {MOST_TARGETS} of {len(targets)} targets are judged"
            self.notes.append(Value.of_unknown(targets[MOST_TARGETS].key.span, reason))
            reached(f"{MOST_TARGETS} targets", targets[MOST_TARGETS].key.span)

    @property
    def text(self) -> str:
        """The text of the root file that it was made of."""
        return self.bundle.files[0].document.text

    def paths_of(self, node: Node) -> set[str]:
        """The files in which a part of a tree is written; each of them asks of every cluster."""
        known = self._paths.get(id(node))
        if known is not None:
            return known[1]
        paths: set[str] = set()
        waiting: list[Node] = [node]
        while waiting:
            one = waiting.pop()
            paths.add(one.span.document.path)
            if isinstance(one, Mapping):
                waiting.extend(entry.value for entry in one)
            elif isinstance(one, Sequence):
                waiting.extend(one)
        self._paths[id(node)] = (node, paths)
        return paths

    def placed(self, node_type: str) -> list[tuple[object, set[str] | None]]:
        """The nodes of a type, of every target, each with the files that have a part in it.

        None for a node that stands nowhere, and so in every file.
        """
        if node_type not in self._placed:
            self._placed[node_type] = [
                (node, self.files_of(node)) for unit in self.units for node in unit.nodes(node_type)
            ]
        return self._placed[node_type]

    def files_of(self, node: object) -> set[str] | None:
        """The files that have a part in a node; None as above."""
        if isinstance(node, Container):
            node = node.cluster
        mapping = getattr(node, "mapping", None) or getattr(node, "definition", None)
        if mapping is None:
            return None
        paths = self.paths_of(mapping)
        span = getattr(node, "span", None)
        return paths | {span.document.path} if isinstance(span, Span) else paths

    def contexts_of(self, node: object) -> tuple[dict[str, str], ...]:
        """The target of a node, and its cluster."""
        known = self._targets.get(id(node))
        if known is not None:
            return known
        return self.units[0].contexts_of(node) if self.units else ()


class BundleUnit:
    """A document of a bundle, and what the bundle makes of it.

    own  whether only what has a part in this document is given, not the rest of the bundle
    """

    __slots__ = ("_broken", "_expansion", "_file", "_known", "_own", "document")

    def __init__(self, file: BundleFile, expansion: Expansion, *, own: bool, broken: bool) -> None:
        self.document = file.document
        self._file = file
        self._expansion = expansion
        self._own = own
        self._broken = broken
        self._known: dict[str, list[object]] = {}

    def nodes(self, node_type: str) -> Iterator[object]:
        """The nodes of a type, of every target."""
        if node_type == "SyntaxProblem":
            for file in [self._file] if self._own else self._expansion.bundle.files:
                yield from distinct(file.problems)
            return
        if node_type not in self._known:
            self._known[node_type] = list(self._nodes(node_type))
        yield from self._known[node_type]
        # Whoever notes them wants to know in which rule: one has run if there was a node.
        if node_type == "Specification" and self._expansion.units:
            for note in self._expansion.notes:
                if not self._own or note.span.document.path == self.document.path:
                    note.known()

    def _nodes(self, node_type: str) -> Iterator[object]:
        path = self.document.path
        for node, files in self._expansion.placed(node_type):
            if not self._own:
                yield node
            elif isinstance(node, Specification):
                yield self._own_part(node)
            elif files is None or path in files:
                yield node

    def contexts_of(self, node: object) -> tuple[dict[str, str], ...]:
        """The target and the cluster of a node, where the bundle has several."""
        return self._expansion.contexts_of(node)

    def concerns_databricks(self) -> bool:
        """Whether a target has a cluster with an image in it, or what was lost may hold one."""
        if self._broken and holds_image(self.document.text):
            return True
        if not self._own:
            return any(unit.concerns_databricks() for unit in self._expansion.units)
        for unit in self._expansion.units:
            specification = self._own_part(unit.specification)
            if specification.misplaced or specification.workspace_confs:
                return True
            if any(one.concerns_images and self._is_own(one) for one in specification.pools):
                return True
            if any(one.concerns_images and self._is_own(one) for one in specification.policies):
                return True
            if any(one.container or one.misspelt_image for one in specification.clusters):
                return True
        return False

    def _own_part(self, whole: Specification) -> Specification:
        """What is said here, and the pools and policies of all files: these clusters name them."""
        part = Specification(whole.roots)
        part.clusters = [one for one in whole.clusters if self._is_own(one)]
        part.misplaced = [one for one in whole.misplaced if self._is_here(one.key)]
        part.pools = whole.pools
        part.policies = whole.policies
        part.workspace_confs = [one for one in whole.workspace_confs if self._is_own(one)]
        return part

    def _is_own(self, node: object) -> bool:
        files = self._expansion.files_of(node)
        return files is None or self.document.path in files

    def _is_here(self, node: Node) -> bool:
        """Whether a part of a tree is written in this document."""
        return self.document.path in self._expansion.paths_of(node)


def bundle_unit(file: BundleFile, project: Project, *, broken: bool) -> BundleUnit | None:
    """The unit of a file of a bundle; None for a file that belongs to none."""
    if is_bundle(file.root):
        return BundleUnit(file, _expansion(file, project), own=False, broken=broken)
    if file.root is None or not may_be_part(file.root):
        return None
    path = file.document.path
    for above in roots_above(path, project.files):
        known = project.shared.get(above)
        if not isinstance(known, Expansion):
            root = _root_file(above, project)
            if root is None or not is_bundle(root.root):
                continue
            if path not in include_paths(root, project.files):
                continue
            known = _expansion(root, project)
        read = (one.document.path for one in known.bundle.files)
        if not known.bundle.is_whole or path in read:
            return BundleUnit(file, known, own=True, broken=broken)
    if not is_part(file.root):
        return None
    return BundleUnit(file, Expansion(Bundle([file]), project), own=False, broken=broken)


def _root_file(path: str, project: Project) -> BundleFile | None:
    """A file that may be the root of a bundle, read once: each file of its folder asks."""
    try:
        document = Document.from_bytes(path, project.files.read(path))
    except FileUnavailableError:
        return None
    key = f"{path} as a root"
    known = project.shared.get(key)
    if not isinstance(known, BundleFile) or known.document.text != document.text:
        if crowd_of(document.text):
            return None
        known = project.shared[key] = read_file(document)
    return known


def _expansion(root: BundleFile, project: Project) -> Expansion:
    """The expansion of a bundle by its root file, made once in a run."""
    path = root.document.path
    known = project.shared.get(path)
    if not isinstance(known, Expansion) or known.text != root.document.text:
        others = [
            one.bundle
            for one in project.shared.values()
            if isinstance(one, Expansion) and one is not known
        ]
        left = MOST_INCLUDED - sum(len(one.files) - 1 for one in others)
        left_parts = MOST_PARTS_TOGETHER - sum(one.parts for one in others)
        known = Expansion(load_bundle(root, project.files, left, left_parts), project)
        project.shared[path] = known
    return known


def _hidden(resources: Mapping) -> Iterator[Value]:
    """The unknown values in the place of a cluster, or of a block of one."""
    stack: list[Node] = [resources]
    while stack:
        node = stack.pop()
        if isinstance(node, Sequence):
            stack.extend(node.items)
        elif isinstance(node, Mapping):
            for entry in node:
                value = entry.value
                if isinstance(value, Value):
                    if not value.is_known and entry.key.text in _TOLD:
                        yield value
                else:
                    stack.append(value)
