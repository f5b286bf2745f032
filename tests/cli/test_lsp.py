"""The linter that the language server is handed: it judges a folder as a run in it does."""

from __future__ import annotations

import gc

import pytest

from dcslint.cli import lsp
from dcslint.cli.arguments import parse
from dcslint.cli.lsp import FolderLinter
from dcslint.config import ConfigurationError
from dcslint.model.large import MOST_PARTS
from dcslint.plugins import load_installation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

INSTALLATION = load_installation()
UBUNTU = "FROM ubuntu:24.04\nCMD x\n"
CONFIGURATION = "[images]\n'acme.example.com/x' = 'images/Dockerfile'\n"


def linter(root: Path, given: Iterable[tuple[str, str]] = ()) -> FolderLinter:
    return FolderLinter(str(root), {}, INSTALLATION, "2026-11-23", given)


def found(linter: FolderLinter, path: str) -> set[str]:
    linted = linter.batch({}).lint(path)
    return set() if linted is None else {one.rule for one in linted.findings}


@pytest.fixture
def project(folder: Path) -> Path:
    """A folder with an image that only its configuration says is for Databricks."""
    (folder / "images").mkdir()
    (folder / "images" / "Dockerfile").write_text(UBUNTU)
    (folder / "dcslint.toml").write_text(CONFIGURATION)
    return folder


@pytest.mark.parametrize("started", [".", "images", ".."])
def test_images_are_found_wherever_the_server_was_started(
    project: Path, monkeypatch: pytest.MonkeyPatch, started: str
) -> None:
    monkeypatch.chdir(project / started)

    assert {"acme.example.com/x": "images/Dockerfile"} == linter(project).settings.images


def test_what_the_configuration_lists_is_linted_whatever_it_holds(project: Path) -> None:
    assert "cmd-never-runs" in found(linter(project), "images/Dockerfile")
    (project / "dcslint.toml").unlink()
    assert set() == found(linter(project), "images/Dockerfile")


def test_what_is_too_crowded_to_be_read_is_not_linted(project: Path) -> None:
    (project / "images" / "Dockerfile").write_text(UBUNTU + "#,\n" * MOST_PARTS)

    assert linter(project).batch({}).lint("images/Dockerfile") is None


def test_the_configuration_that_the_server_is_given_holds(project: Path) -> None:
    (project / "other.toml").write_text(CONFIGURATION + "[severity]\ncmd-never-runs = 'off'\n")

    isolated = linter(project, [("--isolated", "")])
    other = linter(project, [("--config", "other.toml")])

    assert {} == isolated.settings.images
    assert "cmd-never-runs" not in found(other, "images/Dockerfile")
    assert "scratch-missing-java" in found(other, "images/Dockerfile")


def test_the_server_hands_it_on(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = pytest.importorskip("dcslint.lsp.server")
    made: list[FolderLinter] = []

    def start(self: object) -> None:
        made.append(self.folders._make_linter(str(project), {}))  # type: ignore[attr-defined]

    monkeypatch.setattr(server.Server, "start_io", start)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(gc, "set_threshold", lambda *_: None)

    assert 0 == lsp.lsp(parse(["lsp", "--isolated"]), INSTALLATION)
    assert 0 == lsp.lsp(parse(["lsp"]), INSTALLATION)
    assert [{}, {"acme.example.com/x": "images/Dockerfile"}] == [
        one.settings.images for one in made
    ]


def test_a_word_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="'dcslint lsp' takes no 'x'"):
        lsp.lsp(parse(["lsp", "x"]), INSTALLATION)
