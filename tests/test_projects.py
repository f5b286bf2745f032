"""Whole small projects: what a run over each says, and what `dcslint links` shows.

A folder with an `expected.txt` is a case; `DCSLINT_UPDATE=1 pytest tests/test_projects.py` writes
what came out into it, to be read before it is committed.
"""

from __future__ import annotations

import os

import pytest

from built import ROOT
from dcslint.cli import main
from facts_for_tests import FACTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

PROJECTS = ROOT / "tests" / "fixtures" / "projects"
FOLDERS = sorted(one for one in PROJECTS.iterdir() if one.is_dir())


def name_of(folder: Path) -> str:
    """A folder's name, for the test's id."""
    return folder.name


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_a_project_gives_what_is_expected(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    today = ("--today", FACTS.as_of)

    findings = main(["--format", "concise", *today])
    links = main(["links", *today])
    captured = capsys.readouterr()
    expected = folder / "expected.txt"
    if os.environ.get("DCSLINT_UPDATE"):
        expected.write_text(captured.out)

    assert findings in {0, 1}
    assert 0 == links
    assert "" == captured.err
    assert expected.read_text() == captured.out


def test_the_projects_are_those_that_were_asked_for() -> None:
    assert {
        "aws-bundle",
        "azure-policy",
        "documented-example",
        "gpu-team",
        "monorepo",
    } <= {folder.name for folder in FOLDERS}


def test_the_monorepo_has_twelve_dockerfiles_and_two_are_linted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = PROJECTS / "monorepo"
    monkeypatch.chdir(folder)
    main(["-v", "--today", FACTS.as_of])
    err = capsys.readouterr().err

    assert 12 == len(list(folder.rglob("Dockerfile")))
    assert "data/scala/Dockerfile: linted, as a cluster runs what it builds" in err
    assert 10 == sum("services/" in line and "skipped" in line for line in err.splitlines())
