"""Collections of paths against the obvious loops over all of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dcslint.model.image.paths import MOST_SOURCES, Copies, PathSet, parents

NAMES = st.sampled_from(["a", "b", "ab", "c.sh"])
PATHS = st.lists(NAMES, max_size=4).map(lambda names: "/" + "/".join(names))
TARGETS = st.tuples(PATHS, st.sampled_from(["", "/"])).map("".join)


def test_parents_go_up_to_the_root_which_is_none_of_them() -> None:
    assert ["/a/b/c", "/a/b", "/a"] == parents("/a/b/c")
    assert [] == parents("")
    assert ["/"] == parents("/")


@given(st.lists(st.tuples(st.sampled_from(["add", "discard"]), PATHS)), PATHS | st.just(""))
def test_a_set_knows_what_is_above_and_below(steps: list[tuple[str, str]], asked: str) -> None:
    paths = PathSet()
    plain: set[str] = set()
    for step, path in steps:
        getattr(paths, step)(path)
        getattr(plain, step)(path)

    assert plain == set(paths)
    assert len(plain) == len(paths)
    assert (asked in plain) == (asked in paths)
    assert any(path.startswith(asked + "/") for path in plain) == paths.has_below(asked)
    assert any(parent in plain for parent in parents(asked)) == paths.has_above(asked)


@given(st.lists(st.tuples(TARGETS, st.sampled_from(["x", "src/y"]))), PATHS)
def test_the_sources_of_a_path_are_found_last_first(
    pairs: list[tuple[str, str]], asked: str
) -> None:
    copies, twice = Copies(), Copies()
    for target, source in pairs:
        copies.add(target, source)
    twice.update(copies)

    expected = []
    for target, source in reversed(pairs):
        directory = target.rstrip("/") + "/"
        if asked == target:
            expected.append(source)
        elif asked.startswith(directory):
            expected.append(f"{source}/{asked[len(directory) :]}")
    assert expected == copies.sources_of(asked) == twice.sources_of(asked)
    assert len(pairs) == len(copies)


def test_of_very_many_sources_only_the_last_are_told() -> None:
    copies = Copies()
    for number in range(2 * MOST_SOURCES):
        copies.add("/", str(number))
        copies.add("/a", str(number))

    found = copies.sources_of("/a/b")

    assert MOST_SOURCES == len(found)
    assert [f"{2 * MOST_SOURCES - 1}/b", f"{2 * MOST_SOURCES - 1}/a/b"] == found[:2]
