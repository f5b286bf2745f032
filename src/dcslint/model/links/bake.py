"""Targets of `docker buildx bake` files, in HCL and in JSON: inheritance and variables resolved."""

from __future__ import annotations

from dcslint.model.links.build import BAKE
from dcslint.model.links.commands import Recipe
from dcslint.model.links.holes import has_hole, hole
from dcslint.readers.hcl import (
    Interpolation,
    Literal,
    ObjectExpression,
    Parentheses,
    Reference,
    Template,
    TupleExpression,
    read_hcl,
)
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value
from dcslint.source.limits import reached
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.readers.hcl import Body, Expression
    from dcslint.source import Document, Span

    # A field is a text, a list of texts, or a table of texts.
    Field = str | list[str] | dict[str, str]
    Fields = dict[str, Field]
    Node = Mapping | Sequence | Value

_VARIABLE = regex(r"\$\{([^{}]{1,200})\}")
_DEEPEST = 10
_LONGEST = 4096
_MOST_PARTS = 500


def recipes_in(document: Document) -> Iterator[tuple[Recipe, Span]]:
    """What the targets of a bake file build, and where each stands."""
    if document.path.lower().endswith(".json"):
        targets = _targets_of_json(document)
    else:
        targets = _targets_of_hcl(document)
    known: dict[tuple[str, int], Fields | None] = {}
    for name, (_, span) in targets.items():
        fields = _inherited(name, targets, 0, known)
        recipe = None if fields is None else _recipe(fields)
        if recipe is not None:
            yield recipe, span


def _recipe(fields: Fields) -> Recipe | None:
    tags = fields.get("tags")
    if not isinstance(tags, list) or not tags or "dockerfile-inline" in fields:
        return None
    context = _one(fields, "context") or "."
    recipe = Recipe("bake", list(tags), context, _one(fields, "dockerfile"))
    recipe.kind = BAKE
    recipe.target = _one(fields, "target")
    platforms = fields.get("platforms")
    if isinstance(platforms, list) and len(platforms) == 1:
        recipe.platform = platforms[0]
    arguments = fields.get("args")
    if isinstance(arguments, dict):
        recipe.args = {
            name: None if has_hole(value) else value for name, value in arguments.items()
        }
    return None if "://" in context else recipe


def _one(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _inherited(
    name: str,
    targets: dict[str, tuple[Fields, Span]],
    depth: int,
    known: dict[tuple[str, int], Fields | None],
) -> Fields | None:
    """The fields of a target with those that it inherits below them.

    `known` has what was found before: a target may be inherited on ever so many ways.
    """
    if name not in targets:
        return None
    if depth > _DEEPEST:
        reached(f"{_DEEPEST} targets that inherit each other")
        return None
    if (name, depth) not in known:
        known[name, depth] = _laid_together(targets[name][0], targets, depth, known)
    return known[name, depth]


def _laid_together(
    own: Fields,
    targets: dict[str, tuple[Fields, Span]],
    depth: int,
    known: dict[tuple[str, int], Fields | None],
) -> Fields | None:
    fields: Fields = {}
    above = own.get("inherits")
    if isinstance(above, list) and len(above) > _DEEPEST:
        reached(f"{_DEEPEST} targets that one inherits")
    for parent in above[:_DEEPEST] if isinstance(above, list) else ():
        inherited = _inherited(parent, targets, depth + 1, known)
        if inherited is None:
            return None
        fields = _laid_over(fields, inherited)
        fields.pop("inherits", None)
    return _laid_over(fields, own)


def _laid_over(below: Fields, above: Fields) -> Fields:
    both = {**below, **above}
    for name, value in above.items():
        under = below.get(name)
        if isinstance(value, dict) and isinstance(under, dict):
            both[name] = {**under, **value}
    return both


def _targets_of_json(document: Document) -> dict[str, tuple[Fields, Span]]:
    from dcslint.readers.json import read_json

    found: dict[str, tuple[Fields, Span]] = {}
    for root in read_json(document).roots:
        if not isinstance(root, Mapping):
            continue
        variables = {}
        for entry in root.mapping("variable") or ():
            default = entry.value.get("default") if isinstance(entry.value, Mapping) else None
            if isinstance(default, Value) and default.text is not None:
                variables[entry.key.text or ""] = default.text[:_LONGEST]
        reader = _Json(variables)
        for entry in root.mapping("target") or ():
            if isinstance(entry.value, Mapping):
                fields = {one.key.text or "": reader.field(one.value) for one in entry.value}
                found[entry.key.text or ""] = (fields, entry.key.span)
    return found


class _Json:
    """Reads fields of JSON, in whose texts `${NAME}` is a variable."""

    __slots__ = ("_variables",)

    def __init__(self, variables: dict[str, str]) -> None:
        self._variables = variables

    def field(self, node: Node) -> Field:
        """The value of a field, with holes for what is not known."""
        if isinstance(node, Sequence):
            return [self._text(item) for item in node]
        if isinstance(node, Mapping):
            return {entry.key.text or "": self._text(entry.value) for entry in node}
        return self._text(node)

    def _text(self, node: Node) -> str:
        if not isinstance(node, Value) or node.text is None:
            return hole("value")
        return _VARIABLE.sub(
            lambda found: self._variables.get(found[1], hole(found[1])), node.text[:_LONGEST]
        )[:_LONGEST]


def _targets_of_hcl(document: Document) -> dict[str, tuple[Fields, Span]]:
    body = read_hcl(document).body
    reader = _Hcl(body)
    found: dict[str, tuple[Fields, Span]] = {}
    for block in body.blocks("target"):
        # A target with a matrix is many, by names of their own.
        if len(block.labels) == 1 and block.body.attribute("matrix") is None:
            fields = {
                one.name.text or "": reader.field(one.expression) for one in block.body.attributes
            }
            found[block.labels[0].text or ""] = (fields, block.header)
    return found


class _Hcl:
    """Evaluates what bake files usually hold: texts, lists, tables, names of variables."""

    __slots__ = ("_variables",)

    def __init__(self, body: Body) -> None:
        self._variables: dict[str, str] = {}
        for block in body.blocks("variable"):
            default = block.body.attribute("default")
            if len(block.labels) == 1 and default is not None:
                self._variables[block.labels[0].text or ""] = self._text(default.expression)
        for attribute in body.attributes:
            self._variables[attribute.name.text or ""] = self._text(attribute.expression)

    def field(self, expression: Expression) -> Field:
        """The value of a field, with holes for what is not known."""
        if isinstance(expression, TupleExpression):
            return [self._text(item) for item in expression.items]
        if isinstance(expression, ObjectExpression):
            return {self._key(one.key): self._text(one.value) for one in expression.items}
        return self._text(expression)

    def _key(self, key: Expression) -> str:
        if isinstance(key, Reference) and not key.steps:
            return key.root.text or ""
        return self._text(key)

    def _text(self, expression: Expression) -> str:
        if isinstance(expression, Parentheses):
            expression = expression.inner
        if isinstance(expression, Literal):
            text = expression.value.text
            return hole("null") if text is None else text[:_LONGEST]
        if isinstance(expression, Template):
            # No part is longer than the whole may be; nor do more parts than that matter.
            return "".join(self._part(part) for part in expression.parts[:_MOST_PARTS])[:_LONGEST]
        if isinstance(expression, Reference) and not expression.steps:
            name = expression.root.text or ""
            return self._variables.get(name, hole(name))
        return hole("expression")

    def _part(self, part: object) -> str:
        if isinstance(part, Interpolation):
            return self._text(part.expression)
        known = part.text if isinstance(part, Value) else None
        return hole("directive") if known is None else known
