"""The report for people, held to literal outputs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from dcslint.diagnostic import Failure, Related, Unjudged
from dcslint.reporters.concise import concise_line
from dcslint.source import Edit, Fix
from report_for_tests import document, found, rendered, report_of, reports, rule, span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.diagnostic import Report

DOCKERFILE = 'FROM a:${TAG}\nRUN pip install x\nCMD ["serve"]\n'


def test_a_finding_is_a_line_with_its_source_below_and_a_summary_at_the_end() -> None:
    report = report_of(found(span(document(DOCKERFILE), "pip install")), files=5)
    assert rendered("text", report) == (
        "Dockerfile:2:5: warning: says no [cmd-never-runs]\n"
        " 2 | RUN pip install x\n"
        "   |     ^~~~~~~~~~~\n"
        "\n"
        "1 finding (1 warning) in 1 file; 5 files linted\n"
    )


def test_related_places_contexts_and_the_fix_stand_below_the_source() -> None:
    one, other = document(DOCKERFILE), document('{"tag": "1"}', "conf/cluster.json")
    command = span(one, 'CMD ["serve"]')
    report = report_of(
        found(
            command,
            severity="error",
            related=(Related(span(other, '"1"'), "TAG is set here"),),
            contexts=({"target": "dev"}, {"target": "prod"}, {"target": "dev"}),
            fix=Fix("remove the CMD instruction", [Edit(command, "")]),
        )
    )
    assert rendered("text", report) == (
        "Dockerfile:3:1: error: says no [cmd-never-runs]\n"
        ' 3 | CMD ["serve"]\n'
        "   | ^~~~~~~~~~~~~\n"
        "  note: conf/cluster.json:1:9: TAG is set here\n"
        "  in targets dev, prod\n"
        "  fix: remove the CMD instruction (unsafe)\n"
        "\n"
        "1 finding (1 error) in 1 file; 1 file linted; 1 fixable with --fix --unsafe-fixes\n"
    )


@pytest.mark.parametrize(
    ("safe", "unsafe", "info", "summary"),
    [
        (2, 1, {}, "; 1 file linted; 2 fixable with --fix, 1 more with --unsafe-fixes"),
        (1, 0, {}, "; 1 file linted; 1 fixable with --fix"),
        (0, 0, {}, "; 1 file linted"),
        (0, 1, {"fixed": 3, "fixes_all": True}, "; 1 fixable with --fix --unsafe-fixes"),
    ],
)
def test_the_summary_tells_what_could_be_and_what_was_fixed(
    safe: int, unsafe: int, info: dict[str, Any], summary: str
) -> None:
    where = span(document(DOCKERFILE), "CMD")
    fixes = [Fix("remove it", [Edit(where, "")], safe=True)] * safe
    fixes += [Fix("remove it", [Edit(where, "")])] * unsafe
    report = report_of(*(found(where, fix=fix) for fix in fixes), found(where))

    last = rendered("text", report, **info).splitlines()[-1]

    assert last.endswith(summary)
    assert ("3 fixed; " in last) == bool(info)


def test_a_safe_fix_is_not_called_unsafe() -> None:
    where = span(document(DOCKERFILE), "CMD")
    report = report_of(found(where, fix=Fix("remove it", [Edit(where, "")], safe=True)))
    assert "  fix: remove it\n" in rendered("text", report)


def contexts_line(*contexts: dict[str, str]) -> str:
    report = report_of(found(span(document(DOCKERFILE), "CMD"), contexts=contexts))
    lines = rendered("text", report).splitlines()
    return next((line for line in lines if line.startswith("  in ")), "")


def test_contexts_are_targets_or_clusters_or_clusters_in_targets() -> None:
    assert contexts_line() == ""
    assert contexts_line({"target": "dev"}) == "  in target dev"
    assert contexts_line({"cluster": "etl"}) == "  in cluster etl"
    assert contexts_line({"cluster": "etl"}, {"cluster": "bi"}) == "  in clusters etl, bi"
    assert contexts_line(
        {"target": "dev", "cluster": "etl"},
        {"target": "prod", "cluster": "etl"},
        {"target": "dev", "cluster": "bi"},
    ) == ("  in clusters etl (targets dev, prod), bi (target dev)")


def test_many_contexts_are_cut_short() -> None:
    line = contexts_line(*({"target": f"t{number}"} for number in range(13)))
    assert line == "  in targets t0, t1, t2, t3, t4, t5, t6, t7, t8, t9 and 3 more"


def test_a_clean_run_says_so() -> None:
    assert rendered("text", report_of(files=1)) == "no findings; 1 file linted\n"


def test_the_summary_counts_by_severity_gravest_first() -> None:
    one, other = document(DOCKERFILE), document(DOCKERFILE, "b/Dockerfile")
    report = report_of(
        found(span(one, "CMD"), severity="note"),
        found(span(one, "RUN"), severity="error"),
        found(span(other, "RUN"), severity="note"),
    )
    assert rendered("text", report).splitlines()[-1] == (
        "3 findings (1 error, 2 notes) in 2 files; 2 files linted"
    )


def test_a_failure_is_counted_so_that_nobody_takes_the_run_for_clean() -> None:
    report = report_of(files=2)
    report.failures.append(Failure("no such file", path="x"))
    assert rendered("text", report) == "no findings; 2 files linted; 1 failure\n"


def test_values_that_were_not_judged_are_listed_when_asked_for() -> None:
    one = document(DOCKERFILE)
    report = report_of(files=1)
    rules = ("base-tag-latest", "base-tag-not-lts")
    report.unjudged.append(Unjudged(span(one, "${TAG}"), "ARG TAG has no default", rules))
    assert rendered("text", report) == "no findings; 1 file linted\n"
    assert rendered("text", report, show_unresolved=True) == (
        "Dockerfile:1:8: not judged: ARG TAG has no default"
        " (rules base-tag-latest, base-tag-not-lts)\n"
        "\n"
        "no findings; 1 file linted; 1 value not judged\n"
    )


def two_findings() -> Report:
    one = document(DOCKERFILE)
    return report_of(
        found(span(one, "RUN"), rule="pip-outside-runtime"),
        found(span(one, "pip"), rule="pip-outside-runtime"),
        found(span(one, "CMD"), severity="note"),
    )


def test_quiet_writes_the_lines_of_the_findings_and_nothing_else() -> None:
    assert rendered("text", two_findings(), quiet=True, statistics=True) == (
        "Dockerfile:2:1: warning: says no [pip-outside-runtime]\n"
        "Dockerfile:2:5: warning: says no [pip-outside-runtime]\n"
        "Dockerfile:3:1: note: says no [cmd-never-runs]\n"
    )


def test_statistics_count_findings_by_rule() -> None:
    text = rendered("text", two_findings(), rule(), statistics=True)
    assert text.endswith(
        "\n"
        "2  pip-outside-runtime\n"
        "1  cmd-never-runs       CMD that never runs\n"
        "\n"
        "3 findings (2 warnings, 1 note) in 1 file; 1 file linted\n"
    )


def test_colours_are_ours_and_only_when_asked_for() -> None:
    report = report_of(found(span(document("CMD x\n"), "CMD"), severity="error"))
    assert rendered("text", report, color=True) == (
        "\x1b[1mDockerfile:1:1\x1b[0m: \x1b[1;31merror\x1b[0m: says no"
        " \x1b[2m[cmd-never-runs]\x1b[0m\n"
        " 1 | CMD x\n"
        "   | \x1b[1;31m^~~\x1b[0m\n"
        "\n"
        "1 finding (1 error) in 1 file; 1 file linted\n"
    )


def test_nothing_that_a_terminal_obeys_comes_from_a_file_a_path_or_a_message() -> None:
    evil = "\x1b[31m\u202e\r\x07"
    one = document(f"RUN {evil}x\n", f"a\n{evil}b")
    report = report_of(found(span(one, evil), f"no {evil}", contexts=({"target": evil},)))
    assert rendered("text", report) == (
        "a\\n\\x1b[31m\\u202e\\r\\x07b:1:5: warning: no \\x1b[31m\\u202e\\r\\x07 [cmd-never-runs]\n"
        " 1 | RUN \\x1b[31m\\u202e\\r\\x07x\n"
        "   |     ^" + "~" * 19 + "\n"
        "  in target \\x1b[31m\\u202e\\r\\x07\n"
        "\n"
        "1 finding (1 warning) in 1 file; 1 file linted\n"
    )


def test_the_line_of_an_unreadable_byte_is_shown_with_an_escape() -> None:
    one = document("", data=b"RUN \xff x\n")
    assert " 1 | RUN \\udcff x\n" in rendered("text", report_of(found(span(one, "x"))))


def test_a_message_that_names_a_secret_names_it_masked() -> None:
    one = document("ENV DB_PASSWORD=hunter22\n")
    report = report_of(found(span(one, "ENV"), "hunter22 is weak"))
    assert concise_line(report.diagnostics[0]) == (
        "Dockerfile:1:1: warning: ******** is weak [cmd-never-runs]"
    )
    assert "hunter22" not in rendered("text", report)


def test_a_finding_in_an_embedded_document_points_into_the_file_around_it() -> None:
    from dcslint.source import Document, Host

    outer = document("curl -d '{\"a\": 1}'\n", "run.sh")
    inner = Document("run.sh", '{"a": 1}', host=Host(outer.span(9, 17), ((0, outer, 9, 17),)))
    assert rendered("text", report_of(found(span(inner, "1")))).splitlines()[:3] == [
        "run.sh:1:16: warning: says no [cmd-never-runs]",
        " 1 | curl -d '{\"a\": 1}'",
        "   |                ^",
    ]


@settings(deadline=None, max_examples=200)
@given(reports())
def test_any_report_is_written_and_holds_nothing_that_a_terminal_obeys(report: Report) -> None:
    text = rendered("text", report, rule(), show_unresolved=True, statistics=True)
    assert all(char == "\n" or char.isprintable() for char in text)
    concise = [concise_line(one) for one in report.diagnostics]
    assert "".join(line + "\n" for line in concise) == rendered("text", report, quiet=True)
