"""A finding keeps its name while the lines around it change, and shares it with no other."""

from __future__ import annotations

from hypothesis import given, settings

from dcslint.reporters.fingerprints import fingerprint, fingerprints
from report_for_tests import document, found, report_of, reports, span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Report


def name(text: str, words: str, path: str = "Dockerfile", rule: str = "r") -> str:
    return fingerprint(found(span(document(text, path), words), rule=rule), 1)


def test_a_fingerprint_survives_new_lines_above_and_new_blanks() -> None:
    assert name("RUN pip install x\n", "pip") == name("FROM a\n\nRUN  pip\tinstall x  \n", "pip")


def test_a_fingerprint_changes_with_rule_path_and_words() -> None:
    text = "RUN pip install x\n"
    known = {
        name(text, "pip"),
        name(text, "pip", path="b/Dockerfile"),
        name(text, "pip", rule="s"),
        name("RUN pip install y\n", "pip"),
    }
    assert len(known) == 4


def test_equal_lines_are_told_apart_by_their_count() -> None:
    one = document("RUN a\nRUN b\nRUN a\n")
    places = [one.span(0, 5), one.span(12, 17), one.span(0, 3)]
    first, second, third = (found(place) for place in places)
    assert fingerprints(report_of(first, second, third)) == [
        fingerprint(first, 1),
        fingerprint(first, 2),
        fingerprint(first, 3),
    ]


def test_a_changed_secret_changes_no_fingerprint_as_it_goes_into_none() -> None:
    assert name("ENV TOKEN=hunter22\n", "ENV") == name("ENV TOKEN=correcthorse\n", "ENV")


def test_all_lines_of_a_finding_count() -> None:
    assert name("RUN a \\\n b\n", "a \\\n b") != name("RUN a \\\n c\n", "a \\\n c")


def test_of_a_very_long_line_only_the_words_count() -> None:
    assert name("x" * 2_000 + "pip y", "pip") == name("y" * 3_000 + "pip z", "pip")


@settings(deadline=None, max_examples=200)
@given(reports())
def test_no_two_findings_of_a_report_share_a_fingerprint(report: Report) -> None:
    report.diagnostics *= 2
    names = fingerprints(report)
    assert len(report.diagnostics) == len(set(names))
    assert names == fingerprints(report)
