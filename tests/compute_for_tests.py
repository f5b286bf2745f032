"""Compute specs read from text or data, for the tests of their model and their rules."""

from __future__ import annotations

import json

from dcslint.config import Settings
from dcslint.engine import Engine
from dcslint.model.compute.format import JsonFormat
from dcslint.model.project import Project
from dcslint.plugins import load_installation
from dcslint.source import DictFiles, Document
from facts_for_tests import FACTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.diagnostic import Report
    from dcslint.model.compute.cluster import Cluster
    from dcslint.model.compute.container import Container
    from dcslint.model.compute.unit import ComputeUnit

PROJECT = Project(DictFiles({}), FACTS, Settings(today=FACTS.as_of))
_RULES = [
    rule
    for rule in load_installation().rulebook.rules.values()
    if rule.group in ("cluster", "registry")
]


def unit_of(spec: Any) -> ComputeUnit:
    """The unit of a JSON text, or of data written as JSON."""
    text = spec if isinstance(spec, str) else json.dumps(spec, indent=1)
    return JsonFormat().read(Document("spec.json", text), PROJECT)


def cluster_of(spec: Any) -> Cluster:
    """The only cluster of a spec."""
    (cluster,) = unit_of(spec).specification.clusters
    return cluster


def container_of(image: Any) -> Container:
    """The container of a cluster whose `docker_image` is given."""
    container = cluster_of({"spark_version": "16.4.x-scala2.12", "docker_image": image}).container
    assert container is not None
    return container


def lint(spec: Any) -> Report:
    """What all rules about compute say of a spec."""
    return lint_unit(unit_of(spec))


def lint_unit(unit: ComputeUnit) -> Report:
    """What all rules about compute say of a unit; no rule may fail."""
    engine = Engine(_RULES, FACTS, FACTS.as_of)
    engine.lint(unit, PROJECT)
    report = engine.finish()
    assert [] == [failure.message for failure in report.failures]
    return report


def found_in(spec: Any) -> list[tuple[str, str]]:
    """The findings of all rules about compute: the rule, and the source text it points at."""
    return [(found.rule, found.span.source) for found in lint(spec).diagnostics]
