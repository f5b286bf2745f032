"""What is literal in an expression, as the tree that JSON and YAML have too. Evaluates nothing."""

from __future__ import annotations

from dcslint.readers.hcl.syntax import (
    Access,
    Call,
    Conditional,
    Directive,
    ForExpression,
    Interpolation,
    Literal,
    ObjectExpression,
    Operation,
    Parentheses,
    Reference,
    Template,
    TupleExpression,
    Unread,
)
from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.hcl.syntax import Expression
    from dcslint.source import Span

    Node = Mapping | Sequence | Value


def to_tree(expression: Expression) -> Node:
    """The literal objects, tuples and scalars of an expression; all else is unknown, with why.

    A mapping is not complete where a `for`, an error or an argument of `merge` may add keys; what
    such an argument may replace is unknown.
    """
    if isinstance(expression, Literal):
        return expression.value
    if isinstance(expression, Parentheses):
        return to_tree(expression.inner)
    if isinstance(expression, Template) and expression.wrapped is not None:
        return to_tree(expression.wrapped)
    if isinstance(expression, ObjectExpression):
        return _to_mapping(expression)
    if isinstance(expression, TupleExpression):
        items = [to_tree(item) for item in expression.items]
        return Sequence(expression.span, items, complete=expression.complete)
    if isinstance(expression, ForExpression):
        if expression.is_object:
            return Mapping(expression.span, [], complete=False)
        return Sequence(expression.span, [], complete=False)
    if isinstance(expression, Call) and expression.name.text == "merge":
        merged = _merge(expression)
        if merged is not None:
            return merged
    span = expression.inner if isinstance(expression, Template) else expression.span
    return Value.of_unknown(span, reason_of(expression))


def reason_of(expression: Expression) -> str:
    """Why an expression that is not literal is unknown, as a phrase that quotes only names."""
    if isinstance(expression, Parentheses):
        return reason_of(expression.inner)
    if isinstance(expression, Template):
        for part in expression.parts:
            if isinstance(part, Interpolation):
                return reason_of(part.expression)
            if isinstance(part, Directive):
                return f"%{{{part.keyword}}} is a template directive"
    if isinstance(expression, Reference):
        return f"{'.'.join(expression.names)} is a reference"
    if isinstance(expression, Call):
        return f"{expression.name.text}() is a function call"
    if isinstance(expression, Unread):
        return expression.reason
    if isinstance(expression, Conditional):
        return "it depends on a condition"
    if isinstance(expression, Access):
        return f"it is a part of something else: {reason_of(expression.source)}"
    if isinstance(expression, Operation):
        return f"it is computed with {expression.operators[0]}"
    if isinstance(expression, ForExpression):
        return "it is made by a for expression"
    return "it is computed"


def _to_mapping(expression: ObjectExpression) -> Mapping:
    entries: list[Entry] = []
    complete = expression.complete
    for item in expression.items:
        key = to_tree(item.key)
        if not isinstance(key, Value) or key.text is None:
            complete = False
        if isinstance(key, Value):
            entries.append(Entry(key, to_tree(item.value), item.span))
    return Mapping(expression.span, entries, complete=complete)


def _merge(call: Call) -> Mapping | None:
    """The entries of the literal arguments of `merge`; None if there are none."""
    nodes = [to_tree(argument) for argument in call.arguments]
    names = [_name_of(argument) for argument in call.arguments]
    if call.expands and nodes:
        nodes[-1] = Value.of_unknown(call.span, "it is expanded")
    merged = merge_nodes(call.span, nodes, names)
    if merged is not None and not call.complete:
        merged.complete = False
    return merged


def merge_nodes(span: Span, nodes: list[Node], names: list[str]) -> Mapping | None:
    """What `merge` makes of its arguments, of which some may be unknown; None if all are.

    What a later argument may replace is unknown; `names` say which argument that is.
    """
    entries: dict[object, Entry] = {}
    shown: dict[object, None] = {}  # the keys of those that no later argument has hidden yet
    complete = True
    is_known = False
    for node, name in zip(nodes, names, strict=True):
        if isinstance(node, Mapping):
            is_known = is_known or bool(node.entries) or node.complete
            if not node.complete:
                _hide(entries, shown, "merge() may replace it")
            for entry in node:
                key: object = id(entry) if entry.key.text is None else entry.key.text
                entries.pop(key, None)
                entries[key] = entry
                shown[key] = None
            complete = complete and node.complete
        elif not (isinstance(node, Value) and node.kind == "null"):
            _hide(entries, shown, f"{name} may replace it")
            complete = False
    return Mapping(span, list(entries.values()), complete=complete) if is_known else None


def _name_of(argument: Expression) -> str:
    if isinstance(argument, Reference):
        return ".".join(argument.names)
    return "another argument of merge()"


def _hide(entries: dict[object, Entry], shown: dict[object, None], reason: str) -> None:
    """Make the values of entries unknown, for what is merged over them may hold others."""
    for key in shown:
        entry = entries[key]
        if not isinstance(entry.value, Value) or entry.value.is_known:
            hidden = Value.of_unknown(entry.value.span, reason)
            entries[key] = Entry(entry.key, hidden, entry.span)
    shown.clear()
