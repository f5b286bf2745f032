"""The YAML reader on what people write: types, texts, places, documents and comments."""

from __future__ import annotations

import pytest
import yaml

from dcslint.readers.tree import Mapping, Sequence
from dcslint.readers.yaml import read_yaml, read_yaml_text
from dcslint.source import Document, Value
from readers.yaml_trees import kinds, problems, read, root, roots, value


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        *((word, "boolean") for word in "yes No on OFF true False TRUE".split()),
        *((word, "number") for word in "1 -1 0x1F 1_000 010 0b11 1.5 1.0e+3 .5 .inf -.INF".split()),
        *((word, "number") for word in ".nan 1:30".split()),
        *((word, "null") for word in "~ null Null NULL".split()),
        *((word, "string") for word in "y n 1e3 0o17 15.4.x-scala2.12 1.2.3 nULL trUe".split()),
        *((word, "string") for word in "2024-05-01 2024-05-01T10:00:00Z = v1 -x ?x :x".split()),
    ],
)
def test_the_type_of_a_plain_scalar_is_that_of_yaml_1_1(written: str, kind: str) -> None:
    found = value(f"a: {written}\n")
    assert (kind, written, written) == (found.kind, found.text, found.span.source)


@pytest.mark.parametrize("written", ["'yes'", '"1"', "!!str 1", "|-\n  true", ">-\n  null"])
def test_what_is_quoted_or_tagged_as_text_is_text(written: str) -> None:
    assert "string" == value(f"a: {written}\n").kind


def test_an_empty_value_is_null_and_stands_behind_its_colon() -> None:
    found = root("a:\nb: 1\n").get("a")
    assert isinstance(found, Value)
    assert ("null", "", 2, 2) == (found.kind, found.text, found.span.start, found.span.end)
    assert root("a:\n").value("a") is None


@pytest.mark.parametrize("written", ["'15.4.x'", '"15.4.x"', '!!str "15.4.x"', "&v  '15.4.x'"])
def test_the_span_of_a_quoted_scalar_is_what_stands_between_its_quotes(written: str) -> None:
    text = f"a: {written} # c\n"
    found = value(text)
    assert "15.4.x" == found.text == found.span.source
    edit = found.edit("16.4.x")
    assert edit is not None
    assert text.index("15.4.x") == edit.span.start


def test_the_span_of_a_plain_scalar_leaves_out_tag_anchor_and_comment() -> None:
    assert "b c" == value("a: !!str &x b c  # d\n").span.source
    assert "b" == value("a: &x # why\n  b\n").span.source
    assert "b" == value("a: !<tag:yaml.org,2002:str> b\n").span.source


def test_an_entry_goes_from_the_quote_of_its_key_to_the_end_of_its_value() -> None:
    text = "'a': {b: \"c\" }  # d\ne:\n  - f\n\n# g\nh: |\n  i\n\nj:\n"
    expected = ["'a': {b: \"c\" }", "e:\n  - f", "h: |\n  i\n", "j:"]
    assert expected == [entry.span.source for entry in root(text)]


def test_a_block_ends_with_its_last_value_and_not_where_the_next_begins() -> None:
    text = "a:\n  b:\n    - c\n    - d: 1\n\n  # comment\n\ne: 1\n"
    mapping = root(text).mapping("a")
    assert mapping is not None
    assert "b:\n    - c\n    - d: 1" == mapping.span.source
    items = mapping.sequence("b")
    assert items is not None
    assert "- c\n    - d: 1" == items.span.source


def test_the_span_of_a_collection_leaves_out_its_anchor_and_tag() -> None:
    assert "{b: 1}" == root("a: &x !!map {b: 1}\n").entries[0].value.span.source
    assert "b: 1" == root("a: &x # why\n  b: 1\n").entries[0].value.span.source


def test_a_block_scalar_spans_its_lines() -> None:
    text = "a: |  # shell\n    pip install x\n     y\n\nb: 1\n"
    found = value(text)
    assert "pip install x\n y\n" == found.text
    assert "pip install x\n     y\n" == found.span.source
    assert "y" == found.place(15, 16).source
    assert "x\n     y" == found.place(12, 16).source


def test_a_part_of_a_folded_scalar_leads_to_where_it_is_written() -> None:
    text = 'a: "one\n  two \\\n  three\\tfour"\n'
    found = value(text)
    assert "one two three\tfour" == found.text
    assert found.text is not None
    for word in ("one", "two", "three", "four"):
        start = found.text.index(word)
        place = found.place(start, start + len(word))
        assert (word, text.index(word)) == (place.source, place.start)
    assert "\\t" == found.place(13, 14).source
    assert found.edit("x", 0, 3) is not None
    assert found.edit("x", 0, 7) is None, "a fold is not what is written"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b\n   c\n\n   d\n", "b c\nd"),
        ("a: 'it''s\n\n\n   b'\n", "it's\n\nb"),
        ('a: "\\x41\\u00e9\\U0001F600\\e\\_\\/\\ "\n', "A\u00e9\U0001f600\x1b\xa0/ "),
        ('a: "b\\\n\n   c"\n', "b\nc"),
        ("a: |\n  b\n   c\n\n\n", "b\n c\n"),
        ("a: |+\n  b\n\n\n", "b\n\n\n"),
        ("a: |-\n  b\n\n\n", "b"),
        ("a: |2\n   b\n  c\n", " b\nc\n"),
        ("a: >\n  b\n  c\n\n  d\n   e\n  f\n", "b c\nd\n e\nf\n"),
        ("a: >-\n\n  b\n\n\n  c", "\nb\n\nc"),
        ("a: |\n  b\n  c", "b\nc"),
        ("a: |\n\n", ""),
        ("a: |\r\n  b\r\n  c\r\n", "b\nc\n"),
        ("a: b\r\n   c\r\n", "b c"),
        ("a: b\x85   c\x85", "b c"),
        ('a: "b\u2028 c"\n', "b\u2028c"),
    ],
)
def test_text_is_folded_and_unescaped_as_libyaml_does(text: str, expected: str) -> None:
    assert {"a": expected} == yaml.safe_load(text)
    assert expected == value(text).text


def test_lines_may_end_as_they_like() -> None:
    expected = [{"a": "number 1", "b": ["x y", "number 2"]}]
    for ending in ("\n", "\r\n", "\r", "\x85"):
        text = "a: 1\nb:\n- x\n  y\n- 2\n".replace("\n", ending)
        assert expected == roots(text)
        assert [] == kinds(text)


def test_offsets_count_characters_and_not_bytes() -> None:
    assert "x" == value("k: \U0001f600\u00e9\r\na: x\n").span.source


@pytest.mark.parametrize("text", ["\ufeffa: b\nc: d\n", "\ufeff# x\na: b\n"])
def test_a_byte_order_mark_moves_nothing(text: str) -> None:
    assert "b" == value(text).span.source
    assert [] == kinds(text)
    document = Document.from_bytes("a.yml", text.encode())
    assert {"a"} <= {entry.key.span.source for entry in _mapping(read_yaml(document).roots[0])}


def _mapping(node: Mapping | Sequence | Value) -> Mapping:
    assert isinstance(node, Mapping)
    return node


def test_every_document_of_a_stream_is_a_root() -> None:
    text = "%YAML 1.1\n---\na: 1\n---\n- b\n...\n---\n--- c\n"
    assert [{"a": "number 1"}, ["b"], "null", "c"] == roots(text)
    assert [] == kinds(text)


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "\ufeff"])
def test_a_stream_of_nothing_has_no_roots_and_no_problem(text: str) -> None:
    assert ([], []) == (roots(text), kinds(text))


def test_the_last_of_several_keys_wins_and_the_others_are_told() -> None:
    text = "a: 1\nb: 2\n'a': 3\na: 4\n"
    found = root(text)
    assert "4" == value(text).text
    assert [("yaml-duplicate-key", "a")] * 2 == problems(text)
    assert ["a", "b", "a", "a"] == [entry.key.text for entry in found]
    assert found.complete


def test_a_number_and_a_text_are_different_keys() -> None:
    assert [] == kinds("1: a\n'1': b\n")
    assert ["yaml-duplicate-key"] == kinds("1: a\n1: b\n")


def test_words_of_a_problem_name_the_key() -> None:
    (found,) = read("new_cluster: {}\nnew_cluster: {}\n").problems
    assert ({"key": "new_cluster"}, 16, 27) == (found.words, found.span.start, found.span.end)


def test_a_key_that_is_no_scalar_is_unknown_and_told() -> None:
    found = root("? [a, b]\n: c\nd: e\n")
    assert [None, "d"] == [entry.key.text for entry in found]
    assert not found.complete
    assert [("yaml-complex-key", "[")] == problems("? [a, b]\n: c\nd: e\n")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("!Ref Cluster", "tag !Ref"),
        ("!secret 'x'", "tag !secret"),
        ("!Join ['', [a, b]]", "tag !Join"),
        ("!!binary aGk=", "tag !!binary"),
        ("!!python/name:os.system ''", "tag !!python/name:os.system"),
        ("!!int abc", "tag !!int"),
    ],
)
def test_what_an_unknown_tag_gives_is_unknown(written: str, reason: str) -> None:
    found = value(f"a: {written}\n")
    assert found.text is None
    assert found.unknown is not None
    assert reason == found.unknown.reason
    assert [] == kinds(f"a: {written}\n")


def test_a_mapping_with_an_unknown_tag_keeps_its_keys_only() -> None:
    mapping = root("a: !Sub {b: c, d: [e, {f: g}]}\n").mapping("a")
    assert mapping is not None
    assert not mapping.complete
    assert [{"a": {"b": "<tag !Sub>", "d": ["<tag !Sub>", {"f": "<tag !Sub>"}]}}] == roots(
        "a: !Sub {b: c, d: [e, {f: g}]}\n"
    )


def test_core_tags_say_the_type() -> None:
    text = "a: !!int '3'\nb: !!str 3\nc: !!float 1.5\nd: !!bool 'yes'\ne: !!null x\nf: !!set {g}\n"
    assert [
        {
            "a": "number 3",
            "b": "3",
            "c": "number 1.5",
            "d": "boolean yes",
            "e": "null x",
            "f": {"g": "null"},
        }
    ] == roots(text)


def test_comments_are_those_outside_of_scalars_in_order() -> None:
    text = (
        "# one\n"
        "a: 'no # comment'  # two\n"
        'b: "# no" # three\r\n'
        "c: x#no #four\n"
        "d: |  # five\n  # no\n  #no\n# six\n"
        "e: [f,# seven\n  g#no, # eight\n  h]# nine\n"
        "i: j\n  # ten\n"
        "k: &l # eleven\n  m\n"
        "n: >-\n  # no\n\n--- # twelve\no # thirteen"
    )
    expected = "one two three four five six seven eight nine ten eleven twelve thirteen".split()
    syntax = read(text)
    assert [] == syntax.problems
    assert expected == [span.source.lstrip("# ") for span in syntax.comments]
    assert all(span.source.startswith("#") for span in syntax.comments)


def test_comments_are_kept_where_the_yaml_is_broken() -> None:
    text = 'a: "x\n# one\nb: c: d # two\n# three\ne: f # four\n'
    assert ["# one", "# two", "# three", "# four"] == [span.source for span in read(text).comments]


def test_yaml_inside_a_string_leads_to_its_host() -> None:
    document = Document("job.sh", "x='a: b'")
    found = _mapping(read_yaml_text(Value("a: b", document.span(3, 7))).roots[0]).value("a")
    assert found is not None
    assert document.span(6, 7) == found.span.outermost()
