"""The formats for CI systems, each read by a consumer or held to its documented schema."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given, settings

from dcslint.diagnostic import Failure
from dcslint.plugins.builtin import dcslint_reporters
from dcslint.reporters.markdown import plain
from report_for_tests import document, found, rendered, report_of, reports, span

JUnitXml = pytest.importorskip("junitparser").JUnitXml
MarkdownIt = pytest.importorskip("markdown_it").MarkdownIt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.diagnostic import Report

TEXT = 'FROM a:${TAG}\nRUN pip install x \\\n  y\nCMD ["serve"]\n'
HOSTILE = 'a\n::error::x\x1b[31m\u202e]]><b>|`@me`](http://e)![](x)&<!--,:%0A"'


def sample(path: str = "Dockerfile", message: str = "says no") -> Report:
    one = document(TEXT, path)
    report = report_of(
        found(span(one, "pip install"), message, severity="error"),
        found(span(one, "RUN pip install x \\\n  y\n"), message, rule="other-rule"),
        found(span(one, "CMD"), message, severity="note"),
        files=3,
    )
    report.failures = [Failure("it broke", path="c"), Failure("KeyError: x", error=KeyError("x"))]
    return report


def test_every_format_is_offered_under_its_name() -> None:
    assert all(target == f"dcslint.reporters.{name}:report" for name, target in
               dcslint_reporters().items())  # fmt: skip
    assert {"github", "gitlab", "junit", "checkstyle", "markdown"} <= set(dcslint_reporters())


def test_concise_is_a_line_for_each_finding() -> None:
    assert rendered("concise", sample()).splitlines() == [
        "Dockerfile:2:5: error: says no [cmd-never-runs]",
        "Dockerfile:2:1: warning: says no [other-rule]",
        "Dockerfile:4:1: note: says no [cmd-never-runs]",
    ]


def test_jsonl_is_the_json_report_line_by_line() -> None:
    rows = [json.loads(line) for line in rendered("jsonl", sample()).splitlines()]
    whole = json.loads(rendered("json", sample()))

    assert ["finding"] * 3 + ["run"] == [row.pop("kind") for row in rows]
    assert whole["findings"] == rows[:3]
    assert {"dcslint": whole["dcslint"], "files": whole["files"]} == rows[3]


def test_github_gets_a_command_for_each_finding_and_failure() -> None:
    title = "title=cmd-never-runs"
    place = "file=a%2Cb%3Ac.yml"
    assert rendered("github", sample("a,b:c.yml", "100 %")).splitlines() == [
        f"::error {place},line=2,endLine=2,col=5,endColumn=16,{title} (error)::100 %25",
        f"::warning {place},line=2,endLine=3,title=other-rule (warning)::100 %25",
        f"::notice {place},line=4,endLine=4,col=1,endColumn=4,{title} (note)::100 %25",
        "::error file=c::it broke",
        "::error::KeyError",
    ]


# The properties that GitLab's documentation calls required, and the severities it knows.
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": "^\\./"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {
                            "begin": {"type": "integer", "minimum": 1},
                            "end": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}


def code_quality(report: Report) -> Any:
    issues = json.loads(rendered("gitlab", report))
    jsonschema.validate(issues, CODE_QUALITY)
    return issues


def test_gitlab_gets_an_issue_for_each_finding_under_a_fingerprint_of_its_own() -> None:
    issues = code_quality(sample())

    assert ["critical", "major", "info"] == [one["severity"] for one in issues]
    assert {"path": "Dockerfile", "lines": {"begin": 2, "end": 3}} == issues[1]["location"]
    assert 3 == len({one["fingerprint"] for one in issues})
    assert [] == code_quality(report_of())


def test_junit_has_a_suite_for_each_file_and_a_case_for_each_finding() -> None:
    suites = JUnitXml.fromstring(rendered("junit", sample()).encode())

    assert (7, 3, 2) == (suites.tests, suites.failures, suites.errors)
    by_name = {suite.name: list(suite) for suite in suites}
    assert {"Dockerfile", "other-0", "other-1", "dcslint"} == set(by_name)
    assert [True, False] == [
        case.is_passed for case in (by_name["other-0"][0], *by_name["dcslint"][:1])
    ]
    assert [("failure", "c"), ("failure", "dcslint")] == [
        (case.name, case.classname) for case in by_name["dcslint"]
    ]
    (result,) = by_name["Dockerfile"][0].result
    assert ("error", "says no") == (result.type, result.message)
    assert "Dockerfile:2:5: error: says no" == result.text


def test_checkstyle_has_the_findings_below_their_file() -> None:
    root = ET.fromstring(rendered("checkstyle", sample()))

    (file,) = root
    assert ("checkstyle", "file", "Dockerfile") == (root.tag, file.tag, file.get("name"))
    assert [("2", "5", "error"), ("2", "1", "warning"), ("4", "1", "info")] == [
        (one.get("line"), one.get("column"), one.get("severity")) for one in file
    ]
    assert {"dcslint.cmd-never-runs", "dcslint.other-rule"} == {one.get("source") for one in file}


def table(text: str) -> list[list[str]]:
    """The cells of the only table, each as the words that a reader sees; no other markup."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    rows: list[list[str]] = []
    for at, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        if token.type in ("td_open", "th_open"):
            children = tokens[at + 1].children or []
            kinds = {child.type for child in children}
            assert kinds <= {"text", "text_special"}, kinds
            rows[-1].append("".join(child.content for child in children))
    return rows


def test_markdown_is_a_table_of_plain_words() -> None:
    rows = table(rendered("markdown", sample()))

    assert ["severity", "place", "finding", "rule"] == rows[0]
    assert ["error", "Dockerfile:2:5", "says no", "cmd-never-runs"] == rows[1]
    assert 4 == len(rows)


def test_markdown_says_so_if_there_is_nothing_or_too_much() -> None:
    one = document(TEXT)
    many = report_of(*(found(span(one, "CMD")) for _ in range(502)))

    assert "### dcslint: no findings\n" == rendered("markdown", report_of())
    assert rendered("markdown", many).endswith("\nand 2 more\n")
    assert 501 == len(table(rendered("markdown", many)))


def test_what_a_file_says_is_never_markup_a_command_or_an_escape() -> None:
    report = sample(HOSTILE, HOSTILE)

    for form in dcslint_reporters():
        text = rendered(form, report)
        assert all(char.isprintable() or char == "\n" for char in text), form
    assert 5 == len(rendered("github", report).splitlines())
    assert all(line.startswith("::") for line in rendered("github", report).splitlines())
    assert 5 == len(table(rendered("markdown", report))) + 1
    markdown = rendered("markdown", report)
    assert not re.search(r"(?<!\\)[`\[|]me|<b>|@me|https?://", markdown.replace("\\`", ""))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("see www.example.com", r"see www\.example.com"),
        ("https://example.com", "https&#58;//example.com"),
        ("mail me@example.com", "mail me@&#8203;example.com"),
        ("ask @me", "ask @&#8203;me"),
        ("as in #12", r"as in \#&#8203;12"),
        ("image@sha256:0a", "image@sha256:0a"),
    ],
)
def test_what_github_would_link_or_call_is_broken_in_markdown(words: str, expected: str) -> None:
    """It looks for addresses, people and issues behind escapes and entities too."""
    assert expected == plain(words)


@settings(deadline=None, max_examples=150)
@given(reports())
def test_any_report_is_well_formed_in_every_format(report: Report) -> None:
    report.failures = [Failure(one.message, path=one.path) for one in report.diagnostics]
    ET.fromstring(rendered("junit", report))
    ET.fromstring(rendered("checkstyle", report))
    code_quality(report)
    assert len(report.diagnostics) == len(json.loads(rendered("gitlab", report)))
    lines = rendered("github", report).splitlines()
    assert 2 * len(report.diagnostics) == len(lines)
    if report.diagnostics:
        assert len(report.diagnostics) + 1 == len(table(rendered("markdown", report)))


@pytest.mark.parametrize("form", ["concise", "jsonl", "github", "gitlab", "junit", "checkstyle"])
def test_a_report_of_nothing_is_well_formed(form: str) -> None:
    text = rendered(form, report_of())

    if form in ("junit", "checkstyle"):
        assert 0 == len(ET.fromstring(text))
    else:
        assert text == {
            "gitlab": "[]\n",
            "jsonl": '{"kind":"run","dcslint":"0.1.0","files":0}\n',
        }.get(form, "")
