"""`--fix` and `--diff`: what they write, what they leave alone, and what they say."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from dcslint.cli import disk, fixing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from cli.conftest import Result

    Run = Callable[..., Result]
    Files = Callable[[dict[str, Any]], None]

pytestmark = pytest.mark.usefixtures("stand_in")


def test_what_can_be_fixed_is_written_and_the_report_is_of_the_rest(
    run: Run, files: Files, folder: Path
) -> None:
    files({"a.list": "so bad\nodd\nbad bad\n"})

    result = run("--fix", "--unsafe-fixes", "a.list")

    assert "so good\nodd\ngood good\n" == (folder / "a.list").read_text()
    assert 1 == result.status
    assert ["a.list:2:1: warning: the word odd is odd [odd-word]", "1 files"] == result.lines


def test_a_fix_that_is_not_safe_needs_its_option(run: Run, files: Files, folder: Path) -> None:
    files({"a.list": "bad\n"})

    assert 1 == run("--fix", "a.list").status
    assert "bad\n" == (folder / "a.list").read_text()


def test_a_file_without_a_fix_is_not_touched(run: Run, files: Files, folder: Path) -> None:
    files({"a.list": "odd\n", "b.list": "bad\n"})
    before = (folder / "a.list").stat()

    run("--fix", "--unsafe-fixes", ".", "--scope", "all")

    after = (folder / "a.list").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert "good\n" == (folder / "b.list").read_text()


def test_line_ends_mark_missing_end_and_mode_are_kept(run: Run, files: Files, folder: Path) -> None:
    files({"a.list": b"\xef\xbb\xbfso bad\r\n\xff bad"})
    (folder / "a.list").chmod(0o750)

    run("--fix", "--unsafe-fixes", "a.list")

    assert b"\xef\xbb\xbfso good\r\n\xff good" == (folder / "a.list").read_bytes()
    assert 0o750 == stat.S_IMODE((folder / "a.list").stat().st_mode)
    assert ["a.list"] == [one.name for one in folder.iterdir()]


def test_a_link_is_kept_and_its_target_written(run: Run, files: Files, folder: Path) -> None:
    files({"real": "bad\n"})
    (folder / "a.list").symlink_to("real")

    run("--fix", "--unsafe-fixes", "a.list")

    assert (folder / "a.list").is_symlink()
    assert "good\n" == (folder / "real").read_text()


def test_a_link_out_of_the_folder_is_not_written_through(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "outside").write_text("bad\n")
    (folder / "a.list").symlink_to(tmp_path / "outside")

    result = run("--fix", "--unsafe-fixes", "a.list")

    assert "bad\n" == (tmp_path / "outside").read_text()
    assert 2 == result.status
    assert "a.list: not fixed: it is a link that leads out of this folder" in result.err


def test_a_file_outside_the_folder_that_is_named_is_fixed(run: Run, folder: Path) -> None:
    place = folder.parent / "a.list"
    for name in ("../a.list", str(place)):
        place.write_text("bad\n")

        assert 0 == run("--fix", "--unsafe-fixes", name).status
        assert "good\n" == place.read_text()


def test_a_file_that_has_changed_meanwhile_is_left_alone(
    run: Run, files: Files, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files({"a.list": "bad\n"})
    write = fixing.write

    def late(*arguments: Any) -> list[str]:
        (folder / "a.list").write_text("somebody else was here\n")
        return write(*arguments)

    monkeypatch.setattr(fixing, "write", late)

    result = run("--fix", "--unsafe-fixes", "a.list")

    assert "somebody else was here\n" == (folder / "a.list").read_text()
    assert (2, True) == (result.status, "it has changed since it was read" in result.err)


def test_what_could_not_be_fixed_is_reported(
    run: Run, files: Files, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files({"a.list": "bad\n", "b.list": "bad\n"})
    write = disk.write_whole

    def one_of_them(path: str, data: bytes) -> None:
        if path.endswith("a.list"):
            raise OSError(30, "Read-only file system")
        write(path, data)

    monkeypatch.setattr(fixing, "write_whole", one_of_them)

    result = run("--fix", "--unsafe-fixes", "a.list", "b.list")

    assert ["a.list:1:1: error: the word bad is bad [bad-word]", "2 files"] == result.lines
    assert (2, True) == (result.status, "a.list: not fixed: read-only file system" in result.err)
    assert "good\n" == (folder / "b.list").read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_the_owner_of_a_file_is_kept(run: Run, files: Files, folder: Path) -> None:
    files({"a.list": "bad\n"})
    os.chown(folder / "a.list", 1234, 5678)
    (folder / "a.list").chmod(0o4750)

    run("--fix", "--unsafe-fixes", "a.list")

    status = (folder / "a.list").stat()
    assert (1234, 5678, 0o4750) == (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode))


def test_a_full_disk_loses_nothing(
    run: Run, files: Files, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files({"a.list": "bad\n"})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    result = run("--fix", "--unsafe-fixes", "a.list")

    assert "bad\n" == (folder / "a.list").read_text()
    assert ["a.list"] == [one.name for one in folder.iterdir()]
    assert (2, True) == (result.status, "a.list: not fixed: no space left" in result.err)


def test_a_write_that_is_interrupted_leaves_the_old_file(
    run: Run, files: Files, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files({"a.list": "bad\n"})

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)

    assert run("--fix", "--unsafe-fixes", "a.list").status not in (0, 1)
    assert "bad\n" == (folder / "a.list").read_text()
    assert ["a.list"] == [one.name for one in folder.iterdir()]


def test_the_standard_input_comes_back_fixed(run: Run, files: Files, folder: Path) -> None:
    files({"a.list": "on disk: bad\n"})

    result = run(
        "-", "--stdin-filename", "a.list", "--fix", "--unsafe-fixes", stdin=b"bad\r\nodd\n"
    )

    assert (1, "good\r\nodd\n") == (result.status, result.out)
    assert "on disk: bad\n" == (folder / "a.list").read_text()


def test_the_standard_input_comes_back_as_it_was_if_nothing_is_to_fix(run: Run) -> None:
    result = run("-", "--stdin-filename", "a.list", "--fix", stdin="é\r".encode())

    assert (0, "é\r") == (result.status, result.out)


def test_a_diff_is_a_patch_and_writes_nothing(run: Run, files: Files, folder: Path) -> None:
    files({"a.list": "so bad\nodd\n", "b.list": "bad\n", "c.list": "fine\n"})

    result = run("--diff", "--unsafe-fixes", ".", "--scope", "all")

    assert 1 == result.status
    assert "so bad\nodd\n" == (folder / "a.list").read_text()
    subprocess.run(["git", "apply", "-"], cwd=folder, input=result.out.encode(), check=True)
    assert "so good\nodd\n" == (folder / "a.list").read_text()
    assert "good\n" == (folder / "b.list").read_text()
    assert "2 findings would be fixed" in result.err


def test_a_terminal_obeys_nothing_in_a_diff_and_a_pipe_gets_it_as_it_is(
    run: Run, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    files({"a.list": "\x1b]0;t\x07 so bad\n"})
    words = ("--diff", "--unsafe-fixes", "a.list")

    assert "-\x1b]0;t\x07 so bad\n" in run(*words).out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    shown = run(*words).out
    assert "-\\x1b]0;t\\x07 so bad\n" in shown
    assert shown.replace("\n", "").isprintable()


def test_a_report_into_a_file_is_written_beside_a_diff(
    run: Run, files: Files, folder: Path
) -> None:
    files({"a.list": "bad\n"})

    result = run("--diff", "--unsafe-fixes", "--format", "text", "-o", "out.txt", "a.list")

    assert result.out.startswith("--- a/a.list\n")
    assert "a.list:1:1: error: the word bad is bad [bad-word]" in (folder / "out.txt").read_text()


class TestConfigured:
    """A configuration that says `fix = true`."""

    @pytest.fixture(autouse=True)
    def _configured(self, files: Files) -> None:
        files({"dcslint.toml": "fix = true\nunsafe-fixes = true\n", "a.list": "bad\n"})

    def test_files_are_fixed(self, run: Run, folder: Path) -> None:
        assert 0 == run("a.list").status
        assert "good\n" == (folder / "a.list").read_text()

    def test_a_diff_writes_nothing_all_the_same(self, run: Run, folder: Path) -> None:
        assert run("--diff", "a.list").out.startswith("--- a/a.list\n")
        assert "bad\n" == (folder / "a.list").read_text()

    def test_a_baseline_is_written_of_what_stands(self, run: Run, folder: Path) -> None:
        assert 0 == run("--write-baseline", "a.list").status
        assert "bad\n" == (folder / "a.list").read_text()
        assert "bad-word" in (folder / "dcslint-baseline.json").read_text()

    def test_an_editor_that_asks_for_a_report_gets_it(self, run: Run) -> None:
        result = run("-", "--stdin-filename", "a.list", stdin=b"bad\n")

        assert "a.list:1:1: error: the word bad is bad [bad-word]" == result.lines[0]
        assert "good\n" == run("-", "--stdin-filename", "a.list", "--fix", stdin=b"bad\n").out


def test_fix_and_diff_exclude_each_other(run: Run, files: Files) -> None:
    files({"a.list": "bad\n"})

    result = run("--fix", "--diff", "a.list")

    assert (2, True) == (result.status, "--fix and --diff: give one of them" in result.err)


def test_nothing_is_said_twice_for_the_runs_that_follow(run: Run, files: Files) -> None:
    files({"a.list": "bad\n", "b.other": "", "c.list": "unreadable bad\n"})

    result = run("--fix", "--unsafe-fixes", "--verbose", "a.list", "b.other", "c.list")

    assert 1 == result.err.count("b.other")
    assert 1 == result.err.count("this reader is broken")


def test_a_file_aside_that_is_in_the_way_is_not_overwritten(
    run: Run, files: Files, folder: Path
) -> None:
    aside = f".a.list.{os.getpid()}.tmp"
    files({"a.list": "bad\n", aside: "mine\n"})

    result = run("--fix", "--unsafe-fixes", "a.list")

    assert 2 == result.status
    assert "mine\n" == (folder / aside).read_text()
    assert "bad\n" == (folder / "a.list").read_text()
    assert disk.reason(FileExistsError(17, "File exists")) in result.err
