"""A whole editing session through the protocol, each answer held against the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytest.importorskip("pygls")

from dcslint.lsp.positions import Lines
from editor_for_tests import EVERYTHING, Editor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from editor_for_tests import Message

DOCKERFILE = """\
# évènement 😀
ARG BASE=databricksruntime/standard:15.4-LTS
FROM ${BASE}
RUN echo "é😀" && pip install numpy==1.26.4
RUN /databricks/python3/bin/pip install \\
    pandas
CMD ["python", "serve.py"]
"""
CLUSTER = {
    "cluster_name": "é😀",
    "spark_version": "15.4.x-scala2.12",
    "node_type_id": "m6g.large",
    "data_security_mode": "SINGLE_USER",
    "docker_image": {"url": "registry.example.com/team/image:1"},
}
SEVERITIES = {"error": 1, "warning": 2, "note": 3}
Found = tuple[str, int, str, tuple[int, int], tuple[int, int]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project é"
    folder.mkdir()
    (folder / "Dockerfile").write_text(DOCKERFILE)
    (folder / "cluster.json").write_text(json.dumps(CLUSTER, indent=2))
    (folder / "other.Dockerfile").write_text('FROM python:3.12\nCMD ["python"]\n')
    return folder


@pytest.fixture(params=["utf-16", "utf-8"])
def editor(request: pytest.FixtureRequest, project: Path) -> Iterator[Editor]:
    capabilities = {**EVERYTHING, "general": {"positionEncodings": [request.param]}}
    one = Editor(project, capabilities=capabilities)
    yield one
    one.kill()


def by_the_command_line(folder: Path, encoding: str) -> dict[str, list[Found]]:
    """What `dcslint check` says of a folder as it is on the disk, in the editor's places."""
    command = [sys.executable, "-m", "dcslint", "--format", "json", "--today", "2026-11-23", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    found: dict[str, list[Found]] = {}
    for one in json.loads(done.stdout)["findings"]:
        with open(folder / one["path"], encoding="utf-8", newline="") as file:
            text = file.read()
        lines = Lines(text, encoding)
        found.setdefault(one["path"], []).append(
            (
                one["rule"],
                SEVERITIES[one["severity"]],
                one["message"],
                place_in(lines, text, one["start"]),
                place_in(lines, text, one["end"]),
            )
        )
    return found


def place_in(lines: Lines, text: str, point: dict[str, int]) -> tuple[int, int]:
    """A line and column of the command line's, from 1 and in characters, as the editor's place."""
    starts = [0]
    for at, char in enumerate(text):
        if char == "\n":
            starts.append(at + 1)
    return lines.place(starts[point["line"] - 1] + point["column"] - 1)


def as_found(diagnostics: list[Message]) -> list[Found]:
    """Diagnostics in the form that both sides are compared in."""

    def place(point: Message) -> tuple[int, int]:
        return point["line"], point["character"]

    return [
        (
            one["code"],
            one["severity"],
            one["message"],
            place(one["range"]["start"]),
            place(one["range"]["end"]),
        )
        for one in diagnostics
    ]


def encoding_of(editor: Editor) -> str:
    chosen: str = editor.capabilities["positionEncoding"]
    return chosen


def test_an_editing_session_agrees_with_the_command_line(editor: Editor, project: Path) -> None:
    encoding = encoding_of(editor)
    path = project / "Dockerfile"
    uri = editor.open(path, DOCKERFILE)
    first = by_the_command_line(project, encoding)["Dockerfile"]
    assert first
    assert first == as_found(editor.diagnostics(uri, 1))

    # Type in the middle of a line, behind characters of several units.
    lines = Lines(DOCKERFILE, encoding)
    at = DOCKERFILE.index("pip install numpy")
    line, character = lines.place(at)
    place = {"line": line, "character": character}
    inserted = "/databricks/python3/bin/"
    editor.change(uri, 2, {"range": {"start": place, "end": place}, "text": inserted})
    typed = DOCKERFILE[:at] + inserted + DOCKERFILE[at:]
    shown = as_found(editor.diagnostics(uri, 2))
    path.write_text(typed)
    second = by_the_command_line(project, encoding)["Dockerfile"]
    assert first != second
    assert second == shown

    # Undo, in two changes of one message, the second counted in the text that the first leaves.
    half = len(inserted) // 2
    later = {"line": line, "character": character + half}
    editor.change(
        uri,
        3,
        {"range": {"start": place, "end": later}, "text": ""},
        {"range": {"start": place, "end": {**place, "character": character + 12}}, "text": ""},
    )
    assert first == as_found(editor.diagnostics(uri, 3))
    path.write_text(DOCKERFILE)
    editor.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

    # Rename: closed under the old name, open under the new.
    renamed = project / "gpu.Dockerfile"
    path.rename(renamed)
    editor.close(uri)
    moved = {"oldUri": uri, "newUri": renamed.as_uri()}
    editor.notify("workspace/didRenameFiles", {"files": [moved]})
    other = editor.open(renamed, DOCKERFILE, 7)
    assert by_the_command_line(project, encoding)["gpu.Dockerfile"] == (
        as_found(editor.diagnostics(other, 7))
    )
    assert editor.published[uri]["diagnostics"] == []

    # Delete.
    renamed.unlink()
    editor.close(other)
    editor.notify("workspace/didDeleteFiles", {"files": [{"uri": other}]})
    assert editor.leave() == 0
    assert editor.published[other]["diagnostics"] == []


def test_a_spec_is_shown_in_the_editors_places(editor: Editor, project: Path) -> None:
    uri = editor.open(project / "cluster.json", (project / "cluster.json").read_text())

    shown = as_found(editor.diagnostics(uri, 1))

    assert "graviton-node" in [one[0] for one in shown]
    assert by_the_command_line(project, encoding_of(editor))["cluster.json"] == shown


def test_an_ordinary_dockerfile_stays_quiet(editor: Editor, project: Path) -> None:
    path = project / "other.Dockerfile"
    uri = editor.open(path, path.read_text())

    assert editor.diagnostics(uri, 1) == []


def test_a_server_without_its_extra_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "sys.modules['pygls'] = None\n"
        "from dcslint.cli import main\n"
        "sys.exit(main(['lsp']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == (
        "dcslint: error: the language server needs the extra: "
        "python -m pip install 'dcslint[lsp]'\n"
    )
    assert os.listdir(tmp_path) == []
