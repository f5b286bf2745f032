"""The promises of the whole linter, as properties over every card's examples and made-up projects.

Everything here runs on a dict of files: no disk is touched, which is itself one of the promises.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.config import Settings
from dcslint.diagnostic import at_least
from dcslint.engine import Engine
from dcslint.model.project import Project, format_of
from dcslint.plugins import load_installation
from dcslint.rulebook.card import parse_card
from dcslint.source import DictFiles, Document
from facts_for_tests import FACTS, ROOT

if TYPE_CHECKING:
    from dcslint.diagnostic import Report

INSTALLATION = load_installation()
CARDS = {
    path.stem: parse_card(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "rules").glob("*/*.md"))
}


def lint(files: dict[str, str], *, today: str = FACTS.as_of, **args: str) -> Report:
    """Lint all files of a project together with every rule."""
    chosen = Settings(today=today, args=args)
    project = Project(DictFiles(files), INSTALLATION.facts, chosen)
    rules = [rule for rule in INSTALLATION.rulebook.rules.values() if rule.enabled]
    engine = Engine(rules, INSTALLATION.facts, today)
    for path, text in files.items():
        found = format_of(INSTALLATION.formats, path, text)
        if found is not None:
            engine.lint(found.read(Document.from_bytes(path, text.encode()), project), project)
    report = engine.finish()

    assert [] == [(failure.rule, failure.message) for failure in report.failures]
    return report


def found(report: Report) -> list[tuple[str, str, str]]:
    return [(one.path, one.rule, one.severity) for one in report.diagnostics]


def test_a_whole_project_is_linted_from_a_dict() -> None:
    report = lint(
        {
            "images/Dockerfile": (
                "FROM databricksruntime/standard:15.4-LTS\nCOPY requirements.txt /tmp/\n"
                "RUN /databricks/python3/bin/pip install -r /tmp/requirements.txt\nCMD x\n"
            ),
            "images/requirements.txt": "pandas\npyspark==3.5.0\n",
            "jobs/nightly.json": json.dumps(
                {
                    "job_clusters": [
                        {
                            "job_cluster_key": "main",
                            "new_cluster": {
                                "spark_version": "15.4.x-cpu-ml-scala2.12",
                                "data_security_mode": "SINGLE_USER",
                                "num_workers": 2,
                                "docker_image": {"url": "example/image:1"},
                            },
                        }
                    ]
                }
            ),
        }
    )

    assert {
        ("images/Dockerfile", "cmd-never-runs", "note"),
        ("images/requirements.txt", "pyspark-installed", "warning"),
        ("jobs/nightly.json", "runtime-ml", "error"),
    } <= set(found(report))


# Every string of these specs may be hidden behind a reference; then no rule may speak of it.
SPEC: dict[str, Any] = {
    "cluster_name": "<name>",
    "spark_version": "7.3.x-cpu-ml-scala2.12",
    "node_type_id": "m6g.large",
    "driver_node_type_id": "m6g.large",
    "data_security_mode": "USER_ISOLATION",
    "num_workers": 2,
    "docker_image": {
        "url": "databricksruntime/standard:9.1-LTS",
        "basic_auth": {"username": "<user>", "password": "correct horse"},
    },
}
HIDING = ["${var.x}", "{{ x }}", "$X", "%(x)s", "${bundle.target}", "{{job.parameters.x}}"]


@pytest.mark.parametrize("hiding", HIDING)
def test_nothing_is_said_of_a_spec_whose_values_are_all_hidden(hiding: str) -> None:
    def hide(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: hide(value) for key, value in node.items()}
        return hiding if isinstance(node, str) else node

    assert found(lint({"cluster.json": json.dumps(SPEC)})), "the spec itself is full of faults"
    assert [] == found(lint({"cluster.json": json.dumps(hide(SPEC))}))


@given(st.sets(st.sampled_from(["spark_version", "node_type_id", "data_security_mode"])))
@settings(deadline=None, max_examples=20)
def test_hiding_a_value_only_takes_findings_away(hidden: set[str]) -> None:
    spec = {key: ("${var.x}" if key in hidden else value) for key, value in SPEC.items()}
    before = lint({"cluster.json": json.dumps(SPEC, indent=1)})
    after = lint({"cluster.json": json.dumps(spec, indent=1)})

    assert {one.rule for one in after.diagnostics} <= {one.rule for one in before.diagnostics}


def dockerfiles() -> list[tuple[str, str]]:
    """Each Bad of an image card that is one Dockerfile without ARG: (rule, text)."""
    return [
        (name, example.files[0].text)
        for name, card in CARDS.items()
        if card.group == "image" and card.front.get("enabled", True)
        for example in card.examples
        if example.bad and len(example.files) == 1 and "ARG" not in example.files[0].text
    ]


@pytest.mark.parametrize(("rule", "text"), dockerfiles())
def test_what_rests_on_a_default_is_at_most_a_warning_and_says_so(rule: str, text: str) -> None:
    first = next(line for line in text.splitlines() if line.startswith("FROM "))
    base = next(word for word in first.split()[1:] if not word.startswith("--"))
    rest = text.replace(first, first.replace(base, "${BASE}", 1), 1)
    by_default = f"ARG BASE={base}\n{rest}"
    literal = [one for one in lint({"Dockerfile": text}).diagnostics if one.rule == rule]
    found_by_default = [
        one for one in lint({"Dockerfile": by_default}).diagnostics if one.rule == rule
    ]
    fixed = [
        one for one in lint({"Dockerfile": by_default}, BASE=base).diagnostics if one.rule == rule
    ]

    assert literal
    assert len(literal) == len(found_by_default) == len(fixed)
    for one, plain in zip(found_by_default, literal, strict=True):
        assert plain.message == one.message.removesuffix(" (by default)")
        if one.message != plain.message:
            assert not at_least(one.severity, "error")
            assert any("default" in related.message for related in one.related)
    assert [one.severity for one in literal] == [one.severity for one in fixed]
    assert not any("by default" in one.message for one in fixed)


def test_a_rule_about_the_base_says_that_it_rests_on_a_default() -> None:
    report = lint({"Dockerfile": "ARG T=latest\nFROM databricksruntime/standard:$T"})

    assert ["base-tag-latest"] == [one.rule for one in report.diagnostics]
    assert report.diagnostics[0].message.endswith("(by default)")


RUNTIMES = FACTS.runtimes()


def test_time_only_adds_to_what_is_said_of_a_runtime() -> None:
    """On each last day of support and the day after it, of all runtimes at once."""
    ends = {date.fromisoformat(row.end_of_support) for row in RUNTIMES if row.end_of_support}
    clusters = [
        {"spark_version": f"{row.version}.x-scala2.12", "docker_image": {"url": "example/image:1"}}
        for row in RUNTIMES
    ]
    text = json.dumps(clusters, indent=1)
    told: list[set[int]] = []
    for day in sorted(ends | {end + timedelta(days=1) for end in ends}):
        report = lint({"clusters.json": text}, today=day.isoformat())
        told.append({one.span.start for one in report.diagnostics if one.rule == "runtime-ended"})

    assert told[0] < told[-1]
    for before, after in pairwise(told):
        assert before <= after


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=5, unique=True))
@settings(deadline=None, max_examples=20)
def test_a_finding_names_the_cluster_it_holds_for_where_there_are_several(names: list[str]) -> None:
    clusters = [
        {"job_cluster_key": name, "new_cluster": {**SPEC, "cluster_name": ""}} for name in names
    ]
    report = lint({"job.json": json.dumps({"job_clusters": clusters}, indent=1)})
    named = [one.contexts[0]["cluster"] for one in report.diagnostics if one.rule == "runtime-ml"]

    assert names == named


@given(st.permutations(["Dockerfile", "a/cluster.json", "b/Dockerfile"]))
@settings(deadline=None, max_examples=6)
def test_the_order_of_findings_does_not_depend_on_the_order_of_files(order: list[str]) -> None:
    texts = {
        "Dockerfile": "FROM databricksruntime/standard:latest\nCMD x\n",
        "a/cluster.json": json.dumps(SPEC),
        "b/Dockerfile": "FROM databricksruntime/python:9.x\n",
    }

    expected = [repr(one) for one in lint(texts).diagnostics]
    assert expected == [
        repr(one) for one in lint({path: texts[path] for path in order}).diagnostics
    ]
