"""The YAML reader on what is meant to break it: each trap in bounded time, without a crash."""

from __future__ import annotations

import time

import pytest

from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value
from readers.yaml_trees import kinds, read, root, values


def _size(text: str) -> int:
    return sum(1 for node in read(text).roots for _ in values(node))


def _depth(node: Mapping | Sequence | Value) -> int:
    depth = 0
    level = [node]
    while level:
        depth += 1
        level = [
            child
            for one in level
            if not isinstance(one, Value)
            for child in (
                one.items if isinstance(one, Sequence) else [entry.value for entry in one]
            )
        ]
    return depth


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(3000)),
        "- " * 300 + "x",
    ],
    ids=["open lists", "lists", "open mappings", "dashes", "indentation", "300"],
)
def test_what_nests_too_deep_is_told_and_read_down_to_the_limit(text: str) -> None:
    """`yaml.compose` kills the process on these, and libyaml needs 20 s for the second."""
    started = time.process_time()
    syntax = read(text)
    assert time.process_time() - started < 60, "it hangs"
    assert ["yaml-too-deep"] == [found.kind for found in syntax.problems]
    assert 200 <= _depth(syntax.roots[0]) <= 201


def test_keys_that_nest_too_deep_are_told() -> None:
    assert ["yaml-too-deep"] == kinds("? " * 100_000)


def test_what_nests_to_the_limit_is_read_whole() -> None:
    text = "[" * 200 + "]" * 200
    assert [] == kinds(text)
    assert ["yaml-too-deep"] == kinds(f"[{text}]")


def test_reading_goes_on_behind_what_nests_too_deep() -> None:
    text = "a: " + "[" * 300 + "]" * 300 + "\nb: c\n"
    value = root(text).value("b")
    assert value is not None
    assert "c" == value.text


def test_a_merge_bomb_is_as_large_as_its_keys() -> None:
    lines = ["a0: &a0 {k0: 1}"]
    for number in range(1, 31):
        merges = ", ".join([f"*a{number - 1}"] * 9)
        lines.append(f"a{number}: &a{number} {{<<: [{merges}], k{number}: 1}}")
    text = "\n".join(lines)
    started = time.process_time()
    mapping = root(text).mapping("a30")
    assert time.process_time() - started < 60, "it hangs"
    assert mapping is not None
    assert {f"k{number}" for number in range(31)} == {entry.key.text for entry in mapping}
    assert mapping.complete
    assert [] == kinds(text)


def test_a_billion_laughs_are_told_and_the_tree_stays_small() -> None:
    lines = ["a0: &a0 [lol]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 31)]
    text = "\n".join(lines)
    assert _size(text) < 101_000
    assert ["yaml-too-many-aliases"] == kinds(text)


def test_a_long_chain_of_merges_stays_small() -> None:
    lines = ["a0: &a0 {k0: 1}"]
    lines += [f"a{i}: &a{i} {{<<: *a{i - 1}, k{i}: 1}}" for i in range(1, 5000)]
    text = "\n".join(lines)
    assert _size(text) < 150_000
    assert ["yaml-too-many-aliases"] == kinds(text)
    last = root(text).mapping("a4999")
    assert last is not None
    assert not last.complete


def test_a_long_chain_of_aliases_nests_no_deeper_than_anything_else() -> None:
    lines = ["a0: &a0 [x]", *(f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, 1000))]
    syntax = read("\n".join(lines))
    assert "yaml-too-deep" in {found.kind for found in syntax.problems}
    assert _depth(syntax.roots[0]) <= 202


def test_aliases_by_the_thousand_are_no_problem() -> None:
    text = "a: &a {k: v}\nb:\n" + "  - *a\n" * 10_000
    assert [] == kinds(text)
    items = root(text).sequence("b")
    assert items is not None
    assert 10_000 == len(items.items)


_N = 20_000


@pytest.mark.parametrize(
    "text",
    [
        "a: x" + " " * 500_000 + "y\n",
        'a: "x' + " " * 500_000 + '"\n',
        'a: "x' + "\n" * 500_000 + '"\n',
        "a:\n" + "\t" * 500_000 + "b: 1",
        "a:\n\tb: 1\n" * _N,
        "a: !x " + " \n" * 200_000 + " b",
        "!a " * _N,
        "a: |\n" + "  b\n" * 100_000,
        "a: >\n" + "  b\n\n" * 50_000,
        "a: |\n" + "   " * _N + "\n b\n",
        'a: "' + "\\n" * 100_000 + '"',
        "a: '" + "''" * 100_000 + "'",
        'a: "\n' * _N,
        "a: 'x\n" * (_N + 1),
        "a: [\n" * _N,
        "a: [x,\n" * _N,
        "a: b: c\n" * _N,
        "--- [\n" * _N,
        "#" * 500_000,
        "# a\n" * 100_000,
        'a: "' + " #" * 200_000 + '"',
        "a: %\n" + "{{ x }} " * _N,
        "a: %\n" + "{{ x }}\n" * _N,
        "{{ x }}: " * _N,
        "a: [\n" + "${" * 200_000,
        "{{" * _N,
        "{{{" * _N + "}}}" * _N,
        "a: %\n# " + "{{ " * _N + "\n}}",
        "\0" * 500_000,
        "a: \ufffe\n" * _N,
        "%TAG !a! x\n" * _N + "---\na",
        "%YAML 1.1\n" * _N,
        "a: &a {b: c}\nd:\n" + "  <<: *a\n" * 5000,
        "a: {" + "<<: {}, " * _N + "}",
        "a: {<<: [" + "{b: c}," * _N + "]}",
        "a: 1\n" * _N,
        "".join(f"k{number}: &k{number} v\n" for number in range(_N)),
        "*a " * _N,
        "- *a\n" * _N,
        "--- a\n" * _N,
    ],
)
def test_the_work_is_linear_in_the_text(text: str) -> None:
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 60, "it hangs"


def test_ten_megabytes_are_read_in_bounded_time() -> None:
    text = f'- spark_version: 15.4.x\n  note: "{"x" * 360}"  # why\n' * 25_000
    assert len(text) > 9_900_000
    started = time.process_time()
    syntax = read(text)
    assert time.process_time() - started < 60, "it hangs"
    assert ([], 25_000) == (syntax.problems, len(syntax.comments))


def test_a_key_longer_than_libyaml_takes_is_told_and_the_next_is_read() -> None:
    for key in ("k" * 1100, f"'{'k' * 1100}'"):
        text = f"a: b\n{key}: c\nd: e\n"
        assert ["yaml-syntax"] == kinds(text)
        assert {"a", "d"} <= {entry.key.text for entry in root(text)}
