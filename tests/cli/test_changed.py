"""`--changed-since`: in a pull request, what it touches."""

from __future__ import annotations

import os
import subprocess

import pytest

from dcslint.cli.changed import Changed, changed_since
from dcslint.diagnostic import BASELINE, Diagnostic, Failure, Related, Report, Suppressed, Unjudged
from dcslint.source import Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from cli.conftest import Result

    Run = Callable[..., Result]
    Files = Callable[[dict[str, Any]], None]
    Git = Callable[..., None]

pytestmark = pytest.mark.usefixtures("stand_in")


@pytest.fixture
def git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """A checkout, and git in it, with nobody's own configuration."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "somebody")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "somebody@example.com")

    def call(*words: str) -> None:
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)

    call("init", "-q", "-b", "main", ".")
    return call


@pytest.fixture
def branch(git: Git, files: Files) -> Git:
    """A branch from main, with main one commit further."""
    files({"old.list": "bad", "here.list": "fine", "there.list": "fine", "gone.list": "bad"})
    files({"sub/name.list": "bad\nbad\nbad\nbad\n", ".gitignore": "*.tmp.list\n"})
    git("add", ".")
    git("commit", "-qm", "one")
    git("checkout", "-qb", "topic")
    git("checkout", "-q", "main")
    files({"there.list": "bad"})
    git("commit", "-qam", "two")
    git("checkout", "-q", "topic")
    return git


def places(result: Result) -> list[str]:
    return [line.split(":")[0] for line in result.lines if ": error:" in line]


ALL = ("--scope", "all")
SINCE = ("--changed-since", "main", *ALL)


def test_nothing_is_told_where_nothing_has_changed(run: Run, branch: Git) -> None:
    result = run(*SINCE)

    assert (0, []) == (result.status, places(result))
    assert ["gone.list", "old.list"] + 4 * ["sub/name.list"] == places(run(*ALL))


def test_what_was_committed_since_or_is_not_yet_counts(
    run: Run, branch: Git, files: Files, folder: Path
) -> None:
    files({"a.list": "bad"})
    branch("add", "a.list")
    branch("commit", "-qm", "three")
    files({"b.list": "bad", "c.list": "bad", "here.list": "bad", "d.tmp.list": "bad"})
    branch("add", "b.list")
    (folder / "gone.list").unlink()

    result = run(*SINCE, "--no-gitignore")

    assert (1, ["a.list", "b.list", "c.list", "here.list"]) == (result.status, places(result))


def test_a_file_of_another_name_has_changed(run: Run, branch: Git) -> None:
    branch("mv", "sub/name.list", "sub/new.list")

    assert 4 * ["sub/new.list"] == places(run(*SINCE))


def test_paths_hold_from_any_folder_and_under_any_name(
    run: Run, branch: Git, files: Files, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = "sub/a\n\u00e9 \udcff.list"
    files({odd: "bad", "x.list": "bad"})
    monkeypatch.chdir(folder / "sub")

    assert ["a\\n\u00e9 \\udcff.list"] == [
        place.replace("\n", "\\n") for place in places_of_report(run(*SINCE, "--format", "json"))
    ]
    assert ["../x.list"] == places(run("..", "../old.list", *SINCE, "--exclude", "*\u00e9*"))


def places_of_report(result: Result) -> list[str]:
    return [one.rsplit(":", 4)[0].replace("\udcff", "\\udcff") for one in result.json["findings"]]


def test_links_are_what_they_lead_to_and_themselves(
    run: Run, branch: Git, files: Files, folder: Path
) -> None:
    files({"real/a.text": "bad"})
    (folder / "a.list").symlink_to("real/a.text")
    branch("add", ".")
    branch("commit", "-qm", "three")
    branch("tag", "now")
    (folder / "b.list").symlink_to("old.list")

    assert ["b.list"] == places(run("b.list", "a.list", "--changed-since", "now"))
    files({"real/a.text": "so bad"})
    assert ["a.list"] == places(run("a.list", "--changed-since", "now"))


def test_a_checkout_inside_counts_as_a_whole(run: Run, branch: Git, files: Files) -> None:
    files({"inner/a.list": "bad"})
    branch("init", "-q", "inner")

    assert ["inner/a.list"] == places(run(*SINCE))


def test_the_standard_input_has_changed(run: Run, branch: Git) -> None:
    result = run("-", "--stdin-filename", "here.list", *SINCE, stdin=b"bad")

    assert ["here.list"] == places(result)


def test_a_finding_that_rests_on_a_changed_file_is_told() -> None:
    here, there = Document("here.list", "text"), Document("there.list", "text")
    found = Diagnostic(
        "a-rule", "error", "a message", here.span(0, 1), related=(Related(there.span(0, 1), "so"),)
    )

    assert Changed({os.path.realpath("there.list")}).concerns(found)
    assert Changed({os.path.realpath("here.list")}).concerns(found)
    assert not Changed({os.path.realpath("other.list")}).concerns(found)


def test_everything_in_a_report_is_narrowed_but_what_failed() -> None:
    here, there = Document("here.list", "text"), Document("there.list", "text")

    def found(document: Document, suppressed: Suppressed | None = None) -> Diagnostic:
        one = Diagnostic("a-rule", "error", "a message", document.span(0, 1))
        one.suppressed = suppressed
        return one

    report = Report()
    report.diagnostics = [found(here), found(there)]
    kinds = (BASELINE, "inSource", "external")
    report.suppressed = [
        found(document, Suppressed(kind, "")) for document in (here, there) for kind in kinds
    ]
    report.unjudged = [Unjudged(one.span(0, 1), "odd", ("a-rule",)) for one in (here, there)]
    report.failures = [Failure("it broke", path="there.list")]
    report.known = 2

    Changed({os.path.realpath("here.list")}).narrow(report)

    assert ["here.list"] == [one.path for one in report.diagnostics]
    assert ["here.list"] * 3 == [one.path for one in report.suppressed]
    assert ["here.list"] == [one.span.document.path for one in report.unjudged]
    assert (1, 1) == (report.known, len(report.failures))


def test_only_what_is_told_is_fixed(run: Run, branch: Git, files: Files, folder: Path) -> None:
    files({"here.list": "bad"})

    assert 0 == run(*SINCE, "--fix", "--unsafe-fixes").status
    assert ["good", "bad"] == [(folder / f"{n}.list").read_text() for n in ("here", "old")]


def test_a_baseline_is_compared_with_everything(run: Run, branch: Git, files: Files) -> None:
    run(*SINCE, "--write-baseline", "--baseline", "known.json")
    files({"here.list": "bad", "old.list": "fine"})

    data = run(*ALL, "--changed-since", "main", "--baseline", "known.json", "--show-suppressed")

    assert ["here.list"] == places(data)


def test_unrelated_histories_are_compared_directly(run: Run, branch: Git, files: Files) -> None:
    branch("checkout", "-q", "--orphan", "other")
    branch("commit", "-qm", "alone")

    assert [] == places(run("old.list", "--changed-since", "main"))
    files({"old.list": "so bad"})
    assert ["old.list"] == places(run("old.list", "--changed-since", "main"))


def test_verbose_says_how_many(run: Run, branch: Git, files: Files) -> None:
    files({"here.list": "bad"})

    expected = "dcslint: note: 1 file changed since main; only findings that touch one are reported"
    assert expected == run(*SINCE, "-v").err.splitlines()[0]


@pytest.mark.parametrize(
    "revision", ["nowhere", "--output=x", "-x", "main..topic", "main:old.list"]
)
def test_a_revision_that_is_none_is_refused(run: Run, branch: Git, revision: str) -> None:
    result = run(f"--changed-since={revision}")

    assert (2, "") == (result.status, result.out)
    assert result.err.startswith(
        f"dcslint: error: --changed-since {revision}: git knows no such revision ("
    )


def test_outside_a_checkout_it_is_refused(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))

    result = run("--changed-since", "main")

    assert 2 == result.status
    assert result.err.startswith("dcslint: error: --changed-since: not a git repository")


def test_without_git_it_is_refused(
    run: Run, branch: Git, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    expected = "dcslint: error: --changed-since needs git, which is not to be found\n"
    assert (2, expected) == ((result := run("--changed-since", "main")).status, result.err)


def test_a_repository_cannot_make_git_run_a_program(
    branch: Git, files: Files, folder: Path
) -> None:
    """Git would start these for its status and its diffs."""
    script = folder / "x.sh"
    script.write_text(f"#!/bin/sh\ntouch '{folder}/ran'\n")
    script.chmod(0o755)
    branch("config", "core.fsmonitor", str(script))
    branch("config", "diff.external", str(script))
    branch("config", "diff.own.command", str(script))
    branch("config", "diff.own.textconv", str(script))
    files({".gitattributes": "*.list diff=own\n", "here.list": "bad"})

    assert str(folder / "here.list") in changed_since("main").paths
    assert not (folder / "ran").exists()
