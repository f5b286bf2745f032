"""A JSON Schema held against a cluster, in which values may be unknown and keys may be hidden.

The library (jsonschema, imported only here) judges plain data; this module says what that data is,
leaves out every judgement that something unknown could turn, and finds the place of what remains.
Nothing is fetched: a schema refers only to itself. Patterns are those of cards, bounded in time.
"""

from __future__ import annotations

from dcslint.model.compute.template import resolve
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value
from dcslint.source.limits import reached
from dcslint.source.pattern import MOST_CHARACTERS, TOO_LONG, PatternError, compile_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    from jsonschema import ValidationError

    from dcslint.model.compute.cluster import Cluster, Node
    from dcslint.readers.tree import Entry
    from dcslint.source import Span

    # What a card gives for a parameter of this type is refused unless it is a usable schema.
    Schema: TypeAlias = dict[str, Any]

_DEEPEST = 100
_MOST_NODES = 10_000  # of one cluster: a node that an alias repeats counts each time
_MOST = 100  # violations of one cluster
# Where more knowledge could turn a finding into none, these judge only what is known as a whole.
_WHOLE = ("const", "contains", "enum", "if", "not", "oneOf", "uniqueItems")
# These count or name what is there, and so need to see all of it.
_SEEN_WHOLE = ("dependencies", "dependentRequired", "minItems", "minProperties", "prefixItems")
# What these say can rest on every value below.
_OF_SEVERAL = frozenset(("anyOf", "const", "contains", "enum", "if", "not", "oneOf", "uniqueItems"))
_REFUSED = ("unevaluatedItems", "unevaluatedProperties", "$dynamicRef", "$recursiveRef")


class SchemaFaultError(ValueError):
    """A schema that cannot be used; the message says where in it and why."""


class Violation:
    """One thing that breaks the schema: where, at which path, and why as a phrase."""

    __slots__ = ("because", "field", "place", "reason")

    def __init__(
        self, place: Value | Span, field: str, reason: str, because: tuple[Value, ...]
    ) -> None:
        self.place = place
        self.field = field
        self.reason = reason
        self.because = because


class _Unknown:
    """Stands for a value that is not known: it breaks nothing."""

    __slots__ = ()


class _Object(dict[str, "Any"]):
    """A mapping as plain data. `complete`: no key is hidden; `known`: no value either, at all."""

    __slots__ = ("complete", "known")
    complete: bool
    known: bool


class _Array(list["Any"]):
    """A list as plain data, with the same marks."""

    __slots__ = ("complete", "known")
    complete: bool
    known: bool


def check_schema(schema: Schema) -> None:
    """Raise SchemaFaultError if a schema cannot be used."""
    from jsonschema import SchemaError

    try:
        _class_for(schema).check_schema(schema)
    except SchemaError as error:
        where = "".join(f"/{step}" for step in error.absolute_path)
        raise SchemaFaultError(f"{where or 'it'} is wrong: {error.message}") from None
    except RecursionError:
        raise SchemaFaultError("it is nested too deeply") from None
    _refuse(schema, "")


def _refuse(node: object, where: str) -> None:
    """Refuse what would fetch, or take time that is not bounded."""
    if isinstance(node, list):
        for at, item in enumerate(node):
            _refuse(item, f"{where}/{at}")
    if not isinstance(node, dict):
        return
    for key, item in node.items():
        place = f"{where}/{key}"
        if key in _REFUSED and not where.endswith("/properties"):
            raise SchemaFaultError(f"{place}: {key} cannot be used here")
        if key == "$ref" and isinstance(item, str) and not item.startswith("#"):
            raise SchemaFaultError(f"{place}: a reference can only lead into the schema itself")
        patterns = [item] if key == "pattern" and isinstance(item, str) else []
        if key == "patternProperties" and isinstance(item, dict):
            patterns = list(item)
        for pattern in patterns:
            try:
                compile_pattern(pattern)
            except PatternError as error:
                raise SchemaFaultError(f"{place}: {error}") from None
        _refuse(item, place)


def violations(cluster: Cluster, schema: Schema) -> Iterator[Violation]:
    """What in a cluster breaks a schema that has been checked; at most 100."""
    from itertools import islice

    from referencing import Registry

    data = _Reading(seen_whole=cluster.policy_id is None).data(cluster.mapping, _DEEPEST)
    validator = _class_for(schema)(schema, registry=Registry())
    for number, error in enumerate(islice(validator.iter_errors(data), _MOST + 1)):
        if number == _MOST:
            reached(f"{_MOST} faults of a cluster by one schema", cluster.span)
            break
        yield _violation(error, cluster)


class _Reading:
    """Makes plain data of nodes. `seen_whole` is False where a policy may add fields."""

    __slots__ = ("nodes", "seen_whole")

    def __init__(self, *, seen_whole: bool) -> None:
        self.seen_whole = seen_whole
        self.nodes = 0

    def data(self, node: Node, depth: int) -> Any:
        """The data of a node, unknown where it is too deep or too much."""
        self.nodes += 1
        if depth == 0 or self.nodes > _MOST_NODES:
            most = f"{_MOST_NODES:,} parts" if depth else f"{_DEEPEST} levels"
            reached(f"{most} of a cluster that a schema is for", node.span)
            return _Unknown()
        if isinstance(node, Mapping):
            found = _Object()
            found.complete = node.complete and self.seen_whole
            for entry in node:
                if entry.key.text is None:
                    found.complete = False
                else:
                    found[entry.key.text] = self.data(entry.value, depth - 1)
            found.known = found.complete and all(_is_known(one) for one in found.values())
            return found
        if isinstance(node, Sequence):
            items = _Array(self.data(item, depth - 1) for item in node.items)
            items.complete = node.complete
            items.known = node.complete and all(_is_known(one) for one in items)
            return items
        value = resolve(node)
        return _Unknown() if value.known() is None else _scalar(value, value.text or "")


def _scalar(value: Value, text: str) -> Any:
    if value.kind == "null":
        return None
    if value.kind == "boolean":
        return text.lower() in ("true", "yes", "on", "y")
    if value.kind != "number":
        return text
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return _Unknown()  # a number in a notation of YAML's own


def _is_known(data: object) -> bool:
    if isinstance(data, _Object | _Array):
        return data.known
    return not isinstance(data, _Unknown)


_classes: dict[Any, Any] = {}


def _class_for(schema: Schema) -> Any:
    """The validator of the schema's draft, its keywords taught what unknown means."""
    from jsonschema import Draft202012Validator, validators

    draft = validators.validator_for(schema, default=Draft202012Validator)
    if draft not in _classes:
        keywords: dict[str, Any] = {
            name: _careful(name, function) for name, function in draft.VALIDATORS.items()
        }
        keywords["required"] = _careful("required", _required)
        keywords["pattern"] = _pattern
        keywords["patternProperties"] = _pattern_properties
        keywords["additionalProperties"] = _additional_properties
        extend: Any = validators.extend
        _classes[draft] = extend(draft, keywords)
    return _classes[draft]


def _careful(name: str, function: Any) -> Any:
    """The keyword `name`, silent where something unknown could turn its judgement."""

    def judge(validator: Any, wanted: Any, instance: Any, schema: Any) -> Any:
        if isinstance(instance, _Unknown):
            return
        if name in _WHOLE and not _is_known(instance):
            return
        hidden = isinstance(instance, _Object | _Array) and not instance.complete
        if hidden and (name in _SEEN_WHOLE or name == "required"):
            return
        if hidden and name in ("items", "additionalItems") and isinstance(instance, _Array):
            return  # the item that one schema is for may be another
        yield from function(validator, wanted, instance, schema) or ()

    return judge


def _required(validator: Any, wanted: Any, instance: Any, schema: Any) -> Any:
    from jsonschema import ValidationError

    del validator, schema
    if isinstance(instance, dict):
        for key in wanted:
            if key not in instance:
                yield ValidationError("", validator_value=key)


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Any:
    from jsonschema import ValidationError

    del validator, schema
    if isinstance(instance, str) and not _is_in(pattern, instance):
        yield ValidationError("")


def _pattern_properties(validator: Any, patterns: Any, instance: Any, schema: Any) -> Any:
    del schema
    if isinstance(instance, dict):
        for pattern, wanted in patterns.items():
            for key, item in instance.items():
                if _is_in(pattern, key, too_long=False):
                    yield from validator.descend(item, wanted, path=key, schema_path=pattern)


def _additional_properties(validator: Any, wanted: Any, instance: Any, schema: Any) -> Any:
    from jsonschema import ValidationError

    if not isinstance(instance, dict):
        return
    patterns = schema.get("patternProperties", {})
    for key, item in instance.items():
        if key in schema.get("properties", {}) or any(_is_in(one, key) for one in patterns):
            continue
        if wanted is False:
            yield ValidationError("", path=[key])
        else:
            yield from validator.descend(item, wanted, path=key)


def _is_in(pattern: str, text: str, *, too_long: bool = True) -> bool:
    """Whether a pattern is found in a text; `too_long` says so of one that is not tried."""
    if len(text) > MOST_CHARACTERS:
        reached(TOO_LONG)
        return too_long
    return compile_pattern(pattern).is_in(text)


def _violation(error: ValidationError, cluster: Cluster) -> Violation:
    """The error with its place: the value at fault, or the key of what is."""
    path = list(error.absolute_path)
    entry: Entry | None = None
    node: Node = cluster.mapping
    for step in path:
        if isinstance(node, Mapping):
            entry = node.entry(str(step))
            assert entry is not None
            node = entry.value
        elif isinstance(node, Sequence):
            entry, node = None, node.items[int(step)]
    place: Value | Span
    if entry is not None and (error.validator == "additionalProperties" or _is_block(node)):
        place = entry.key
    elif isinstance(node, Value):
        place = resolve(node)
    else:
        place = node.span if path else cluster.span
    if "propertyNames" in error.absolute_schema_path and isinstance(node, Mapping):
        named = node.entry(str(error.instance))
        place = place if named is None else named.key
    field = ".".join("*" if isinstance(step, int) else str(step) for step in path)
    because: tuple[Value, ...] = ()
    if not _OF_SEVERAL.isdisjoint(map(str, error.absolute_schema_path)):
        because = tuple(_values_in(cluster.mapping, _DEEPEST, [_MOST_NODES]))
    return Violation(place, field, _reason(error), because)


def _is_block(node: Node) -> bool:
    return not isinstance(node, Value)


def _values_in(node: Node, depth: int, left: list[int]) -> Iterator[Value]:
    """The values below a node; `left` is how many nodes may still be looked at."""
    left[0] -= 1
    if isinstance(node, Value):
        yield node
    elif depth and left[0] > 0:
        children = node.items if isinstance(node, Sequence) else [one.value for one in node]
        for child in children:
            yield from _values_in(child, depth - 1, left)


def _reason(error: ValidationError) -> str:
    """Why, without a word of what was found there: that may be a secret."""
    wanted: Any = error.validator_value
    name = str(error.validator)
    if name == "required":
        return f"lacks {wanted}"
    if name == "type":
        kinds = [wanted] if isinstance(wanted, str) else wanted
        return f"must be {' or '.join(_KINDS.get(kind, str(kind)) for kind in kinds)}"
    if name == "enum":
        return f"must be one of {', '.join(map(_json, wanted))}"
    if name == "additionalProperties":
        return "is no field that the schema knows"
    if name in _PHRASES:
        return _PHRASES[name].format(_json(wanted))
    return f"breaks the schema's {name}"


_KINDS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "null": "null",
}
_PHRASES = {
    "const": "must be {}",
    "pattern": "must match {}",
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be more than {}",
    "exclusiveMaximum": "must be less than {}",
    "multipleOf": "must be a multiple of {}",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minItems": "must have at least {} items",
    "maxItems": "must have at most {} items",
    "minProperties": "must have at least {} keys",
    "maxProperties": "must have at most {} keys",
}


def _json(value: object) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
