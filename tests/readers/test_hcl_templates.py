"""Strings and heredocs of HCL: what they mean, and where each character of it stands."""

from __future__ import annotations

import pytest

from dcslint.readers.hcl import Attribute, Interpolation, Literal, Reference, Template, read_hcl
from dcslint.readers.json import read_json_text
from dcslint.readers.tree import Mapping
from dcslint.source import Document, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.hcl import Directive, Expression


def expression(text: str) -> Expression:
    """The expression of `a = text`, which has no problem."""
    syntax = read_hcl(Document("main.tf", f"a = {text}\n"))
    assert [] == syntax.problems
    item = syntax.body.items[0]
    assert isinstance(item, Attribute)
    return item.expression


def literal(text: str) -> Value:
    node = expression(text)
    assert isinstance(node, Literal)
    return node.value


def parts(text: str) -> list[str]:
    """Literal parts as their text, others as `<source>`."""
    node = expression(text)
    assert isinstance(node, Template)
    return [part_of(part) for part in node.parts]


def part_of(part: Value | Interpolation | Directive) -> str:
    return str(part.text) if isinstance(part, Value) else f"<{part.span.source}>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r'"a\nb\r\t\"\\"', 'a\nb\r\t"\\'),
        (r'"\u00e9\U0001f600"', "\u00e9\U0001f600"),
        (r'"\ud83d"', "\ufffd"),
        ('"$${a} %%{b}"', "${a} %{b}"),
        ('"$$${a}"', "$${a}"),
        ('"$ % $$ $} {a} 100%"', "$ % $$ $} {a} 100%"),
        ('"#no // comment"', "#no // comment"),
    ],
)
def test_escapes_are_read(source: str, expected: str) -> None:
    assert expected == literal(source).text


def test_an_escape_has_its_place_and_is_never_cut() -> None:
    value = literal(r'"ab\n\u00e9cd$${e"')
    assert "ab\n\u00e9cd${e" == value.text
    pieces = [value.span.document.text[start:end] for _, _, start, end in value.map()]
    assert ["ab", r"\n", r"\u00e9", "cd", "$${", "e"] == pieces
    assert "cd" == value.place(4, 6).source
    assert value.edit("x", 4, 6) is not None
    assert value.edit("x", 2, 3) is None


@pytest.mark.parametrize(
    ("source", "word"),
    [(r'"a\qb"', r"\q"), (r'"a\u12b"', r"\u"), (r'"a\U00110000b"', r"\U"), (r'"a\${b}"', r"\$")],
)
def test_a_backslash_that_escapes_nothing_is_reported_and_kept(source: str, word: str) -> None:
    syntax = read_hcl(Document("main.tf", f"a = {source}\n"))
    assert [("hcl-syntax", 6, {"word": word})] == [
        (found.kind, found.span.start, found.words) for found in syntax.problems
    ]
    item = syntax.body.attributes[0]
    assert isinstance(item.expression, Literal)
    assert source[1:-1] == item.expression.value.text
    assert item.expression.value.edit("x") is not None


def test_interpolations_are_kept_between_the_literal_parts() -> None:
    assert ["a/", "<${var.b}>", ":", '<${c["d"]}>'] == parts('"a/${var.b}:${c["d"]}"')
    assert ["<${\n a\n}>"] == parts('"${\n a\n}"')
    assert ["$", "<%{ if a }>", "b", "<%{ endif }>"] == parts('"$%{ if a }b%{ endif }"')
    assert ["<%{for k, v in a}>", "b", "<%{endfor}>"] == parts('"%{for k, v in a}b%{endfor}"')


def test_a_string_that_is_one_interpolation_is_its_expression() -> None:
    node = expression('"${var.node}"')
    assert isinstance(node, Template)
    assert isinstance(node.wrapped, Reference)
    assert ["var", "node"] == node.wrapped.names
    other = expression('"${var.node} "')
    assert isinstance(other, Template)
    assert other.wrapped is None


def test_the_parts_of_a_template_have_their_places() -> None:
    node = expression(r'"a\n${b}c"')
    assert isinstance(node, Template)
    assert r"a\n${b}c" == node.inner.source
    assert [r"a\n", "${b}", "c"] == [part.span.source for part in node.parts]


def test_a_tilde_takes_the_spaces_beside_it() -> None:
    assert ["a", "<${~ b ~}>", "c "] == parts('"a \\n ${~ b ~} \\t c "')
    assert ["a\n", "<${~ b }>", " c\n"] == parts("<<E\na\n  ${~ b } c\nE")
    assert ["<%{ if a ~}>", "  b\n", "<%{ endif ~}>"] == parts(
        "<<E\n%{ if a ~}\n  b\n%{ endif ~}\nE"
    )


def test_a_heredoc_is_its_lines_with_the_last_line_feed() -> None:
    value = literal("<<EOT\n  a \\n\nb\n  EOT")
    assert "  a \\n\nb\n" == value.text
    assert "  a \\n\nb\n" == value.span.source
    assert value.pieces is None


def test_an_empty_heredoc_is_an_empty_string() -> None:
    assert "" == literal("<<EOT\nEOT").text
    assert "" == literal("<<-EOT\n  EOT").text


def test_a_heredoc_ends_at_a_line_that_is_its_name_and_nothing_else() -> None:
    assert "EOTX\nEOT x\n-EOT\n" == literal("<<EOT\nEOTX\nEOT x\n-EOT\nEOT").text


def test_a_heredoc_in_a_call_ends_before_what_follows_on_the_next_line() -> None:
    syntax = read_hcl(Document("main.tf", "a = f(<<A\nx\nA\n, [<<B\ny\nB\n])\nb = 1\n"))
    assert [] == syntax.problems
    assert ["a", "b"] == [attribute.name.text for attribute in syntax.body.attributes]


def test_indentation_is_what_the_least_indented_line_has() -> None:
    value = literal("<<-E\n    a\n      b\n \n    c\n  E")
    # A blank line keeps its own, and does not count.
    assert "a\n  b\n \nc\n" == value.text
    assert "b" == value.place(4, 5).source
    assert "c" == value.place(8, 9).source
    assert value.edit("d", 4, 5) is not None


def test_an_interpolation_that_begins_a_line_counts_as_no_indentation() -> None:
    assert ["  a\n", "<${b}>", "\n"] == parts("<<-E\n  a\n${b}\nE")
    assert ["a\n", "<${b}>", " c\n  d\n"] == parts("<<-E\n  a\n  ${b} c\n    d\n  E")


def test_dollars_in_a_heredoc_are_escaped_as_in_a_string() -> None:
    assert "$HOME ${a} %{b} \\\n" == literal("<<E\n$HOME $${a} %%{b} \\\nE").text


def test_a_heredoc_with_carriage_returns_keeps_them() -> None:
    assert "a\r\nb\r\n" == literal("<<-E\r\n  a\r\n  b\r\n  E\r").text


def test_json_in_a_heredoc_leads_to_its_place_in_the_file() -> None:
    value = literal('<<-E\n    {\n      "spark_version": "15.4"\n    }\n    E')
    (root,) = read_json_text(value).roots
    assert isinstance(root, Mapping)
    version = root.value("spark_version")
    assert version is not None
    place = version.span.outermost()
    assert ("15.4", value.span.document) == (place.source, place.document)
