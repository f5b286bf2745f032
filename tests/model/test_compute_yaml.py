"""YAML files as specs: which are read, what is found in them, and what is left alone."""

from __future__ import annotations

import sys
import time
from importlib import reload
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bundle_for_tests import lint, place, project_of, read
from dcslint.model.compute import yaml_format
from dcslint.model.compute.yaml_format import YamlFormat
from dcslint.readers.tree import Mapping
from dcslint.readers.yaml import read_yaml
from dcslint.source import Document

FORMAT = YamlFormat()

ORDINARY = {
    "workflow": "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    container: {image: a}\n"
    "    steps:\n    - uses: docker/build-push-action@v6\n      with: {tags: acme/etl:latest}\n",
    "compose": "services:\n  web:\n    image: acme/etl:latest\n    build: .\n",
    "kubernetes": "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n"
    "      containers:\n      - {name: a, image: acme/etl:latest}\n",
    "kustomization": "resources:\n- a.yml\n- b.yml\n",
    "mkdocs": "site_name: x\nmarkdown_extensions:\n- a:\n    b: !!python/name:c.d\n",
    "circleci": "version: 2.1\njobs:\n  build:\n    docker: [{image: cimg/python}]\n",
    "fabric bundle": "bundles:\n- name: x\n",
    "openapi": "components:\n  schemas:\n    a: {properties: {url: {type: string}}}\n",
}
# They have a word of ours, and are no spec.
ALIKE = {
    "ansible": "- hosts: all\n  vars: {docker_image: acme/etl:latest, docker_tag: x}\n",
    "values": "docker_image:\n  repository: acme/etl\n  tag: latest\n",
    "conda": "dependencies:\n- pyspark\nspark_version: 3.5.1\nhadoop_version: '3'\n",
    "schema": "properties:\n  spark_version: {type: string, description: x}\n"
    "  docker_image: {type: object, properties: {url: {type: string}}}\n",
    "jinja": "{% for x in y %}\n- {{ x }}: {docker_image: {{ image }}}\n{% endfor %}\n",
    "release": "bundle:\n  name: release\n  files: [a, b]\n",
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("databricks.yml", True),
        ("a/b/JOB.YAML", True),
        ("job.yml.j2", False),
        ("databricks.yml.tmpl", False),
        ("yml", False),
        ("a.json", False),
    ],
)
def test_yaml_is_known_by_its_name(path: str, *, expected: bool) -> None:
    assert expected == FORMAT.claims_name(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bundle:\n  name: x\n", True),
        ("# a bundle\n\nbundle:\n  name: x\n", True),
        ("---\nspark_version: x\n", True),
        ("'new_cluster': {}\n", True),
        ("name: x\non: push\n", False),
        ('{"docker_image": {}}', False),
        ("FROM docker_image\n", False),
        ("#!/bin/sh\necho docker_image: x\n", False),
        ("", False),
    ],
)
def test_a_text_of_unknown_name_is_known_by_its_first_key(text: str, *, expected: bool) -> None:
    assert expected == FORMAT.claims_text(text)


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_yaml_is_not_even_read(name: str) -> None:
    assert not FORMAT.may_concern_databricks(ORDINARY[name])


@pytest.mark.parametrize("name", ORDINARY | ALIKE)
def test_ordinary_yaml_is_out_of_scope_and_silent(name: str) -> None:
    text = (ORDINARY | ALIKE)[name]

    assert not read(project_of({"a.yml": text}), "a.yml").concerns_databricks()
    assert [] == lint({"a.yml": text}).diagnostics


def test_telling_costs_little() -> None:
    text = "".join(ORDINARY.values()) * 1000
    started = time.perf_counter()

    assert not FORMAT.may_concern_databricks(text)

    assert time.perf_counter() - started < 60, "it hangs"


def test_the_format_itself_imports_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("yaml")]:
        monkeypatch.delitem(sys.modules, name)
    reload(yaml_format)

    assert not yaml_format.YamlFormat().may_concern_databricks("a: 1\n")

    assert "yaml" not in sys.modules


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("spark_version: 16.4.x-scala2.12\nnum_workers: 1\ndocker_image: {url: a}\n", True),
        ("spark_version: 16.4.x-scala2.12\nnum_workers: 1\n", False),
        ("spark_version: 16.4.x-scala2.12\nnum_workers: 1\ndocker_image: {}\n", False),
        ("new_cluster:\n  docker_image:\n    url: a\n", True),
        ("new_cluster: {docker-image: {url: a}}\n", True),
        ('"enableDcs": true\n', True),
        ("new_cluster:\n  docker_image:\n    url: 'a\n", True),
        ("a: 'b\nc: d\n", False),
        ("new_cluster:\n  docker_image:\n    url: {{ image }}\n", True),
    ],
)
def test_a_spec_is_meant_for_databricks_if_it_has_an_image(text: str, *, expected: bool) -> None:
    unit = read(project_of({"a.yml": text}), "a.yml")

    assert expected == (FORMAT.may_concern_databricks(text) and unit.concerns_databricks())


DEPLOYMENT = """\
# as `dbx init` gives it
build:
  python: pip
custom:
  basic: &basic
    spark_version: 16.4.x-cpu-ml-scala2.12
    node_type_id: i3.xlarge
    data_security_mode: SINGLE_USER
    docker_image: &image
      url: acme/etl:1.4.2
      basic_auth: {username: acme, password: "{{secrets/docker/password}}"}
  static: &static
    new_cluster:
      <<: *basic
      num_workers: 1
environments:
  default:
    workflows:
    - name: etl
      tasks:
      - task_key: a
        <<: *static
      - task_key: b
        new_cluster:
          <<: *basic
          spark_version: 16.4.x-scala2.12
          docker_image:
            <<: *image
            url: acme/etl:latest
"""


def test_a_dbx_deployment_with_anchors_gives_each_fault_once() -> None:
    report = lint({"conf/deployment.yml": DEPLOYMENT})

    assert [
        ("runtime-ml", "cpu-ml", DEPLOYMENT.index("cpu-ml")),
        ("image-tag-moving", "latest", DEPLOYMENT.index("latest")),
    ] == [(found.rule, *place(found)[1:]) for found in report.diagnostics]


def test_each_document_of_a_file_is_a_spec() -> None:
    text = "".join(
        f"---\nspark_version: 16.4.x-scala2.12\nnum_workers: 1\ncluster_name: {name}\n"
        f"data_security_mode: SINGLE_USER\ndocker_image: {{url: 'acme/{name}:latest'}}\n"
        for name in "ab"
    )

    found = [one for one in lint({"a.yml": text}).diagnostics if one.rule == "image-tag-moving"]

    assert [({"cluster": "a"},), ({"cluster": "b"},)] == [one.contexts for one in found]


@pytest.mark.parametrize(
    "url", ["{{ image }}", "'{{ image }}'", "acme/{{ image }}:latest", "${IMAGE}", "$(image)"]
)
def test_what_a_template_hides_is_not_judged(url: str) -> None:
    text = (
        "{% set x = 1 %}\nnew_cluster:\n  spark_version: {{ runtime }}\n  node_type_id: m{{ x }}\n"
        f"  data_security_mode: SINGLE_USER\n  docker_image:\n    url: {url}\n"
        "    basic_auth: {username: '{{ u }}', password: '{{ p }}'}\n"
    )

    rules = {found.rule for found in lint({"a.yml": text}).diagnostics}

    assert set() == rules - {"image-tag-moving"}


def test_a_file_that_is_broken_gives_one_finding_about_its_form() -> None:
    text = DEPLOYMENT.replace("    node_type_id: i3.xlarge", "   node_type_id: 'i3.xlarge")

    found = [one for one in lint({"a.yml": text}).diagnostics if one.rule == "yaml-malformed"]

    assert 1 == len(found)


KEYS = st.sampled_from(
    "spark_version docker_image url basic_auth username password node_type_id new_cluster tasks"
    " task_key job_clusters job_cluster_key clusters spark_conf enableDcs num_workers <<".split()
)
TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.text(max_size=8)
    | st.sampled_from(["16.4.x-scala2.12", "{{ a }}", "${b}", "acme/etl:latest"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=30,
)


@settings(deadline=None, max_examples=60)
@given(tree=TREES, cut=st.integers(0, 400))
def test_no_yaml_raises(tree: object, cut: int) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True)

    lint({"a.yml": text, "b.yml": text[:cut]})


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("databricks.yml", True),
        ("resources/nightly.job.yaml", True),
        ("conf/profile.yml", True),
        ("Dockerfile.yml", False),
        ("databricks.yml.tmpl", False),
    ],
)
def test_the_hook_passes_yaml_files(path: str, *, expected: bool) -> None:
    import re

    root = Path(__file__).resolve().parents[2]
    hooks = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text("utf-8"))
    (hook,) = [hook for hook in hooks if hook["id"] == "dcslint"]

    passed = re.search(hook["files"], path) and not re.search(hook["exclude"], path)

    assert expected == bool(passed)


def test_what_came_through_an_alias_is_not_edited() -> None:
    (root,) = read_yaml(Document("a.yml", "a: &x one\nb: *x\n")).roots
    assert isinstance(root, Mapping)
    first, second = root.value("a"), root.value("b")

    assert first is not None
    assert second is not None
    assert first.edit("two") is not None
    assert second.edit("two") is None
