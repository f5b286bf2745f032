"""One file through all of dcslint in memory: readers, model, every rule, reporters and fixes.

What must hold of any bytes whatever: nothing raises, no failure is noted, every place lies inside
its file, every reporter writes, and fixing ends. `WholeRun.check` raises AssertionError where it
does not.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dcslint.config import Settings
from dcslint.engine import Engine
from dcslint.fixer import fix_in_rounds
from dcslint.model.project import Project, format_of
from dcslint.plugins import load_installation
from dcslint.reporters.info import RunInfo
from dcslint.source import DictFiles, Document
from dcslint.source.secrets import find_secrets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dcslint.diagnostic import Diagnostic, Report

TODAY = "2026-11-23"
MOST_FIXED = 20_000  # characters: beyond, only the findings are looked at


class WholeRun:
    """dcslint as installed, ready to lint texts that stand in no folder."""

    def __init__(self) -> None:
        self.installation = load_installation()
        self._info = RunInfo(version="0", statistics=True, show_unresolved=True)
        self._rules = list(self.installation.rulebook.rules.values())

    def lint(self, files: Mapping[str, bytes | str], *, auto: bool = False) -> Report:
        """The report on all files of a project."""
        facts = self.installation.facts
        settings = Settings(scope="auto" if auto else "all", today=TODAY)
        project = Project(DictFiles(files), facts, settings)
        engine = Engine(self._rules, facts, TODAY)
        for path, data in files.items():
            raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
            document = Document.from_bytes(path, raw)
            document.find_secrets = find_secrets
            form = format_of(self.installation.formats, path, document.text)
            if form is None:
                continue
            form.may_concern_databricks(document.text)
            unit = form.read(document, project)
            if unit.concerns_databricks() or not auto:
                engine.lint(unit, project)
        return engine.finish()

    def check(self, files: Mapping[str, bytes]) -> Report:
        """Lint, report in each format, and fix. Raises whatever goes wrong."""
        report = self.lint(files)
        for failure in report.failures:
            if failure.error is not None:
                raise failure.error
            raise AssertionError(failure.message)
        for found in report.diagnostics:
            _inside(found)
        self._write(report)
        if sum(map(len, files.values())) <= MOST_FIXED:
            self._fix(files, report)
        return report

    def _write(self, report: Report) -> None:
        for name in self.installation.reporters:
            parts: list[str] = []
            reporter = self.installation.reporters[name]
            reporter(report, self.installation.rulebook, self._info, parts.append)
            text = "".join(parts)
            if name in ("json", "sarif", "gitlab"):
                json.loads(text)
            if name in ("junit", "checkstyle"):
                from xml.etree import ElementTree as ET

                ET.fromstring(text.encode())

    def _fix(self, files: Mapping[str, bytes], first: Report) -> None:
        if not any(found.fix for found in first.diagnostics):
            return
        texts = {path: Document.from_bytes(path, data).text for path, data in files.items()}

        def lint(contents: dict[str, str]) -> list[Diagnostic]:
            return self.lint(contents).diagnostics

        fix_in_rounds(texts, lint, unsafe=True)


def _inside(found: Diagnostic) -> None:
    for span in (found.span, *(one.span for one in found.related)):
        span = span.outermost()  # noqa: PLW2901
        if not 0 <= span.start <= span.end <= len(span.document.text):
            raise AssertionError(f"{found!r} is outside its file")
        span.document.position(span.start)
        span.document.excerpt(span.start, span.end)
