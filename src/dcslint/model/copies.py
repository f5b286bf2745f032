"""Copies of trees that came through a reference: every value keeps its place and tells the way.

Knows nothing of what the references of a format look like. No text makes a tree much larger.
"""

from __future__ import annotations

import re

from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Origin, Value
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Span

    Node = Mapping | Sequence | Value

MOST_COPIES = 200_000
COPIES = f"{MOST_COPIES:,} values that variables stand for"
_MOST_ORIGINS = 8


class Budget:
    """How many nodes may still be copied, and which subtrees are known to hold no reference."""

    __slots__ = ("copies", "plain")

    def __init__(self, copies: int = MOST_COPIES) -> None:
        self.copies = copies
        # By identity; the node is kept, so that no other can take its place.
        self.plain: dict[int, Node] = {}


class Variable:
    """A variable that is declared in files.

    span      the key that declares it, or that gives it a value
    node      its value, if the files tell it
    reason    why they do not
    fixed     whether nothing outside is expected to give another value
    is_open   whether its type may add keys to what is given
    """

    __slots__ = ("fixed", "is_open", "node", "reason", "span")

    def __init__(
        self,
        span: Span | None,
        node: Node | None,
        *,
        reason: str = "",
        fixed: bool = False,
        is_open: bool = False,
    ) -> None:
        self.span = span
        self.node = node
        self.reason = reason
        self.fixed = fixed
        self.is_open = is_open


def copy_through(budget: Budget, node: Node, through: tuple[Origin, ...], *, fixed: bool) -> Node:
    """The tree with the origins added to each key and value; unknown once the budget is spent.

    Unless `fixed`, the outside may replace every value of it.
    """
    budget.copies -= 1
    if isinstance(node, Value):
        return _copy_value(node, through, fixed=fixed)
    if budget.copies <= 0:
        reached(COPIES, node.span)
        return Value.of_unknown(node.span, "too many references")
    if isinstance(node, Sequence):
        items = [copy_through(budget, item, through, fixed=fixed) for item in node.items]
        return Sequence(node.span, items, complete=node.complete)
    entries = [
        Entry(
            _copy_value(entry.key, through, fixed=fixed),
            copy_through(budget, entry.value, through, fixed=fixed),
            entry.span,
        )
        for entry in node
    ]
    return Mapping(node.span, entries, complete=node.complete)


def _copy_value(value: Value, through: tuple[Origin, ...], *, fixed: bool) -> Value:
    origins = dict.fromkeys((*value.origins, *through))
    return Value(
        value.text,
        value.span,
        kind=value.kind,
        pieces=value.pieces,
        origins=tuple(origins)[-_MOST_ORIGINS:],
        overridable=value.overridable or not fixed,
        unknown=value.unknown,
    )


def given_value(text: str, place: Span, origins: tuple[Origin, ...], *, typed: bool) -> Value:
    """What `--var` gives in the place of a reference.

    If `typed`, it is of the type that it reads as: tools turn it into what the field wants.
    """
    pieces = ((0, place.document, place.start, place.end),)
    kind = _kind_of(text) if typed else "string"
    return Value(text, place, kind=kind, pieces=pieces, origins=origins)


def _kind_of(text: str) -> str:
    if text in ("true", "false"):
        return "boolean"
    return "number" if re.fullmatch(r"-?\d{1,18}", text) else "string"
