"""`.gitignore`: what a search passes over is what git would, pattern by pattern."""

from __future__ import annotations

import os
import subprocess
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.cli.discovery import Search, discover
from dcslint.cli.gitignore import is_ignored
from dcslint.cli.gitignore_patterns import (
    MOST_EFFORT,
    MOST_WILDCARDS,
    Effort,
    compiled,
    parse,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import Any

    from cli.conftest import Result

    Run = Callable[..., Result]
    Files = Callable[[dict[str, Any]], None]


def git(*words: str, cwd: Path, stdin: bytes = b"") -> bytes:
    """Run git with nobody's own configuration."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(cwd),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CEILING_DIRECTORIES": str(cwd.parent),
    }
    return subprocess.run(
        ["git", *words], cwd=cwd, input=stdin, env=environment, capture_output=True, check=False
    ).stdout


@pytest.fixture
def checkout(folder: Path) -> Path:
    git("init", "-q", ".", cwd=folder)
    return folder


def found(*paths: str, ignored: bool = False) -> list[str]:
    search = Search(lambda path: not path.endswith(".gitignore"), ignored=ignored)
    return [one.path for one in discover(paths, search)[0]]


def of_git(checkout: Path, paths: Iterable[str]) -> set[str]:
    """Those of the paths that git ignores, whether it tracks them or not."""
    given = b"".join(os.fsencode(path) + b"\0" for path in paths)
    listed = git("check-ignore", "--no-index", "--stdin", "-z", cwd=checkout, stdin=given)
    return {os.fsdecode(path) for path in listed.split(b"\0") if path}


# Each with the quirks it is there for; every one is compared with git below.
PATTERNS = [
    "a",
    "/a",
    "a/",
    "a/b",
    "/a/b/",
    "*.x",
    "*",
    "*/",
    "/*",
    "!a",
    "**",
    "**/",
    "/**",
    "a/**",
    "**/a",
    "a/**/b",
    "a/*/b",
    "a**/b",
    "ab**/c",
    "a/**b",
    "**a",
    "a?b",
    "?",
    "??",
    "[ab]",
    "[!a]",
    "[^a]b",
    "[a-c]x",
    "[]a]",
    "[a",
    "[a-",
    "[]-a]",
    "[[:alpha:]]",
    "[[:digit:][:space:]]",
    "[[:wrong:]]",
    "[[:alpha:",
    "[[:]x",
    "[[x]",
    "[\\]a]",
    "[a\\-c]",
    "\\a",
    "\\*",
    "\\#a",
    "#a",
    "\\!a",
    "!",
    "a\\",
    "a ",
    "a\\ ",
    "a \\ ",
    " a",
    "a\t",
    "a\r",
    "a//b",
    "//a",
    "/",
    "a/b/**/",
    "**/b/",
    "**\\/b",
    "***/b",
    "x*y*x",
    "é",
    "caf?",
    "caf??",
    "[é]",
    "a\0b",
]
NAMES = ["a", "b", "ab", "abc", "a.x", "b.x", "#a", "!a", "a ", " a", "*", "café", "xyx", "]", "[x"]


def tree(folder: Path) -> list[str]:
    """Folders and files of the names three deep, as many as it takes to meet the patterns."""
    inside = ("a", "b", "ab", "c", "b.x")
    paths = [f"d{number}/{name}" for number, name in enumerate(NAMES)]
    paths += [f"{name}/{one}/{'ab'[name >= 'b']}" for name in NAMES for one in inside]
    for path in paths:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("")
    return paths


@pytest.mark.parametrize("pattern", PATTERNS, ids=ascii)
@pytest.mark.parametrize("before", ["", "*\n!*/\n"])
def test_a_pattern_ignores_what_git_ignores(checkout: Path, pattern: str, before: str) -> None:
    paths = tree(checkout)
    (checkout / ".gitignore").write_text(before + pattern + "\n", newline="")

    expected = set(paths) - of_git(checkout, paths)

    assert expected == set(found("."))


ALPHABET = st.sampled_from(["a", "b", "*", "**", "/", "?", "[", "]", "!", "\\", "-", "^", " ", ":"])


MADE = ("a", "bb", "ab/a", "a b/b", "aa/bb/a/b", "b/a/a", "[/]", "]/-", "!a", "^", ":")


@settings(deadline=None, max_examples=12)
@given(st.lists(st.lists(ALPHABET, min_size=1, max_size=8).map("".join), min_size=20, max_size=20))
def test_any_lines_ignore_what_git_ignores(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    """One line a folder, so that git is asked once for all of them."""
    checkout = tmp_path_factory.mktemp("checkout")
    git("init", "-q", ".", cwd=checkout)
    paths = []
    for number, line in enumerate(lines):
        for path in MADE:
            paths.append(f"{number}/{path}")
            place = checkout / paths[-1]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text("")
        (checkout / f"{number}/.gitignore").write_text(line)

    expected = of_git(checkout, paths)

    assert expected == {path for path in paths if is_ignored(str(checkout), path)}


class TestFolders:
    def test_nearer_files_go_before_those_above(self, checkout: Path, files: Files) -> None:
        files(
            {
                ".gitignore": "*.x\n!keep.x\nout/\n",
                "one/.gitignore": "!a.x\nkeep.x\n",
                "one/a.x": "",
                "one/b.x": "",
                "one/keep.x": "",
                "keep.x": "",
                "out/.gitignore": "!*\n",
                "out/a": "",
            }
        )

        assert ["keep.x", "one/a.x"] == found(".")
        assert of_git(checkout, ["one/b.x", "one/keep.x", "out/a"]) == {
            "one/b.x",
            "one/keep.x",
            "out/a",
        }

    def test_a_search_in_a_folder_knows_the_files_above_it(
        self, checkout: Path, files: Files, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files({".gitignore": "/one/two/a\nb\n", "one/two/a": "", "one/two/b": "", "one/two/c": ""})

        assert ["one/two/c"] == found("one/two") == found("one")
        monkeypatch.chdir(checkout / "one")
        assert ["two/c"] == found(".")

    def test_an_ignored_folder_that_is_named_is_searched(
        self, checkout: Path, files: Files
    ) -> None:
        files({".gitignore": "out\nb\n", "out/in/a": "", "out/b": "", "out/.gitignore": "c\n"})
        files({"out/c": ""})

        assert ["out/b", "out/in/a"] == found("out")
        assert ["out/in/a"] == found("out/in")

    def test_an_ignored_file_that_is_named_is_found(self, checkout: Path, files: Files) -> None:
        files({".gitignore": "a\n", "a": ""})

        assert ["a"] == found("a")

    def test_the_checkouts_own_list_counts(self, checkout: Path, files: Files) -> None:
        files({".git/info/exclude": "a\nb\n", ".gitignore": "!b\n", "a": "", "b": ""})

        assert ["b"] == found(".")
        assert {"a"} == of_git(checkout, ["a", "b"])

    def test_a_worktree_has_the_list_of_its_checkout(self, checkout: Path, files: Files) -> None:
        files({".git/info/exclude": "a\n", ".git/worktrees/w/commondir": "../..\n"})
        files({"w/.git": f"gitdir: {checkout}/.git/worktrees/w\n", "w/a": "", "w/b": ""})

        assert ["w/.git", "w/b"] == found("w")

    def test_a_checkout_inside_goes_by_its_own_patterns(self, checkout: Path, files: Files) -> None:
        files({".gitignore": "a\n", "module/.git/x": "", "module/a": "", "module/b": ""})
        files({"module/.gitignore": "/b\n", "module/deep/a": ""})

        assert ["module/a", "module/deep/a"] == found(".")

    def test_outside_a_checkout_the_files_of_the_folder_count(self, files: Files) -> None:
        files({".gitignore": "a\n", "one/a": "", "one/b": ""})

        assert ["one/b"] == found(".")

    def test_a_link_is_no_list_and_a_list_is_no_folder(self, checkout: Path, files: Files) -> None:
        files({"list": "a\n", "a": "", "one/.gitignore/x": ""})
        (checkout / ".gitignore").symlink_to("list")

        assert ["a", "list", "one/.gitignore/x"] == found(".")

    def test_a_link_to_a_folder_is_ignored_as_a_file(self, checkout: Path, files: Files) -> None:
        files({".gitignore": "link/\n", "one/a": ""})
        (checkout / "link").symlink_to("one/a")

        assert set() == of_git(checkout, ["link"])
        assert ["one/a"] == found(".")

    def test_a_name_that_is_no_text_is_matched_by_its_bytes(
        self, checkout: Path, files: Files
    ) -> None:
        name = os.fsdecode(b"\xff\xfe")
        files({".gitignore": b"?\xfe\n", name: "", "b": ""})

        assert ["b"] == found(".")
        assert {name} == of_git(checkout, [name, "b"])

    def test_all_of_it_can_be_switched_off(self, checkout: Path, files: Files) -> None:
        files({".gitignore": "a\n", "a": ""})

        assert ["a"] == found(".", ignored=True)[-1:]


def test_a_pattern_takes_no_longer_than_its_length_times_that_of_the_path() -> None:
    """A backtracking matcher would not come back from these."""
    for pattern in (b"*a" * 500 + b"b", b"**/a/" * 300 + b"b", b"[a-z]*" * 400 + b"0"):
        assert not compiled(pattern)(b"a" * 2000)
        assert not compiled(pattern)(b"a/" * 1000)


def test_patterns_take_no_more_than_some_times_their_length() -> None:
    data = (b"*" + b"ab" * 1000 + b"?\n") * 50
    tracemalloc.start()

    parse(data)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30 * len(data)


def test_lines_beyond_any_path_are_left_out() -> None:
    assert [2] == [pattern.line for pattern in parse(b"a" * 5000 + b"\nb")]


def test_all_patterns_of_a_search_share_what_they_may_cost() -> None:
    """A commit must not be able to make a search last for hours."""
    effort = Effort()
    costly, plain = parse(b"*a*b*a\nname", effort)
    path = b"ab" * 50 + b"a"
    assert costly.matches(path, path)

    effort.left = 200
    assert [True, True, False] == [costly.matches(path, path) for _ in range(3)]
    assert plain.matches(b"name", b"name")
    assert (True, MOST_EFFORT) == (compiled(b"a?c")(b"abc"), Effort().left)


def test_only_so_many_patterns_with_wildcards_are_taken() -> None:
    lines = parse(b"*x\n" * MOST_WILDCARDS + b"*y\nname\na/path\n")

    assert MOST_WILDCARDS + 2 == len(lines)
    assert b"name" == lines[-2].literal


@pytest.mark.usefixtures("stand_in")
class TestRun:
    TREE = {  # noqa: RUF012
        ".gitignore": "# ours\nout/\n*.tmp.list\n",
        "a.list": "bad databricks",
        "out/a.list": "bad databricks",
        "b.tmp.list": "bad databricks",
    }

    def test_what_git_ignores_is_not_linted(self, run: Run, files: Files) -> None:
        files(self.TREE)

        assert "1 files" == run().lines[-1]
        assert "3 files" == run("--no-gitignore").lines[-1]
        assert "2 files" == run(".", "out").lines[-1]
        assert "2 files" == run(".", "b.tmp.list").lines[-1]

    def test_it_has_a_key(self, run: Run, files: Files) -> None:
        files({**self.TREE, "dcslint.toml": "no-gitignore = true\n"})

        assert "3 files" == run().lines[-1]

    def test_verbose_says_which_line_is_to_blame(self, run: Run, files: Files) -> None:
        files({**self.TREE, "third/a.list": "bad databricks"})

        expected = [
            "dcslint: note: out/: skipped: ignored by .gitignore:2",
            "dcslint: note: b.tmp.list: skipped: ignored by .gitignore:3",
            "dcslint: note: third/: skipped: excluded",
            "dcslint: note: 1 linted of 1 found",
        ]
        assert sorted(expected) == sorted(run("-v", "--exclude", "third").err.splitlines())

    def test_a_binary_file_is_skipped_with_a_word_if_verbose(self, run: Run, files: Files) -> None:
        files({"a.list": b"bad databricks\0", "b.list": "bad databricks"})

        result = run("-v")

        assert "1 files" == result.lines[-1]
        assert "dcslint: note: a.list: skipped: a binary file" == result.err.splitlines()[0]
        assert "1 files" == run("a.list").lines[-1]
