"""What is literal in HCL, as the tree that JSON and YAML have too."""

from __future__ import annotations

import pytest

from dcslint.readers.hcl import Attribute, read_hcl, to_tree
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Document, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    Node = Mapping | Sequence | Value


def tree(text: str) -> Node:
    item = read_hcl(Document("main.tf", f"a = {text}\n")).body.items[0]
    assert isinstance(item, Attribute)
    return to_tree(item.expression)


def plain(node: Node) -> object:
    """The tree as data; an unknown value is its reason in angle brackets, "…" what is missing."""
    if isinstance(node, Mapping):
        found = {str(entry.key.text): plain(entry.value) for entry in node}
        return found if node.complete else {**found, "…": "…"}
    if isinstance(node, Sequence):
        return [plain(item) for item in node] + ([] if node.complete else ["…"])
    if node.text is None:
        assert node.unknown is not None
        return f"<{node.unknown.reason}>"
    return node.text if node.kind == "string" else (node.kind, node.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a"', "a"),
        ("-1", ("number", "-1")),
        ("(true)", ("boolean", "true")),
        ('"${null}"', ("null", "null")),
        ("<<E\na\nE", "a\n"),
        (
            '{ a = 1, "b" = [ { c = "d" } ] }',
            {"a": ("number", "1"), "b": [{"c": "d"}]},
        ),
        ('{ ("a") = 1, 2 = 3 }', {"a": ("number", "1"), "2": ("number", "3")}),
        ("var.node", "<var.node is a reference>"),
        ("data.a.b[0].c", "<data.a.b is a reference>"),
        ('"x${var.node}"', "<var.node is a reference>"),
        ('"%{ if a }b%{ endif }"', "<%{if} is a template directive>"),
        ('file("secret")', "<file() is a function call>"),
        ('jsonencode({ a = "secret" })', "<jsonencode() is a function call>"),
        ('var.a ? "secret" : "b"', "<it depends on a condition>"),
        ("1 + 2", "<it is computed with +>"),
        ("!true", "<it is computed>"),
        ("f(1)[0]", "<it is a part of something else: f() is a function call>"),
        ("{ a = var.b }", {"a": "<var.b is a reference>"}),
        ('{ (var.k) = 1, a = "b" }', {"None": ("number", "1"), "a": "b", "…": "…"}),
        ("{ for k, v in a : k => v }", {"…": "…"}),
        ("[for v in a : v]", ["…"]),
        ("[1 2, 3]", [("number", "1"), ("number", "3"), "…"]),
        ('merge({ a = "b" }, { c = "d" })', {"a": "b", "c": "d"}),
        ('merge(null, { a = "b" })', {"a": "b"}),
        ('merge(var.x, { a = "b" })', {"a": "b", "…": "…"}),
        ('merge({ a = "b" }, var.x)', {"a": "<var.x may replace it>", "…": "…"}),
        (
            'merge({ a = "b" }, { for k in x : k => 1 }, { c = "d" })',
            {"a": "<merge() may replace it>", "c": "d", "…": "…"},
        ),
        (
            'merge({ a = "b" }, [{ c = "d" }]...)',
            {"a": "<another argument of merge() may replace it>", "…": "…"},
        ),
        ("merge(var.x, var.y)", "<merge() is a function call>"),
    ],
)
def test_what_is_literal_is_kept_and_all_else_is_unknown(text: str, expected: object) -> None:
    assert expected == plain(tree(text))


def test_of_a_key_written_twice_the_last_is_taken() -> None:
    node = tree("merge({ a = 1 }, { a = 2 })")
    assert isinstance(node, Mapping)
    value = node.value("a")
    assert value is not None
    assert "2" == value.text


def test_an_entry_goes_from_its_key_to_the_end_of_its_value() -> None:
    node = tree('{\n  "a" = "x"\n  b = [1 ] # c\n}')
    assert isinstance(node, Mapping)
    assert ['"a" = "x"', "b = [1 ]"] == [entry.span.source for entry in node]
    assert ["a", "b"] == [entry.key.span.source for entry in node]


def test_an_unknown_value_stands_where_its_expression_does() -> None:
    node = tree('{ a = "${var.b}-c", d = var.e }')
    assert isinstance(node, Mapping)
    values = [entry.value for entry in node]
    assert ["${var.b}-c", "var.e"] == [value.span.source for value in values]
