"""The report for programs: its shape is a promise."""

from __future__ import annotations

import json

from hypothesis import given, settings

from dcslint.diagnostic import Related, Unjudged
from dcslint.source import Edit, Fix
from report_for_tests import document, found, rendered, report_of, reports, rule, span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Report

TEXT = "FROM a:${TAG}\nRUN 😀 x\\\n y\nCMD [x]\n"


def test_a_whole_report_is_one_object_of_the_promised_shape() -> None:
    one, other = document(TEXT), document('{"tag": 1}', "conf/c.json")
    words = span(one, "x\\\n y")
    report = report_of(
        found(
            words,
            severity="error",
            related=(Related(span(other, "1"), "set here"),),
            fix=Fix("write y", [Edit(words, "y")], safe=True),
            contexts=({"target": "dev", "cluster": "etl"},),
        ),
        found(span(one, "CMD"), severity="note"),
        files=3,
    )
    report.unjudged.append(Unjudged(span(one, "${TAG}"), "no default", ("r",), words))
    written = json.loads(rendered("json", report))
    first, second = (one.pop("fingerprint") for one in written["findings"])
    assert [32, 32, False] == [len(first), len(second), first == second]
    assert written == {
        "dcslint": "0.1.0",
        "files": 3,
        "findings": [
            {
                "rule": "cmd-never-runs",
                "severity": "error",
                "message": "says no",
                "path": "Dockerfile",
                "start": {"line": 2, "column": 7},
                "end": {"line": 3, "column": 3},
                "related": [
                    {
                        "path": "conf/c.json",
                        "start": {"line": 1, "column": 9},
                        "end": {"line": 1, "column": 10},
                        "message": "set here",
                    }
                ],
                "fix": {
                    "message": "write y",
                    "safe": True,
                    "edits": [
                        {
                            "path": "Dockerfile",
                            "start": {"line": 2, "column": 7},
                            "end": {"line": 3, "column": 3},
                            "text": "y",
                        }
                    ],
                },
                "contexts": [{"target": "dev", "cluster": "etl"}],
            },
            {
                "rule": "cmd-never-runs",
                "severity": "note",
                "message": "says no",
                "path": "Dockerfile",
                "start": {"line": 4, "column": 1},
                "end": {"line": 4, "column": 4},
                "related": [],
                "fix": None,
                "contexts": [],
            },
        ],
        "suppressed": [],
        "unresolved": [
            {
                "path": "Dockerfile",
                "start": {"line": 1, "column": 8},
                "end": {"line": 1, "column": 14},
                "reason": "no default",
                "rules": ["r"],
                "where": {
                    "path": "Dockerfile",
                    "start": {"line": 2, "column": 7},
                    "end": {"line": 3, "column": 3},
                },
            }
        ],
    }


def test_an_empty_report_is_an_object_too() -> None:
    assert rendered("json", report_of()) == (
        '{"dcslint":"0.1.0","files":0,"findings":[],"suppressed":[],"unresolved":[]}\n'
    )


def test_each_finding_is_a_line_so_that_reports_can_be_compared() -> None:
    report = report_of(*[found(span(document(TEXT), "CMD"))] * 3)
    lines = rendered("json", report).splitlines()
    assert [False, True, True, True] == [line.startswith('{"rule":') for line in lines]


def test_a_fix_that_takes_away_or_brings_a_secret_is_left_out() -> None:
    one = document("ENV TOKEN=hunter22 A=b\n")
    whole, after = one.span(0, 22), span(one, "A=b")
    for edit in (Edit(whole, "ENV A=b"), Edit(after, "A=hunter22"), Edit(after, "PASSWORD=x99")):
        report = report_of(found(after, fix=Fix("write it so", [edit])))
        assert json.loads(rendered("json", report))["findings"][0]["fix"] is None
    harmless = report_of(found(after, fix=Fix("write it so", [Edit(after, "A=c")])))
    assert json.loads(rendered("json", harmless))["findings"][0]["fix"] is not None


@settings(deadline=None, max_examples=200)
@given(reports())
def test_any_report_is_json_with_its_findings_in_order(report: Report) -> None:
    written = json.loads(rendered("json", report, rule()))
    assert [one.rule for one in report.diagnostics] == [row["rule"] for row in written["findings"]]
    for row in written["findings"] + written["unresolved"]:
        start, end = row["start"], row["end"]
        assert (1, 1) <= (start["line"], start["column"]) <= (end["line"], end["column"])
