"""Merges trees as the Databricks CLI merges a bundle's files, targets and lists.

The rules are those of github.com/databricks/cli, libs/dyn/merge and
bundle/config/mutator/resourcemutator: mappings merge deeply, sequences are joined, a scalar is
replaced; items for the same job cluster, task or pipeline cluster become one. Where the CLI
refuses (a mapping over a scalar) the later wins. Nothing that goes in is changed.
"""

from __future__ import annotations

from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    Node = Mapping | Sequence | Value

# Kind of resource → its list of things with a key → the name of the key.
_LISTS = {
    "jobs": {"job_clusters": "job_cluster_key", "tasks": "task_key"},
    "pipelines": {"clusters": "label"},
}
_LABEL = "label"
_DEFAULT_LABEL = "default"


def merge(base: Node, over: Node) -> Node:
    """`base` with `over` merged into it. A null gives way to whatever meets it."""
    if _is_null(base):
        return over
    if _is_null(over):
        return base
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        return merge_mappings(base, over)
    if isinstance(base, Sequence) and isinstance(over, Sequence):
        complete = base.complete and over.complete
        return Sequence(base.span, [*base.items, *over.items], complete=complete)
    return over


def merge_mappings(base: Mapping, over: Mapping) -> Mapping:
    """The same for two mappings: a block stays where it was begun, a scalar where given last."""
    merged: dict[str | None, Entry] = {entry.key.text: entry for entry in base}
    for entry in over:
        known = merged.get(entry.key.text)
        if known is not None:
            value = merge(known.value, entry.value)
            shown = entry if value is entry.value else known
            entry = Entry(shown.key, value, shown.span)  # noqa: PLW2901 - the same field
        merged[entry.key.text] = entry
    complete = base.complete and over.complete and None not in merged
    return Mapping(base.span, list(merged.values()), complete=complete)


def with_entry(mapping: Mapping, key: str, value: Node) -> Mapping:
    """The mapping with another value at a key that it has."""
    entries = [
        Entry(entry.key, value, entry.span) if entry.key.text == key else entry for entry in mapping
    ]
    return Mapping(mapping.span, entries, complete=mapping.complete)


def merge_resources(resources: Mapping) -> Mapping:
    """The resources of a bundle, the items of their lists merged that have the same key."""
    for kind, lists in _LISTS.items():
        group = resources.mapping(kind)
        if group is None:
            continue
        entries = []
        for entry in group:
            resource = entry.value
            for name, key in lists.items():
                items = resource.sequence(name) if isinstance(resource, Mapping) else None
                if items is not None and isinstance(resource, Mapping):
                    resource = with_entry(resource, name, _merge_items(items, key))
            entries.append(Entry(entry.key, resource, entry.span))
        group = Mapping(group.span, entries, complete=group.complete)
        resources = with_entry(resources, kind, group)
    return resources


def _merge_items(sequence: Sequence, key: str) -> Sequence:
    """The items with those of one key merged into the first; what has no text for one stays."""
    merged: list[Node] = []
    places: dict[str, int] = {}
    for item in sequence.items:
        name = _name_of(item, key)
        if name is None or name not in places:
            if name is not None:
                places[name] = len(merged)
            merged.append(item)
        else:
            merged[places[name]] = merge(merged[places[name]], item)
    return Sequence(sequence.span, merged, complete=sequence.complete)


def _name_of(item: Node, key: str) -> str | None:
    """What an item of a list is called.

    Only a pipeline's cluster may have no label, and case does not count in one
    (merge_pipeline_clusters.go).
    """
    if not isinstance(item, Mapping):
        return None
    value = item.value(key)
    if key == _LABEL:
        if value is None:
            return _DEFAULT_LABEL if item.complete and item.entry(key) is None else None
        return None if value.text is None else value.text.lower()
    return None if value is None else value.text


def _is_null(node: Node) -> bool:
    return isinstance(node, Value) and node.kind == "null"
