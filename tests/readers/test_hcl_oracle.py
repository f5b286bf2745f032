"""The HCL reader against tree-sitter-hcl, and what must hold of any text at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import tree_sitter_hcl
from hypothesis import given, settings
from hypothesis import strategies as st
from tree_sitter import Language, Parser

from dcslint.readers.hcl import (
    Attribute,
    Block,
    Body,
    Call,
    ForExpression,
    Interpolation,
    ObjectExpression,
    ObjectItem,
    Template,
    TupleExpression,
    read_hcl,
    to_tree,
)
from dcslint.source import Document, Span, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from dcslint.readers.hcl import HclSyntax

# What both see: (kind, words, start, end), sorted by place. Not conditionals, which tree-sitter
# groups from the left, nor references and operations, which it nests otherwise.
Seen = tuple[str, tuple[str, ...], int, int]

_PARSER = Parser(Language(tree_sitter_hcl.language()))
_KINDS = {
    "attribute": "attribute",
    "block": "block",
    "tuple": "tuple",
    "object": "object",
    "object_elem": "item",
    "function_call": "call",
    "template_interpolation": "interpolation",
    "for_tuple_expr": "for",
    "for_object_expr": "for",
}
_OURS = {
    TupleExpression: "tuple",
    ObjectExpression: "object",
    ObjectItem: "item",
    Call: "call",
    Interpolation: "interpolation",
    ForExpression: "for",
}


def seen_by_tree_sitter(text: str) -> list[Seen] | None:
    """What the oracle sees; None if it finds an error."""
    data = text.encode("utf-8", "surrogatepass")
    offsets = [index for index, c in enumerate(text) for _ in c.encode("utf-8", "surrogatepass")]
    offsets.append(len(text))
    root = _PARSER.parse(data).root_node
    if root.has_error:
        return None
    found: list[Seen] = []
    nodes: list[Node] = [root]
    while nodes:
        node = nodes.pop()
        nodes.extend(node.children)
        kind = _KINDS.get(node.type)
        if kind is None:
            continue
        words = []
        for child in node.children:
            if kind in {"attribute", "block"} and child.type in {"identifier", "string_lit"}:
                word = text[offsets[child.start_byte] : offsets[child.end_byte]]
                words.append(word[1:-1] if child.type == "string_lit" else word)
        found.append((kind, tuple(words), offsets[node.start_byte], offsets[node.end_byte]))
    return sorted(found, key=_place)


def seen_by_us(syntax: HclSyntax) -> list[Seen]:
    """The same of ours."""
    return sorted(_of_body(syntax.body), key=_place)


def _place(seen: Seen) -> tuple[int, int, str]:
    return seen[2], -seen[3], seen[0]


def _of_body(body: Body) -> Iterator[Seen]:
    for item in body:
        if isinstance(item, Block):
            words = [item.type.span.source, *(label.span.source for label in item.labels)]
            yield "block", tuple(words), item.span.start, item.span.end
            yield from _of_body(item.body)
        else:
            words = [item.name.span.source]
            yield "attribute", tuple(words), item.span.start, item.span.end
            for node in _nodes(item.expression):
                kind = _OURS.get(type(node))
                span = getattr(node, "span", None)
                if kind is not None and isinstance(span, Span):
                    yield kind, (), span.start, span.end


def _nodes(node: object) -> Iterator[object]:
    """A node and all below it, whatever its slots are called."""
    yield node
    for slot in getattr(node, "__slots__", ()) if not isinstance(node, Value | Span) else ():
        below = getattr(node, slot)
        for each in below if isinstance(below, list) else [below]:
            if isinstance(each, Value) or type(each).__module__ == "dcslint.readers.hcl.syntax":
                yield from _nodes(each)


SAMPLES = [
    'resource "databricks_cluster" "shared" {\n  spark_version = "15.4.x-scala2.12"\n}\n',
    'a "b" c {\n}\n\nd {}\ne { f = 1 }\n',
    "locals {\n  a = var.b\n  c = [1, 2.5e3, -3, true, null,]\n}\n",
    'docker_image {\n  url = "${var.registry}/image:${local.tag}"\n  basic_auth {\n  }\n}\n',
    'a = {\n  "b.c" = 1, d : 2\n  (var.e) = 3\n  f = { g = [] } # h\n}\n',
    'definition = jsonencode({\n  "docker_image.url" : { type = "fixed" }\n})\n',
    "a = merge({ b = 1 }, var.c, local.d...)\n",
    "a = [for k, v in var.b : upper(v) if v != null]\n",
    'a = { for k, v in var.b : k => v... if k != "" }\n',
    "a = var.b ? [1] : var.c ? {} : f(2)\n",
    "a = <<EOT\nx ${var.y} $${z}\n  EOT2\nEOT\nb = 1\n",
    'a = <<-EOT\n    {"b": "${c["d"]}"}\n    EOT\n',
    "a = f(<<A\nx\nA\n, [\n<<B\nB\n])\n",
    "// a\n# b\n/* c\n*/ d = 1 /* e */ # f\n",
    'a = "${"${"${b}"}"} %{ if c }d%{ endif }"\n',
    'a = data.b.c[0].d[*].e["f"].g.*.h\n',
    "a = (\n  b\n  && c || !d\n)\n",
    "a = 1\r\nb {\r\n  c = <<-E\r\n  x\r\n  E\r\n}\r\n",
    'a = "\u00e9\u20ac\U0001f600 ${b}" # \u00e9\nc = "\U0001f600"\n',
    "a-b = c-d\n\u00e9t\u00e9 = provider::x::f(1)\n",
]


@pytest.mark.parametrize("text", SAMPLES)
def test_what_people_write_is_read_as_tree_sitter_reads_it(text: str) -> None:
    syntax = read_hcl(Document("main.tf", text))
    expected = seen_by_tree_sitter(text)
    assert expected is not None
    assert expected == seen_by_us(syntax)
    assert [] == syntax.problems


_names = st.sampled_from(["a", "b1", "c-d", "_e", "\u00e9", "format", "iffy", "nullable", "in2"])
_spaces = st.sampled_from(["", " ", "  ", "\t", " /* ] } ' */ "])
_breaks = st.sampled_from(["", " ", "\n", "\n  # } ]\n", ' // "\n', "\r\n", "/*\n*/"])
_strings = st.lists(
    st.sampled_from(
        ["x", " ", "\\n", '\\"', "\\\\", "\\u00e9", "$${y}", "%%{", "$", "%", "#", "é"]
    ),
    max_size=4,
).map(lambda parts: '"' + re.sub(r"\$(?=\$\$)|%(?=%%)", r"\g<0> ", "".join(parts)) + ' "')
# tree-sitter knows no exponent without a fraction.
_scalars = st.one_of(
    st.sampled_from(["0", "1.5", "-2", "3.5e+4", "true", "false", "null"]),
    _strings,
    _names.map(lambda name: f"var.{name}"),
    st.sampled_from(["a[0].b", "a.*.b", "a[*]", 'data.a.b["c"].d', "local.x [ 1 ]"]),
)


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions of one line, or with line feeds only in brackets."""
    item = st.tuples(_breaks, inner, _breaks).map("".join)
    key = st.one_of(_names, _strings, _names.map(lambda name: f"({name})"))
    entry = st.tuples(key, _spaces, st.sampled_from("=:"), st.just(" "), inner).map("".join)
    ends = st.sampled_from(["\n", ",", ",\n", " # }\n", "\n\n"])
    entries = st.lists(st.tuples(entry, ends).map("".join), max_size=3).map("".join)
    return st.one_of(
        st.lists(item, max_size=3).map(lambda items: "[" + ",".join(items) + "]"),
        st.tuples(_breaks, entries).map(lambda pair: "{" + "".join(pair) + "}"),
        st.tuples(_names, st.lists(item, max_size=3)).map(lambda p: f"{p[0]}({','.join(p[1])})"),
        item.map(lambda text: f"({text})"),
        item.map(lambda text: f'"x${{{text}}}y"'),
        inner.map(lambda text: f"!{text}"),
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "%", "==", "&&", "||", "<"]), inner)
        .map(" ".join)
        .map(lambda text: f"({text})"),
        st.tuples(inner, inner, inner).map(lambda p: f"{p[0]} ? {p[1]} : {p[2]}"),
        st.tuples(_names, inner, item).map(lambda p: f"[for {p[0]} in {p[1]} : {p[2]} if x]"),
        st.tuples(_names, inner, inner).map(
            lambda p: f"{{ for k, {p[0]} in {p[1]} : k => {p[2]} }}"
        ),
    )


_expressions = st.recursive(_scalars, _compound, max_leaves=8)
_heredocs = st.tuples(
    st.sampled_from(["<<", "<<-"]),
    st.lists(st.sampled_from(["  x", "y ${var.z} w", " $${", "", " E2", '"', "# }"]), max_size=4),
).map(lambda pair: "\n".join([pair[0] + "E", *pair[1], "  E\n"]))
_attributes = st.tuples(
    _names, _spaces, st.just("="), st.just(" "), st.one_of(_expressions, _heredocs)
).map("".join)


def _blocks(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    label = st.one_of(
        _names.map(lambda name: f" {name}"), st.sampled_from([' "l"', '"m n"', ' ""'])
    )
    block = st.tuples(_names, st.lists(label, max_size=2), _spaces, inner).map(
        lambda parts: parts[0] + "".join(parts[1]) + parts[2] + "{\n" + "".join(parts[3]) + "}"
    )
    line = st.tuples(_spaces, st.one_of(_attributes, block), st.sampled_from(["\n", " # {\n"]))
    return st.lists(line.map("".join), min_size=1, max_size=3)


_texts = _blocks(_blocks(_blocks(st.just([""])))).map("".join)


@settings(deadline=None, max_examples=200)
@given(_texts)
def test_any_valid_text_is_read_as_tree_sitter_reads_it(text: str) -> None:
    syntax = read_hcl(Document("main.tf", text))
    assert [] == [found for found in syntax.problems if found.kind != "hcl-duplicate-attribute"]
    assert seen_by_tree_sitter(text) == seen_by_us(syntax)


_mutations = st.lists(
    st.tuples(
        st.integers(0, 10_000),
        st.integers(0, 3),
        st.sampled_from(
            [
                *"\"'{}[]()=,.:?#/\\$%~<-!\n\r\t \x00\udcff\ufeff1x",
                *"${ %{ ~} <<E E\n // /* */ => == ... [* $${ a= ".split(" "),
                *["\n}\n", "for x in ", 'b "c" {\n', "a = ", "", "", ""],
            ]
        ),
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None, max_examples=300)
@given(st.one_of(_texts, st.sampled_from(SAMPLES)), _mutations)
def test_any_text_is_read_into_places_that_fit(
    text: str, mutations: list[tuple[int, int, str]]
) -> None:
    for place, length, insertion in mutations:
        at = place % (len(text) + 1)
        text = text[:at] + insertion + text[at + length :]
    document = Document("main.tf", text)
    syntax = read_hcl(document)
    assert len(syntax.problems) <= 20
    assert all(0 <= p.span.start <= p.span.end <= len(text) for p in syntax.problems)
    ends = [0, *(comment.end for comment in syntax.comments)]
    assert all(c.start >= end for c, end in zip(syntax.comments, ends, strict=False))
    _check_body(syntax.body)


def _check_body(body: Body) -> None:
    at = body.span.start
    for item in body:
        assert at <= item.span.start <= item.span.end <= body.span.end
        at = item.span.end
        if isinstance(item, Block):
            assert item.header in item.span
            _check_body(item.body)
        else:
            _check_attribute(item)


def _check_attribute(attribute: Attribute) -> None:
    to_tree(attribute.expression)
    for node in _nodes(attribute.expression):
        span = getattr(node, "span", None)
        assert not isinstance(span, Span) or span in attribute.span
        if isinstance(node, Template):
            assert node.inner in node.span
        if isinstance(node, Value):
            _check_pieces(node)


def _check_pieces(value: Value) -> None:
    """Each piece is its part of the text, or an escape of it; they are in order."""
    text = value.text
    if text is None:
        return
    pieces = value.map()
    at = value.span.start
    for index, (offset, document, start, end) in enumerate(pieces):
        stop = pieces[index + 1][0] if index + 1 < len(pieces) else len(text)
        part, source = text[offset:stop], document.text[start:end]
        assert at <= start
        assert part == source or source[0] == "\\" or source in {"$${", "%%{"}
        at = end
    assert at <= value.span.end
