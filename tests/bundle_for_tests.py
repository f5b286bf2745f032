"""YAML specs and bundles read from texts, for the tests of their model."""

from __future__ import annotations

from dcslint.config import Settings
from dcslint.engine import Engine
from dcslint.model.compute.yaml_format import YamlFormat
from dcslint.model.project import Project
from dcslint.plugins import load_installation
from dcslint.source import DictFiles, Document
from facts_for_tests import FACTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dcslint.diagnostic import Diagnostic, Report
    from dcslint.model.project import Unit

_RULES = [
    rule
    for rule in load_installation().rulebook.rules.values()
    if rule.group in ("cluster", "file", "registry")
]


def project_of(
    files: Mapping[str, str], variables: Mapping[str, str] | None = None, target: str | None = None
) -> Project:
    """A project of texts by path, with what `--var` and `--target` say."""
    settings = Settings(today=FACTS.as_of, variables=variables, target=target)
    return Project(DictFiles(files), FACTS, settings)


def read(project: Project, path: str) -> Unit:
    """The unit of a file of a project."""
    document = Document.from_bytes(path, project.files.read(path))
    return YamlFormat().read(document, project)


def lint(
    files: Mapping[str, str],
    paths: Iterable[str] | None = None,
    *,
    variables: Mapping[str, str] | None = None,
    target: str | None = None,
) -> Report:
    """What all rules about compute say of some of the files, by default of all; none may fail."""
    project = project_of(files, variables, target)
    engine = Engine(_RULES, FACTS, FACTS.as_of)
    for path in files if paths is None else paths:
        engine.lint(read(project, path), project)
    report = engine.finish()
    assert [] == [failure.message for failure in report.failures]
    return report


def place(found: Diagnostic) -> tuple[str, str, int]:
    """Where a finding is: path, the text it points at, and at what offset."""
    return found.span.document.path, found.span.source, found.span.start
