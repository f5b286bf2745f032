"""Terraform's expressions: what is known, what is not and why, and what rests on a default."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value
from terraform_for_tests import module_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Node = Mapping | Sequence | Value

VARIABLES = """
variable "node" { default = "i3.xlarge" }
variable "on" { default = true }
variable "off" { default = false }
variable "nothing" { default = null }
variable "open" {}
variable "tags" { default = { a = "x", b = "y" } }
variable "list" { default = ["p", "q"] }
variable "image" {
  type    = object({ url = string, user = optional(string, "acme") })
  default = { url = "acme/etl:1.4.2" }
}
locals {
  fixed = "fixed"
  deep  = { inner = [{ name = local.fixed }] }
  loop  = local.loop
  long  = local.fixed
}
"""
UNKNOWN = "?"
ITEMS = str([1] * 1000)


def plain(node: Node) -> Any:
    """A node as data: texts of scalars, UNKNOWN, and `…` where something may be hidden."""
    if isinstance(node, Value):
        if node.text is None:
            return UNKNOWN
        if node.kind == "string":
            return node.text
        return {"true": True, "false": False, "null": None}.get(node.text, node.text)
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items] + ([] if node.complete else ["…"])
    hidden = {} if node.complete else {"…": "…"}
    return {entry.key.text: plain(entry.value) for entry in node} | hidden


def evaluate(expression: str, **given_: str) -> Node:
    files = {"main.tf": f"locals {{\n  it = {expression}\n}}\n", "variables.tf": VARIABLES}
    module = module_of(files, **given_)
    (attribute,) = module.files["main.tf"].body.blocks("locals")[0].body.attributes  # type: ignore[union-attr]
    return module.evaluator.evaluate(attribute.expression, {})


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"a"', "a"),
        ("12", "12"),
        ("null", None),
        ("var.node", "i3.xlarge"),
        ("local.fixed", "fixed"),
        ('"${var.node}"', "i3.xlarge"),
        ('"x-${var.node}-y"', "x-i3.xlarge-y"),
        ('"x-${var.open}"', "x-${var.open}"),
        ("var.open", UNKNOWN),
        ("var.missing", UNKNOWN),
        ("local.missing", UNKNOWN),
        ("local.loop", UNKNOWN),
        ("data.aws_region.current.name", UNKNOWN),
        ('file("x")', UNKNOWN),
        ("var.tags.a", "x"),
        ('var.tags["b"]', "y"),
        ("var.tags.c", UNKNOWN),
        ("var.list[1]", "q"),
        ("var.list[2]", UNKNOWN),
        pytest.param("var.list[" + "1" * 5000 + "]", UNKNOWN, id="an index of 5,000 digits"),
        pytest.param(
            f"length([for x in {[1] * 1001} : x])", UNKNOWN, id="more items than are looked at"
        ),
        ("local.deep.inner[0].name", "fixed"),
        ("local.deep.inner[*].name", ["fixed"]),
        ("{ a = 1, (var.node) = 2 }", {"a": "1", "i3.xlarge": "2"}),
        ("{ a = 1, (var.open) = 2 }", {"a": "1", "…": "…"}),
        ("[var.node, var.open]", ["i3.xlarge", UNKNOWN]),
        ('var.on ? "yes" : "no"', "yes"),
        ('var.off ? "yes" : "no"', "no"),
        ('var.open ? "yes" : "no"', UNKNOWN),
        ('var.open ? "same" : "same"', "same"),
        ('var.nothing == null ? "yes" : "no"', "yes"),
        ('var.image == null ? "yes" : "no"', "no"),
        ('var.open == null ? "yes" : "no"', UNKNOWN),
        ('var.node == "i3.xlarge" && !var.off ? 1 : 2', "1"),
        ("var.open || var.on", True),
        ("var.open && var.off", False),
        ("var.open && var.on", UNKNOWN),
        ("1 + 2 * 3", "7"),
        ("-(1 + 1)", "-2"),
        ("2 > 1", True),
        ("1 / 2", UNKNOWN),
        ("1.5 + 1", UNKNOWN),
        ('"1" == 1', UNKNOWN),
        ("var.image.url", "acme/etl:1.4.2"),
        ("var.image.user", UNKNOWN),
        ('try(var.image.user, "none")', UNKNOWN),
        ('try(var.tags.c, "none")', "none"),
        ('try(var.open, "none")', UNKNOWN),
        ('lookup(var.tags, "a", "none")', "x"),
        ('lookup(var.tags, "c", "none")', "none"),
        ('lookup(var.image, "user", "none")', UNKNOWN),
        ('coalesce(null, "", var.node)', "i3.xlarge"),
        ('coalesce(var.open, "x")', UNKNOWN),
        ("merge({ a = 1, b = 2 }, { b = 3 })", {"a": "1", "b": "3"}),
        ("merge({ a = 1 }, var.open)", {"a": UNKNOWN, "…": "…"}),
        ("merge(var.open, { a = 1 })", {"a": "1", "…": "…"}),
        ("concat([1], var.list)", ["1", "p", "q"]),
        ("concat([1], var.open)", ["1", "…"]),
        ("flatten([[1, [2]], 3])", ["1", "2", "3"]),
        ('compact(["a", "", null])', ["a"]),
        ("length(var.list)", "2"),
        ("length(var.open)", UNKNOWN),
        ('contains(var.list, "q")', True),
        ('contains(var.list, "z")', False),
        ('contains([var.open], "z")', UNKNOWN),
        ("keys(var.tags)", ["a", "b"]),
        ("values(var.tags)", ["x", "y"]),
        ("element(var.list, 3)", "q"),
        ("one(var.list)", UNKNOWN),
        ("one([1])", "1"),
        ('join("-", var.list)', "p-q"),
        ('join("-", [var.open])', UNKNOWN),
        ('format("%s/%s:%d%%", "a", var.node, 3)', "a/i3.xlarge:3%"),
        ('format("%05d", 3)', UNKNOWN),
        ('format("%s", var.open)', UNKNOWN),
        ('lower("ABC")', "abc"),
        ('replace("a.b", ".", "-")', "a-b"),
        ('replace("a1", "/[0-9]/", "-")', UNKNOWN),
        ("tostring(12)", "12"),
        ('tonumber("12")', "12"),
        ('tobool("true")', True),
        ('toset(["a"])', ["a"]),
        ("jsonencode({ a = var.node })", {"a": "i3.xlarge"}),
        ('"${jsonencode({ a = 1 })}!"', "${…}!"),
        ("[for x in var.list : upper(x)]", ["P", "Q"]),
        ('[for x in var.list : x if x != "p"]', ["q"]),
        ("{ for k, v in var.tags : v => k }", {"x": "a", "y": "b"}),
        ("[for x in var.open : x]", ["…"]),
        ("merge([{ a = 1 }, { b = 2 }]...)", {"a": "1", "b": "2"}),
        ("merge(var.open...)", UNKNOWN),
        ("templatefile(var.node, {})", UNKNOWN),
    ],
)
def test_an_expression_is_what_the_files_tell(expression: str, expected: object) -> None:
    assert expected == plain(evaluate(expression))


def test_what_is_given_replaces_the_default_and_is_no_default() -> None:
    value = evaluate("var.node", node="r5.large")

    assert isinstance(value, Value)
    assert ("r5.large", False, "var.node") == (value.text, value.overridable, value.span.source)
    assert plain(evaluate("var.on ? 1 : 2", on="false")) == "2"


@pytest.mark.parametrize(
    ("expression", "rests_on_default"),
    [
        ("var.node", True),
        ("local.fixed", False),
        ('"x-${var.node}"', True),
        ('"x-${local.fixed}"', False),
        ("var.tags.a", True),
        ('var.on ? "yes" : "no"', True),
        ('true ? "yes" : "no"', False),
        ("upper(var.node)", True),
        ('join("-", var.list)', True),
        ('length(var.list) == 2 ? "yes" : "no"', True),
    ],
)
def test_what_rests_on_a_default_says_so(expression: str, *, rests_on_default: bool) -> None:
    value = evaluate(expression)

    assert isinstance(value, Value)
    assert rests_on_default == value.overridable


def test_a_value_stands_where_it_was_written_and_names_the_way() -> None:
    value = evaluate("var.node")

    assert isinstance(value, Value)
    assert ("variables.tf", "i3.xlarge") == (value.span.document.path, value.span.source)
    assert [("alias", "var.node", "var.node")] == [
        (origin.kind, origin.name, origin.span.source) for origin in value.origins
    ]


def test_a_text_stands_where_it_is_put_together() -> None:
    value = evaluate('"x-${var.node}-${local.fixed}"')

    assert isinstance(value, Value)
    assert "main.tf" == value.span.document.path
    assert [("default", "node"), ("alias", "local.fixed")] == [
        (origin.kind, origin.name) for origin in value.origins
    ]
    assert "x-" == value.place(0, 2).source


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("var.open", "var.open: it has no default"),
        ("var.missing", "variable missing is not declared in this folder"),
        ("data.x.y.id", "data.x.y.id is a reference"),
        ('file("x")', "file() is a function call"),
        ('var.open ? "a" : "b"', "it depends on a condition"),
        ("local.loop", "local.loop: local.loop: local loop refers to itself"),
    ],
)
def test_an_unknown_value_says_why(expression: str, reason: str) -> None:
    value = evaluate(expression)

    assert isinstance(value, Value)
    assert value.unknown is not None
    assert reason == value.unknown.reason
    assert expression == value.span.source


def test_locals_that_double_end_soon() -> None:
    lines = ["  a0 = [1, 1]"] + [f"  a{n} = [local.a{n - 1}, local.a{n - 1}]" for n in range(1, 60)]
    module = module_of({"main.tf": "locals {\n" + "\n".join(lines) + "\n  it = local.a59\n}\n"})
    body = module.files["main.tf"].body
    assert body is not None
    expression = body.blocks("locals")[0].body.attributes[-1].expression

    node = module.evaluator.evaluate(expression, {})

    assert UNKNOWN in str(plain(node))


@pytest.mark.parametrize(
    "value",
    [
        f"[for a in {ITEMS} : [for b in {ITEMS} : [for c in {ITEMS} : 1]]]",
        f"[for a in {ITEMS} : [for b in {ITEMS} : length(concat({', '.join([ITEMS] * 10)}))]]",
        f"merge({', '.join(f'{{ a{at} = 1 }}, f()' for at in range(20_000))})",
    ],
    ids=["loops in loops", "lists in loops", "arguments that hide all before them"],
)
def test_what_multiplies_ends_soon(value: str) -> None:
    start = time.process_time()
    body = module_of({"main.tf": f"locals {{\n  it = {value}\n}}\n"}).files["main.tf"].body
    assert body is not None
    expression = body.blocks("locals")[0].body.attributes[-1].expression
    plain(module_of({"main.tf": ""}).evaluator.evaluate(expression, {}))

    assert time.process_time() - start < 20, "it hangs"


def test_the_longest_chain_and_the_deepest_nesting_do_not_overflow() -> None:
    chain = "\n".join(f"  c{n} = [local.c{n - 1}]" for n in range(1, 300))
    deep = "(" * 90 + "local.c299" + ")" * 90
    module = module_of({"main.tf": f"locals {{\n  c0 = 1\n{chain}\n  it = {deep}\n}}\n"})
    body = module.files["main.tf"].body
    assert body is not None
    expression = body.blocks("locals")[0].body.attributes[-1].expression

    assert UNKNOWN in str(plain(module.evaluator.evaluate(expression, {})))


_atoms = st.sampled_from(
    ["var.node", "var.open", "var.tags", "local.deep", "null", "true", "1", '"a"', '"${var.on}"']
)


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from(
        ["merge", "concat", "lookup", "try", "join", "format", "length", "file"]
    )
    return st.one_of(
        st.tuples(names, st.lists(inner, max_size=3)).map(lambda p: f"{p[0]}({', '.join(p[1])})"),
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        inner.map(lambda text: f"{{ a = {text} }}"),
        inner.map(lambda text: f"({text}).a"),
        inner.map(lambda text: f"({text})[0]"),
        inner.map(lambda text: f'"x${{{text}}}y"'),
        st.tuples(inner, inner, inner).map(lambda p: f"(({p[0]}) ? ({p[1]}) : ({p[2]}))"),
        st.tuples(inner, st.sampled_from(["==", "&&", "+", "<"]), inner).map(
            lambda p: f"(({p[0]}) {p[1]} ({p[2]}))"
        ),
        inner.map(lambda text: f"[for k, v in {text} : v if k == 0]"),
        inner.map(lambda text: f"{{ for k, v in {text} : k => v }}"),
    )


@settings(deadline=None, max_examples=300)
@given(st.recursive(_atoms, _compound, max_leaves=8))
def test_no_expression_is_too_odd(expression: str) -> None:
    waiting = [evaluate(expression)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            waiting.extend(entry.value for entry in node)
        elif isinstance(node, Sequence):
            waiting.extend(node.items)
        elif node.text is not None:
            # The source map covers the text from its start, piece after piece.
            offsets = [piece[0] for piece in node.map()]
            assert offsets == sorted(offsets)
            assert not offsets or offsets[0] == 0
        else:
            assert node.unknown is not None
            assert node.unknown.reason
