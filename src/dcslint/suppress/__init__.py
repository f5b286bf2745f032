"""What silences findings: the configuration, and comments.

A comment is `# dcslint: ignore[rule, …] reason until=2027-01-31`.

`suppress` moves what is silenced out of a report's findings and judges the comments themselves,
by the cards of the group `suppression`. It must not read a file or print. A run without such a
comment never imports what is behind it.
"""

from __future__ import annotations

from dcslint.config import Policy
from dcslint.diagnostic import OURSELVES, Suppressed, in_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.diagnostic import Diagnostic, Report
    from dcslint.facts import Facts
    from dcslint.model.project import Format
    from dcslint.rulebook.rule import Rule
    from dcslint.rulebook.rulebook import Rulebook
    from dcslint.source import Document
    from dcslint.suppress.apply import FileSuppressions


class Context:
    """What suppressing needs to know of a run.

    known    every rule there is
    running  those whose findings the report holds
    judging  those of them that judge comments; by default all
    """

    __slots__ = ("facts", "formats", "judging", "known", "policy", "running", "today")

    def __init__(
        self,
        known: Rulebook,
        running: Iterable[Rule],
        *,
        formats: Iterable[Format],
        facts: Facts,
        today: str,
        policy: Policy | None = None,
        judging: Iterable[Rule] | None = None,
    ) -> None:
        self.known = known
        self.running = {rule.name: rule for rule in running}
        self.formats = list(formats)
        self.facts = facts
        self.today = today
        self.policy = policy or Policy()
        self.judging = list(self.running.values() if judging is None else judging)


def suppress(report: Report, context: Context) -> Report:
    """Take out of a finished report what is suppressed, and add what is wrong with the comments.

    The same report. What comments silence comes first, then what is ignored by path. A comment
    holds in every file with a finding; only comments of linted files are judged.
    """
    linted = {document.path: document for document in report.addressed}
    documents = {**_silent(report.diagnostics), **linted}
    if documents:
        _heed_comments(report, context, linted, documents)
    if context.policy.ignores:
        _ignore_by_path(report, context.policy)
    return report


def _ignore_by_path(report: Report, policy: Policy) -> None:
    standing = []
    for found in report.diagnostics:
        for ignore in policy.ignores:
            if found.rule in ignore.names and ignore.matches(found.path):
                found.suppressed = Suppressed("external", ignore.reason)
                report.suppressed.append(found)
                break
        else:
            standing.append(found)
    report.diagnostics = standing
    report.suppressed = in_order(report.suppressed)


def _heed_comments(
    report: Report,
    context: Context,
    linted: dict[str, Document],
    documents: dict[str, Document],
) -> None:
    from dcslint.suppress.apply import FileSuppressions

    by_path = {path: FileSuppressions(one, context) for path, one in documents.items()}
    standing = []
    for found in report.diagnostics:
        suppressions = by_path.get(found.path)
        comment = suppressions.silence(found) if suppressions is not None else None
        if comment is None:
            standing.append(found)
        else:
            found.suppressed = Suppressed("inSource", comment.reason, comment.span)
            report.suppressed.append(found)
    failed = {failure.rule for failure in report.failures if failure.rule}
    for path in linted:
        by_path[path].settle(failed)
    judged = _judge((by_path[path] for path in linted), report, context)
    report.diagnostics = in_order([*standing, *judged])
    report.suppressed = in_order(report.suppressed)


def _silent(findings: Iterable[Diagnostic]) -> dict[str, Document]:
    """The documents with a finding whose text names dcslint, by path."""
    seen: dict[str, Document] = {}
    for found in findings:
        seen.setdefault(found.path, found.span.document)
    return {path: document for path, document in seen.items() if OURSELVES in document.text}


def _judge(files: Iterable[FileSuppressions], report: Report, context: Context) -> list[Diagnostic]:
    """What the rules about suppressions find; what fails in them is added to the report."""
    from dcslint.engine import Engine

    rules = [rule for rule in context.judging if rule.signature[0] == "Suppression"]
    engine = Engine(rules, context.facts, context.today)
    for file in files:
        if file.unit.suppressions:
            engine.lint(file.unit)
    judged = engine.finish()
    report.failures.extend(judged.failures)
    return judged.diagnostics
