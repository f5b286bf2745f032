"""docs/integrations.md: its configurations are read by those they are for, its commands are run."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from built import ROOT, run
from dcslint import __version__
from dcslint.cli import main
from dcslint.cli.arguments import parse
from tools import require_tool

PAGE = (ROOT / "docs" / "integrations.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [(language, path, text) for language, path, text in _BLOCK.findall(PAGE)]
WORKFLOWS = {path: text for _, path, text in BLOCKS if path.startswith(".github/workflows/")}
# A call of dcslint on a line of any language, up to where the shell goes on with something else.
_CALL = re.compile(r"(?:^|[\s'/])dcslint (-.*?)(?='?$| \|\|? )", re.MULTILINE)
CALLS = [
    call for language, _, text in BLOCKS if language != "console" for call in _CALL.findall(text)
]
BAD = {
    "Dockerfile": 'FROM databricksruntime/standard:15.4-LTS\nENTRYPOINT ["/start.sh"]\n',
    "cluster.json": '{"spark_version": "15.4.x-scala2.12", "docker_image": {"url": "a/b:1"}}',
}


def actionlint(folder: Path) -> str:
    """What actionlint says of the workflows of a repository."""
    program = Path(sys.executable).with_name("actionlint")
    found = program if program.is_file() else require_tool("actionlint")
    (folder / ".git").mkdir(exist_ok=True)
    return run([found, "-oneline", "-shellcheck="], folder).stdout


def repository(folder: Path, workflows: dict[str, str]) -> Path:
    """A repository with these workflows, in which our action is at hand."""
    shutil.copy(ROOT / "action.yml", folder)
    for path, text in workflows.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(re.sub(r"dcslint/dcslint@\S+", "./", text), encoding="utf-8")
    return folder


def test_every_block_of_yaml_is_yaml() -> None:
    texts = [text for language, _, text in BLOCKS if language == "yaml"]

    assert len(texts) >= 6
    assert all(isinstance(yaml.safe_load(text), (dict, list)) for text in texts)


def test_actionlint_finds_nothing_in_the_workflows(tmp_path: Path) -> None:
    assert len(WORKFLOWS) >= 4
    assert "" == actionlint(repository(tmp_path, WORKFLOWS))


def test_actionlint_would_see_a_wrong_input_of_the_action(tmp_path: Path) -> None:
    path, text = next(iter(WORKFLOWS.items()))
    wrong = {path: text.replace("fail-on:", "fail-at:")}

    assert 'input "fail-at" is not defined in action "dcslint"' in actionlint(
        repository(tmp_path, wrong)
    )


def test_the_hooks_are_ours_and_pre_commit_takes_the_configuration(tmp_path: Path) -> None:
    pytest.importorskip("pre_commit")
    (text,) = (text for _, path, text in BLOCKS if path == ".pre-commit-config.yaml")
    (repo,) = yaml.safe_load(text)["repos"]
    ours = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    config = tmp_path / ".pre-commit-config.yaml"
    config.write_text(text, encoding="utf-8")

    assert {hook["id"] for hook in ours} == {hook["id"] for hook in repo["hooks"]}
    assert (
        0
        == run([sys.executable, "-m", "pre_commit", "validate-config", config], tmp_path).returncode
    )


def test_what_a_pipeline_reads_was_written_by_its_command() -> None:
    read = re.compile(r"(?:sarif_file: |codequality: |junit: |junit '|pattern: '|< )([\w.-]+)")
    count = 0
    for _, path, text in BLOCKS:
        written = {Path(name).name for name in re.findall(r"-o \"?([^\s\"']+)", text)}
        if "uses: dcslint/" in text:
            action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
            written.add(action["inputs"]["sarif-file"]["default"])
        named = set(read.findall(text))
        count += len(named)
        assert named <= written, path

    assert count >= 7


@pytest.mark.parametrize("call", CALLS)
def test_a_command_of_a_pipeline_runs(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in BAD.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    words = shlex.split(call.replace("$GITHUB_STEP_SUMMARY", "summary"))
    words = [word.replace("$(Build.ArtifactStagingDirectory)/sarif/", "") for word in words]

    status = main(words)

    assert status in (0, 1), capsys.readouterr().err
    for file in parse(words).all("--output"):
        assert "ENTRYPOINT never runs" in (tmp_path / file).read_text(encoding="utf-8")


def test_the_commands_are_found() -> None:
    assert len(CALLS) >= 6


def test_the_version_is_the_same_one_everywhere() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    hooks = set(re.findall(r"rev: (\S+)", PAGE + readme))
    actions = set(re.findall(r"dcslint/dcslint@(v[\d.]+)", PAGE + readme))

    assert {f"v{__version__}"} == hooks | actions
