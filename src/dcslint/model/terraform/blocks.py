"""A block's body as the tree that JSON and YAML have too: attributes, and blocks by their type.

A block that stands once is a mapping, several are a list of them. A `dynamic` block is what it
makes, if that is known; else what it may add is unknown.
"""

from __future__ import annotations

from dcslint.model.copies import COPIES
from dcslint.model.terraform.evaluate import pairs_of
from dcslint.model.terraform.results import is_overridable
from dcslint.readers.hcl.syntax import Attribute, Block
from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Span, Value
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.terraform.evaluate import Evaluator
    from dcslint.readers.hcl.syntax import Body

    Node = Mapping | Sequence | Value
    Scope = dict[str, Node]

DYNAMIC = "dynamic"
# What Terraform itself reads in a resource.
_META = frozenset({"count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"})
_OF_DYNAMIC = frozenset({"content", "for_each", "iterator", "labels"})
_MOST_BLOCKS = 200
_DEEPEST = 60


class Blocks:
    """Makes trees of bodies.

    absent  types of block that count by being there: where a `dynamic` block may add one or not,
            it is left out, and the mapping is not complete
    """

    __slots__ = ("_absent", "_evaluator")

    def __init__(self, evaluator: Evaluator, absent: frozenset[str]) -> None:
        self._evaluator = evaluator
        self._absent = absent

    def tree(
        self, body: Body, scope: Scope, *, is_resource: bool = False, depth: int = 0
    ) -> Mapping:
        """The mapping of a body; of a resource without what is for Terraform itself."""
        entries: list[Entry] = []
        places: dict[str, int] = {}
        budget = self._evaluator.budget
        budget.copies -= 1
        may = depth < _DEEPEST and budget.copies > 0
        complete = body.complete and may
        if not may:
            reached(f"{_DEEPEST} levels of blocks" if depth >= _DEEPEST else COPIES, body.span)
        for item in body.items if may else ():
            if isinstance(item, Attribute):
                name = item.name.text
                if not (is_resource and name in _META):
                    value = self._evaluator.evaluate(item.expression, scope)
                    entries.append(Entry(item.name, value, item.span))
                continue
            if is_resource and item.type.text in _META:
                continue
            key, made, sure = self._made(item, scope, depth)
            if key is None:
                complete = False
                continue
            if not sure and key.text in self._absent:
                complete = False
                if not made:
                    continue
            if not sure and not made:
                reason = f"a dynamic block makes {key.text} or not"
                entries.append(Entry(key, Value.of_unknown(key.span, reason), item.span))
            for mapping in made:
                _add(entries, places, key, mapping, item.span)
        return Mapping(body.span, entries, complete=complete)

    def _made(
        self, block: Block, scope: Scope, depth: int
    ) -> tuple[Value | None, list[Mapping], bool]:
        """The type of what a block makes, that, and whether the files alone say so."""
        if block.type.text != DYNAMIC or not block.labels:
            return block.type, [self.tree(block.body, scope, depth=depth + 1)], True
        label = block.labels[0]
        content = next(iter(block.body.blocks("content")), None)
        each = block.body.attribute("for_each")
        if content is None or each is None or not block.body.complete:
            return label, [], False
        collection = self._evaluator.evaluate(each.expression, scope)
        pairs = pairs_of(collection)
        if pairs is None:
            return label, [], False
        named = block.body.attribute("iterator")
        name = None if named is None else named.expression.span.source
        made = []
        if len(pairs) > _MOST_BLOCKS:
            reached(f"{_MOST_BLOCKS} blocks of a dynamic one", each.expression.span)
        for key, value in pairs[:_MOST_BLOCKS]:
            inner = {**scope, name or label.text or "": element(key, value)}
            made.append(self.tree(content.body, inner, depth=depth + 1))
        # A collection that the outside may fill or empty decides nothing for certain.
        sure = bool(made) or not _may_change(each, collection)
        return label, made, sure


def _may_change(each: Attribute, collection: Node) -> bool:
    from dcslint.readers.hcl.syntax import TupleExpression

    is_written = isinstance(each.expression, TupleExpression)
    return not is_written or is_overridable(collection)


def element(key: Value, value: Node) -> Mapping:
    """What an iterator stands for: `key` and `value`."""
    span = value.span
    names = Value("key", span, pieces=()), Value("value", span, pieces=())
    entries = [Entry(names[0], key, span), Entry(names[1], value, span)]
    return Mapping(span, entries)


def _add(
    entries: list[Entry], places: dict[str, int], key: Value, made: Mapping, span: Span
) -> None:
    """Add a block beside those of its type."""
    name = key.text or ""
    at = places.get(name)
    if at is None:
        places[name] = len(entries)
        entries.append(Entry(key, made, span))
        return
    before = entries[at]
    if isinstance(before.value, Sequence):
        before.value.items.append(made)
    elif isinstance(before.value, Mapping):
        entries[at] = Entry(
            before.key, Sequence(before.value.span, [before.value, made]), before.span
        )
