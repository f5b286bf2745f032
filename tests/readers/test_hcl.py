"""The HCL reader on what people write: expressions, places, recovery and the problems reported."""

from __future__ import annotations

import sys
import time

import pytest

from dcslint.readers.hcl import (
    Access,
    Attribute,
    AttributeStep,
    Block,
    Body,
    Call,
    Conditional,
    Directive,
    Expression,
    ForExpression,
    HclSyntax,
    IndexStep,
    Interpolation,
    Literal,
    ObjectExpression,
    Operation,
    Parentheses,
    Reference,
    Template,
    TupleExpression,
    Unary,
    read_hcl,
    to_tree,
)
from dcslint.source import Document, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.hcl.syntax import Step


def read(text: str) -> HclSyntax:
    return read_hcl(Document("main.tf", text))


def problems(text: str) -> list[tuple[str, int, dict[str, str]]]:
    return [(found.kind, found.span.start, found.words) for found in read(text).problems]


def body(found: Body) -> list[object]:
    """Attributes as "name = expression", blocks as [header, …], both as `shown`."""
    items: list[object] = []
    for item in found:
        if isinstance(item, Block):
            items.append([item.header.source, *body(item.body)])
        else:
            items.append(f"{item.name.text} = {shown(item.expression)}")
    return items


def shown(node: Expression | Interpolation | Directive | Value) -> str:
    """An expression with all its groups in parentheses, literals quoted by Python."""
    if isinstance(node, Value):
        return repr(node.text) if node.kind == "string" else f"{node.kind} {node.text}"
    if isinstance(node, Literal):
        return shown(node.value)
    if isinstance(node, Template):
        return f"template({', '.join(map(shown, node.parts))})"
    if isinstance(node, Interpolation):
        return shown(node.expression)
    if isinstance(node, Directive):
        words = [node.keyword, *(str(name.text) for name in node.names)]
        return " ".join(words + ([shown(node.expression)] if node.expression else []))
    if isinstance(node, ObjectExpression):
        items = ", ".join(f"{shown(item.key)}: {shown(item.value)}" for item in node.items)
        return f"{{{items}}}" + ("" if node.complete else "?")
    if isinstance(node, TupleExpression):
        return f"[{', '.join(map(shown, node.items))}]" + ("" if node.complete else "?")
    if isinstance(node, Call):
        dots = "..." if node.expands else ""
        end = ")" if node.complete else ")?"
        return f"{node.name.text}({', '.join(map(shown, node.arguments))}{dots}{end}"
    if isinstance(node, Reference):
        return f"{node.root.text}{''.join(map(step, node.steps))}"
    if isinstance(node, Access):
        return f"<{shown(node.source)}>{''.join(map(step, node.steps))}"
    if isinstance(node, Conditional):
        return f"({shown(node.condition)} ? {shown(node.yes)} : {shown(node.no)})"
    if isinstance(node, Operation):
        rest = zip(node.operators, node.operands[1:], strict=True)
        return f"({shown(node.operands[0])}{''.join(f' {o} {shown(x)}' for o, x in rest)})"
    if isinstance(node, Unary):
        return f"{node.operator}{shown(node.operand)}"
    if isinstance(node, Parentheses):
        return f"({shown(node.inner)})"
    if isinstance(node, ForExpression):
        names = ",".join(str(name.text) for name in node.names)
        key = "" if node.key is None else f"{shown(node.key)} => "
        dots = "..." if node.is_grouped else ""
        condition = "" if node.condition is None else f" if {shown(node.condition)}"
        return f"for {names} in {shown(node.collection)}: {key}{shown(node.value)}{dots}{condition}"
    return f"<{node.reason}>"


def step(node: Step) -> str:
    if isinstance(node, AttributeStep):
        return f".{node.name.text}"
    if isinstance(node, IndexStep):
        return f"[{shown(node.index)}]"
    return "[*]" if node.is_full else ".*"


def expression(text: str) -> Expression:
    item = read(f"a = {text}\n").body.items[0]
    assert isinstance(item, Attribute)
    return item.expression


# Bodies and places


def test_attributes_and_blocks_stand_in_order_with_their_places() -> None:
    text = (
        'resource "databricks_cluster" this {\n'
        '  spark_version = "15.4.x-scala2.12"\n'
        "  docker_image {\n    url = var.url # of the build\n  }\n}\n"
    )
    block = read(text).body.items[0]
    assert isinstance(block, Block)
    assert ("resource", ["databricks_cluster", "this"]) == (
        block.type.text,
        [label.text for label in block.labels],
    )
    assert text.rstrip("\n") == block.span.source
    assert 'resource "databricks_cluster" this' == block.header.source
    assert "databricks_cluster" == block.labels[0].span.source
    version = block.body.attribute("spark_version")
    assert version is not None
    assert 'spark_version = "15.4.x-scala2.12"' == version.span.source
    assert isinstance(version.expression, Literal)
    assert '"15.4.x-scala2.12"' == version.expression.span.source
    assert "15.4.x-scala2.12" == version.expression.value.span.source
    (image,) = block.body.blocks("docker_image")
    assert ["url"] == [attribute.name.text for attribute in image.body.attributes]
    assert "{\n    url = var.url # of the build\n  }" == image.body.span.source
    assert [] == block.body.blocks("library")


def test_an_empty_string_has_an_empty_span_between_its_quotes_and_can_be_filled() -> None:
    node = expression('""')
    assert isinstance(node, Literal)
    assert (5, 5) == (node.value.span.start, node.value.span.end)
    assert node.value.edit("x") is not None


def test_comments_are_kept_whole_wherever_they_stand() -> None:
    text = "# a\nb = [ // c\r\n 1, /* d\n */ f( # e\n)]\n/**/ g {} // h"
    assert ["# a", "// c", "/* d\n */", "# e", "/**/", "// h"] == [
        comment.source for comment in read(text).comments
    ]
    assert [] == problems(text)


def test_what_looks_like_a_comment_in_a_string_is_none() -> None:
    syntax = read('a = "# b // c /* d" # e\nf = <<EOT\n# g\nEOT\n')
    assert ["# e"] == [comment.source for comment in syntax.comments]


def test_a_byte_order_mark_and_carriage_returns_change_nothing() -> None:
    data = b'\xef\xbb\xbfa = "b"\r\nc {\r\n  d = 1\r\n}\r\n'
    syntax = read_hcl(Document.from_bytes("main.tf", data))
    assert ["a = 'b'", ["c", "d = number 1"]] == body(syntax.body)
    assert [] == syntax.problems


def test_bytes_that_are_no_text_are_kept_in_a_string_and_reported_outside() -> None:
    syntax = read_hcl(Document.from_bytes("main.tf", b'a = "\xff"\nb = \xff\nc = 1\n'))
    assert ["a = '\\udcff'", "b = <it is missing>", "c = number 1"] == body(syntax.body)
    assert [("hcl-syntax", {"word": "U+DCFF"})] == [(p.kind, p.words) for p in syntax.problems]


# Expressions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-1.5e+3", "number -1.5e+3"),
        ("true", "boolean true"),
        ("null", "null null"),
        ("nullable", "nullable"),
        ("var.a-b", "var.a-b"),
        ("data.a.b.c[0].d", "data.a.b.c[number 0].d"),
        ('a["b"].*.c[*].0', "a['b'].*.c[*].0"),
        ("a [ b ] . c", "a[b].c"),
        ("f(x)[0].y", "<f(x)>[number 0].y"),
        ("[1, 2,][0]", "<[number 1, number 2]>[number 0]"),
        ("a + b * c - d", "(a + (b * c) - d)"),
        ("a || b && c == d + 1 < e", "(a || (b && (c == ((d + number 1) < e))))"),
        ("!a && -b == - 1", "(!a && (-b == -number 1))"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("(\na\n? b\n: c\n)", "((a ? b : c))"),
        ("{}", "{}"),
        ("{ a = 1, b : 2\n c = 3 }", "{'a': number 1, 'b': number 2, 'c': number 3}"),
        ('{ "a.b" = {}\n (var.c) = [] }', "{'a.b': {}, (var.c): []}"),
        ("{ true = 1, 1 = 2 }", "{'true': number 1, number 1: number 2}"),
        ('{ "${a}-b" = 1 }', "{template(a, '-b'): number 1}"),
        ("merge({ a = 1 }, var.b...)", "merge({'a': number 1}, var.b...)"),
        ("provider::x::f()", "provider::x::f()"),
        ("f (1)", "f(number 1)"),
        ("[for a in b : a]", "for a in b: a"),
        ('[for k, v in b : v if k != ""]', "for k,v in b: v if (k != '')"),
        ("{\n for k, v in b :\n k => v...\n}", "for k,v in b: k => v..."),
        ('jsonencode({ "a" : { "b" : true } })', "jsonencode({'a': {'b': boolean true}})"),
        ('templatefile("a.json", { b = 1 })', "templatefile('a.json', {'b': number 1})"),
    ],
)
def test_expressions_are_read_by_precedence_and_without_a_problem(text: str, expected: str) -> None:
    assert expected == shown(expression(text))
    assert [] == problems(f"a = {text}\n")


def test_a_reference_gives_its_names_up_to_an_index() -> None:
    node = expression("data.databricks_spark_version.lts[0].id")
    assert isinstance(node, Reference)
    assert ["data", "databricks_spark_version", "lts"] == node.names


def test_every_expression_has_its_own_place() -> None:
    node = expression("a ? f( b ) : [ c . d , !e ]  # x")
    assert isinstance(node, Conditional)
    assert isinstance(node.no, TupleExpression)
    expected = ["a ? f( b ) : [ c . d , !e ]", "a", "f( b )", "[ c . d , !e ]", "c . d", "!e"]
    nodes = [node, node.condition, node.yes, node.no, *node.no.items]
    assert expected == [each.span.source for each in nodes]


# Recovery


@pytest.mark.parametrize(
    ("text", "expected", "kind", "word", "offset"),
    [
        ("a = \nb = 1\n", ["a = <it is missing>", "b = number 1"], "syntax", "end of line", 4),
        ("a = [1, 2\nb = 1\n", ["a = [number 1, number 2]?", "b = number 1"], "unclosed", "[", 4),
        ("a = [\nb = 1\n", ["a = []?", "b = number 1"], "unclosed", "[", 4),
        ("a = f(1\nb = 1\n", ["a = f(number 1)?", "b = number 1"], "unclosed", "(", 5),
        ("a = (1\nb {\n}\n", ["a = (number 1)", ["b"]], "unclosed", "(", 4),
        ("a = f([1)\nb = 1", ["a = f([number 1]?)", "b = number 1"], "unclosed", "[", 6),
        ('a = "b\nc = 1', ["a = 'b'", "c = number 1"], "unclosed", '"', 4),
        ('a = ["b]\nc = 1', ["a = ['b']", "c = number 1"], "unclosed", '"', 5),
        ('a = "${b\nc = 1', ["a = <it has no end>", "c = number 1"], "unclosed", "${", 5),
        ('a = "${b"\nc = 1', ["a = template(b)", "c = number 1"], "unclosed", "${", 5),
        ('a = "${b c}"\nd = 1', ["a = template(b)", "d = number 1"], "syntax", "c", 9),
        ("a = <<E\n${b\nE\nc = 1", ["a = <it has no end>", "c = number 1"], "unclosed", "${", 8),
        ("a = <<E\nb\nc = 1\n", ["a = <it has no end>"], "unclosed", "<<E", 4),
        ("/* a\nb = 1", [], "unclosed", "/*", 0),
        ("a = 1 2 3\nb = 1", ["a = number 1", "b = number 1"], "syntax", "2", 6),
        ("a = 1,\nb = 1", ["a = number 1", "b = number 1"], "syntax", ",", 5),
        ("a = 1 b = 1", ["a = number 1", "b = number 1"], "syntax", "b", 6),
        ("a = 'b'\nc = 1", ["a = <it is missing>", "c = number 1"], "syntax", "'", 4),
        ("a: 1\nb = 1", ["a = number 1", "b = number 1"], "syntax", ":", 1),
        ('"a" = 1', ["a = number 1"], "syntax", '"a"', 0),
        ("}\na = 1", ["a = number 1"], "syntax", "}", 0),
        ("some prose here\nand more of it\na = 1", ["a = number 1"], "syntax", "end of line", 15),
        ("a = 1 {\n b = 2\n}\nc = 3", ["a = number 1", "c = number 3"], "syntax", "{", 6),
        ("a\n{\n b = 1\n}", [["a", "b = number 1"]], "syntax", "{", 2),
        ('a "${b}" {\n c = 1\n}', [['a "${b}"', "c = number 1"]], "syntax", '"${b}"', 2),
        (
            "a = {\n b = \n c = 1\n}\nd = 2",
            ["a = {'b': <it is missing>, 'c': number 1}", "d = number 2"],
            "syntax",
            "end of line",
            11,
        ),
        (
            "a = {\n b {\n c = 1\n }\n}\nd = 2",
            ["a = {'b': {'c': number 1}}", "d = number 2"],
            "syntax",
            "{",
            9,
        ),
        (
            "a = {\n b = [1\n c = 2\n}\nd = 3",
            ["a = {'b': [number 1]?, 'c': number 2}", "d = number 3"],
            "unclosed",
            "[",
            11,
        ),
        (
            "a = {\n b c\n d = 1\n}\ne = 2",
            ["a = {'d': number 1}?", "e = number 2"],
            "syntax",
            "c",
            9,
        ),
        ("a = { b = 1 c = 2 }", ["a = {'b': number 1, 'c': number 2}?"], "syntax", "c", 12),
        ("a = { b => 1 }", ["a = {'b': number 1}"], "syntax", "=", 8),
        ("a = [1 2, 3]", ["a = [number 1, number 3]?"], "syntax", "2", 7),
        ("a = [1..., 2]", ["a = [number 1, number 2]?"], "syntax", ".", 6),
        ("a = [for b in c d]", ["a = for b in c: <it is missing>"], "syntax", "d", 16),
        (
            "a = b ? c\nd = 1",
            ["a = (b ? c : <it is missing>)", "d = number 1"],
            "syntax",
            "end of line",
            9,
        ),
        (
            'a "b" {\n c = 1\na "d" {\n e = 2\n}\n',
            [['a "b"', "c = number 1"], ['a "d"', "e = number 2"]],
            "unclosed",
            "{",
            6,
        ),
        (
            'a "b" {\n c {\n  d = 1\n}\na "e" {\n}\n',
            [['a "b"', ["c", "d = number 1"]], ['a "e"']],
            "unclosed",
            "{",
            6,
        ),
    ],
)
def test_an_error_is_reported_once_and_costs_no_more_than_what_it_is_in(
    text: str, expected: list[object], kind: str, word: str, offset: int
) -> None:
    assert [(f"hcl-{kind}", offset, {"word": word})] == problems(text)
    assert expected == body(read(text).body)


def test_a_body_says_whether_something_may_be_lost() -> None:
    assert read("a {\n b = 1\n}\n").body.complete
    assert not read("a = 1\n?\n").body.complete
    (block,) = read("a {\n b = 1\n ?\n}\n").body.blocks()
    assert not block.body.complete


def test_an_attribute_written_twice_is_reported_and_the_first_is_taken() -> None:
    text = "a = 1\nb {\n a = 2\n}\na = 3\n"
    assert [("hcl-duplicate-attribute", 19, {"name": "a"})] == problems(text)
    attribute = read(text).body.attribute("a")
    assert attribute is not None
    assert "number 1" == shown(attribute.expression)


def test_a_key_written_twice_in_an_object_is_no_problem() -> None:
    assert [] == problems("a = { b = 1, b = 2 }\n")


def test_at_most_twenty_problems_are_kept() -> None:
    assert 20 == len(problems("a = ]\n" * 100))


def test_a_long_word_is_cut_in_a_message() -> None:
    ((_, _, words),) = problems(f"a = 1 {'b' * 100}")
    assert {"word": "b" * 40 + "…"} == words


# Limits

NESTINGS = {
    "objects": ("{ a = ", "}"),
    "tuples": ("[", "]"),
    "parentheses": ("(", ")"),
    "calls": ("f(", ")"),
    "indexes": ("b[", "]"),
    "interpolations": ('"${', '}"'),
    "loops": ("[for b in c : ", "]"),
    "directives": ('"%{ if ', ' }"'),
    "branches": ("b ? c : ", ""),
}


@pytest.mark.parametrize(("opening", "closing"), NESTINGS.values(), ids=NESTINGS)
def test_what_is_nested_a_hundred_deep_is_read_in_half_of_the_stack(
    opening: str, closing: str
) -> None:
    text = f"a = {opening * 100}1{closing * 100}\nb = 1\n"
    limit = sys.getrecursionlimit()
    depth, frame = 0, sys._getframe()
    while frame.f_back is not None:
        depth, frame = depth + 1, frame.f_back
    sys.setrecursionlimit(depth + 600)
    try:
        syntax = read(text)
        to_tree(syntax.body.attributes[0].expression)
    finally:
        sys.setrecursionlimit(limit)
    assert [] == syntax.problems
    assert ["a", "b"] == [attribute.name.text for attribute in syntax.body.attributes]


@pytest.mark.parametrize(("opening", "closing"), NESTINGS.values(), ids=NESTINGS)
def test_what_is_nested_deeper_is_one_problem_and_costs_its_attribute(
    opening: str, closing: str
) -> None:
    text = f"a = {opening * 120}1{closing * 120}\nb = 1\n"
    syntax = read(text)
    assert ["hcl-too-deep"] == [found.kind for found in syntax.problems]
    assert ["a", "b"] == [attribute.name.text for attribute in syntax.body.attributes]


def test_blocks_nested_deeper_than_a_hundred_are_one_problem() -> None:
    text = "a {\n" * 120 + "}\n" * 120 + "b = 1\n"
    assert ["hcl-too-deep"] == [kind for kind, _, _ in problems(text)]
    assert ["b"] == [attribute.name.text for attribute in read(text).body.attributes]


def test_signs_are_counted_as_nesting_too() -> None:
    assert "it is nested too deep" in shown(expression("!" * 101 + "b"))
    assert "!" * 99 + "b" == shown(expression("!" * 99 + "b"))


@pytest.mark.parametrize(
    "unit",
    [
        *[
            "(",
            "[",
            "{",
            "{a=",
            "f(",
            "x[",
            '"',
            '"${',
            '${"',
            '"%{if ',
            "-",
            "!",
            "x ? ",
            "x ? y : ",
        ],
        *["1 + ", "1 + 1 * ", "a", "a ", 'a "b" ', "a {\n", "a{", "}", "a = [)", "a = ", "=", ","],
        *["<<E\n", "<<E\n${", "${<<E\n", "<<E\n${[\nE\n,", "E\n", "$", "$${", "%{", "\\", "\\n"],
        *["/*", "/", "/* x */ ", "#\n", "\n", " ", "\r", "\x00", "@\n", "1", ".1", ".x", "[0]"],
        *["a = [\n", 'a = "${\n', "x =\n", "x {\n", "a b\n", "1 2\n", "${~x~}", "a {\n b = [\n}\n"],
    ],
)
@pytest.mark.parametrize("start", ["", "a = ", 'a = "', "a = <<E\n", "a = [", "a = {\n"])
def test_hostile_text_is_read_in_time_linear_in_its_length(start: str, unit: str) -> None:
    """Allows many times what the slowest takes; what is quadratic takes far longer."""
    text = start + unit * (30_000 // len(unit))
    begun = time.process_time()
    syntax = read(text)
    for attribute in syntax.body.attributes:
        to_tree(attribute.expression)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("unit", ["(", '${"${', '"${', "[1, "])
def test_a_hundred_thousand_openings_are_read_at_once(unit: str) -> None:
    begun = time.process_time()
    assert "hcl-too-deep" in [kind for kind, _, _ in problems('a = "' + unit * 100_000)] or (
        "hcl-too-deep" in [kind for kind, _, _ in problems("a = " + unit * 100_000)]
    )
    assert time.process_time() - begun < 2


def test_a_string_of_a_megabyte_is_read_at_once() -> None:
    node = expression(f'"{"x" * 1_000_000}"')
    assert isinstance(node, Literal)
    assert 1_000_000 == len(node.value.text or "")


@pytest.mark.parametrize("unclosed", ['"', '"${', "/*", "<<E\n", "(", "{", "[", '"%{if ', "f("])
def test_something_unclosed_at_any_place_is_survived(unclosed: str) -> None:
    text = 'a "b" {\n c = [1, "d${e}"] # f\n g = {\n  h = <<E\ni\nE\n }\n}\nj = k ? l : m\n'
    for place in range(len(text) + 1):
        broken = text[:place] + unclosed + text[place:]
        syntax = read(broken)
        assert len(syntax.problems) <= 20
        assert all(item.span.end <= len(broken) for item in syntax.body)
