"""Specs in the scripts of CI configurations: found, placed, and expressions left unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from compute_for_tests import PROJECT, lint_unit
from dcslint.model.compute.unit import ComputeUnit
from dcslint.model.compute.yaml_format import YamlFormat
from dcslint.source import Document

FIXTURES = Path(__file__).parents[1] / "fixtures" / "embedded"
BODY = '{"spark_version": "16.4.x-scala2.12", "num_workers": 1, "docker_image": {"url": "a/b:1"}}'


def unit_of(text: str) -> ComputeUnit:
    unit = YamlFormat().read(Document("ci.yml", text), PROJECT)
    assert isinstance(unit, ComputeUnit)
    return unit


def urls(text: str) -> list[str | None]:
    """The image URL of each cluster; None where it is unknown."""
    urls = [container.url for container in unit_of(text).containers]
    return [None if url is None else url.text for url in urls]


def test_a_workflow_lights_up_at_its_own_lines() -> None:
    unit = unit_of((FIXTURES / "workflow.yml").read_text(encoding="utf-8"))

    found = lint_unit(unit).diagnostics
    places = [(unit.document.position(one.span.start)[0], one.rule) for one in found]

    assert unit.concerns_databricks()
    assert [(20, "graviton-node")] == places


@pytest.mark.parametrize(
    "text",
    [
        f"jobs:\n  a:\n    steps:\n    - run: |\n        curl -d '{BODY}'\n",
        f"deploy:\n  script:\n    - >-\n      databricks clusters create --json '{BODY}'\n",
        f"deploy:\n  before_script: |\n    cat <<EOF >>body.json\n    {BODY}\n    EOF\n",
        f"steps:\n- bash: |\n    curl -d '{BODY}' https://x\n",
        f"steps:\n- task: AzureCLI@2\n  inputs:\n    inlineScript: |\n      curl -d '{BODY}'\n",
        f"jobs:\n  a:\n    steps:\n    - run:\n        command: |\n          curl -d '{BODY}'\n",
        f"- &a\n  script: |\n    curl -d '{BODY}'\n- *a\n",
    ],
)
def test_a_body_is_a_spec_in_the_scripts_of_each_system(text: str) -> None:
    assert ["a/b:1"] == urls(text)


@pytest.mark.parametrize(
    "text",
    [
        f"jobs:\n  a:\n    steps:\n    - name: |\n        curl -d '{BODY}'\n",
        "script:\n  - docker build -t a/b:1 . && curl https://x\n",
        f"description: |\n  curl -d '{BODY}'\n",
    ],
)
def test_other_texts_are_no_scripts(text: str) -> None:
    assert [] == urls(text)


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("${{ github.sha }}", "a/b:${github_sha}"),
        ("<< parameters.tag >>", "a/b:${parameters_tag}"),
        ("$(Build.BuildId)", "a/b:$(…)"),
        ("$TAG", "a/b:$TAG"),
    ],
)
def test_an_expression_of_the_system_is_unknown(expression: str, shown: str) -> None:
    body = BODY.replace(":1", f":{expression}").replace('"', '\\"')
    text = f'script:\n  - |\n    curl -d "{body}"\n'

    (container,) = unit_of(text).containers
    assert container.written is not None
    assert shown == container.written.text
    assert [None] == urls(text)
