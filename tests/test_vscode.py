"""The extension for VS Code: its manifest says what the server does, and it builds and packs.

Its own unit tests run under Node without VS Code; what they cannot see is compared here.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from typing import Any

import pytest

import dcslint
from built import ROOT, run, succeed
from dcslint.cli.arguments import Arguments
from dcslint.cli.configuration import Configurations
from dcslint.cli.lsp import _options
from dcslint.plugins import load_installation
from tools import require_tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

EXTENSION = ROOT / "editors" / "vscode"
MANIFEST = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
SETTINGS: dict[str, dict[str, Any]] = {
    name.removeprefix("dcslint."): setting
    for name, setting in MANIFEST["contributes"]["configuration"]["properties"].items()
}
LEAST_NODE = 20  # what vsce needs
OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENOTCACHED")


class Recorder(dict[str, Any]):
    """Settings that remember which of them were read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return default


# The manifest


def test_the_extension_has_the_version_of_dcslint() -> None:
    lock = json.loads((EXTENSION / "package-lock.json").read_text(encoding="utf-8"))

    assert dcslint.__version__ == MANIFEST["version"]
    assert dcslint.__version__ == lock["version"] == lock["packages"][""]["version"]


def test_the_settings_are_those_that_the_server_reads_and_the_path() -> None:
    recorder = Recorder()
    list(_options(recorder))

    assert recorder.read | {"path"} == set(SETTINGS)
    assert all(setting["markdownDescription"] for setting in SETTINGS.values())


def test_settings_that_nobody_touched_say_nothing_to_the_server() -> None:
    untouched = {name: setting["default"] for name, setting in SETTINGS.items()}

    assert [] == list(_options(untouched))


def test_each_kind_of_setting_is_an_option_that_dcslint_takes() -> None:
    examples: dict[str, Any] = {"string": "15.4", "array": ["cmd-never-runs"]}
    given: dict[str, Any] = {
        name: examples.get(setting["type"], {"NAME": "value"})
        for name, setting in SETTINGS.items()
        if name not in ("path", "severity")
    }
    levels = SETTINGS["severity"]["additionalProperties"]["enum"]
    given["severity"] = {f"rule-{level}": level for level in levels}

    options = list(_options(given))

    assert len(options) == len(given) - 1 + len(levels)
    Configurations(Arguments("check", [], options))


def test_the_schema_of_the_configuration_and_the_manifest_agree_on_severities() -> None:
    schema = json.loads((ROOT / "docs" / "dcslint.schema.json").read_text(encoding="utf-8"))
    levels = schema["properties"]["severity"]["additionalProperties"]["enum"]

    assert levels == SETTINGS["severity"]["additionalProperties"]["enum"]


def test_each_language_that_starts_the_extension_is_one_that_dcslint_reads() -> None:
    names = {
        "dockerfile": "Dockerfile",
        "json": "cluster.json",
        "terraform": "main.tf",
        "yaml": "databricks.yml",
    }
    languages = {
        event.partition(":")[2]
        for event in MANIFEST["activationEvents"]
        if event.startswith("onLanguage:")
    }

    assert set(names) == languages
    for name in names.values():
        assert any(one.claims_name(name) for one in load_installation().formats)


def test_no_command_of_the_extension_is_one_of_the_server() -> None:
    requests = pytest.importorskip("dcslint.lsp.requests", exc_type=ImportError)
    own = {command["command"] for command in MANIFEST["contributes"]["commands"]}

    # The client registers the server's, and VS Code refuses a name twice.
    assert {"dcslint.restart"} == own
    assert not own & {requests.EXPLAIN, requests.WRITE_REASON}


def test_the_licence_is_that_of_dcslint() -> None:
    assert (ROOT / "LICENSE").read_bytes() == (EXTENSION / "LICENSE").read_bytes()


def test_the_readme_names_each_setting() -> None:
    text = (EXTENSION / "README.md").read_text(encoding="utf-8")

    assert set(SETTINGS) == set(re.findall(r"`dcslint\.(\w+)`", text)) - {"toml"}


# Built with npm


@pytest.fixture
def npm() -> str:
    """The path of npm, with a Node that is new enough."""
    found = require_tool("npm")
    node = require_tool("node")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").partition(".")[0]) < LEAST_NODE:
        pytest.skip(f"Node {LEAST_NODE} or newer is needed, this is {version.strip()}")
    return found


@pytest.mark.once
def test_the_extension_passes_its_own_tests_and_packs(npm: str, tmp_path: Path) -> None:
    tree = tmp_path / "vscode"
    ignored = shutil.ignore_patterns("node_modules", "dist", "out", "*.vsix")
    shutil.copytree(EXTENSION, tree, ignore=ignored)

    # No script of a package runs: esbuild and vsce do without.
    installing = run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], tree)
    if installing.returncode and any(word in installing.stderr for word in OFFLINE):
        pytest.skip("the registry of npm cannot be reached")
    succeed(installing)
    shown = succeed(run([npm, "test"], tree))
    assert re.search(r"\bpass [1-9]", shown)
    assert re.search(r"\bfail 0\b", shown)

    succeed(run([npm, "run", "package"], tree))
    (package,) = tree.glob("*.vsix")
    with zipfile.ZipFile(package) as archive:
        inside = {name.lower() for name in archive.namelist() if name.startswith("extension/")}
    assert {
        "extension/dist/extension.js",
        "extension/license.txt",
        "extension/package.json",
        "extension/readme.md",
    } == inside
