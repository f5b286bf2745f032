"""Terraform's JSON as the syntax that HCL has: bodies, blocks, and expressions in texts.

https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

from dcslint.readers.hcl import read_hcl_string
from dcslint.readers.hcl.syntax import (
    Attribute,
    Block,
    Body,
    Literal,
    ObjectExpression,
    ObjectItem,
    TupleExpression,
)
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Span, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.readers.hcl.syntax import Expression

    Node = Mapping | Sequence | Value

# How many labels the blocks at the top have; any other is of no use here.
_LABELS = {"data": 2, "locals": 0, "module": 1, "resource": 2, "variable": 1}


def body_of(root: Node | None) -> Body | None:
    """The body of a whole file; None if it is no object."""
    if not isinstance(root, Mapping):
        return None
    items: list[Attribute | Block] = []
    for entry in root:
        labels = _LABELS.get(entry.key.text or "")
        if labels is not None:
            items.extend(_blocks(entry.key, [], entry.value, labels))
    return Body(items, root.span, complete=root.complete)


def _blocks(type_: Value, labels: list[Value], node: Node, missing: int) -> Iterator[Block]:
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _blocks(type_, labels, item, missing)
    elif isinstance(node, Mapping):
        if missing:
            for entry in node:
                yield from _blocks(type_, [*labels, entry.key], entry.value, missing - 1)
        else:
            header = labels[-1].span if labels else type_.span
            yield Block(type_, labels, _body(node), node.span, header)


def _body(mapping: Mapping) -> Body:
    items: list[Attribute | Block] = []
    complete = mapping.complete
    for entry in mapping:
        if entry.key.text == "dynamic":
            complete = False
        else:
            items.append(Attribute(entry.key, _expression(entry.value), entry.span))
    return Body(items, mapping.span, complete=complete)


def _expression(node: Node) -> Expression:
    if isinstance(node, Mapping):
        pairs = [
            ObjectItem(Literal(entry.key, entry.key.span), _expression(entry.value), entry.span)
            for entry in node
        ]
        return ObjectExpression(pairs, node.span, complete=node.complete)
    if isinstance(node, Sequence):
        items = [_expression(item) for item in node.items]
        return TupleExpression(items, node.span, complete=node.complete)
    text = node.text or ""
    if node.kind == "string" and ("${" in text or "%{" in text):
        document, start, end = node.span.document, node.span.start - 1, node.span.end + 1
        if start >= 0 and document.text[start : start + 1] == '"':
            return read_hcl_string(document, start, end)
    return Literal(node, Span(node.span.document, node.span.start, node.span.end))
