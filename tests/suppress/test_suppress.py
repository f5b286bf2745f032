"""What suppressing does to a report, seen from inside: ends of ranges, and rules that failed."""

from __future__ import annotations

import pytest

from dcslint.diagnostic import Diagnostic, Failure, Report
from dcslint.plugins import load_installation
from dcslint.source import Document
from dcslint.suppress import Context, suppress

INSTALLATION = load_installation()
RULE = "cmd-never-runs"


def suppressed(document: Document, *offsets: int, failed: str | None = None) -> Report:
    """A report with a finding at each offset of a document, once it was suppressed."""
    report = Report()
    report.addressed.append(document)
    report.diagnostics = [Diagnostic(RULE, "note", "m", document.span(at, at)) for at in offsets]
    if failed is not None:
        report.failures.append(Failure("broken", rule=failed))
    book = INSTALLATION.rulebook
    context = Context(
        book,
        book.rules.values(),
        formats=INSTALLATION.formats,
        facts=INSTALLATION.facts,
        today="2026-11-23",
    )
    return suppress(report, context)


@pytest.mark.parametrize("ending", ["", "\n"])
def test_a_finding_at_the_very_end_of_a_file_is_in_the_file(ending: str) -> None:
    document = Document("Dockerfile", f"# dcslint: ignore-file[{RULE}] why\nFROM a{ending}")

    report = suppressed(document, len(document.text))

    assert [] == report.diagnostics
    assert [RULE] == [found.rule for found in report.suppressed]


def test_of_a_rule_that_failed_no_comment_is_called_unused() -> None:
    text = f"FROM a\n# dcslint: ignore[{RULE}] why\nRUN b\n"

    standing = suppressed(Document("Dockerfile", text))
    broken = suppressed(Document("Dockerfile", text), failed=RULE)

    assert ["suppression-unused"] == [found.rule for found in standing.diagnostics]
    assert [] == broken.diagnostics


def test_only_as_many_unknown_names_of_a_file_as_people_misspell_are_compared() -> None:
    unknown = "".join(f"# dcslint: ignore[{RULE}s{number}] why\n" for number in range(300))

    report = suppressed(Document("Dockerfile", f"{unknown}FROM a\n"))

    assert 300 == len(report.diagnostics)
    assert 200 == sum("did you mean" in found.message for found in report.diagnostics)
