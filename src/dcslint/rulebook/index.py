"""From cards and checks to rules, and to the plain data that an index carries.

`define` joins a card with the check it names and refuses what does not fit, with the card's line.
The result is JSON: a wheel carries it ready made, so that a run needs neither YAML nor the cards.
"""

from __future__ import annotations

from dcslint.checks import CASES
from dcslint.rulebook.card import CardError, suggest
from dcslint.rulebook.signature import SignatureError, signature_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import ModuleType
    from typing import Any

    from dcslint.rulebook.card import Card

    CheckTable = Mapping[str, Callable[..., Any]]

# A parameter's annotation → what is wrong with a value for it, "" if nothing is.
_TYPES: dict[str, Callable[[Any], str]] = {
    "str": lambda value: _unless(isinstance(value, str), "a text"),
    "bool": lambda value: _unless(isinstance(value, bool), "true or false"),
    "int": lambda value: _unless(_is_whole(value), "a whole number"),
    "int | None": lambda value: _unless(value is None or _is_whole(value), "a whole number"),
    "list[str]": lambda value: _unless(_is_list_of(value, str), "a list of texts"),
    "list[str | int | bool]": lambda value: _unless(
        _is_list_of(value, str, int, bool), "a list of texts, whole numbers, true or false"
    ),
    "dict[str, str]": lambda value: _unless(
        isinstance(value, dict) and _is_list_of([*value, *value.values()], str),
        "a mapping of texts to texts",
    ),
    "Pattern": lambda value: (
        _fault_of_pattern(value) if isinstance(value, str) else "must be a pattern, as text"
    ),
    "Schema": lambda value: (
        _fault_of_schema(value) if isinstance(value, dict) else "must be a JSON Schema, a mapping"
    ),
}


def _unless(fits: bool, kind: str) -> str:  # noqa: FBT001 - reads as the sentence it makes
    return "" if fits else f"must be {kind}"


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_list_of(value: object, *types: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, types) for item in value)


def _fault_of_pattern(value: str) -> str:
    from dcslint.source.pattern import PatternError, compile_pattern

    try:
        compile_pattern(value)
    except PatternError as error:
        return f"is no pattern that can be used: {error}"
    return ""


def _fault_of_schema(value: dict[str, Any]) -> str:
    from dcslint.model.compute.json_schema import SchemaFaultError, check_schema

    try:
        check_schema(value)
    except SchemaFaultError as error:
        return f"is no JSON Schema that can be used: {error}"
    return ""


def checks_in(modules: Iterable[ModuleType]) -> CheckTable:
    """The checks that the modules define, by name. Raises SignatureError for a name used twice."""
    table: dict[str, Callable[..., Any]] = {}
    for module in modules:
        for name, thing in vars(module).items():
            if not hasattr(thing, CASES) or thing.__module__ != module.__name__:
                continue
            if name in table:
                first = table[name].__module__
                raise SignatureError(f"the check {name} is in {first} and in {module.__name__}")
            signature_of(thing)
            table[name] = thing
    return table


def define(card: Card, checks: CheckTable) -> dict[str, Any]:
    """Join a card with its check, as plain data. Raises CardError where the two do not fit."""
    front = card.front
    # In a card a check may be written as any name there is, with hyphens.
    name = str(front["check"]).replace("-", "_")
    function = checks.get(name)
    if function is None:
        message = f"there is no check {front['check']!r}{suggest(front['check'], checks)}"
        raise CardError(card.path, card.line_of("check"), message)
    signature = signature_of(function)
    _fit_parameters(card, signature.parameters, signature.optional)
    declared = getattr(function, CASES) or ("",)
    if set(declared) != set(card.cases):
        wanted = ", ".join(declared) if declared != ("",) else "none, but a single message"
        raise CardError(card.path, card.line_of("cases"), f"the cases of its check are: {wanted}")
    return {
        "name": card.name,
        "group": card.group,
        "path": card.path,
        "check": function.__name__,
        "module": function.__module__,
        "signature": [signature.node, signature.handed_in],
        "with": front.get("with", {}),
        "cases": {case: list(pair) for case, pair in card.cases.items()},
        "title": card.title,
        "why": card.why,
        "since": str(front["since"]),
        "source": front["source"],
        "catalogue": front.get("catalogue", []),
        "formerly": front.get("formerly", []),
        "tags": front.get("tags", []),
        "raised": front.get("raised", {}),
        "enabled": front.get("enabled", True),
    }


def _fit_parameters(card: Card, parameters: dict[str, str], optional: tuple[str, ...]) -> None:
    given = card.front.get("with", {})
    line = card.line_of("with")
    for key, value in given.items():
        if key not in parameters:
            message = f"its check has no parameter {key!r}{suggest(key, parameters)}"
            raise CardError(card.path, card.line_of(f"with.{key}"), message)
        # A plugin may annotate with a type of its own.
        fault_of = _TYPES.get(parameters[key])
        fault = "" if fault_of is None else fault_of(value)
        if fault:
            raise CardError(card.path, card.line_of(f"with.{key}"), f"{key!r} {fault}")
    for key in parameters:
        if key not in given and key not in optional:
            raise CardError(card.path, line, f"its check needs {key!r} under 'with:'")
