"""Where keys stand in TOML, held against tomllib's values."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.cli.toml_places import places_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def paths_in(value: Any, above: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """The path of every key and item in what tomllib gives."""
    entries: Any = value.items() if isinstance(value, dict) else enumerate(value)
    found = set()
    for key, below in entries:
        found.add((*above, key))
        if isinstance(below, dict | list):
            found |= paths_in(below, (*above, key))
    return found


DOCUMENT = '''\
# the whole
title = "a"   # select = [
"quoted key" = 'x'
'single' = 1979-05-27T07:32:00Z
a.b . "c d" = 1
text = """
[not.a.table]
key = "no" \\"""
"""
raw = \'\'\'
x = ']'
\'\'\'

select = [
  "one",  # a comment, with "quotes" ]
  [ "inner", { deep = 1, "er.": [] } ],
  "two",
]
inline = { a = 1, b.c = [ 1,2 ], "d\\u0065" = {} }

[tool.x]
key = true

  [[tool.x.items]]
  name = "first"
  [tool.x.items.below]
  z = 1e3
  [[tool.x.items]]
  name = """second"""
[last]
'''.replace('"er.": []', '"er." = []')


def test_every_key_and_item_has_its_line() -> None:
    found = places_of(DOCUMENT)

    assert paths_in(tomllib.loads(DOCUMENT)) == set(found)
    shown = {
        ("title",): 2,
        ("quoted key",): 3,
        ("a", "b", "c d"): 5,
        ("text",): 6,
        ("raw",): 10,
        ("select",): 14,
        ("select", 0): 15,
        ("select", 1, 1, "deep"): 16,
        ("select", 2): 17,
        ("inline", "b", "c", 1): 19,
        ("inline", "de"): 19,
        ("tool", "x"): 21,
        ("tool", "x", "items", 0, "name"): 25,
        ("tool", "x", "items", 0, "below", "z"): 27,
        ("tool", "x", "items", 1): 28,
        ("tool", "x", "items", 1, "name"): 29,
        ("last",): 30,
    }
    assert shown == {path: found[path] for path in shown}


@pytest.mark.parametrize(
    "text", ["", "\n", "# only", "a = 1", "a=[]\r\nb={}\r\n", "x = '''\n'''''"]
)
def test_small_texts(text: str) -> None:
    assert paths_in(tomllib.loads(text)) == set(places_of(text))


# Documents made of TOML's own parts, written on one or several lines.
KEYS = st.one_of(
    st.text("abc-_1", min_size=1, max_size=4),
    st.text("a\".#=[]{} é\\\n'", max_size=4).map(json.dumps),
    st.text('a".#=[]{} é\\', max_size=4).map(lambda text: f"'{text}'"),
)
BLANKS = st.sampled_from(["", " ", "\n", "  # ] } \" '\n", "\r\n"])
SCALARS = st.one_of(
    st.sampled_from(["1", "-0.5e3", "true", "1979-05-27 07:32:00", "inf", '""', "''", "0xF"]),
    st.text('a",#=[]{} \\\n', max_size=6).map(json.dumps),
    st.text("a'\n]#", max_size=6)
    .filter(lambda text: "'''" not in text)
    .map(lambda text: f"'''\n{text}a'''"),
    st.text('a"\n]#', max_size=6)
    .filter(lambda text: '""' not in text)
    .map(lambda text: f'"""{text}a"""'),
)


def _array(items: list[str], blank: str) -> str:
    return "[" + "".join(f"{blank}{item}{blank}," for item in items) + blank + "]"


def _table(entries: list[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{key} = {value}" for key, value in entries) + "}"


VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.builds(_array, st.lists(inner, max_size=3), BLANKS),
        st.builds(_table, st.lists(st.tuples(KEYS, inner), max_size=3)),
    ),
    max_leaves=6,
)
LINES = st.one_of(
    st.tuples(KEYS, VALUES).map(" = ".join),
    st.tuples(KEYS, KEYS, VALUES).map(lambda parts: f"{parts[0]}.{parts[1]}={parts[2]}"),
    KEYS.map(lambda key: f"[{key}]"),
    st.tuples(KEYS, KEYS).map(lambda keys: f"[ {keys[0]} . {keys[1]} ] # [x]"),
    KEYS.map(lambda key: f"[[{key}]]"),
)


def test_a_key_that_goes_deeper_than_any_of_ours_takes_no_memory() -> None:
    """A key of n parts would be n paths, of n parts each."""
    text = ".".join(["a"] * 3000) + " = 1\n"

    assert {32} == {max(map(len, found := places_of(text)))}
    assert {1} == set(found.values())


@pytest.mark.parametrize("value", ["[" * 2000, "{a=" * 2000])
def test_what_is_nested_too_deeply_ends_it(value: str) -> None:
    """tomllib refuses it too, but at another depth."""
    found = places_of(f"a = 1\nb = {value}\nc = 2\n")

    assert {("a",): 1, ("b",): 2} == {path: line for path, line in found.items() if len(path) == 1}


@given(st.lists(LINES, max_size=6))
@settings(deadline=None, max_examples=300)
def test_what_tomllib_reads_is_found_in_full(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        expected = paths_in(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return
    found = places_of(text)

    assert expected == set(found)
    assert all(1 <= line <= text.count("\n") + 1 for line in found.values())
