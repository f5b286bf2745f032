"""The fields of a cluster that runs an image: names, types, and what they need beside them."""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.model.compute.cluster import IMAGE, as_mapping, is_empty
from dcslint.model.compute.template import resolve
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Fix, Value
from dcslint.source.likeness import Nearest
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.compute.cluster import Cluster, Node
    from dcslint.model.compute.container import Container
    from dcslint.readers.tree import Entry

_OWNER = "cluster"
_LIKENESS = 0.9  # of a misspelt key: one letter in eleven, or two in a long one
_WORD_START = regex(r"(?<=[a-z0-9])(?=[A-Z])")
_INTEGER = regex(r"\s*-?\d+(?:\.0*)?\s*")
_NUMBER = regex(r"\s*-?\d+(?:\.\d*)?\s*")


def _blocks(cluster: Cluster, owners: list[str]) -> Iterator[tuple[str, Mapping]]:
    """The cluster's mapping, and its blocks by the names that the table has for them."""
    for owner in owners:
        block = cluster.mapping if owner == _OWNER else as_mapping(cluster.node(owner))
        if block is not None:
            yield owner, block


@check()
def misspelt_field(container: Container, facts: Facts, *, owners: list[str]) -> Problems:
    """Report a key that no field has, but that is written nearly as one that is not there."""
    cluster = container.cluster
    for owner, block in _blocks(cluster, owners):
        known = facts.spec_fields(owner)
        nearest, image = Nearest(known, least=_LIKENESS), cluster.misspelt_image
        for entry in block:
            key = entry.key.known()
            if not key or key in known or entry is image:
                continue
            near = nearest.of(_WORD_START.sub("_", key).lower().replace("-", "_"))
            if near is not None and block.entry(near) is None and near != IMAGE:
                fix = Fix(f"rename it to {near}", [entry.key.edit(near)])
                yield Problem(entry.key, fix=fix, key=key, near=near)


@check()
def field_of_wrong_type(
    container: Container,
    facts: Facts,
    *,
    owners: list[str],
    skipped: list[str],
    clouds: list[str],
    types: dict[str, str],
) -> Problems:
    """Report a field whose value cannot be of the type that the field has.

    Numbers and booleans may be texts that read so, and a text may be a number. A block of Terraform
    is a list of one mapping or the mapping itself. A mapping by `clouds` stands for its values.
    `types` says each type in words.
    """
    for owner, block in _blocks(container.cluster, owners):
        fields = facts.spec_fields(owner)
        for entry in block:
            field = fields.get(entry.key.text or "")
            if field is None or field.field in skipped or is_empty(entry.value):
                continue
            if _is_by_cloud(entry.value, clouds) or _fits(entry.value, field.type):
                continue
            yield Problem(_place(entry), field=field.field, type=types[field.type])


def _place(entry: Entry) -> Value:
    return entry.value if isinstance(entry.value, Value) else entry.key


def _is_by_cloud(node: Node, clouds: list[str]) -> bool:
    return isinstance(node, Mapping) and all(entry.key.text in clouds for entry in node)


def _fits(node: Node, kind: str) -> bool:
    if kind == "mapping":
        if isinstance(node, Value):
            return resolve(node).known() is None
        return as_mapping(node) is not None
    if kind == "list":
        return not isinstance(node, Value) or resolve(node).known() is None
    if not isinstance(node, Value):
        return False
    text = resolve(node).known()
    if text is None or kind == "text":
        return True
    if kind == "bool":
        return text.strip().lower() in ("true", "false")
    pattern = _INTEGER if kind == "int" else _NUMBER
    return node.kind != "boolean" and pattern.fullmatch(text) is not None


@check("text", "list", "url")
def shape_of_image(cluster: Cluster, *, field: str, url: str) -> Problems:
    """Report an image that is given as a text or a list, or without what says which it is.

    A list of one mapping is how Terraform writes a block. What a key that is misspelt stands for is
    `unknown_image_key`'s to say.
    """
    entry = cluster.entry(field)
    if entry is None or is_empty(entry.value):
        return
    node = entry.value
    if isinstance(node, Value):
        if resolve(node).known() is not None:
            yield Problem(node, case="text")
        return
    mapping = as_mapping(node)
    if mapping is None:
        if isinstance(node, Sequence) and node.complete:
            yield Problem(entry.key, case="list")
        return
    container = cluster.container
    if container is None or cluster.policy_id is not None or not mapping.complete:
        return
    known = cluster.facts.image_fields(field)
    odd = any(one.key.text not in known for one in mapping)
    if not odd and is_empty(mapping.get(url)):
        yield Problem(entry.key, case="url")


@check()
def field_without_kind(container: Container, *, fields: list[str], kind: str) -> Problems:
    """Report a field that is switched on and that only counts on clusters of a kind."""
    cluster = container.cluster
    if cluster.policy_id is not None or not cluster.lacks("kind"):
        return
    for field in fields:
        value = cluster.value(field)
        text = None if value is None else value.known()
        if value is not None and text is not None and text.lower() == "true":
            yield Problem(value, field=field, kind=kind)
