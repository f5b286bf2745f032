"""From paths to files."""

from __future__ import annotations

import os

import pytest

from dcslint.cli.discovery import SKIPPED, Search, discover, relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    Files = Callable[[dict[str, Any]], None]


def claims(path: str) -> bool:
    return path.endswith(".list")


SEARCH = Search(claims, ignored=False)


def found(*paths: str) -> list[str]:
    return [one.path for one in discover(paths, SEARCH)[0]]


def test_files_are_found_in_order_whatever_the_folder_gives(files: Files) -> None:
    files({"b.list": "", "a/z.list": "", "a/b/c.list": "", "B.list": "", "a.txt": ""})

    assert ["B.list", "a/b/c.list", "a/z.list", "b.list"] == found(".")


def test_a_found_file_can_be_opened_at_its_place(files: Files, folder: Path) -> None:
    files({"sub/a.list": "here"})

    for path in (".", "sub", "./sub/", str(folder / "sub"), "../project"):
        (one,) = discover([path], SEARCH)[0]

        with open(one.place) as file:
            assert ("sub/a.list", "here", False) == (one.path, file.read(), one.named)


def test_named_files_need_no_claim_and_go_before_found_ones(files: Files) -> None:
    files({"a.txt": "", "b.list": ""})

    one, other = discover([".", "a.txt", "b.list"], SEARCH)[0]

    assert [("a.txt", True), ("b.list", True)] == [
        (one.path, one.named),
        (other.path, other.named),
    ]


@pytest.mark.parametrize("skipped", sorted(SKIPPED))
def test_folders_that_hold_nothing_of_the_persons_own_are_skipped(
    files: Files, skipped: str
) -> None:
    files({f"deep/{skipped}/a.list": "", "b.list": ""})

    assert ["b.list"] == found(".")


def test_a_skipped_folder_that_is_named_is_searched(files: Files) -> None:
    files({"node_modules/a.list": ""})

    assert ["node_modules/a.list"] == found("node_modules")


def test_a_virtual_environment_is_known_whatever_it_is_called(files: Files) -> None:
    files({"env3/pyvenv.cfg": "", "env3/lib/a.list": "", "b.list": ""})

    assert ["b.list"] == found(".")


def test_a_loop_of_links_does_no_harm(files: Files, folder: Path) -> None:
    files({"a/a.list": ""})
    (folder / "a/up").symlink_to("..")
    (folder / "a/loop.list").symlink_to("loop.list")

    assert ["a/a.list"] == found(".")


def test_a_link_to_a_file_of_the_folder_is_followed_once(files: Files, folder: Path) -> None:
    files({"real/image.build": "text", "b.list": ""})
    (folder / "a.list").symlink_to("real/image.build")
    (folder / "c.list").symlink_to("real/image.build")
    (folder / "d.list").symlink_to("b.list")

    assert ["a.list", "b.list"] == found(".")


def test_a_link_that_leads_out_of_the_folder_is_not_followed(files: Files, folder: Path) -> None:
    (folder.parent / "secret.list").write_text("")
    (folder / "a.list").symlink_to("../secret.list")
    (folder / "out").symlink_to("..")

    assert [] == found(".")


def test_a_link_that_is_named_is_followed_anywhere(files: Files, folder: Path) -> None:
    (folder.parent / "other.list").write_text("")
    (folder / "a.list").symlink_to("../other.list")

    assert ["a.list"] == found("a.list")


def test_what_is_no_regular_file_is_not_found(folder: Path) -> None:
    os.mkfifo(folder / "a.list")

    assert [] == found(".")


def test_troubles_tell_what_was_named(files: Files, folder: Path) -> None:
    (folder / "dangling").symlink_to("nowhere")

    troubles = discover(["gone", "dangling", "a\0b"], SEARCH)[1]

    assert [
        ("gone", "no such file or directory", True),
        ("dangling", "a link that leads nowhere", True),
        ("a\0b", "no such file or directory", True),
    ] == [(one.path, one.reason, one.named) for one in troubles]


def test_a_folder_that_cannot_be_listed_is_a_trouble(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    files({"shut/a.list": "", "open/b.list": ""})
    real = os.scandir

    def refuse(path: str) -> Any:
        if path.endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)

    for path, named in ((".", False), ("shut", True)):
        (trouble,) = discover([path], SEARCH)[1]

        assert ("shut", "permission denied", named) == (trouble.path, trouble.reason, trouble.named)
    assert ["open/b.list"] == found(".")


def test_a_working_directory_reached_through_a_link_is_known(
    files: Files, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files({"a.list": ""})
    (folder.parent / "link").symlink_to("project")

    assert "a.list" == relative(str(folder.parent / "link/a.list"))
    assert "a.list" == relative(str(folder / "a.list"))
    assert "../b.list" == relative(str(folder.parent / "b.list"))
