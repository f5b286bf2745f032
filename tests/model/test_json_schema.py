"""A JSON Schema held against a cluster: the library's judgement, and none that may turn."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from compute_for_tests import cluster_of
from dcslint.model.compute.json_schema import SchemaFaultError, check_schema, violations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

KEYS = ("a", "b", "c")
HIDDEN = "{{job.parameters.x}}"
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["", "a", "ab", "cab"])
)
data = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=8,
)
objects = st.dictionaries(st.sampled_from(KEYS), data, max_size=3)
types = st.sampled_from(["string", "integer", "number", "boolean", "object", "array", "null"])
names = st.lists(st.sampled_from(KEYS), max_size=2, unique=True)
counts = st.integers(0, 3)


def larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Schemas with others inside."""
    several = st.lists(inner, min_size=1, max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": types,
            "enum": st.lists(data, min_size=1, max_size=2),
            "const": data,
            "minimum": st.integers(-2, 2),
            "maxLength": counts,
            "pattern": st.sampled_from(["a", "^b", "a$"]),
            "properties": st.dictionaries(st.sampled_from(KEYS), inner, max_size=2),
            "patternProperties": st.dictionaries(st.sampled_from(["^a", "b"]), inner, max_size=1),
            "additionalProperties": inner,
            "propertyNames": inner,
            "required": names,
            "dependentRequired": st.dictionaries(st.sampled_from(KEYS), names, max_size=1),
            "dependentSchemas": st.dictionaries(st.sampled_from(KEYS), inner, max_size=1),
            "minProperties": counts,
            "maxProperties": counts,
            "items": inner,
            "prefixItems": several,
            "contains": inner,
            "minItems": counts,
            "maxItems": counts,
            "uniqueItems": st.booleans(),
            "allOf": several,
            "anyOf": several,
            "oneOf": several,
            "not": inner,
            "if": inner,
            "then": inner,
            "else": inner,
        },
    )


nested = st.recursive(st.one_of(st.booleans(), larger(st.booleans())), larger, max_leaves=4)
schemas = larger(nested)
Found = set[tuple[str, str]]


def found(given: dict[str, Any], schema: dict[str, Any]) -> Found:
    """What breaks the schema, by path and reason."""
    spec = {"spark_version": "16.4.x-scala2.12", "num_workers": 1, **given}
    check_schema(schema)
    return {(one.field, one.reason) for one in violations(cluster_of(spec), schema)}


def hidden(value: Any, draw: Callable[[st.SearchStrategy[int]], int]) -> Any:
    """The same with some values hidden behind templates."""
    if draw(st.integers(0, 3)) == 0:
        return HIDDEN
    if isinstance(value, dict):
        return {key: hidden(one, draw) for key, one in value.items()}
    if isinstance(value, list):
        return [hidden(one, draw) for one in value]
    return value


@pytest.mark.once
@given(objects, schemas)
def test_what_is_all_known_is_judged_as_the_library_does(
    given: dict[str, Any], schema: dict[str, Any]
) -> None:
    spec = {"spark_version": "16.4.x-scala2.12", "num_workers": 1, **given}

    expected = not Draft202012Validator(schema).is_valid(spec)

    assert expected == bool(found(given, schema)), json.dumps([spec, schema])


@pytest.mark.once
@given(objects, schemas, st.data())
def test_no_judgement_turns_when_the_unknown_becomes_known(
    given: dict[str, Any], schema: dict[str, Any], choice: st.DataObject
) -> None:
    partly = {key: hidden(one, choice.draw) for key, one in given.items()}

    assert set() == found(partly, schema) - found(given, schema), json.dumps([partly, schema])


@pytest.mark.once
@given(objects, objects, schemas)
def test_no_judgement_turns_when_a_policy_adds_fields(
    given: dict[str, Any], added: dict[str, Any], schema: dict[str, Any]
) -> None:
    of_policy = {"policy_id": "p"}

    before = found({**given, **of_policy}, schema)
    # The same fields in sight of the linter, and no policy that could add any.
    spec = {"spark_version": "16.4.x-scala2.12", "num_workers": 1, **added, **given, **of_policy}

    assert not before or not Draft202012Validator(schema).is_valid(spec)


@pytest.mark.parametrize("keyword", ["unevaluatedProperties", "unevaluatedItems"])
def test_what_cannot_be_judged_in_part_is_refused(keyword: str) -> None:
    with pytest.raises(SchemaFaultError, match=keyword):
        check_schema({keyword: False})
