"""Where policy documents stand in a tree, told by content: in JSON and YAML of any make.

A document may be the whole file, a part of a template of CloudFormation, or JSON in a text, as the
AWS CLI answers. What holds it tells its kind, where that is known.
"""

from __future__ import annotations

from dcslint.model.iam import HINT
from dcslint.model.iam.policy import IDENTITY, OTHER, REPOSITORY, IamPolicy, PolicyGroup
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.source import Span

    Node = Mapping | Sequence | Value

_STATEMENT = "Statement"
_MOST_TEXTS = 200
_DEEPEST_TEXT = 3
_MOST_NAMES = 8
# A key under which a document is of one kind, whatever holds it.
_KEYS = {
    "AssumeRolePolicyDocument": OTHER,
    "RepositoryPolicyText": REPOSITORY,
    "assumeRolePolicy": OTHER,
    "assume_role_policy": OTHER,
}
# Types of resources of CloudFormation by how they begin; under all others a policy is not for us.
_TYPES = {
    "AWS::ECR::Repository": REPOSITORY,
    "AWS::IAM::": IDENTITY,
    "AWS::": OTHER,
}


class _Around:
    """What a node stands in: the nearest key, the kind that the holder gives, names on the way."""

    __slots__ = ("depth", "key", "kind", "names")

    def __init__(
        self, key: Value | None, kind: str | None, names: tuple[str, ...], depth: int
    ) -> None:
        self.key = key
        self.kind = kind
        self.names = names
        self.depth = depth


def find_policies(roots: Iterable[Node], group: PolicyGroup) -> None:
    """Add every policy document in the trees to a group. Never raises."""
    waiting = [(root, _Around(None, None, group.paths, 0)) for root in roots]
    waiting.reverse()
    # A node may stand in several places. Each is kept, so that its number is not given to another:
    # nothing else keeps the tree of a text.
    seen: dict[tuple[int, str | None], Node] = {}
    texts = 0
    while waiting:
        node, around = waiting.pop()
        if isinstance(node, Value):
            if not is_document_text(node):
                continue
            if texts >= _MOST_TEXTS:
                reached(f"{_MOST_TEXTS} policies in texts", node.span)
            elif around.depth >= _DEEPEST_TEXT:
                reached(f"{_DEEPEST_TEXT} policies in texts of each other", node.span)
            else:
                texts += 1
                inner = _Around(around.key, around.kind, around.names, around.depth + 1)
                waiting.extend((root, inner) for root in opened(node))
            continue
        if (id(node), around.kind) in seen:
            continue
        seen[id(node), around.kind] = node
        if isinstance(node, Sequence):
            waiting.extend((item, around) for item in reversed(node.items))
        elif is_document(node):
            add_policy(node, group, key=around.key, kind=around.kind, names=around.names)
        else:
            waiting.extend(reversed(_inside(node, around)))


def _inside(mapping: Mapping, around: _Around) -> list[tuple[Node, _Around]]:
    kind = around.kind
    type_ = mapping.value("Type")
    if type_ is not None and mapping.entry("Properties") is not None:
        kind = _kind_of_type(type_.text or "", kind)
    names = around.names
    for element in ("PolicyName", "RoleName", "policyName", "name"):
        name = mapping.value(element)
        if name is not None and name.text:
            names = (*names, name.text)
    return [
        (
            entry.value,
            _Around(
                entry.key,
                _KEYS.get(entry.key.text or "", kind),
                (*names, entry.key.text or "")[-_MOST_NAMES:],
                around.depth,
            ),
        )
        for entry in mapping
    ]


def _kind_of_type(type_: str, kind: str | None) -> str | None:
    for begins, known in _TYPES.items():
        if type_.startswith(begins):
            return known
    return kind


def is_document(mapping: Mapping) -> bool:
    """Whether a mapping is a policy document: it has statements, one of which names actions."""
    node = mapping.get(_STATEMENT)
    items = node.items if isinstance(node, Sequence) else [node]
    return any(
        isinstance(item, Mapping) and (item.entry("Action") or item.entry("NotAction"))
        for item in items
    )


def is_document_text(value: Value) -> bool:
    """Whether a text may be a policy document in JSON that speaks of Amazon ECR."""
    text = value.text
    return (
        text is not None
        and text.lstrip()[:1] in ("{", "[")
        and _STATEMENT in text
        and HINT.search(text) is not None
    )


def opened(value: Value) -> list[Node]:
    """The trees of JSON in a text."""
    from dcslint.readers.json import read_json_text

    return list(read_json_text(value).roots)


def add_policy(
    mapping: Mapping,
    group: PolicyGroup,
    *,
    key: Value | None = None,
    kind: str | None = None,
    names: Iterable[str] = (),
) -> None:
    """Add a document to a group; the policy's place is the key that introduces it."""
    span: Span = mapping.entries[0].key.span if key is None else key.span
    group.add(IamPolicy(mapping, span, group, kind=kind, names=names))
