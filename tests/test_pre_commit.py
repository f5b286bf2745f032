"""The hooks, run by the real pre-commit from a commit of this tree, without the network."""

from __future__ import annotations

import json
import os
import shutil
import sys
import sysconfig

import pytest

from built import copy_source, run, succeed

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("pre-commit")]

BAD_DOCKERFILE = 'FROM databricksruntime/standard:15.4-LTS\nENTRYPOINT ["/start.sh"]\n'
BAD_CLUSTER = {
    "cluster_name": "nightly",
    "spark_version": "15.4.x-cpu-ml-scala2.12",
    "node_type_id": "i3.xlarge",
    "num_workers": 2,
    "docker_image": {"url": "databricksruntime/standard:15.4-LTS"},
}
ORDINARY = {
    "Dockerfile": 'FROM python:latest\nRUN pip install flask\nENTRYPOINT ["flask", "run"]\n',
    "web/nginx.dockerfile": "FROM nginx\nCMD nginx\n",
    "Containerfile.dev": "FROM ubuntu\nRUN sudo pip install x && conda install y\n",
    "package.json": '{"name": "web", "version": "1.0.0"}',
    "tsconfig.json": '{\n  // a comment\n  "compilerOptions": {},\n}\n',
    "README.md": "# Dockerfile for databricksruntime/standard\n",
}
GIT = [
    "git",
    "-c",
    "user.name=Test",
    "-c",
    "user.email=test@example.com",
    "-c",
    "core.autocrlf=false",
]


def git(directory: Path, *arguments: str) -> str:
    """Run git, which must succeed."""
    return succeed(run([*GIT, *arguments], directory)).strip()


def commit_all(directory: Path) -> str:
    """Make a repository of a directory with one commit of all that is in it; gives its hash."""
    git(directory, "init", "--quiet", "--initial-branch", "main")
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--no-verify", "--message", "all")
    return git(directory, "rev-parse", "HEAD")


class Hooks:
    """This tree as a repository of hooks."""

    def __init__(self, directory: Path) -> None:
        self.repository = copy_source(directory / "hooks")
        self.revision = commit_all(self.repository)
        # pip finds what a build and a run need in our own environment, instead of on the network.
        ours = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
        self.environment = {
            "PRE_COMMIT_HOME": str(directory / "cache"),
            "PIP_NO_INDEX": "1",
            # pip reads the value of a "no" option as that of its opposite.
            "PIP_NO_BUILD_ISOLATION": "0",
            "PYTHONPATH": os.pathsep.join(ours),
            "GIT_CONFIG_GLOBAL": os.devnull,
        }

    def commit(self, project: Path, **hook: object) -> subprocess.CompletedProcess[str]:
        """Commit everything in a project in which the hook is installed; `hook` is its entry."""
        config = {"repos": [{"repo": str(self.repository), "rev": self.revision, "hooks": [hook]}]}
        (project / ".pre-commit-config.yaml").write_text(json.dumps(config, indent=2))
        git(project, "init", "--quiet", "--initial-branch", "main")
        git(project, "add", "--all")
        pre_commit = [sys.executable, "-m", "pre_commit"]
        succeed(run([*pre_commit, "install"], project, self.environment))
        return run([*GIT, "commit", "--message", "all"], project, self.environment)


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Hooks:
    """The hooks, installed by pre-commit once for all tests."""
    pytest.importorskip("pre_commit")
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    return Hooks(tmp_path_factory.mktemp("pre-commit"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository of ordinary files, not yet committed."""
    directory = tmp_path / "project"
    for name, text in ORDINARY.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return directory


def committed(project: Path) -> bool:
    """Whether there is a commit."""
    return run(["git", "rev-parse", "--verify", "--quiet", "HEAD"], project).returncode == 0


def test_a_bad_dockerfile_fails_the_commit(hooks: Hooks, project: Path) -> None:
    (project / "docker").mkdir()
    (project / "docker" / "Dockerfile.gpu").write_text(BAD_DOCKERFILE)

    completed = hooks.commit(project, id="dcslint")

    assert "docker/Dockerfile.gpu:2:1: warning: ENTRYPOINT never runs" in (
        completed.stdout + completed.stderr
    )
    assert 1 == completed.returncode
    assert not committed(project)


def test_a_bad_cluster_spec_fails_the_commit(hooks: Hooks, project: Path) -> None:
    (project / "cluster.json").write_text(json.dumps(BAD_CLUSTER, indent=2))

    completed = hooks.commit(project, id="dcslint")

    assert "[runtime-ml]" in completed.stdout + completed.stderr
    assert not committed(project)


@pytest.mark.parametrize("hook", ["dcslint", "dcslint-project"])
def test_a_repository_of_ordinary_files_stays_silent(
    hooks: Hooks, project: Path, hook: str
) -> None:
    completed = hooks.commit(project, id=hook, verbose=True)

    assert 0 == completed.returncode
    assert "Passed" in completed.stdout + completed.stderr
    for word in (": error:", ": warning:", ": note:"):
        assert word not in completed.stdout + completed.stderr
    assert committed(project)


@pytest.mark.parametrize("hook", ["dcslint", "dcslint-project"])
def test_a_repository_of_ordinary_files_stays_silent_with_other_args(
    hooks: Hooks, project: Path, hook: str
) -> None:
    completed = hooks.commit(project, id=hook, args=["--fail-on", "note", "--format", "json"])

    assert 0 == completed.returncode, completed.stdout + completed.stderr
    assert committed(project)


def test_a_bad_dockerfile_fails_the_commit_with_other_args(hooks: Hooks, project: Path) -> None:
    (project / "Containerfile").write_text(BAD_DOCKERFILE)
    args = ["--fail-on", "error", "--severity", "entrypoint-never-runs=error"]

    completed = hooks.commit(project, id="dcslint", args=args)

    assert "Containerfile:2:1: error: ENTRYPOINT never runs" in completed.stdout + completed.stderr
    assert not committed(project)


def test_the_project_hook_sees_files_that_are_not_in_the_commit(
    hooks: Hooks, project: Path
) -> None:
    (project / "Dockerfile.bad").write_text(BAD_DOCKERFILE)
    commit_all(project)
    (project / "Dockerfile.bad").touch()
    (project / "notes.txt").write_text("nothing to lint")

    completed = hooks.commit(project, id="dcslint-project")

    assert "Dockerfile.bad:2:1: warning" in completed.stdout + completed.stderr
    assert 1 == completed.returncode


def test_files_of_other_kinds_are_not_passed(hooks: Hooks, project: Path) -> None:
    for name in ("Dockerfile.md", "Dockerfile.txt", "dockerfile_test.py", "databricks.yml"):
        (project / name).write_text(BAD_DOCKERFILE)

    completed = hooks.commit(project, id="dcslint")

    assert 0 == completed.returncode, completed.stdout + completed.stderr
