"""A whole editing session through the protocol, each answer held against the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import NamedTuple

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


@pytest.fixture(scope="module", params=["utf-16", "utf-8"])
def asked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asked]:
    """A server that many tests ask something: to start one takes most of a second."""
    folder = tmp_path_factory.mktemp("asked é")
    capabilities = {**EVERYTHING, "general": {"positionEncodings": [request.param]}}
    one = Editor(folder, capabilities=capabilities)
    yield Asked(one, folder)
    one.kill()


class Asked(NamedTuple):
    """A server that is asked of files which are only open in the editor."""

    editor: Editor
    folder: Path

    @contextmanager
    def of(self, name: str, text: str) -> Iterator[str]:
        """The URI of a file with a text, for as long as it is open."""
        uri = self.editor.open(self.folder / name, text)
        yield uri
        self.editor.close(uri)


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


def test_an_editor_that_asks_gets_the_same(project: Path) -> None:
    pulling = {**EVERYTHING, "textDocument": {"diagnostic": {}}}
    editor = Editor(project, capabilities=pulling)
    uri = editor.open(project / "Dockerfile", DOCKERFILE)

    expected = by_the_command_line(project, "utf-16")
    assert expected["Dockerfile"] == as_found(editor.pull(uri))
    asked = {"textDocument": {"uri": uri}}
    named = editor.request("textDocument/diagnostic", asked)["resultId"]
    again = editor.request("textDocument/diagnostic", {**asked, "previousResultId": named})
    assert again == {"kind": "unchanged", "resultId": named}
    whole = editor.request("workspace/diagnostic", {"previousResultIds": []})
    assert expected == {
        one["uri"].rpartition("/")[2]: as_found(one["items"])
        for one in whole["items"]
        if one["items"]
    }
    editor.change(uri, 2, {"text": "FROM databricksruntime/standard:15.4-LTS\n"})
    assert editor.pull(uri) == []
    assert editor.published == {}
    assert editor.leave() == 0


def test_a_fix_is_offered_applied_and_gone(editor: Editor, project: Path) -> None:
    uri = editor.open(project / "Dockerfile", DOCKERFILE)
    editor.diagnostics(uri, 1)
    line = DOCKERFILE.split("\n").index('CMD ["python", "serve.py"]')

    fix, ignore, explain = editor.actions(uri, line)

    assert fix["kind"] == "quickfix"
    assert fix["diagnostics"][0]["code"] == "cmd-never-runs"
    assert fix["diagnostics"][0]["tags"] == [1]  # unnecessary
    fixed = applied(DOCKERFILE, fix["edit"], uri, encoding_of(editor), version=1)
    editor.replace(uri, 2, fixed)
    assert "cmd-never-runs" not in [one["code"] for one in editor.diagnostics(uri, 2)]
    assert ignore["title"] == "Ignore cmd-never-runs here"
    assert explain["command"]["arguments"] == ["cmd-never-runs"]


def test_a_rule_is_ignored_with_the_cursor_where_the_reason_goes(
    editor: Editor, project: Path
) -> None:
    uri = editor.open(project / "Dockerfile", DOCKERFILE)
    editor.diagnostics(uri, 1)
    line = DOCKERFILE.split("\n").index('CMD ["python", "serve.py"]')
    action = next(one for one in editor.actions(uri, line) if one["title"].startswith("Ignore"))

    ignored = applied(DOCKERFILE, action["edit"], uri, encoding_of(editor), version=1)
    editor.replace(uri, 2, ignored)
    shown = as_found(editor.diagnostics(uri, 2))
    (project / "Dockerfile").write_text(ignored)
    assert by_the_command_line(project, encoding_of(editor))["Dockerfile"] == shown
    assert "cmd-never-runs" not in [one[0] for one in shown]
    command = action["command"]
    editor.request(
        "workspace/executeCommand",
        {"command": command["command"], "arguments": command["arguments"]},
    )

    written = ignored.split("\n")[line]
    assert written == "# dcslint: ignore[cmd-never-runs] "
    at = {"line": line, "character": len(written)}
    asked = editor.wait_for("window/showDocument")["params"]
    assert (asked["uri"], asked["selection"]) == (uri, {"start": at, "end": at})


def test_a_rule_is_explained_at_its_page(editor: Editor, project: Path) -> None:
    uri = editor.open(project / "Dockerfile", DOCKERFILE)
    params = {"command": "dcslint.explain", "arguments": ["cmd-never-runs"]}

    words = editor.request("workspace/executeCommand", params)

    assert "CMD" in words
    asked = editor.wait_for("window/showDocument")["params"]
    assert asked["external"] is True
    assert asked["uri"].endswith("docs/rules.md#cmd-never-runs")
    del uri


def test_all_safe_fixes_are_one_action(editor: Editor, project: Path) -> None:
    """`enableDcs: true` becomes a text, as the API wants it."""
    path = project / "workspace-conf.json"
    text = '{"enableDcs": true}\n'
    uri = editor.open(path, text)
    editor.diagnostics(uri, 1)

    (action,) = editor.actions(uri, 0, only="source.fixAll")

    assert action["kind"] == "source.fixAll.dcslint"
    fixed = applied(text, action["edit"], uri, encoding_of(editor), version=1)
    assert json.loads(fixed) == {"enableDcs": "true"}
    assert editor.actions(uri, 0, only="source.organizeImports") == []


def applied(text: str, edit: Message, uri: str, encoding: str, *, version: int) -> str:
    """The text after a workspace edit, made by hand."""
    (change,) = edit["documentChanges"]
    assert change["textDocument"] == {"uri": uri, "version": version}
    lines = Lines(text, encoding)
    spots = [
        (
            lines.offset(one["range"]["start"]["line"], one["range"]["start"]["character"]),
            lines.offset(one["range"]["end"]["line"], one["range"]["end"]["character"]),
            one["newText"],
        )
        for one in change["edits"]
    ]
    for start, end, new in sorted(spots, reverse=True):
        text = text[:start] + new + text[end:]
    return text


@pytest.mark.parametrize(
    ("name", "text", "word", "expected"),
    [
        ("Dockerfile", DOCKERFILE, "${BASE}", "Databricks Runtime 15.4 LTS"),
        ("Dockerfile", DOCKERFILE, "databricks/python3/bin/pip", "the pip that"),
        ("cluster.json", json.dumps(CLUSTER), "15.4.x", "Python 3.11"),
        ("cluster.json", json.dumps(CLUSTER), "m6g.large", "ARM"),
        ("cluster.json", json.dumps(CLUSTER), "SINGLE_USER", "dedicated"),
        ("Dockerfile", DOCKERFILE, "CMD", "**cmd-never-runs**"),
    ],
)
def test_a_word_is_explained_with_its_source(
    asked: Asked, name: str, text: str, word: str, expected: str
) -> None:
    line, character = Lines(text, encoding_of(asked.editor)).place(text.index(word) + 1)

    with asked.of(name, text) as uri:
        shown = asked.editor.at("textDocument/hover", uri, line, character)

    assert expected in shown["contents"]["value"]
    assert "*Source: " in shown["contents"]["value"]


def test_a_word_that_no_table_knows_is_not_explained(asked: Asked) -> None:
    with asked.of("Dockerfile", DOCKERFILE) as uri:
        assert asked.editor.at("textDocument/hover", uri, 0, 3) is None


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Dockerfile", "FROM databricksruntime/standard:15", "databricksruntime/standard:15.4-LTS"),
        ("Dockerfile", "FROM databricksruntime/", "databricksruntime/standard"),
        ("cluster.json", '{"spark_version": "15', "15.4.x-scala2.12"),
        ("databricks.yml", "new_cluster:\n  spark_version: ", "16.4.x-scala2.12"),
        ("main.tf", 'resource "databricks_cluster" "a" {\n  data_security_mode = "', "SINGLE_USER"),
        ("databricks.yml", "init_scripts:\n  - ", "workspace"),
        ("cluster.json", '{"init_scripts": [\n  {"', "volumes"),
        ("main.tf", "init_scripts {\n  ", "volumes"),
    ],
)
def test_what_the_facts_know_is_offered(asked: Asked, name: str, text: str, expected: str) -> None:
    line, character = Lines(text, encoding_of(asked.editor)).place(len(text))

    with asked.of(name, text) as uri:
        offered = asked.editor.at("textDocument/completion", uri, line, character)

    assert expected in [one["textEdit"]["newText"] for one in offered["items"]]


def test_an_image_behind_an_argument_is_shown_in_line(asked: Asked) -> None:
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}

    with asked.of("Dockerfile", DOCKERFILE) as uri:
        (hint,) = asked.editor.request(
            "textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": whole}
        )

    assert hint["position"] == {"line": 2, "character": len("FROM ${BASE}")}
    assert hint["label"] == (
        "= databricksruntime/standard:15.4-LTS by default, Databricks Runtime 15.4"
    )


def test_settings_of_the_editor_count_and_are_reloaded(project: Path) -> None:
    asking = {**EVERYTHING, "workspace": {"configuration": True}}
    editor = Editor(project, capabilities=asking, settings={"ignore": ["cmd-never-runs"]})
    uri = editor.open(project / "Dockerfile", DOCKERFILE)
    editor.wait_for("workspace/configuration")
    codes = [one["code"] for one in editor.pull(uri)]
    assert codes
    assert "cmd-never-runs" not in codes

    editor.settings = {"select": ["cmd-never-runs"]}
    editor.asked.clear()
    editor.notify("workspace/didChangeConfiguration", {"settings": None})
    editor.wait_for("workspace/configuration")

    assert ["cmd-never-runs"] == [one["code"] for one in editor.pull(uri)]

    editor.settings = {}
    editor.asked.clear()
    editor.notify("workspace/didChangeConfiguration", {"settings": None})
    editor.wait_for("workspace/configuration")

    assert {*codes, "cmd-never-runs"} == {one["code"] for one in editor.pull(uri)}
    assert editor.leave() == 0


def test_a_configuration_that_changes_is_read_again(project: Path) -> None:
    pulling = {**EVERYTHING, "textDocument": {"diagnostic": {}}}
    editor = Editor(project, capabilities=pulling)
    uri = editor.open(project / "Dockerfile", DOCKERFILE)
    assert "cmd-never-runs" in [one["code"] for one in editor.pull(uri)]
    base, config = project / "base.toml", project / "dcslint.toml"

    def write(place: Path, text: str) -> list[str]:
        place.write_text(text)
        changes = [{"uri": place.as_uri(), "type": 2}]
        editor.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        return [one["code"] for one in editor.pull(uri)]

    assert ["cmd-never-runs"] == write(config, 'select = ["cmd-never-runs"]')
    assert ["cmd-never-runs"] == write(base, 'ignore = ["cmd-never-runs"]')
    assert [] == write(config, 'extend = "base.toml"\nselect = ["cmd-never-runs"]')
    assert ["cmd-never-runs"] == write(base, "")
    # What is wrong is said, and what held before is let go of rather than half believed.
    assert "cmd-never-runs" in write(config, "selct = []")
    assert "selct" in editor.wait_for("window/showMessage")["params"]["message"]
    assert editor.leave() == 0


def test_wrong_settings_are_said_and_do_not_end_the_server(project: Path) -> None:
    editor = Editor(project, options={"select": ["no-such-rule"]})
    uri = editor.open(project / "Dockerfile", DOCKERFILE)

    assert editor.diagnostics(uri, 1)
    assert "no-such-rule" in editor.wait_for("window/showMessage")["params"]["message"]
    assert editor.leave() == 0


def test_each_of_several_folders_is_its_own(project: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    editor = Editor(project, second)
    uri = editor.open(second / "Dockerfile", DOCKERFILE)
    assert editor.diagnostics(uri, 1)
    outside = editor.open(tmp_path / "Dockerfile", DOCKERFILE)
    assert editor.diagnostics(outside, 1)
    event = {"removed": [{"uri": second.as_uri(), "name": "second"}], "added": []}
    editor.notify("workspace/didChangeWorkspaceFolders", {"event": event})
    editor.replace(uri, 2, "FROM databricksruntime/standard:15.4-LTS\n")
    assert editor.diagnostics(uri, 2) == []
    assert editor.leave() == 0


PINNED = (
    "FROM databricksruntime/standard:15.4-LTS\nCOPY requirements.txt /r.txt\n"
    "RUN /databricks/python3/bin/pip install -r /r.txt\n"
)


def test_an_unsaved_file_of_the_build_context_counts(project: Path) -> None:
    """The Dockerfile gives the finding, and it stands in requirements that no format claims."""
    (project / "Dockerfile").write_text(PINNED)
    editor = Editor(project)
    uri = editor.open(project / "requirements.txt", "pandas==2.0.0\n")
    assert editor.diagnostics(uri, 1) == []

    editor.replace(uri, 2, "pyspark==3.5.0\n")

    (found,) = editor.diagnostics(uri, 2)
    assert found["code"] == "pyspark-installed"
    (related,) = found["relatedInformation"]
    assert related["location"]["uri"] == (project / "Dockerfile").as_uri()
    assert editor.leave() == 0


def test_a_file_that_changes_on_the_disk_is_read_again(project: Path) -> None:
    requirements = project / "requirements.txt"
    requirements.write_text("pandas==2.0.0\n")
    pulling = {**EVERYTHING, "textDocument": {"diagnostic": {}}}
    editor = Editor(project, capabilities=pulling)
    editor.open(project / "Dockerfile", PINNED)

    def codes() -> list[str]:
        whole = editor.request("workspace/diagnostic", {"previousResultIds": []})
        items = {one["uri"]: one["items"] for one in whole["items"]}
        return [one["code"] for one in items.get(requirements.as_uri(), [])]

    assert codes() == []
    requirements.write_text("pyspark==3.5.0\n")
    changes = [{"uri": requirements.as_uri(), "type": 2}]
    editor.notify("workspace/didChangeWatchedFiles", {"changes": changes})
    assert codes() == ["pyspark-installed"]
    assert editor.leave() == 0


def test_garbage_on_the_wire_does_not_end_the_server(project: Path) -> None:
    editor = Editor(project)
    uri = project / "Dockerfile"
    editor.notify("textDocument/didChange", {"textDocument": {"uri": uri.as_uri(), "version": 5}})
    editor.notify("textDocument/didOpen", {})
    editor.change(uri.as_uri(), 3, {"text": "never opened"})
    with pytest.raises(RuntimeError):
        editor.request("textDocument/unheardOf", {})
    address = editor.open(uri, DOCKERFILE)
    assert editor.diagnostics(address, 1)
    assert editor.leave() == 0


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


RUNS = '{"spark_version": "16.4.x-scala2.12", "docker_image": {"url": "acme.io/etl:1"}}'
TOGETHER = "cluster-of-another-runtime"


def test_a_cluster_and_its_dockerfile_are_judged_together_saved_or_not(project: Path) -> None:
    (project / "cluster.json").write_text(RUNS)
    (project / "build.sh").write_text("docker build -t acme.io/other .\n")
    editor = Editor(project)
    cluster = editor.open(project / "cluster.json", RUNS)
    dockerfile = editor.open(project / "Dockerfile", "FROM databricksruntime/standard:15.4-LTS\n")
    script = editor.open(project / "build.sh", "docker build -t acme.io/other .\n")

    def codes() -> list[str]:
        return [one["code"] for one in editor.pull(cluster)]

    assert TOGETHER not in codes()
    editor.replace(script, 2, "docker build -t acme.io/etl:$TAG .\n")
    assert TOGETHER in codes()
    (found,) = (one for one in editor.pull(cluster) if one["code"] == TOGETHER)
    assert dockerfile in {one["location"]["uri"] for one in found["relatedInformation"]}
    editor.replace(dockerfile, 2, "FROM databricksruntime/standard:16.4-LTS\n")
    assert TOGETHER not in codes()
    assert editor.leave() == 0


def test_a_comment_for_what_is_judged_together_did_something(project: Path) -> None:
    spec = (
        f"# dcslint: ignore[{TOGETHER}] moves next week\nspark_version: 16.4.x-scala2.12\n"
        "num_workers: 1\ndata_security_mode: SINGLE_USER\ndocker_image: {url: acme.io/etl:1}\n"
    )
    (project / "build.sh").write_text("docker build -t acme.io/etl .\n")
    (project / "Dockerfile").write_text("FROM databricksruntime/standard:15.4-LTS\n")
    editor = Editor(project)
    uri = editor.open(project / "cluster.yml", spec)

    assert {TOGETHER, "suppression-unused"}.isdisjoint(one["code"] for one in editor.pull(uri))
    editor.replace(uri, 2, spec.partition("\n")[2])
    assert TOGETHER in [one["code"] for one in editor.pull(uri)]
    assert editor.leave() == 0
