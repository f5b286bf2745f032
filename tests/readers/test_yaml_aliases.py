"""Anchors, aliases and merges: what they stand for, and where a finding about it would point."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value
from readers.yaml_trees import kinds, plain, problems, read, root, roots, values

_CLUSTER = """\
base: &base
  spark_version: 15.4.x-scala2.12
  docker_image: {url: "org/app:1"}
one: *base
two:
  <<: *base
  spark_version: 16.4.x-scala2.12
"""


def _value(mapping: Mapping, *keys: str) -> Value:
    for key in keys[:-1]:
        inner = mapping.mapping(key)
        assert inner is not None
        mapping = inner
    value = mapping.value(keys[-1])
    assert value is not None
    return value


def _places(value: Value) -> list[tuple[str, str, str]]:
    return [(origin.kind, origin.name, origin.span.source) for origin in value.origins]


def test_an_alias_gives_the_anchors_node() -> None:
    assert yaml.safe_load(_CLUSTER) == roots(_CLUSTER)[0]
    assert [] == kinds(_CLUSTER)


@pytest.mark.parametrize("user", ["one", "two"])
def test_a_value_through_an_alias_stands_at_the_anchor_and_names_the_alias(user: str) -> None:
    mapping = root(_CLUSTER)
    url = _value(mapping, user, "docker_image", "url")
    written = _value(mapping, "base", "docker_image", "url")
    assert written.span == url.span
    assert [("alias", "*base", "*base")] == _places(url)
    alias = _CLUSTER.index("*base", _CLUSTER.index(user))
    assert alias == url.origins[0].span.start
    assert written.is_literal
    assert not url.is_literal


def test_keys_that_came_through_an_alias_name_it_too() -> None:
    mapping = root(_CLUSTER).mapping("two")
    assert mapping is not None
    entry = mapping.entry("docker_image")
    assert entry is not None
    assert [("alias", "*base", "*base")] == _places(entry.key)
    assert "docker_image" == entry.key.span.source


def test_what_a_mapping_says_itself_wins_over_what_it_merges_and_came_through_nothing() -> None:
    version = _value(root(_CLUSTER), "two", "spark_version")
    assert ("16.4.x-scala2.12", ()) == (version.text, version.origins)


def test_a_value_through_several_aliases_names_them_from_the_inside_out() -> None:
    text = "a: &a {k: v}\nb: &b {<<: *a}\nc: {d: *b}\n"
    assert ["*a", "*b"] == [o.name for o in _value(root(text), "c", "d", "k").origins]


def test_a_long_chain_of_aliases_keeps_the_last_ones() -> None:
    lines = ["a0: &a0 {k: v}", *(f"a{i}: &a{i} {{<<: *a{i - 1}}}" for i in range(1, 30))]
    names = [o.name for o in _value(root("\n".join(lines)), "a29", "k").origins]
    assert [f"*a{i}" for i in range(21, 29)] == names


def test_an_alias_may_stand_for_a_scalar_a_list_or_a_key() -> None:
    text = "a: &a x\nb: &b [*a, y]\n*a : *b\n"
    assert [{"a": "x", "b": ["x", "y"], "x": ["x", "y"]}] == roots(text)
    assert [] == kinds(text)


def test_an_unknown_value_stays_unknown_through_an_alias() -> None:
    value = root("a: &a !Ref X\nb: *a\n").get("b")
    assert isinstance(value, Value)
    assert value.unknown is not None
    assert ("tag !Ref", "*a") == (value.unknown.reason, value.origins[0].name)


def test_the_nodes_that_aliases_share_are_listed() -> None:
    text = "a: &a {k: v}\nb: &b x\nc: [*a, *a]\nd: &unused [1]\n"
    assert ["{k: v}"] == [span.source for span in read(text).shared]


def test_anchors_hold_for_one_document() -> None:
    assert [("yaml-unknown-alias", "*a")] == problems("a: &a 1\n---\nb: *a\n")
    assert [] == kinds("a: &a 1\n---\na: &a 2\n")


def test_an_alias_without_an_anchor_is_unknown_and_told() -> None:
    text = "a: *nowhere\nb: {<<: *nowhere, c: d}\n"
    assert {"a": "<*nowhere has no anchor>", "b": {"c": "d"}} == roots(text)[0]
    assert [("yaml-unknown-alias", "*nowhere")] * 2 == problems(text)
    assert {"name": "*nowhere"} == read(text).problems[0].words
    mapping = root(text).mapping("b")
    assert mapping is not None
    assert not mapping.complete


def test_an_anchor_given_twice_is_told_and_the_later_one_holds() -> None:
    text = "a: &x 1\nb: &x 2\nc: *x\n"
    assert "number 2" == plain(root(text).entries[2].value)
    assert [("yaml-duplicate-anchor", "&x")] == problems(text)


def test_an_alias_inside_its_own_anchor_is_unknown_and_no_fault() -> None:
    text = "a: &a [b, *a]\nc: &c {<<: *c, d: e}\n"
    assert {"a": ["b", "<*a stands inside itself>"], "c": {"d": "e"}} == roots(text)[0]
    assert [] == kinds(text)
    mapping = root(text).mapping("c")
    assert mapping is not None
    assert not mapping.complete


class _MergesOfYaml11(yaml.SafeLoader):
    """PyYAML's loader with merges as YAML 1.1 has them: of a list, the earlier mapping wins.

    PyYAML did so up to 6.0.3; in 6.0.4 it depends on whether CPython has two keys as one string.
    """

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        merged = []
        own = []
        for key, value in node.value:
            if key.tag != "tag:yaml.org,2002:merge":
                own.append((key, value))
                continue
            sources = value.value if isinstance(value, yaml.SequenceNode) else [value]
            for source in reversed(sources):
                self.flatten_mapping(source)
                merged.extend(source.value)
        node.value = merged + own


def _load(text: str) -> object:
    return yaml.load(text, _MergesOfYaml11)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a {k: 1, l: 1}\nb: &b {k: 2, m: 2}\nc: {<<: [*a, *b], l: 3}\n",
        "a: &a {k: 1, l: 1}\nb: &b {k: 2, m: 2}\nc: {<<: *a, <<: *b}\n",
        "a: &a {k: 1}\nc: {k: 2, <<: *a}\n",
        "c: {<<: {k: 1}, l: 2}\n",
        "a: &a {k: 1}\nb: &b [*a, {l: 2}]\nc: {<<: *b}\n",
        "a: &a {k: 1}\nb: &b {<<: *a, l: 1}\nc: {<<: *b, k: 3}\n",
        "c: {'<<': {k: 1}}\n",
        "c: {!!str <<: 1}\n",
        "c: {<<: [], k: 1}\n",
        "a: &a {k: 1, k: 2}\nc: {<<: *a}\n",
    ],
)
def test_merges_have_the_precedence_of_yaml_1_1(text: str) -> None:
    assert _load(text) == _numbers(root(text))


def _numbers(node: Mapping | Sequence | Value) -> object:
    if isinstance(node, Mapping):
        return {entry.key.text: _numbers(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [_numbers(item) for item in node]
    assert node.text is not None
    return int(node.text)


def test_merged_entries_stand_in_the_place_of_the_merge() -> None:
    text = "a: &a {k: 1, l: 2}\nc:\n  x: 3\n  <<: *a\n  y: 4\n"
    mapping = root(text).mapping("c")
    assert mapping is not None
    assert ["x", "k", "l", "y"] == [entry.key.text for entry in mapping]
    assert mapping.complete


@pytest.mark.parametrize("written", ["1", "", "x", "[a]", "[[{a: b}]]"])
def test_what_cannot_be_merged_is_told_and_makes_the_mapping_incomplete(written: str) -> None:
    text = f"a:\n  <<: {written}\n  b: c\n"
    mapping = root(text).mapping("a")
    assert mapping is not None
    assert (["b"], False) == ([entry.key.text for entry in mapping], mapping.complete)
    assert ["yaml-bad-merge"] == kinds(text)


@pytest.mark.parametrize("written", ["!Ref X", "{{ x }}"])
def test_what_may_be_merged_but_is_unknown_makes_the_mapping_incomplete(written: str) -> None:
    text = f"a:\n  <<: {written}\n  b: c\n"
    mapping = root(text).mapping("a")
    assert mapping is not None
    assert not mapping.complete
    assert "yaml-bad-merge" not in kinds(text)


def test_a_mapping_that_merges_an_incomplete_one_is_incomplete() -> None:
    mapping = root("a: &a !Sub {b: c}\nd: {<<: *a}\n").mapping("d")
    assert mapping is not None
    assert not mapping.complete


_names = st.sampled_from("abcd")
_lines = st.lists(
    st.tuples(
        st.dictionaries(_names, st.integers(0, 9), max_size=3),
        st.lists(st.integers(0, 20), max_size=3),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=100)
@given(_lines)
def test_chains_of_merges_give_what_the_oracle_gives(
    lines: list[tuple[dict[str, int], list[int], bool]],
) -> None:
    text = ""
    for number, (entries, merges, last) in enumerate(lines):
        own = [f"{key}: {value}" for key, value in entries.items()]
        names = [f"*n{target % number}" for target in merges] if number else []
        merge = [f"<<: [{', '.join(names)}]"] if names else []
        body = [*own, *merge] if last else [*merge, *own]
        text += f"- &n{number} {{{', '.join(body)}}}\n"
    syntax = read(text)
    assert [] == syntax.problems
    assert _load(text) == _numbers(syntax.roots[0])
    assert all(value.span.source == value.text for value in values(syntax.roots[0]))
