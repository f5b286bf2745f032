"""The YAML reader on templates and on what is broken: what is kept, what is told, and where."""

from __future__ import annotations

import pytest

from dcslint.readers.tree import Mapping, Sequence
from dcslint.readers.yaml import read_yaml
from dcslint.source import Document
from readers.yaml_trees import kinds, plain, problems, read, root, roots, value


def _complete(text: str, *keys: str) -> bool:
    node: object = read(text).roots[0]
    for key in keys:
        assert isinstance(node, Mapping)
        node = node.get(key)
    assert isinstance(node, Mapping | Sequence)
    return node.complete


# Templates


def test_a_value_that_is_a_template_is_unknown() -> None:
    text = "a: {{ x }}\nb:\n  - {{ y.z | default('q') }}\n  - c\nd: {{ f }}\n"
    assert [{"a": "<template>", "b": ["<template>", "c"], "d": "<template>"}] == roots(text)
    assert "{{ x }}" == value(text).span.source
    assert [("yaml-template", "{{ x }}")] == problems(text)
    assert _complete(text)


@pytest.mark.parametrize(
    "written",
    [
        "{{ x }}-latest",
        "{{ x }}:{{ y }}",
        "{{- x -}}",
        "{% if x %}b{% else %}c{% endif %}",
        '{{ include "x" (dict "k" .v) }}',
        "{{ x['y'] }}",
        "{{ .x }}  # c",
    ],
)
def test_a_value_that_begins_with_a_template_is_unknown_and_the_rest_is_read(written: str) -> None:
    text = f"z: 1\na: {written}\nb: c\n"
    assert [{"z": "number 1", "a": "<template>", "b": "c"}] == roots(text)
    assert ["yaml-template"] == kinds(text)


def test_a_template_inside_a_text_is_part_of_the_text() -> None:
    assert "x-{{ y }}" == value("a: x-{{ y }}\n").text
    assert [] == kinds("a: x-{{ y }}\nb: '{{ z }}'\nc: ${var.d}\ne: ${{ f }}\n")


def test_what_is_written_beside_a_template_is_kept_letter_by_letter() -> None:
    text = (
        "a: {% x %}\nb: '{{ y }}''s'\nc: \"{{ z }}\\t\"\nd: u-{{ v }}\n"
        "e: |\n  {{ w\n  x }}\nf: [${var.g}, h]\n"
    )
    assert [
        {
            "a": "<template>",
            "b": "{{ y }}'s",
            "c": "{{ z }}\t",
            "d": "u-{{ v }}",
            "e": "<template>",
            "f": ["${var.g}", "h"],
        }
    ] == roots(text)


def test_a_key_that_is_a_template_is_unknown_and_its_mapping_incomplete() -> None:
    for text in ("a:\n  {{ k }}: v\n  b: c\n", "a:\n  {{ k }}_x: v\n  b: c\n"):
        mapping = root(text).mapping("a")
        assert mapping is not None
        assert {"<template>": "v", "b": "c"} == plain(mapping)
        assert not mapping.complete


_HELM = """\
{{- $name := .Values.name }}
resources:
  {{- if .Values.jobs }}
  jobs:
    nightly:
      image: org/app:1
      {{- toYaml .Values.extra | nindent 6 }}
  {{- end }}
tail:
  {{- include "labels" . | nindent 2 }}
  k: v
empty:
  {{ .Values.rest }}
other: x
"""


def test_lines_of_templates_are_passed_over_and_hide_what_they_may_give() -> None:
    assert [
        {
            "resources": {"jobs": {"nightly": {"image": "org/app:1"}}},
            "tail": {"k": "v"},
            "empty": "<template>",
            "other": "x",
        }
    ] == roots(_HELM)
    assert ["yaml-template"] == kinds(_HELM)
    assert not _complete(_HELM)
    for keys in (["resources"], ["resources", "jobs"], ["resources", "jobs", "nightly"], ["tail"]):
        assert not _complete(_HELM, *keys)


def test_a_mapping_without_a_template_line_in_it_is_complete() -> None:
    text = "a:\n  b: c\n{% if x %}\nd:\n  e: f\n{% endif %}\ng:\n  h: i\n"
    assert not _complete(text)
    assert (False, False, True) == (
        _complete(text, "a"),
        _complete(text, "d"),
        _complete(text, "g"),
    )


def test_both_sides_of_a_condition_are_no_duplicate_keys() -> None:
    text = "{{ if x }}\na: 1\n{{ else }}\na: 2\n{{ end }}\n"
    assert ["yaml-template"] == kinds(text)
    assert not _complete(text)


def test_a_list_with_template_lines_is_incomplete() -> None:
    text = "a:\n  - b\n{%- for x in y %}\n  - {{ x }}\n{%- endfor %}\n"
    assert [{"a": ["b", "<template>"]}] == roots(text)
    assert not _complete(text, "a")


def test_a_template_may_go_over_several_lines() -> None:
    text = "{{- /* what\n  a: [ this is */ -}}\na: {% set x = [\n  1] %}\nb: c\n"
    assert [{"a": "<template>", "b": "c"}] == roots(text)


def test_braces_of_a_comment_hide_nothing() -> None:
    text = "a: {% x %}\n# write {{ to begin\nb: c\n# and }} to end\nd: {{ e }}x\n"
    assert [{"a": "<template>", "b": "c", "d": "<template>"}] == roots(text)


def test_an_error_that_templates_have_no_part_in_is_told_as_it_is() -> None:
    text = "a: '{{ x }}'\nb: c: d\ne: f\n"
    assert [("yaml-syntax", ":")] == problems(text)
    assert [{"a": "{{ x }}", "b": "<syntax error>", "e": "f"}] == roots(text)


def test_what_a_template_leaves_broken_is_not_told() -> None:
    text = "{{ if x }}a: [{{ end }}\n  b\n{{ if x }}]{{ end }}\nc: d\n"
    assert ["yaml-template"] == kinds(text)


# Errors


@pytest.mark.parametrize(
    ("text", "kind", "at", "expected"),
    [
        ("a: b: c\nd: e\n", "yaml-syntax", 4, {"a": "<syntax error>", "d": "e"}),
        ("a: 'b'c\nd: e\n", "yaml-syntax", 6, {"a": "<syntax error>", "d": "e"}),
        ("a: b\n c: d\ne: f\n", "yaml-syntax", 7, {"a": "<syntax error>", "e": "f"}),
        ("a: 'b\nc: d\n", "yaml-unclosed", 3, {"a": "<no value>", "c": "d"}),
        ('a: "b\nc: "d"\ne: f\n', "yaml-unclosed", 3, {"a": "<syntax error>", "c": "d", "e": "f"}),
        ("a: {b: 1\nc: d\n", "yaml-unclosed", 3, {"a": {"b": "<syntax error>"}, "c": "d"}),
        ("a: [b,\nc: d\ne: f\n", "yaml-unclosed", 3, {"a": ["b"], "c": "d", "e": "f"}),
        ("a: [b, c\n", "yaml-unclosed", 3, {"a": ["b", "c"]}),
        ("a: @b\nc: d\n", "yaml-syntax", 3, {"a": "<no value>", "c": "d"}),
        ("a\nb: c\n", "yaml-syntax", 3, {"b": "c"}),
        ("a: b\nc\nd: e\n", "yaml-syntax", 5, {"a": "b", "d": "e"}),
        ('a: "\\q"\nb: c\n', "yaml-syntax", 4, {"a": "<no value>", "b": "c"}),
        ("a: *\nb: c\n", "yaml-syntax", 4, {"a": "<no value>", "b": "c"}),
    ],
)
def test_reading_goes_on_at_the_next_key(
    text: str, kind: str, at: int, expected: dict[str, object]
) -> None:
    (found,) = read(text).problems
    assert (kind, at) == (found.kind, found.span.start)
    assert [expected] == roots(text)
    assert not _complete(text)


def test_reading_goes_on_at_the_next_item_of_a_list() -> None:
    text = "- a: b\n- c: d: e\n- f\n"
    assert [[{"a": "b"}, {"c": "<syntax error>"}, "f"]] == roots(text)
    assert not _complete(text)


def test_reading_goes_on_at_the_next_document() -> None:
    text = "a: [b\n---\nc: d\n...\n---\n{e: f\n---\ng: h\n"
    assert [{"a": ["b"]}, {"c": "d"}, {"e": "f"}, {"g": "h"}] == roots(text)
    assert ["yaml-unclosed", "yaml-unclosed"] == kinds(text)


def test_a_wrong_directive_costs_no_document() -> None:
    text = "%YAML 2.0\n---\na: b\n"
    assert ([{"a": "b"}], ["yaml-syntax"]) == (roots(text), kinds(text))


def test_the_level_of_the_keys_is_that_of_the_first_one() -> None:
    text = "  a: 1\n  b: c: d\n    e: f\n  g: 2\n"
    assert [{"a": "number 1", "b": "<syntax error>", "g": "number 2"}] == roots(text)


def test_anchors_hold_behind_an_error_in_their_document() -> None:
    text = "a: &a {b: c}\nd: e: f\ng: *a\n"
    assert [{"a": {"b": "c"}, "d": "<syntax error>", "g": {"b": "c"}}] == roots(text)
    assert ["yaml-syntax"] == kinds(text)


def test_a_syntax_problem_says_what_libyaml_says() -> None:
    (found,) = read("a: b: c\n").problems
    assert {"word": "mapping values are not allowed in this context"} == found.words


def test_a_bracket_without_an_end_keeps_what_is_on_its_line() -> None:
    text = "a: {b: {c: d, e: [f,\ng: h\ni: j\n"
    assert [{"a": {"b": {"c": "d", "e": ["f"]}}, "g": "h", "i": "j"}] == roots(text)


def test_there_are_at_most_twenty_problems_and_not_all_of_one_kind() -> None:
    text = "a: 1\n" * 30 + "---\n" + "- *x\n" * 30
    found = kinds(text)
    assert 20 == len(found)
    assert 10 == found.count("yaml-duplicate-key")
    assert "yaml-syntax" in kinds("a: 1\n" * 30 + "---\nc: d: e\n")


# Tabs, control characters, leftovers of a merge


def test_lines_indented_by_tabs_are_told_once_and_read() -> None:
    text = "a:\n\tb: c\n\td:\n\t\t- e\n\t\t- f\ng: h\n"
    assert [{"a": {"b": "c", "d": ["e", "f"]}, "g": "h"}] == roots(text)
    assert [("yaml-tab", "\t")] == problems(text)


def test_a_tab_between_lines_of_spaces_is_one_problem() -> None:
    text = "a:\n  b: c\n\td: e\n  f: g\nh: i\n"
    assert [("yaml-tab", "\t")] == problems(text)
    assert "i" == value(text, "h").text


def test_a_tab_behind_a_dash_is_told() -> None:
    text = "- a\n-\tb: c\n"
    assert [("yaml-tab", "\t")] == problems(text)


def test_tabs_inside_texts_stay() -> None:
    text = "a:\n\tb: |\n\t c\n\t \td\n"
    mapping = root(text).mapping("a")
    assert mapping is not None
    assert {"b": "c\n\td\n"} == plain(mapping)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x80", "\ufffe"])
def test_a_control_character_is_told_and_kept(character: str) -> None:
    text = f"a: b{character}c\n'd{character}': e\nf: |\n  g{character}\n"
    assert {"a": f"b{character}c", f"d{character}": "e", "f": f"g{character}\n"} == roots(text)[0]
    assert [("yaml-control-character", character)] == problems(text)
    assert {"word": f"U+{ord(character):04X}"} == read(text).problems[0].words


def test_bytes_that_are_not_utf_8_keep_their_place_and_are_told_elsewhere() -> None:
    syntax = read_yaml(Document.from_bytes("a.yml", b"a: b\xe9c \xe9\nd: e\n"))
    assert {"a": "b\udce9c \udce9", "d": "e"} == plain(syntax.roots[0])
    assert [] == syntax.problems
    syntax = read_yaml(Document.from_bytes("a.yml", b"a: b\xe9c\nd: \x00e\n"))
    assert ["\x00"] == [found.span.source for found in syntax.problems]


def test_a_lone_surrogate_is_told_where_nothing_else_tells_it() -> None:
    assert {"a": "\ud800", "b": "c"} == roots("a: \ud800\nb: c\n")[0]
    assert ["yaml-control-character"] == kinds("a: \ud800\n")


def test_leftovers_of_a_merge_are_told_once_and_both_sides_are_read() -> None:
    text = "a:\n  b: 1\n<<<<<<< HEAD\n  c: 2\n=======\n  c: 3\n>>>>>>> feature\nd: 4\n"
    assert [("conflict-marker", "<<<<<<< HEAD")] == problems(text)
    assert [{"a": {"b": "number 1", "c": "number 3"}, "d": "number 4"}] == roots(text)
    assert not _complete(text, "a")
