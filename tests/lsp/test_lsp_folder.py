"""What a folder keeps between changes: findings of several units, in files that share others."""

from __future__ import annotations

import time

from dcslint.cli.lsp import FolderLinter
from dcslint.diagnostic import Diagnostic
from dcslint.lsp.session import Folder, _merged
from dcslint.lsp.texts import OpenText
from dcslint.plugins import load_installation
from dcslint.source import Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

BUNDLE = {
    "databricks.yml": "bundle:\n  name: b\ninclude:\n  - variables.yml\n  - resources/*.yml\n",
    "variables.yml": "variables:\n  node:\n    default: m6g.large\n",
    "resources/job.yml": (
        "resources:\n  jobs:\n    j:\n      job_clusters:\n        - job_cluster_key: c\n"
        "          new_cluster:\n            spark_version: 15.4.x-scala2.12\n"
        "            node_type_id: ${var.node}\n            num_workers: 1\n"
        "            docker_image:\n              url: registry.example.com/a:1\n"
    ),
}


def folder_of(path: Path) -> Folder:
    return Folder(FolderLinter(str(path), {}, load_installation(), "2026-11-23"))


def rules(folder: Folder) -> list[tuple[str, str]]:
    return [(path, one.rule) for path, found in folder.found().items() for one in found]


def test_what_an_unsaved_text_says_counts_in_each_file_of_its_bundle(tmp_path: Path) -> None:
    """Units that share the bundle are all judged anew: none keeps what the old text led to."""
    (tmp_path / "resources").mkdir()
    for name, text in BUNDLE.items():
        (tmp_path / name).write_text(text)
    folder = folder_of(tmp_path)
    folder.settle()
    assert "graviton-node" in [rule for _, rule in rules(folder)]

    text = BUNDLE["variables.yml"].replace("m6g", "m5")
    folder.opened("variables.yml", OpenText(text))
    folder.settle()

    (tmp_path / "variables.yml").write_text(text)
    fresh = folder_of(tmp_path)
    fresh.settle()
    assert "graviton-node" not in [rule for _, rule in rules(folder)]
    assert rules(fresh) == rules(folder)


PROJECT = {
    "images/Dockerfile": "FROM databricksruntime/standard:15.4-LTS\n",
    "build.sh": "docker build -t acme.azurecr.io/etl:$TAG images\n",
    "cluster.json": (
        '{"spark_version": "16.4.x-scala2.12", "num_workers": 1,'
        ' "docker_image": {"url": "acme.azurecr.io/etl:1.0"}}'
    ),
}
TOGETHER = ("cluster.json", "cluster-of-another-runtime")


def project_in(path: Path, files: dict[str, str]) -> Folder:
    for name, text in files.items():
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).write_text(text)
    folder = folder_of(path)
    folder.settle()
    return folder


def test_a_cluster_is_judged_with_its_dockerfile_as_both_are_edited(tmp_path: Path) -> None:
    folder = project_in(tmp_path, PROJECT)
    assert TOGETHER in rules(folder)

    folder.opened("images/Dockerfile", OpenText("FROM databricksruntime/standard:16.4-LTS\n"))
    folder.settle()
    assert TOGETHER not in rules(folder)

    folder.closed("images/Dockerfile")
    folder.opened("build.sh", OpenText("docker build -t acme.azurecr.io/other images\n"))
    folder.settle()
    assert TOGETHER not in rules(folder)

    folder.closed("build.sh")
    folder.settle()
    assert TOGETHER in rules(folder)


def test_files_that_come_and_go_make_links_and_end_them(tmp_path: Path) -> None:
    folder = project_in(tmp_path, {name: PROJECT[name] for name in ("build.sh", "cluster.json")})
    assert TOGETHER not in rules(folder)

    (tmp_path / "images").mkdir()
    (tmp_path / "images/Dockerfile").write_text(PROJECT["images/Dockerfile"])
    folder.touch("images/Dockerfile")
    folder.settle()
    assert TOGETHER in rules(folder)

    (tmp_path / "build.sh").unlink()
    folder.touch("build.sh")
    folder.settle()
    assert TOGETHER not in rules(folder)


def test_a_dockerfile_that_a_cluster_runs_is_linted_in_the_editor_too(tmp_path: Path) -> None:
    dockerfile = 'FROM ubuntu:24.04\nENTRYPOINT ["x"]\n'
    folder = project_in(tmp_path, {**PROJECT, "images/Dockerfile": dockerfile})

    assert ("images/Dockerfile", "entrypoint-never-runs") in rules(folder)
    folder.opened("build.sh", OpenText("true\n"))
    folder.settle()
    assert not [path for path, _ in rules(folder) if path == "images/Dockerfile"]


def test_a_pipeline_of_jenkins_links_too(tmp_path: Path) -> None:
    pipeline = "node { sh 'docker build -t acme.azurecr.io/etl images' }\n"
    files = {**PROJECT, "Jenkinsfile": pipeline}
    del files["build.sh"]

    assert TOGETHER in rules(project_in(tmp_path, files))


def test_a_policy_for_a_pull_is_linted_beside_a_cluster_that_pulls_by_it(tmp_path: Path) -> None:
    url = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/etl:1"
    policy = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource":'
        ' "<arn-of-repository>", "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]}]}'
    )
    cluster = PROJECT["cluster.json"].replace("acme.azurecr.io/etl:1.0", url)
    folder = project_in(tmp_path, {"policy.json": policy, "cluster.json": cluster})

    assert ("policy.json", "arn-placeholder") in rules(folder)
    folder.opened("cluster.json", OpenText("{}"))
    folder.settle()
    assert [] == rules(folder)


class _Idle:
    """A linter and its batch, for a folder of many files of which none is ours."""

    def paths(self) -> list[str]:
        return [f"{number}.yml" for number in range(20_000)]

    def claims(self, path: str) -> bool:
        return True

    def batch(self, unsaved: object) -> _Idle:
        return self

    def lint(self, path: str) -> None:
        return None

    def lint_together(self, units: object) -> list[Diagnostic]:
        return []


def test_a_large_folder_is_linear_work() -> None:
    folder = Folder(_Idle())  # type: ignore[arg-type]

    start = time.process_time()
    folder.settle()

    assert folder.is_settled
    assert set() == folder.stale
    assert time.process_time() - start < 5, "it hangs"


def test_two_that_wait_for_one_folder_share_the_work(tmp_path: Path) -> None:
    for name, text in PROJECT.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    folder = folder_of(tmp_path)
    one, other = folder.work(), folder.work()

    steps = sum(1 for pair in zip(one, other, strict=False) for _ in pair)

    assert len(PROJECT) + 1 >= steps
    assert folder.is_settled
    assert TOGETHER in rules(folder)


def test_a_finding_of_two_units_is_one_with_the_targets_of_both() -> None:
    document = Document("databricks.yml", "a: b\n")
    place = document.span(0, 1)
    dev, prod = {"target": "dev"}, {"target": "prod"}
    one = Diagnostic("r", "note", "m", place, contexts=(dev,))
    other = Diagnostic("r", "note", "m", place, contexts=(prod, dev))

    (found,) = _merged([one, other])["databricks.yml"]

    assert (dev, prod) == found.contexts
    assert ((dev,), (prod, dev)) == (one.contexts, other.contexts)
