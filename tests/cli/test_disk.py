"""`Files` on the disk: what can be read through it, and what cannot."""

from __future__ import annotations

import os
import stat

import pytest

from dcslint.cli import disk
from dcslint.cli.disk import DiskFiles, read_regular, write_whole
from dcslint.source import DictFiles, FileUnavailableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    Files = Callable[[dict[str, Any]], None]


@pytest.fixture
def outside(folder: Path) -> Path:
    """A file next to the root that must not be read through it."""
    secret = folder.parent / "secret"
    secret.write_text("secret")
    return secret


def reason(path: str) -> str:
    with pytest.raises(FileUnavailableError) as refused:
        DiskFiles(".").read(path)
    return refused.value.reason


def test_a_file_below_the_root_is_read(files: Files) -> None:
    files({"a/b": b"\xff"})

    assert b"\xff" == DiskFiles(".").read("a/b")
    assert b"\xff" == DiskFiles("a").read("./x/../b")
    assert DiskFiles(".").exists("a/b")


@pytest.mark.parametrize("path", ["../secret", "a/../../secret", "/etc/hostname"])
def test_a_path_that_leads_out_is_refused(outside: Path, path: str) -> None:
    assert "outside the project" == reason(path)
    assert not DiskFiles(".").exists(path)


def test_a_link_that_leads_out_is_refused(outside: Path, folder: Path) -> None:
    (folder / "file").symlink_to("../secret")
    (folder / "folder").symlink_to("..")
    (folder / "chain").symlink_to("file")

    for path in ("file", "folder/secret", "chain"):
        assert "outside the project" == reason(path)
        assert not DiskFiles(".").exists(path)
    assert [] == DiskFiles(".").glob("**")


def test_a_link_that_stays_inside_is_followed(files: Files, folder: Path) -> None:
    files({"a/b": "text"})
    (folder / "link").symlink_to("a/b")

    assert b"text" == DiskFiles(".").read("link")


def test_a_folder_whose_name_only_begins_like_the_root_is_outside(folder: Path) -> None:
    (folder.parent / "project2").mkdir()
    (folder.parent / "project2/file").write_text("")
    (folder / "link").symlink_to("../project2/file")

    assert "outside the project" == reason("link")


def test_what_cannot_be_read_says_why(files: Files, folder: Path) -> None:
    files({"a/b": ""})
    os.mkfifo(folder / "pipe")

    assert "no such file or directory" == reason("gone")
    assert "is a directory" == reason("a")
    assert "not a regular file" == reason("pipe")
    assert not DiskFiles(".").exists("a")
    assert "not a directory" == reason("a/b/c")
    assert isinstance(reason("a\0b"), str)
    assert not DiskFiles(".").exists("a\0b")


def test_a_file_that_is_too_large_is_refused(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "MOST_BYTES", 3)
    files({"a": "123", "b": "1234"})

    assert b"123" == DiskFiles(".").read("a")
    assert "too large" == reason("b")


TREE = ["a.yml", "b.json", "sub/a.yml", "sub/deep/c.yml", "other/a.yml", "sub/[x].yml"]


@pytest.mark.parametrize(
    "pattern",
    ["*.yml", "**/*.yml", "sub/**", "sub/*.yml", "sub/deep/c.yml", "?.json", "**", "[ab].*"],
)
def test_a_pattern_finds_on_the_disk_what_it_finds_in_a_dict(files: Files, pattern: str) -> None:
    contents = dict.fromkeys(TREE, "")
    files(contents)

    assert DictFiles(contents).glob(pattern) == DiskFiles(".").glob(pattern)
    assert DictFiles(contents).glob(pattern)


def test_a_pattern_that_leads_out_finds_nothing(outside: Path) -> None:
    assert [] == DiskFiles(".").glob("../*")
    assert [] == DiskFiles(".").glob("no/such/*")


def test_writing_replaces_a_file_whole(folder: Path) -> None:
    (folder / "a").write_text("old")

    write_whole("a", b"new")

    assert (b"new", ["a"]) == ((folder / "a").read_bytes(), os.listdir("."))


def test_a_new_file_obeys_the_umask(folder: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole("a", b"")
    finally:
        os.umask(before)

    assert 0o640 == os.stat("a").st_mode & 0o777


@pytest.mark.parametrize(("most", "expected"), [(100, b"abcdef"), (6, b"abcdef"), (3, b"abc")])
def test_no_more_of_a_file_is_read_than_asked_for(files: Files, most: int, expected: bytes) -> None:
    files({"a": b"abcdef"})

    assert expected == read_regular("a", most)


def test_an_empty_file_is_read(files: Files) -> None:
    files({"a": b""})

    assert b"" == read_regular("a", 10)


def test_a_file_that_is_larger_than_it_says_is_read(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that grows meanwhile, or one of /proc, whose size is 0."""
    files({"a": b"abcdef"})
    told = os.fstat
    shorter = 2

    def fstat(handle: int) -> os.stat_result:
        status = list(told(handle))
        status[stat.ST_SIZE] = shorter
        return os.stat_result(status)

    monkeypatch.setattr(os, "fstat", fstat)

    assert b"abcdef" == read_regular("a", 10)
    assert b"abcd" == read_regular("a", 4)
    shorter = 0
    assert b"abcdef" == read_regular("a", 10)
