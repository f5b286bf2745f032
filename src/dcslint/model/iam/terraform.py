"""Policy documents of a Terraform module: texts, `jsonencode`, and `aws_iam_policy_document`.

What a policy is attached to tells its kind; of a data source that is whoever refers to it. A data
source that another one takes in is a part of a policy only.
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
"""

from __future__ import annotations

from dcslint.model.iam.find import add_policy, is_document, is_document_text, opened
from dcslint.model.iam.policy import IDENTITY, OTHER, REPOSITORY, PolicyGroup
from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Value
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dcslint.model.terraform.blocks import Blocks
    from dcslint.model.terraform.module import Module
    from dcslint.readers.hcl.syntax import Attribute, Block, Body

    Node = Mapping | Sequence | Value
    Scope = dict[str, Node]
    Instances = Callable[[Block], list[Scope]]

_DATA = "aws_iam_policy_document"
_POLICY = "policy"
_TRUST = "assume_role_policy"
_ROLE = "aws_iam_role"
_KINDS = {
    "aws_ecr_repository_policy": REPOSITORY,
    "aws_iam_group_policy": IDENTITY,
    "aws_iam_policy": IDENTITY,
    "aws_iam_role_policy": IDENTITY,
    "aws_iam_user_policy": IDENTITY,
}
_REFERENCE = regex(rf"\bdata\.{_DATA}\.([\w-]+)")
# Other documents that become a part of the one that names them.
_SOURCES = (
    *("source_policy_documents", "override_policy_documents"),
    *("source_json", "override_json"),
)
_ELEMENTS = {
    "actions": "Action",
    "condition": "Condition",
    "effect": "Effect",
    "not_actions": "NotAction",
    "not_principals": "NotPrincipal",
    "not_resources": "NotResource",
    "principals": "Principal",
    "resources": "Resource",
    "sid": "Sid",
}
_PRINCIPALS = frozenset({"principals", "not_principals"})


def add_terraform_policies(
    module: Module, blocks: Blocks, instances: Instances, group: PolicyGroup
) -> None:
    """Add the policies of a module to a group. Never raises."""
    uses = _Uses()
    for block in module.blocks("resource", "module", "data"):
        uses.note(block)
    for block in module.blocks("resource"):
        if len(block.labels) == 2:
            _add_resource(module, block, instances, group)
    for block in module.blocks("data"):
        if len(block.labels) == 2 and block.labels[0].text == _DATA:
            for scope in instances(block):
                _add_data(blocks.tree(block.body, scope, is_resource=True), block, uses, group)


class _Uses:
    """Who refers to the data sources of a module, by the name of each.

    kinds   what that makes of it; None where it is not known
    labels  what those are called that refer to it
    parts   those that another data source takes in
    """

    __slots__ = ("kinds", "labels", "parts")

    def __init__(self) -> None:
        self.kinds: dict[str, set[str | None]] = {}
        self.labels: dict[str, list[str]] = {}
        self.parts: set[str] = set()

    def note(self, block: Block) -> None:
        """Note what a block refers to."""
        labels = [label.text or "" for label in block.labels]
        for item in block.body:
            for found in _REFERENCE.finditer(item.span.source):
                if block.type.text == "data":
                    self.parts.add(found[1])
                    continue
                kind = None
                if block.type.text == "resource" and labels:
                    named = getattr(item, "name", None)
                    kind = _kind(labels[0], named is not None and named.text == _TRUST)
                self.kinds.setdefault(found[1], set()).add(kind)
                self.labels.setdefault(found[1], []).append(labels[-1] if labels else "")

    def kind_of(self, name: str) -> str | None:
        """The kind of a data source, if all that refer to it agree."""
        kinds = self.kinds.get(name, {None})
        return next(iter(kinds)) if len(kinds) == 1 else None


def _kind(resource: str, is_trust: bool) -> str:  # noqa: FBT001 - private, and read at its one call
    if resource == _ROLE:
        return OTHER if is_trust else IDENTITY
    return _KINDS.get(resource, OTHER)


def _add_resource(module: Module, block: Block, instances: Instances, group: PolicyGroup) -> None:
    """Add the policies that are written in a resource."""
    type_ = block.labels[0].text or ""
    bodies: Iterable[Body] = ()
    if type_ in _KINDS:
        bodies = (block.body,)
    elif type_ == _ROLE:
        bodies = [one.body for one in block.body.blocks("inline_policy")]
    for body in bodies:
        attribute = body.attribute(_POLICY)
        if attribute is None:
            continue
        for scope in instances(block):
            node = module.evaluator.evaluate(attribute.expression, scope)
            kind = _kind(type_, is_trust=False)
            names = (*_names(module, block.body, scope), block.labels[1].text or "")
            for document in _documents(node):
                _add(document, attribute, kind, names, group)


def _documents(node: Node) -> list[Mapping]:
    roots = opened(node) if isinstance(node, Value) and is_document_text(node) else [node]
    return [root for root in roots if isinstance(root, Mapping) and is_document(root)]


def _add(
    document: Mapping,
    attribute: Attribute,
    kind: str,
    names: Iterable[str],
    group: PolicyGroup,
) -> None:
    path = attribute.span.document.path
    add_policy(document, group, key=attribute.name, kind=kind, names=(path, *names))


def _names(module: Module, body: Body, scope: Scope) -> list[str]:
    """What a resource calls itself in the account."""
    found = []
    for word in ("name", "name_prefix", "role"):
        attribute = body.attribute(word)
        if attribute is not None:
            value = module.evaluator.evaluate(attribute.expression, scope)
            known = value.text if isinstance(value, Value) else None
            found.append(known or attribute.expression.span.source)
    return found


def _add_data(tree: Mapping, block: Block, uses: _Uses, group: PolicyGroup) -> None:
    """Add an `aws_iam_policy_document` as the document that it becomes."""
    label = block.labels[1]
    name = label.text or ""
    items: list[Node] = []
    key = label
    for entry in tree:
        if entry.key.text == "statement":
            key = entry.key
            node = entry.value
            nodes = node.items if isinstance(node, Sequence) else [node]
            items.extend(_statement(one) if isinstance(one, Mapping) else one for one in nodes)
    hidden = name in uses.parts or any(tree.entry(source) is not None for source in _SOURCES)
    hidden = hidden or any(one.labels[:1] for one in block.body.blocks("dynamic"))
    complete = tree.complete and not hidden
    statements = Sequence(tree.span, items, complete=complete)
    renamed = Value("Statement", key.span, pieces=())
    document = Mapping(tree.span, [Entry(renamed, statements, tree.span)], complete=complete)
    if is_document(document):
        names = (label.span.document.path, name, *uses.labels.get(name, ()))
        add_policy(document, group, key=label, kind=uses.kind_of(name), names=names)


def _statement(mapping: Mapping) -> Mapping:
    """A statement with the elements that a policy has, each where the block writes it."""
    entries = []
    for entry in mapping:
        name = entry.key.text or ""
        element, value = _ELEMENTS.get(name), entry.value
        if element is None or _is_nothing(value):
            continue
        if name in _PRINCIPALS:
            value = _principals(value)
        key = Value(element, entry.key.span, pieces=())
        entries.append(Entry(key, value, entry.span))
    if mapping.entry("effect") is None:
        span = mapping.span
        effect = Value("Effect", span, pieces=())
        entries.append(Entry(effect, Value("Allow", span, pieces=()), span))
    return Mapping(mapping.span, entries, complete=mapping.complete)


def _is_nothing(node: Node) -> bool:
    if isinstance(node, Sequence):
        return node.complete and not node.items
    return isinstance(node, Value) and node.kind == "null"


def _principals(node: Node) -> Node:
    """Blocks of a type and identifiers as the element that they become."""
    blocks = node.items if isinstance(node, Sequence) else [node]
    entries = []
    complete = True
    for block in blocks:
        type_ = block.value("type") if isinstance(block, Mapping) else None
        identifiers = block.get("identifiers") if isinstance(block, Mapping) else None
        if type_ is None or identifiers is None:
            complete = False
        else:
            entries.append(Entry(type_, identifiers, block.span))
    return Mapping(node.span, entries, complete=complete)
