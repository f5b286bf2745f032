"""Terraform's functions that a spec is put together with, on nodes that may be unknown.

Each takes evaluated arguments and gives a node, or None where the result cannot be known.
https://developer.hashicorp.com/terraform/language/functions
"""

from __future__ import annotations

from dcslint.model.terraform.operators import are_equal, whole_number
from dcslint.readers.hcl.literals import merge_nodes
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dcslint.model.terraform.results import Results

    Node = Mapping | Sequence | Value
    Function = Callable[[list[Node], Results], "Node | None"]

_LONGEST_TEXT = 20_000
_MOST_ITEMS = 10_000
_ITEMS = f"{_MOST_ITEMS:,} items of a list"


def _text(node: Node) -> str | None:
    """The text of a scalar, if the whole of it is known."""
    if isinstance(node, Value) and node.kind != "null" and node.unknown is None:
        return node.text
    return None


def _merge(arguments: list[Node], results: Results) -> Node | None:
    return merge_nodes(results.span, arguments, ["another argument of merge()"] * len(arguments))


def _concat(arguments: list[Node], results: Results) -> Node | None:
    items: list[Node] = []
    complete = True
    for argument in arguments:
        if isinstance(argument, Sequence):
            items.extend(argument.items)
            complete = complete and argument.complete
        else:
            complete = False
    if len(items) > _MOST_ITEMS:
        reached(_ITEMS, results.span)
        complete = False
    return Sequence(results.span, items[:_MOST_ITEMS], complete=complete)


def _flatten(arguments: list[Node], results: Results) -> Node | None:
    items: list[Node] = []
    complete = True
    waiting = list(reversed(arguments))
    while waiting:
        node = waiting.pop()
        if isinstance(node, Sequence):
            complete = complete and node.complete
            waiting.extend(reversed(node.items))
        elif len(items) >= _MOST_ITEMS:
            reached(_ITEMS, results.span)
            complete = False
        elif isinstance(node, Value) and not node.is_known:
            complete = False
        else:
            items.append(node)
    return Sequence(results.span, items, complete=complete)


def _compact(arguments: list[Node], results: Results) -> Node | None:
    (whole,) = arguments if len(arguments) == 1 else (None,)
    if not isinstance(whole, Sequence):
        return None
    items = [item for item in whole.items if not _is_nothing(item)]
    sure = all(not isinstance(item, Value) or item.is_known for item in items)
    return Sequence(results.span, items, complete=whole.complete and sure)


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Value) and (node.kind == "null" or node.text == "")


def _coalesce(arguments: list[Node], _: Results) -> Node | None:
    for argument in arguments:
        if isinstance(argument, Value) and not argument.is_known:
            return None
        if not _is_nothing(argument):
            return argument
    return None


def _lookup(arguments: list[Node], _: Results) -> Node | None:
    if len(arguments) not in (2, 3) or not isinstance(arguments[0], Mapping):
        return None
    mapping, key = arguments[0], _text(arguments[1])
    if key is None:
        return None
    found = mapping.get(key)
    if found is not None:
        return found
    return arguments[2] if mapping.complete and len(arguments) == 3 else None


def _element(arguments: list[Node], _: Results) -> Node | None:
    if len(arguments) != 2 or not isinstance(arguments[0], Sequence):
        return None
    index, items = whole_number(arguments[1]), arguments[0].items
    if index is None or index < 0 or not items or not arguments[0].complete:
        return None
    return items[index % len(items)]


def _keys(arguments: list[Node], results: Results) -> Node | None:
    whole = arguments[0] if len(arguments) == 1 else None
    if not isinstance(whole, Mapping):
        return None
    keys: list[Node] = [entry.key for entry in whole]
    return Sequence(results.span, keys, complete=whole.complete)


def _values(arguments: list[Node], results: Results) -> Node | None:
    whole = arguments[0] if len(arguments) == 1 else None
    if not isinstance(whole, Mapping):
        return None
    return Sequence(results.span, [entry.value for entry in whole], complete=whole.complete)


def _length(arguments: list[Node], results: Results) -> Node | None:
    whole = arguments[0] if len(arguments) == 1 else None
    if isinstance(whole, Mapping) and whole.complete:
        return results.number(len({entry.key.text for entry in whole}), arguments)
    if isinstance(whole, Sequence) and whole.complete:
        return results.number(len(whole.items), arguments)
    text = None if whole is None else _text(whole)
    return None if text is None else results.number(len(text), arguments)


def _contains(arguments: list[Node], results: Results) -> Node | None:
    if len(arguments) != 2 or not isinstance(arguments[0], Sequence):
        return None
    answers = [are_equal(item, arguments[1]) for item in arguments[0].items]
    if True in answers:
        return results.truth(arguments, is_true=True)
    if None in answers or not arguments[0].complete:
        return None
    return results.truth(arguments, is_true=False)


def _join(arguments: list[Node], results: Results) -> Node | None:
    separator = _text(arguments[0]) if len(arguments) == 2 else None
    whole = arguments[-1] if arguments else None
    if separator is None or not isinstance(whole, Sequence) or not whole.complete:
        return None
    texts = [_text(item) for item in whole.items]
    known = [text for text in texts if text is not None]
    length = sum(map(len, known)) + len(separator) * len(texts)
    if len(known) < len(texts) or _is_too_long(length, results):
        return None
    return results.text(separator.join(known), [arguments[0], *whole.items])


def _format(arguments: list[Node], results: Results) -> Node | None:
    """`format`, of which only the plain verbs are known."""
    form = _text(arguments[0]) if arguments else None
    if form is None:
        return None
    parts: list[str] = []
    used = 1
    at = 0
    while at < len(form):
        mark = form.find("%", at)
        if mark < 0:
            break
        parts.append(form[at:mark])
        verb = form[mark + 1 : mark + 2]
        if verb == "%":
            parts.append("%")
        elif verb in ("s", "d", "v") and used < len(arguments):
            text = _text(arguments[used])
            if text is None:
                return None
            parts.append(text)
            used += 1
        else:
            return None
        at = mark + 2
    text = "".join([*parts, form[at:]])
    whole = used == len(arguments) and not _is_too_long(len(text), results)
    return results.text(text, arguments) if whole else None


def _of_text(change: Callable[[str], str]) -> Function:
    def function(arguments: list[Node], results: Results) -> Node | None:
        text = _text(arguments[0]) if len(arguments) == 1 else None
        return None if text is None else results.text(change(text), arguments)

    return function


def _replace(arguments: list[Node], results: Results) -> Node | None:
    texts = [_text(argument) for argument in arguments]
    if len(texts) != 3 or None in texts:
        return None
    text, old, new = (one or "" for one in texts)
    if not old or (len(old) > 1 and old[0] == old[-1] == "/"):  # a pattern between slashes
        return None
    changed = text.replace(old, new)
    return None if _is_too_long(len(changed), results) else results.text(changed, arguments)


def _is_too_long(length: int, results: Results) -> bool:
    """Whether a text is longer than is made; if so, that is noted."""
    if length > _LONGEST_TEXT:
        reached(f"{_LONGEST_TEXT:,} characters of a text", results.span)
    return length > _LONGEST_TEXT


def _same(arguments: list[Node], _: Results) -> Node | None:
    return arguments[0] if len(arguments) == 1 else None


def _of_kind(kind: str) -> Function:
    def function(arguments: list[Node], results: Results) -> Node | None:
        node = arguments[0] if len(arguments) == 1 else None
        if isinstance(node, Value) and node.kind == "null":
            return node
        text = None if node is None else _text(node)
        if text is None or (kind == "boolean" and text not in ("true", "false")):
            return None
        if isinstance(node, Value) and node.kind == kind:
            return node
        return results.text(text, arguments, kind)

    return function


def _one(arguments: list[Node], _: Results) -> Node | None:
    whole = arguments[0] if len(arguments) == 1 else None
    if isinstance(whole, Sequence) and whole.complete and len(whole.items) == 1:
        return whole.items[0]
    return None


def _encoded(arguments: list[Node], _: Results) -> Node | None:
    """`jsonencode` and its like: the tree itself, which whoever reads the text would get."""
    node = arguments[0] if len(arguments) == 1 else None
    return None if isinstance(node, Value) else node


FUNCTIONS: dict[str, Function] = {
    "coalesce": _coalesce,
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "element": _element,
    "flatten": _flatten,
    "format": _format,
    "join": _join,
    "jsondecode": _encoded,
    "jsonencode": _encoded,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "lower": _of_text(str.lower),
    "merge": _merge,
    "nonsensitive": _same,
    "one": _one,
    "replace": _replace,
    "sensitive": _same,
    "tobool": _of_kind("boolean"),
    "tolist": _same,
    "tomap": _same,
    "tonumber": _of_kind("number"),
    "toset": _same,
    "tostring": _of_kind("string"),
    "trimspace": _of_text(str.strip),
    "upper": _of_text(str.upper),
    "values": _values,
    "yamldecode": _encoded,
    "yamlencode": _encoded,
}
