"""Fixes that add or move an entry: written in the style of the file, or not at all."""

from __future__ import annotations

import pytest

from compute_for_tests import lint_unit
from dcslint.config import Settings
from dcslint.model.project import Project, format_of
from dcslint.plugins import load_installation
from dcslint.source import DictFiles, Document, apply_edits
from facts_for_tests import FACTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Edit

FORMATS = load_installation().formats
NFS = "spark.databricks.driverNfs.enabled"


def fixed(path: str, text: str, rule: str) -> str | None:
    """The text after the fixes of a rule; None if it has none. What is fixed is not found again."""
    fixes = fixes_of(path, text, rule)
    if not fixes:
        return None
    new = apply_edits(text, fixes[0])
    assert [] == fixes_of(path, new, rule)
    return new


def fixes_of(path: str, text: str, rule: str) -> list[tuple[Edit, ...]]:
    project = Project(DictFiles({path: text}), FACTS, Settings(today=FACTS.as_of))
    form = format_of(FORMATS, path, text)
    assert form is not None
    report = lint_unit(form.read(Document(path, text), project))  # type: ignore[arg-type]
    found = [one for one in report.diagnostics if one.rule == rule]
    return [one.fix.edits for one in found if one.fix is not None]


IMAGE = "databricksruntime/minimal:16.4-LTS"
JSON = '{"docker_image": {"url": "IMAGE"}, "num_workers": 1, "spark_version": "16.4.x-scala2.12"}'
ADDED = [
    (
        "a.json",
        (
            '{"docker_image": {"url": "IMAGE"}, "num_workers": 1, "spark_version": '
            '"16.4.x-scala2.12"}'
        ),
        (
            '{"docker_image": {"url": "IMAGE"}, "num_workers": 1, "spark_version": '
            '"16.4.x-scala2.12", "spark_conf": {"spark.databricks.driverNfs.enabled": "false"}}'
        ),
    ),
    (
        "a.json",
        (
            '{"docker_image": {"url": "IMAGE"}, "spark_conf": {}, "spark_version": '
            '"16.4.x-scala2.12"}'
        ),
        (
            '{"docker_image": {"url": "IMAGE"}, "spark_conf": '
            '{"spark.databricks.driverNfs.enabled": "false"}, "spark_version": "16.4.x-scala2.12"}'
        ),
    ),
    (
        "a.json",
        (
            '{"docker_image": {"url": "IMAGE"}, "spark_conf": {"a": "b"}, '
            '"spark_version": "16.4.x-scala2.12"}'
        ),
        (
            '{"docker_image": {"url": "IMAGE"}, "spark_conf": {"a": "b", '
            '"spark.databricks.driverNfs.enabled": "false"}, "spark_version": "16.4.x-scala2.12"}'
        ),
    ),
    (
        "a.json",
        (
            "{\r\n"
            '\t"spark_version": "16.4.x-scala2.12",\r\n'
            '\t"docker_image": {"url": "IMAGE"}\r\n'
            "}\r\n"
        ),
        (
            "{\r\n"
            '\t"spark_version": "16.4.x-scala2.12",\r\n'
            '\t"spark_conf": {\r\n'
            '\t\t"spark.databricks.driverNfs.enabled": "false"\r\n'
            "\t},\r\n"
            '\t"docker_image": {"url": "IMAGE"}\r\n'
            "}\r\n"
        ),
    ),
    (
        "a.yml",
        """\
new_cluster:
    spark_version: 16.4.x-scala2.12  # LTS
    docker_image:
        url: IMAGE
""",
        """\
new_cluster:
    spark_version: 16.4.x-scala2.12  # LTS
    spark_conf:
        spark.databricks.driverNfs.enabled: "false"
    docker_image:
        url: IMAGE
""",
    ),
    (
        "a.yml",
        """\
- docker_image:
    url: 'IMAGE'
  spark_version: 16.4.x-scala2.12""",
        """\
- docker_image:
    url: 'IMAGE'
  spark_version: 16.4.x-scala2.12
  spark_conf:
    spark.databricks.driverNfs.enabled: 'false'""",
    ),
    (
        "a.yml",
        """\
spark_version: 16.4.x-scala2.12
spark_conf:
  a: b
  c: >
    d
docker_image: {url: IMAGE}
""",
        """\
spark_version: 16.4.x-scala2.12
spark_conf:
  a: b
  spark.databricks.driverNfs.enabled: "false"
  c: >
    d
docker_image: {url: IMAGE}
""",
    ),
    (
        "a.yml",
        """\
c: {spark_version: 16.4.x-cpu-scala2.12, docker_image: {url: IMAGE}}
""",
        """\
c: {spark_version: 16.4.x-cpu-scala2.12, spark_conf: {KEY: "false"}, docker_image: {url: IMAGE}}
""",
    ),
    (
        "a.tf",
        """\
resource "databricks_cluster" "a" {
  spark_version = "16.4.x-scala2.12" # LTS

  spark_conf = {
    "a" = "b"
  }
  docker_image {
    url = "IMAGE"
  }
}
""",
        """\
resource "databricks_cluster" "a" {
  spark_version = "16.4.x-scala2.12" # LTS

  spark_conf = {
    "a" = "b"
    "spark.databricks.driverNfs.enabled" = "false"
  }
  docker_image {
    url = "IMAGE"
  }
}
""",
    ),
    (
        "a.py",
        """\
new_cluster={
    'spark_version': '16.4.x-scala2.12',
    'docker_image': {'url': 'IMAGE'},
}
""",
        """\
new_cluster={
    'spark_version': '16.4.x-scala2.12',
    'spark_conf': {
      'spark.databricks.driverNfs.enabled': 'false'
    },
    'docker_image': {'url': 'IMAGE'},
}
""",
    ),
]


@pytest.mark.parametrize(("path", "before", "after"), ADDED)
def test_a_setting_is_added_in_the_style_of_the_file(path: str, before: str, after: str) -> None:
    found = fixed(path, before.replace("IMAGE", IMAGE), "driver-nfs-missing")

    assert after.replace("IMAGE", IMAGE).replace("KEY", NFS) == found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "ClusterSpec(spark_version='16.4.x-scala2.12', docker_image={'url': 'IMAGE'})\n"),
        (
            "a.json",
            '{"spark_version": "16.4.x-scala2.12" /* LTS */, "docker_image": {"url": "IMAGE"}}',
        ),
        ("a.sh", f"curl -d '{JSON}'".replace("'{", '"{').replace("}'", '}"').replace('"', '\\"')),
        ("ci.yml", f"script:\n  - |\n    curl -d '{JSON}'\n".replace(", ", ",\n      ")),
    ],
)
def test_a_style_that_cannot_be_told_gets_no_edit(path: str, text: str) -> None:
    assert [] == fixes_of(path, text.replace("IMAGE", IMAGE), "driver-nfs-missing")


MOVED = [
    (
        "a.json",
        (
            '{"task_key": "a", "docker_image": {"url": "a/b:1"}, "new_cluster": '
            '{"spark_version": "1"}}'
        ),
        (
            '{"task_key": "a", "new_cluster": {"spark_version": "1", '
            '"docker_image": {"url": "a/b:1"}}}'
        ),
    ),
    (
        "a.json",
        """\
{
  "task_key": "a",
  "new_cluster": {
    "spark_version": "1",
    "num_workers": 1
  },
  "docker_image": {
    "url": "a/b:1"
  }
}
""",
        """\
{
  "task_key": "a",
  "new_cluster": {
    "spark_version": "1",
    "docker_image": {
      "url": "a/b:1"
    },
    "num_workers": 1
  }
}
""",
    ),
    (
        "a.json",
        (
            '{"spark_version": "1", "num_workers": 1, "aws_attributes": '
            '{"docker_image": {"url": "a/b:1"}}}'
        ),
        (
            '{"spark_version": "1", "docker_image": {"url": "a/b:1"}, '
            '"num_workers": 1, "aws_attributes": {}}'
        ),
    ),
    (
        "a.yml",
        """\
tasks:
- task_key: a
  docker_image:
    url: a/b:1  # pinned
  new_cluster:
    spark_version: 16.4.x-scala2.12
    num_workers: 1
""",
        """\
tasks:
- task_key: a
  new_cluster:
    spark_version: 16.4.x-scala2.12
    docker_image:
      url: a/b:1  # pinned
    num_workers: 1
""",
    ),
    (
        "a.yml",
        """\
tasks:
- docker_image:
    url: a/b:1
  task_key: a
  new_cluster:
    spark_version: 16.4.x-scala2.12
""",
        """\
tasks:
- task_key: a
  new_cluster:
    spark_version: 16.4.x-scala2.12
    docker_image:
      url: a/b:1
""",
    ),
    (
        "a.tf",
        """\
resource "databricks_job" "a" {
  task {
    task_key = "a"
    docker_image {
      url = "a/b:1"
    }
    new_cluster {
      spark_version = "1"
      num_workers   = 1
    }
  }
}
""",
        """\
resource "databricks_job" "a" {
  task {
    task_key = "a"
    new_cluster {
      spark_version = "1"
      docker_image {
        url = "a/b:1"
      }
      num_workers   = 1
    }
  }
}
""",
    ),
]


@pytest.mark.parametrize(("path", "before", "after"), MOVED)
def test_an_image_is_moved_to_the_cluster(path: str, before: str, after: str) -> None:
    assert after == fixed(path, before, "docker-image-misplaced")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "a.json",
            '{"task_key": "a", "docker_image": {"url": "a/b:1"}, "new_cluster": {}}'.replace(
                "{}", '{"docker_image": {"url": "c/d:1"}, "spark_version": "1"}'
            ),
        ),
        ("a.json", '{"task_key": "a", "docker_image": {"url": "a/b:1"}, "job_cluster_key": "b"}'),
        ("a.yml", "tasks:\n- task_key: a\n  docker_image: {url: 'a/b:1'}\n  new_cluster: *b\n"),
    ],
)
def test_an_image_stays_where_there_is_no_one_cluster_for_it(path: str, text: str) -> None:
    assert [] == fixes_of(path, text, "docker-image-misplaced")
