"""Formats, files and colour."""

from __future__ import annotations

import json
import os
import stat

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from cli.conftest import Result

    Run = Callable[..., Result]
    Files = Callable[[dict[str, Any]], None]

pytestmark = pytest.mark.usefixtures("stand_in")

BAD = "a.list:1:1: error: the word bad is bad [bad-word]"


@pytest.fixture(autouse=True)
def bad_file(files: Files) -> None:
    files({"a.list": "bad"})


def test_one_run_writes_several_formats(run: Run, folder: Path) -> None:
    result = run("a.list", "--format", "json", "-o", "out.json", "--format", "text")

    assert (1, [BAD, "1 files"]) == (result.status, result.lines)
    assert [BAD] == json.loads((folder / "out.json").read_text())["findings"]


def test_a_format_with_a_file_alone_leaves_the_console_empty(run: Run, folder: Path) -> None:
    result = run("a.list", "--format=json", "--output=out.json")

    assert (1, "", "") == (result.status, result.out, result.err)


def test_a_file_without_a_format_gets_the_text(run: Run, folder: Path) -> None:
    run("a.list", "-o", "out.txt")

    assert f"{BAD}\n1 files\n" == (folder / "out.txt").read_text()


def test_a_dash_is_the_standard_output(run: Run) -> None:
    assert [BAD] == run("a.list", "--format", "json", "-o", "-").json["findings"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--format", "jsn"],
            "--format is one of text, json, sarif, broken, not 'jsn'; did you mean 'json'?",
        ),
        (
            ["--format", "json", "--format", "text"],
            "json and text both go to the standard output: give one of them -o FILE",
        ),
        (
            ["--format", "json", "-o", "x", "--format", "text", "-o", "./x"],
            "json and text both go to ./x: give one of them -o FILE",
        ),
        (
            ["--format", "json", "-o", "x", "-o", "y"],
            "-o y: write the --format of this file before it",
        ),
        (["-o", "no/such/folder/x"], "-o no/such/folder/x: no such directory"),
        (["-o", "."], "-o .: is a directory"),
    ],
)
def test_outputs_that_cannot_be_are_refused_before_the_run(
    run: Run, options: list[str], message: str
) -> None:
    result = run("a.list", *options)

    assert (2, "", f"dcslint: error: {message}\n") == (result.status, result.out, result.err)


def test_a_file_is_written_whole_and_nothing_is_left_beside_it(run: Run, folder: Path) -> None:
    (folder / "out").mkdir()

    run("a.list", "-o", "out/report.txt")

    assert ["report.txt"] == os.listdir(folder / "out")


def test_a_file_keeps_its_mode(run: Run, folder: Path) -> None:
    place = folder / "out.txt"
    place.write_text("old")
    place.chmod(0o640)

    run("a.list", "-o", "out.txt")

    assert (0o640, f"{BAD}\n1 files\n") == (stat.S_IMODE(place.stat().st_mode), place.read_text())


def test_a_file_is_written_through_a_link(run: Run, folder: Path) -> None:
    (folder / "out.txt").symlink_to("real.txt")

    run("a.list", "-o", "out.txt")

    assert (folder / "out.txt").is_symlink()
    assert f"{BAD}\n1 files\n" == (folder / "real.txt").read_text()


def test_what_is_no_regular_file_is_written_to_directly(run: Run) -> None:
    assert (1, "", "") == (
        (result := run("a.list", "-o", os.devnull)).status,
        result.out,
        result.err,
    )
    assert not os.path.isfile(os.devnull)


def test_a_file_that_cannot_be_written_is_status_two(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)

    result = run("a.list", "-o", "out.txt")

    assert (2, "dcslint: error: -o out.txt: no space left on device\n") == (
        result.status,
        result.err,
    )
    assert ["a.list"] == os.listdir(folder)


def test_a_reporter_that_raises_is_status_two_and_the_others_are_written(
    run: Run, folder: Path
) -> None:
    result = run("a.list", "--format", "broken", "-o", "b.txt", "--format", "text")

    assert (2, [BAD, "1 files"], False) == (
        result.status,
        result.lines,
        (folder / "b.txt").exists(),
    )
    expected = "dcslint: error: the reporter broken failed: LookupError: no words left\n"
    assert expected == result.err
    assert "Traceback" in run("a.list", "--format", "broken", "--debug").err


def test_a_report_of_a_file_name_that_is_not_utf8_can_be_written(
    run: Run, files: Files, folder: Path
) -> None:
    name = os.fsdecode(b"\xff.list")
    files({name: "bad"})

    run(name, "--format", "json", "-o", "out.json")

    assert ["\udcff.list"] == json.loads((folder / "out.json").read_text())["files"]


class TestColor:
    RED = "\x1b[31m"

    def test_no_colour_where_nobody_looks(self, run: Run) -> None:
        assert self.RED not in run("a.list").out

    def test_always_and_never_are_obeyed(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NO_COLOR", "1")
        assert self.RED in run("a.list", "--color", "always").out

        monkeypatch.delenv("NO_COLOR")
        monkeypatch.setenv("FORCE_COLOR", "1")
        assert self.RED not in run("a.list", "--color", "never").out

    def test_the_environment_can_force_colour(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FORCE_COLOR", "1")

        assert self.RED in run("a.list").out

    def test_no_color_goes_before_force_color(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("NO_COLOR", "1")

        assert self.RED not in run("a.list").out

    def test_an_empty_no_color_says_nothing(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("NO_COLOR", "")

        assert self.RED in run("a.list").out

    def test_a_terminal_is_coloured_unless_it_is_dumb(
        self, monkeypatch: pytest.MonkeyPatch, folder: Path
    ) -> None:
        import sys

        from dcslint.cli.console import wants_color

        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        assert wants_color("auto") is True

        monkeypatch.setenv("TERM", "dumb")
        assert wants_color("auto") is False

    def test_a_file_is_coloured_only_if_asked(
        self, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FORCE_COLOR", "1")
        run("a.list", "-o", "out.txt")
        assert self.RED not in (folder / "out.txt").read_text()

        run("a.list", "-o", "out.txt", "--color", "always")
        assert self.RED in (folder / "out.txt").read_text()


def test_sarif_is_told_the_folder_and_the_checkout(run: Run, folder: Path) -> None:
    git = folder / ".git"
    (git / "refs/heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    (git / "refs/heads/main").write_text("a" * 40 + "\n")
    (git / "config").write_text('[remote "origin"]\n\turl = git@example.com:team/repo.git\n')

    data = run("a.list", "--format", "sarif").json

    assert f"{folder.as_uri()}/" == data["root"]
    assert {
        "repositoryUri": "https://example.com/team/repo",
        "revisionId": "a" * 40,
        "branch": "main",
    } == data["git"]
