"""The editor shows what a run over the folder reports: what the baseline holds is passed over."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytest.importorskip("pygls")

from editor_for_tests import EVERYTHING, Editor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STANDARD = "FROM databricksruntime/standard:15.4-LTS\n"
COMMAND = 'CMD ["python", "serve.py"]\n'
CLUSTER = {
    "cluster_name": "etl",
    "spark_version": "16.4.x-scala2.12",
    "num_workers": 1,
    "data_security_mode": "SINGLE_USER",
    "docker_image": {"url": "acme.io/etl:1"},
}
TOGETHER = "cluster-of-another-runtime"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "jobs").mkdir(parents=True)
    (folder / "Dockerfile").write_text(STANDARD + COMMAND)
    (folder / "build.sh").write_text("docker build -t acme.io/etl .\n")
    (folder / "jobs" / "cluster.json").write_text(json.dumps(CLUSTER, indent=2))
    (folder / "dcslint.toml").write_text('baseline = "known.json"\n')
    return folder


@pytest.fixture
def editor(project: Path) -> Iterator[Editor]:
    record(project)
    one = Editor(project, capabilities={**EVERYTHING, "textDocument": {"diagnostic": {}}})
    yield one
    one.kill()


def record(project: Path) -> None:
    """Write the baseline of what stands."""
    command = [sys.executable, "-m", "dcslint", "--write-baseline", "--today", "2026-11-23", "."]
    subprocess.run(command, cwd=project, capture_output=True, check=False)


def codes(editor: Editor, uri: str) -> list[str]:
    return [one["code"] for one in editor.pull(uri)]


def test_what_a_baseline_holds_is_not_shown(project: Path, editor: Editor) -> None:
    assert TOGETHER in (project / "known.json").read_text()
    uri = editor.open(project / "Dockerfile", STANDARD + COMMAND)
    cluster = editor.open(project / "jobs" / "cluster.json", json.dumps(CLUSTER, indent=2))

    assert [] == codes(editor, uri)
    assert [] == codes(editor, cluster)
    editor.replace(uri, 2, f"{STANDARD}\n{COMMAND}ENTRYPOINT python\n")
    assert ["entrypoint-never-runs"] == codes(editor, uri)
    other = {**CLUSTER, "spark_version": "17.3.x-scala2.13", "docker_image": {"url": "acme.io/etl"}}
    editor.replace(cluster, 2, json.dumps(other, indent=2))
    assert TOGETHER in codes(editor, cluster)
    assert editor.leave() == 0


def test_a_baseline_that_changes_is_read_again(project: Path, editor: Editor) -> None:
    uri = editor.open(project / "Dockerfile", STANDARD + COMMAND)
    known = project / "known.json"
    before = known.read_text()

    def write(text: str) -> list[str]:
        known.write_text(text)
        changes = [{"uri": known.as_uri(), "type": 2}]
        editor.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        return codes(editor, uri)

    assert ["cmd-never-runs"] == write('{"version": 1, "findings": []}')
    assert [] == write(before)
    # What cannot be read is said, and nothing is passed over.
    assert ["cmd-never-runs"] == write("<<<<<<<")
    assert "known.json" in editor.wait_for("window/showMessage")["params"]["message"]
    assert [] == write(before)
    assert editor.leave() == 0


def test_a_folder_behind_a_link_has_its_baseline(project: Path, tmp_path: Path) -> None:
    record(project)
    (tmp_path / "link").symlink_to(project, target_is_directory=True)
    editor = Editor(tmp_path / "link")
    uri = editor.open(tmp_path / "link" / "Dockerfile", STANDARD + COMMAND)

    assert [] == codes(editor, uri)
    assert editor.leave() == 0
