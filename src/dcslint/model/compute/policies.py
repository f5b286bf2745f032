"""`ClusterPolicy`: what a cluster policy demands of clusters, wherever its definition is written.

A definition maps dotted paths of a cluster to rules (`{"type": "fixed", "value": …}`); it stands as
an object, as JSON in a text, or as the overrides of a policy family. What a policy fixes holds for
each of its clusters, so it is read as the part of a cluster that it is.
https://docs.databricks.com/aws/en/admin/clusters/policy-definition
"""

from __future__ import annotations

from dcslint.model.compute.cluster import Cluster, as_mapping, is_empty, is_null
from dcslint.model.compute.template import resolve
from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Span, Value
from dcslint.source.limits import reached
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.model.compute.cluster import Named

    Node = Mapping | Sequence | Value

POLICY = "policy"  # the form of a cluster that is what a policy fixes
DEFINITIONS = ("definition", "policy_family_definition_overrides")
_TYPES = frozenset({"allowlist", "blocklist", "fixed", "forbidden", "range", "regex", "unlimited"})
# Fields that only policies have, beside those of a cluster.
_OF_POLICIES = frozenset({"cluster_type", "dbus_per_hour"})
# Behind these the rest of a path is one key, dots and all.
_MAPS = frozenset({"custom_tags", "spark_conf", "spark_env_vars"})
_DEEPEST_PATH = 6
# How Terraform and bundles name a policy that stands in the same files.
_REFERENCE = regex(
    r"\s*(?:\$\{)?\s*(?:resources\.cluster_policies|databricks_cluster_policy)\.([\w-]+)"
    r"(?:\[[^\]]*\])?\.(?:id|policy_id)\s*\}?\s*"
)


class ClusterPolicy:
    """A cluster policy of a document.

    definition  its rules by path; of a family's overrides and a definition, the one that is there
    span        where a finding about the whole policy points
    key         what the files call it (a Terraform resource's name), if it has such a name
    id          its `policy_id`, if it is written
    names       by which clusters name it: as `Cluster.names` has it
    """

    __slots__ = ("_fixed", "definition", "id", "key", "names", "span")

    def __init__(
        self,
        definition: Mapping,
        span: Span,
        *,
        key: Value | None = None,
        id_: Value | None = None,
    ) -> None:
        self.definition = definition
        self.span = span
        self.key = key
        self.id = id_
        self.names = names_of(key, None if id_ is None else resolve(id_))
        self._fixed: Mapping | None = None

    def __repr__(self) -> str:
        return f"ClusterPolicy({self.definition!r})"

    def rule_type(self, path: str) -> Value | None:
        """The type of the rule for a path ("fixed", "forbidden", …), unknown where it is hidden."""
        rule = self.definition.mapping(path)
        type_ = None if rule is None else rule.value("type")
        return None if type_ is None else resolve(type_)

    def fixed(self) -> Mapping:
        """What it fixes, as a part of a cluster: keys may be missing in every block of it."""
        if self._fixed is None:
            self._fixed = self._put_together()
        return self._fixed

    def _put_together(self) -> Mapping:
        root = Mapping(self.definition.span, [], complete=False)
        for entry in self.definition:
            value = _fixed_value(entry)
            if value is not None:
                _put(root, entry, value)
        return root

    def applied_to(self, cluster: Cluster) -> Cluster:
        """The cluster with what the policy fixes and the cluster does not say."""
        return Cluster(
            _filled(cluster.mapping, self.fixed()),
            cluster.span,
            cluster.facts,
            form=cluster.form,
            key_name=cluster.key_name,
            workloads=cluster.workloads,
        )

    @property
    def concerns_images(self) -> bool:
        """Whether a rule is about an image."""
        return any((entry.key.text or "").startswith("docker_image") for entry in self.definition)


def named_by(cluster: Cluster) -> Named:
    """The policy that a cluster names."""
    return cluster.names("policy_id", _REFERENCE)


def names_of(key: Value | None, id_: Value | None) -> frozenset[Named]:
    """By what clusters can name a thing that has a key in its file, or an id."""
    names: list[Named] = []
    if key is not None and key.text:
        names.append((key.text, ""))
    if id_ is not None and id_.text:
        names.append(("", id_.text))
    return frozenset(names)


def _filled(own: Mapping, fixed: Mapping) -> Mapping:
    """A mapping with the keys of another that it does not have, in its blocks too."""
    entries = []
    for entry in own:
        other, block = fixed.get(entry.key.text or ""), as_mapping(entry.value)
        if isinstance(other, Mapping) and block is not None:
            entries.append(Entry(entry.key, _filled(block, other), entry.span))
        elif other is None or not is_empty(entry.value):
            entries.append(entry)
    present = {entry.key.text for entry in entries}
    entries += [entry for entry in fixed if entry.key.text not in present]
    return Mapping(own.span, entries, complete=own.complete)


def _fixed_value(entry: Entry) -> Value | None:
    rule = entry.value
    if not isinstance(rule, Mapping) or entry.key.text is None:
        return None
    type_, value = rule.value("type"), rule.get("value")
    if type_ is None or type_.text != "fixed" or not isinstance(value, Value) or is_null(value):
        return None
    return value


def _put(root: Mapping, entry: Entry, value: Value) -> None:
    """Put a value where its path leads; each key of it stands where the path does."""
    path = entry.key.text or ""
    first, dot, rest = path.partition(".")
    keys = [first, rest] if dot and first in _MAPS else path.split(".")
    if len(keys) > _DEEPEST_PATH:
        reached(f"{_DEEPEST_PATH} keys of a path in a policy", entry.key.span)
    if len(keys) > _DEEPEST_PATH or any(not key or key.isdecimal() or key == "*" for key in keys):
        return
    block = root
    for index, key in enumerate(keys):
        if index == len(keys) - 1:
            block.entries.append(Entry(_key(key, entry), value, entry.span))
            return
        child = block.get(key)
        if child is None:
            child = Mapping(entry.span, [], complete=False)
            block.entries.append(Entry(_key(key, entry), child, entry.span))
        if not isinstance(child, Mapping):
            return
        block = child


def _key(name: str, entry: Entry) -> Value:
    written = entry.key
    if name == written.text:
        return written
    start = (written.text or "").find(name)
    span = written.place(max(start, 0), max(start, 0) + len(name))
    return Value(name, span, pieces=((0, span.document, span.start, span.end),))


def is_definition(mapping: Mapping, fields: Iterable[str]) -> bool:
    """Whether a mapping is a policy's definition: rules, one of them for a field of a cluster."""
    known = {*fields, *_OF_POLICIES}
    found = False
    for entry in mapping:
        rule = entry.value
        type_ = rule.value("type") if isinstance(rule, Mapping) else None
        if type_ is None or type_.kind != "string":
            return False
        if type_.text in _TYPES and (entry.key.text or "").partition(".")[0] in known:
            found = True
    return found


def policies_in(
    mapping: Mapping, fields: Iterable[str], key: Value | None
) -> Iterator[ClusterPolicy]:
    """The policies that a mapping is or holds: a definition, or what an API takes and answers."""
    fields = tuple(fields)
    if is_definition(mapping, fields):
        first = mapping.entries[0].key.span
        yield ClusterPolicy(mapping, first, key=key)
        return
    for name in DEFINITIONS:
        entry = mapping.entry(name)
        node = None if entry is None else _opened(entry.value)
        if entry is not None and node is not None and is_definition(node, fields):
            yield ClusterPolicy(node, entry.key.span, key=key, id_=mapping.value("policy_id"))


def _opened(node: Node) -> Mapping | None:
    """A definition as a tree, also where it is JSON in a text."""
    if isinstance(node, Mapping):
        return node
    text = node.text if isinstance(node, Value) else None
    if text is None or not text.lstrip().startswith("{"):
        return None
    from dcslint.readers.json import read_json_text

    assert isinstance(node, Value)
    root = next(iter(read_json_text(node).roots), None)
    return root if isinstance(root, Mapping) else None
