"""action.yml: its scripts run as on a runner of GitHub, its inputs are those of the page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig

import pytest
import yaml

from built import ROOT, copy_source
from tools import require_tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
BAD = 'FROM databricksruntime/standard:15.4-LTS\nENTRYPOINT ["/start.sh"]\n'


class Runner:
    """A runner's folders and files, and what a step leaves in them."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "work space"
        self.temporary = folder / "runner temp"
        self.summary = folder / "summary"
        self.output = folder / "output"
        self.workspace.mkdir()
        self.temporary.mkdir()
        self.summary.write_text("# before\n", encoding="utf-8")
        self.output.write_text("", encoding="utf-8")

    def step(
        self, name: str, given: dict[str, str], **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a step with these inputs, the others at their defaults."""
        inputs = {key: one["default"] for key, one in ACTION["inputs"].items()} | given
        environment = {
            variable: inputs[found[1]]
            for variable, value in STEPS[name]["env"].items()
            if (found := re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value))
        }
        return subprocess.run(
            # What `shell: bash` stands for.
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[name]["run"]],
            cwd=self.workspace,
            env={
                **{key: value for key, value in os.environ.items() if not key.endswith("_COLOR")},
                **environment,
                "RUNNER_TEMP": str(self.temporary),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                "GITHUB_OUTPUT": str(self.output),
                **more,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    def lint(self, **given: str) -> subprocess.CompletedProcess[str]:
        """Run the second step; an input's dashes are written as "_"."""
        return self.step(
            "Run dcslint", {key.replace("_", "-"): value for key, value in given.items()}
        )


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner on which the first step has put this tree's dcslint, and a bad Dockerfile."""
    made = Runner(tmp_path)
    (made.workspace / "Dockerfile").write_text(BAD, encoding="utf-8")
    script = made.temporary / "dcslint" / "bin" / "dcslint"
    script.parent.mkdir(parents=True)
    start = f'PYTHONPATH="{ROOT / "src"}" exec "{sys.executable}" -m dcslint "$@"'
    script.write_text(f"#!/bin/sh\n{start}\n", encoding="utf-8")
    script.chmod(0o755)
    return made


def test_findings_are_annotated_summed_up_and_written(runner: Runner) -> None:
    done = runner.lint()

    assert "" == done.stderr
    assert 1 == done.returncode
    assert "::warning file=Dockerfile,line=2," in done.stdout
    assert runner.summary.read_text(encoding="utf-8").startswith("# before\n")
    assert "entrypoint-never-runs" in runner.summary.read_text(encoding="utf-8")
    assert "exit-status=1\n" == runner.output.read_text(encoding="utf-8")
    sarif = yaml.safe_load((runner.workspace / "dcslint.sarif").read_text(encoding="utf-8"))
    assert "entrypoint-never-runs" in {one["ruleId"] for one in sarif["runs"][0]["results"]}


def test_the_summary_of_another_use_is_not_shown_again(runner: Runner) -> None:
    runner.lint()
    first = runner.summary.read_text(encoding="utf-8")

    done = runner.lint(args="--no-such-option")

    assert 2 == done.returncode
    assert first == runner.summary.read_text(encoding="utf-8")


def test_what_is_not_wanted_is_left_out(runner: Runner) -> None:
    done = runner.lint(fail_on="error", sarif_file="", annotations="false", summary="false")

    assert 0 == done.returncode, done.stderr
    assert "::" not in done.stdout
    assert "Dockerfile:2:1: warning: ENTRYPOINT never runs" in done.stdout
    assert "# before\n" == runner.summary.read_text(encoding="utf-8")
    assert ["Dockerfile"] == os.listdir(runner.workspace)


def test_paths_and_arguments_are_one_a_line(runner: Runner) -> None:
    (runner.workspace / "a b").mkdir()
    (runner.workspace / "a b" / "Dockerfile").write_text(BAD, encoding="utf-8")

    done = runner.lint(
        path="a b\r\n", args="--select\nimage\n\n--ignore=cmd-never-runs", fail_on="note"
    )
    other = runner.lint(path="a b\nDockerfile\n", args="--ignore=all")

    assert "file=a b/Dockerfile" in done.stdout
    assert "file=Dockerfile" not in done.stdout
    assert 0 == other.returncode


@pytest.mark.parametrize(
    "name", ["path", "args", "fail_on", "sarif_file", "annotations", "summary"]
)
def test_an_input_is_never_run(runner: Runner, name: str) -> None:
    runner.lint(
        **{name: '"; touch pwned; $(touch pwned) `touch pwned`\n$(touch pwned)\n; touch pwned'}
    )

    assert "pwned" not in os.listdir(runner.workspace)


def test_a_path_like_an_option_is_a_path(runner: Runner) -> None:
    done = runner.lint(path="--version")

    assert 2 == done.returncode
    assert "exit-status=2\n" == runner.output.read_text(encoding="utf-8")


def test_no_script_has_an_expression_in_it() -> None:
    for step in STEPS.values():
        assert "${{" not in step["run"]
        assert "bash" == step["shell"]


def test_every_input_is_used_and_described() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", str(ACTION["runs"])))

    assert set(ACTION["inputs"]) == used
    assert all(one["description"] for one in ACTION["inputs"].values())


def test_the_page_has_every_input_with_its_default() -> None:
    page = (ROOT / "docs" / "integrations.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| ([^|]*?) ?\|", page, re.MULTILINE))

    assert set(ACTION["inputs"]) == set(rows)
    for name, one in ACTION["inputs"].items():
        if one["default"]:
            assert f"`{one['default']}`" == rows[name]


@pytest.mark.once
@pytest.mark.xdist_group("built")
def test_the_first_step_installs_the_action_s_own_version(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    tree = copy_source(tmp_path / "the action")
    borrowed = os.pathsep.join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    offline = {
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # means "no isolation", as --no-build-isolation does
        "PYTHONPATH": borrowed,
    }

    done = runner.step("Install dcslint", {}, DCSLINT_ACTION=str(tree), **offline)
    refused = runner.step(
        "Install dcslint", {"version": "0; touch pwned"}, DCSLINT_ACTION=str(tree), **offline
    )

    assert 0 == done.returncode, done.stderr
    assert (runner.temporary / "dcslint" / "bin" / "dcslint").is_file()
    assert 0 != refused.returncode
    assert [] == os.listdir(runner.workspace)


@pytest.mark.parametrize("name", STEPS)
def test_shellcheck_finds_nothing_to_say(name: str, tmp_path: Path) -> None:
    script = tmp_path / "script.sh"
    script.write_text("#!/bin/bash\n" + STEPS[name]["run"], encoding="utf-8")
    command = [require_tool("shellcheck"), str(script)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    assert ("", 0) == (done.stdout, done.returncode)
