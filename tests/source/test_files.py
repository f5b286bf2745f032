"""The way to files: nothing leads out of the root, and patterns match as those of `glob`."""

from __future__ import annotations

import glob
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.source import DictFiles, FileUnavailableError, Overlay, normalise
from dcslint.source.files import compile_glob

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a", "a"),
        ("./a/./b", "a/b"),
        ("a//b/", "a/b"),
        ("a/../b", "b"),
        ("a/b/../../c", "c"),
        ("", ""),
        (".", ""),
        ("a/..", ""),
        ("...", "..."),
        ("a/..b", "a/..b"),
    ],
)
def test_a_path_is_brought_to_one_form(path: str, expected: str) -> None:
    assert expected == normalise(path)


@pytest.mark.parametrize(
    "path",
    ["/", "/etc/passwd", "..", "../a", "a/../..", "a/../../b", "./../a", "//a", "a/b/../../../a"],
)
def test_a_path_that_leads_out_of_the_root_is_refused(path: str) -> None:
    with pytest.raises(FileUnavailableError) as raised:
        normalise(path)
    assert "outside the project" == raised.value.reason
    assert path == raised.value.path


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", ".", "..", ""]), max_size=8).map("/".join))
def test_a_path_leads_where_the_system_says_or_is_refused(path: str) -> None:
    expected = os.path.normpath(f"/root/{path}") if not path.startswith("/") else "/"
    depth, lowest = 0, 0
    for part in path.split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        lowest = min(depth, lowest)
    try:
        found = normalise(path)
    except FileUnavailableError:
        assert path.startswith("/") or lowest < 0
    else:
        assert lowest == 0
        assert expected == os.path.normpath(f"/root/{found}")
        assert found == normalise(found)


def test_files_from_a_dict() -> None:
    files = DictFiles({"a/Dockerfile": "FROM \u00e9", "./b.json": b"\xff"})
    assert "FROM \u00e9".encode() == files.read("a/../a/Dockerfile")
    assert b"\xff" == files.read("b.json")
    assert files.exists("a/./Dockerfile")
    assert not files.exists("a")
    assert not files.exists("../b.json")
    assert ["a/Dockerfile"] == files.glob("**/Docker*")
    with pytest.raises(FileUnavailableError, match="c: no such file"):
        files.read("c")
    with pytest.raises(FileUnavailableError, match="outside the project"):
        files.read("../b.json")


def test_unsaved_text_hides_the_file_below_it() -> None:
    below = DictFiles({"a.json": "old", "b.json": "b"})
    files = Overlay(below, {"./a.json": b"new", "c.json": b"", "a.txt": b""})
    assert b"new" == files.read("x/../a.json")
    assert b"b" == files.read("b.json")
    assert b"" == files.read("c.json")
    assert ["a.json", "b.json", "c.json"] == files.glob("*.json")
    assert [True, True, True] == [files.exists(f"{name}.json") for name in "abc"]
    assert not files.exists("d.json")
    assert not files.exists("../a.json")
    with pytest.raises(FileUnavailableError):
        files.read("d.json")
    with pytest.raises(FileUnavailableError):
        files.read("../a.json")


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.json", "a.json", True),
        ("*.json", "b/a.json", False),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("a[!b]c", "a/c", False),
        ("a[!b]c", "adc", True),
        ("[a-c]x", "bx", True),
        ("[]]x", "]x", True),
        ("[x", "[x", True),
        ("[z-a]", "b", False),
        ("a.b", "axb", False),
        ("**/x", "x", True),
        ("**/x", "a/b/x", True),
        ("**/x", "ax", False),
        ("a/**/x", "a/x", True),
        ("a/**/x", "a/b/c/x", True),
        ("a/**/x", "b/x", False),
        ("a/**", "a/b", True),
        ("a/**", "a/b/c", True),
        ("a/**", "a", False),
        ("**", "a/b", True),
        ("**/b/**/d", "a/b/x/b/c/d", True),
        ("**/**/x", "x", True),
        ("a**b", "axb", True),
        ("a**b", "a/b", False),
        ("./a/../*.yml", "x.yml", True),
        ("../*.yml", "x.yml", False),
        ("/*.yml", "x.yml", False),
        ("*", ".hidden", True),
        ("", "a", False),
        ("A", "a", False),
        ("*\n", "a\n", True),
        ("a", "a\n", False),
    ],
)
def test_a_pattern_matches_segment_by_segment(pattern: str, path: str, *, expected: bool) -> None:
    assert expected == compile_glob(pattern)(path)


def test_a_pattern_that_leads_out_of_the_root_finds_nothing() -> None:
    files = DictFiles({"x.yml": ""})
    assert [] == files.glob("../*.yml")
    assert [] == Overlay(files, {}).glob("/**")


_names = ["a", "b", "ab", "a.b", ".a", "[a]"]
_paths = [name for name in _names if name not in "ab"]
_paths += [
    f"{folder}/{name}" for folder in ("a", "a/b", "a/b/a", "b") for name in ("ab", ".a", "a.b")
]
_patterns = st.lists(
    st.lists(
        st.sampled_from(["a", "b", ".", "*", "?", "[ab]", "[!a]", "[", "]"]), min_size=1, max_size=3
    )
    .map("".join)
    .map(lambda segment: "a" if segment in (".", "..") else segment)
    | st.just("**"),
    min_size=1,
    max_size=4,
).map("/".join)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("glob")
    for path in _paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("")
    return root


@settings(deadline=None, max_examples=300)
@given(_patterns)
def test_a_pattern_finds_the_files_that_the_glob_module_finds(folder: Path, pattern: str) -> None:
    found = glob.glob(pattern, root_dir=folder, recursive=True, include_hidden=True)
    # Of a file `x`, it finds `x/` for `x/**`.
    files = {path for path in found if (folder / path).is_file() and not path.endswith("/")}
    expected = sorted(files)
    assert expected == DictFiles(dict.fromkeys(_paths, "")).glob(pattern)


@pytest.mark.parametrize("pattern", ["**/a/" * 30 + "x", "*a" * 30 + "x", "**/" * 30 + "x"])
def test_a_hostile_pattern_takes_little_time(pattern: str) -> None:
    start = time.process_time()
    assert not compile_glob(pattern)("a/" * 200 + "a" * 200)
    assert time.process_time() - start < 60, "it hangs"
