"""Lints the files of one example with one rule, without a disk, and says what came out."""

from __future__ import annotations

from dcslint.config import Policy, Settings
from dcslint.engine import Engine
from dcslint.fixer import fix_in_rounds
from dcslint.model.links.access import accesses
from dcslint.model.links.deployment import DeploymentUnit, link
from dcslint.model.project import Project, format_of, read_unit
from dcslint.reporters.concise import concise_line
from dcslint.source import DictFiles, Document
from dcslint.source.secrets import find_secrets
from dcslint.suppress import Context, suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from dcslint.diagnostic import Diagnostic, Failure, Report
    from dcslint.facts import Facts
    from dcslint.model.project import Format
    from dcslint.rulebook.card import Example
    from dcslint.rulebook.rule import Rule
    from dcslint.rulebook.rulebook import Rulebook


class Outcome:
    """What one example gave.

    lines      the findings as lines, in order
    fixed      path → text of the files that all fixes, safe or not, changed
    remaining  the findings in the files once fixed, as lines
    unread     the files of the example that no format claims
    failures   what raised: a check, a reader
    """

    __slots__ = ("failures", "fixed", "lines", "remaining", "unread")

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.fixed: dict[str, str] = {}
        self.remaining: list[str] = []
        self.unread: list[str] = []
        self.failures: list[Failure] = []


class Setting:
    """What examples are run with: what is installed, and a card's front matter `run:`."""

    __slots__ = ("facts", "formats", "rulebook", "run")

    def __init__(
        self,
        formats: Iterable[Format],
        facts: Facts,
        run: Mapping[str, Any],
        rulebook: Rulebook,
    ) -> None:
        self.formats = list(formats)
        self.facts = facts
        self.run = run
        self.rulebook = rulebook

    def policy(self) -> Policy:
        """What is demanded of comments that suppress."""
        words = self.run.get("forbid-suppressions", ())
        return Policy(
            require_reasons=bool(self.run.get("require-reasons")),
            forbidden=[rule.name for word in words for rule in self.rulebook.named(str(word))],
        )

    @property
    def today(self) -> str:
        """The date of the run: the card's, else the facts' own, so that no example ages."""
        return str(self.run.get("today", self.facts.as_of))

    def settings(self) -> Settings:
        """The choices that reach the model."""
        runtime = self.run.get("runtime")
        target = self.run.get("target")
        return Settings(
            args={str(name): str(value) for name, value in self.run.get("args", {}).items()},
            runtime=None if runtime is None else str(runtime),
            scope=str(self.run.get("scope", "all")),
            today=self.today,
            variables={str(name): str(value) for name, value in self.run.get("vars", {}).items()},
            target=None if target is None else str(target),
        )


def run_example(rule: Rule, example: Example, setting: Setting) -> Outcome:
    """Lint the example's files with one rule, fix what can be fixed, and lint again."""
    outcome = Outcome()
    texts = {block.path: block.text for block in example.files}
    first = _lint(rule, texts, setting, outcome.unread)
    outcome.lines = [concise_line(found) for found in first.diagnostics]
    outcome.failures.extend(first.failures)
    if not any(found.fix for found in first.diagnostics):
        return outcome

    def lint(contents: dict[str, str]) -> list[Diagnostic]:
        return _lint(rule, contents, setting, []).diagnostics

    fixed = fix_in_rounds(texts, lint, unsafe=True)
    outcome.fixed = {path: text for path, text in fixed.texts.items() if text != texts[path]}
    after = _lint(rule, fixed.texts, setting, [])
    outcome.remaining = [concise_line(found) for found in after.diagnostics]
    outcome.failures.extend(after.failures)
    return outcome


def _lint(rule: Rule, texts: Mapping[str, str], setting: Setting, unread: list[str]) -> Report:
    settings = setting.settings()
    project = Project(DictFiles(texts), setting.facts, settings)
    rules = [rule]
    if rule.signature[0] == "Suppression":
        # What a comment suppresses is found by all the others.
        rules = [one for one in setting.rulebook.rules.values() if one.enabled]
    engine = Engine(rules, setting.facts, setting.today)
    auto = settings.scope == "auto"
    for path, text in sorted(texts.items()):
        document = Document.from_bytes(path, text.encode("utf-8", "surrogateescape"))
        document.find_secrets = find_secrets
        form = format_of(setting.formats, path, document.text)
        if form is None:
            unread.append(path)
            continue
        if auto and not form.may_concern_databricks(document.text):
            continue
        unit = read_unit(form, document, project)
        if not auto or unit.concerns_databricks():
            engine.lint(unit, project)
            project.units.append(unit)
    if rule.signature[0] == "Deployment":
        for one in link(project, project.units, sorted(texts)):
            engine.judge(DeploymentUnit(one), project)
    if rule.signature[0] == "RegistryAccess":
        for access in accesses(project.units):
            engine.judge(access, project)
    context = Context(
        setting.rulebook,
        rules,
        formats=setting.formats,
        facts=setting.facts,
        today=setting.today,
        policy=setting.policy(),
        judging=[rule],
    )
    report = suppress(engine.finish(), context)
    report.diagnostics = [found for found in report.diagnostics if found.rule == rule.name]
    return report
