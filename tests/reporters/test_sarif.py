"""SARIF: what each part of a log says, held to literal values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from dcslint.diagnostic import Failure, Related
from dcslint.reporters.line_hash import LineHashes
from dcslint.source import Edit, Fix
from report_for_tests import (
    document,
    found,
    report_of,
    reports,
    rule,
    sarif_run,
    span,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.diagnostic import Report

TEXT = "FROM a\nENV A=😀 B=b\nRUN x \\\n  y\nCMD [x]\n"
CARD = """\
---
severity: warning
---
# CMD that never runs

The cluster runs its own.

## Bad
```dockerfile
CMD x
```
"""


def result(report: Report, **info: Any) -> Any:
    (only,) = sarif_run(report, **info)["results"]
    return only


def place(report: Report) -> Any:
    return result(report)["locations"][0]["physicalLocation"]


def test_a_result_names_its_rule_level_message_and_exact_place() -> None:
    one = document(TEXT, "a b/Dockerfile")
    names = {"primaryLocationLineHash": LineHashes(one).of_line(5)}
    written = result(report_of(found(span(one, "CMD"), severity="note")))
    assert len(written["partialFingerprints"].pop("dcslint/v1")) == 32
    assert written == {
        "ruleId": "cmd-never-runs",
        "ruleIndex": 0,
        "level": "note",
        "message": {"text": "says no."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": "a%20b/Dockerfile",
                        "uriBaseId": "SRCROOT",
                        "index": 0,
                    },
                    "region": {
                        "startLine": 5,
                        "startColumn": 1,
                        "endLine": 5,
                        "endColumn": 4,
                        "snippet": {"text": "CMD"},
                    },
                    "contextRegion": {
                        "startLine": 4,
                        "endLine": 5,
                        "snippet": {"text": "  y\nCMD [x]"},
                    },
                }
            }
        ],
        "partialFingerprints": names,
    }


def region(words: str, text: str = TEXT) -> list[int]:
    written = place(report_of(found(span(document(text), words))))["region"]
    return [written[key] for key in ("startLine", "startColumn", "endLine", "endColumn")]


def test_columns_are_utf16_code_units() -> None:
    assert region("B=b") == [2, 10, 2, 13]
    assert region("😀") == [2, 7, 2, 9]
    assert region("漢", "😀漢") == [1, 3, 1, 4]
    assert sarif_run(report_of())["columnKind"] == "utf16CodeUnits"


def test_a_region_of_several_lines_ends_where_it_ends_and_not_after_the_line() -> None:
    assert region("x \\\n  y") == [3, 5, 4, 4]
    assert region("  y\n") == [4, 1, 4, 4]
    assert region("a\r\n", "FROM a\r\n") == [1, 6, 1, 7]
    assert region("😀\n😀", "a😀\n😀b") == [1, 2, 2, 3]


def test_a_region_that_is_the_whole_file_has_no_context_as_that_must_be_larger() -> None:
    assert "contextRegion" not in place(report_of(found(span(document("CMD x"), "CMD x"))))
    assert "contextRegion" in place(report_of(found(span(document("CMD x"), "CMD"))))


def test_snippets_of_very_long_lines_are_left_out() -> None:
    one = document("a" * 100_000 + " b " + "c" * 100_000)
    written = place(report_of(found(span(one, "b"))))
    assert {"artifactLocation", "region"} == set(written)
    assert "snippet" not in place(report_of(found(one.span(0, 200_000))))["region"]


def test_related_places_are_listed_and_linked_from_the_message_as_github_wants() -> None:
    one, other = document(TEXT), document('{"t": 1}', "c.json")
    related = (Related(span(other, "1"), "TAG [x](http://evil) is set here"),)
    written = result(report_of(found(span(one, "CMD"), "a [b](1) c", related=related)))
    assert written["message"] == {
        "text": "a [b] (1) c. See [TAG (x) (http://evil) is set here](1)."
    }
    assert written["relatedLocations"] == [
        {
            "id": 1,
            "physicalLocation": {
                "artifactLocation": {"uri": "c.json", "uriBaseId": "SRCROOT", "index": 1},
                "region": {
                    "startLine": 1,
                    "startColumn": 7,
                    "endLine": 1,
                    "endColumn": 8,
                    "snippet": {"text": "1"},
                },
            },
            "message": {"text": "TAG [x] (http://evil) is set here."},
        }
    ]


def test_a_fix_is_a_replacement_in_each_file_it_changes() -> None:
    one, other = document(TEXT), document('{"t": 1}', "c.json")
    line = one.span(TEXT.index("CMD"), len(TEXT))
    edits = [Edit(line, ""), Edit(span(other, "1"), "2"), Edit(other.span(0, 0), "\n")]
    fix = Fix("remove it", edits)
    assert result(report_of(found(span(one, "CMD"), fix=fix)))["fixes"] == [
        {
            "description": {"text": "remove it."},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "Dockerfile", "uriBaseId": "SRCROOT", "index": 0},
                    "replacements": [
                        {
                            "deletedRegion": {
                                "startLine": 5,
                                "startColumn": 1,
                                "endLine": 6,
                                "endColumn": 1,
                            }
                        }
                    ],
                },
                {
                    "artifactLocation": {"uri": "c.json", "uriBaseId": "SRCROOT", "index": 1},
                    "replacements": [
                        {
                            "deletedRegion": {
                                "startLine": 1,
                                "startColumn": 7,
                                "endLine": 1,
                                "endColumn": 8,
                            },
                            "insertedContent": {"text": "2"},
                        },
                        {
                            "deletedRegion": {
                                "startLine": 1,
                                "startColumn": 1,
                                "endLine": 1,
                                "endColumn": 1,
                            },
                            "insertedContent": {"text": "\n"},
                        },
                    ],
                },
            ],
        }
    ]


def test_a_fix_that_would_show_a_secret_is_left_out() -> None:
    one = document("ENV TOKEN=hunter22\nCMD x\n")
    fix = Fix("remove it", [Edit(one.span(0, 18), "")])
    assert "fixes" not in result(report_of(found(span(one, "CMD"), fix=fix)))


def test_contexts_are_properties() -> None:
    contexts = ({"target": "dev", "cluster": "etl"},)
    written = result(report_of(found(span(document(TEXT), "CMD"), contexts=contexts)))
    assert written["properties"] == {"contexts": [{"target": "dev", "cluster": "etl"}]}


def test_only_rules_with_results_are_described_each_once() -> None:
    one = document(TEXT)
    names = ["b-rule", "a-rule", "b-rule"]
    diagnostics = [found(span(one, "CMD"), rule=name) for name in names]
    run = sarif_run(report_of(*diagnostics), rule("a-rule"), rule("b-rule"), rule("c-rule"))
    assert ["b-rule", "a-rule"] == [one["id"] for one in run["tool"]["driver"]["rules"]]
    assert [0, 1, 0] == [one["ruleIndex"] for one in run["results"]]


def descriptor(of: Any, **info: Any) -> Any:
    report = report_of(found(span(document(TEXT), "CMD"), rule=of.name))
    (only,) = sarif_run(report, of, **info)["tool"]["driver"]["rules"]
    return only


def test_a_rule_has_all_that_code_scanning_shows() -> None:
    help_text = "The cluster runs its own.\n\n## Bad\n```dockerfile\nCMD x\n```"
    sources = "\n\n## Sources\n\n- https://docs.example/containers\n"
    assert descriptor(rule(), read_card=lambda path: CARD) == {
        "id": "cmd-never-runs",
        "name": "CmdNeverRuns",
        "shortDescription": {"text": "CMD that never runs."},
        "fullDescription": {"text": "The cluster runs its own (https://docs.example/run) init."},
        "help": {"text": help_text + sources, "markdown": help_text + sources},
        "helpUri": "https://github.com/dcslint/dcslint/blob/main/docs/rules.md#cmd-never-runs",
        "defaultConfiguration": {"level": "warning"},
        "properties": {
            "tags": ["databricks", "image"],
            "precision": "high",
            "problem.severity": "warning",
        },
    }


def unreadable(path: str) -> str:
    raise FileNotFoundError(path)


@pytest.mark.parametrize("read_card", [None, unreadable, lambda path: ""])
def test_without_its_card_a_rule_is_explained_by_why_it_exists(read_card: Any) -> None:
    written = descriptor(rule(), read_card=read_card)["help"]
    assert written["markdown"].startswith(
        "The **cluster** runs [its own](https://docs.example/run)"
    )
    assert written["text"].startswith("The cluster runs its own (https://docs.example/run) init.")


@pytest.mark.parametrize(
    ("severity", "level", "problem", "security"),
    [
        ("error", "error", "error", "8.0"),
        ("warning", "warning", "warning", "6.0"),
        ("note", "note", "recommendation", "3.0"),
    ],
)
def test_severity_is_told_in_the_words_of_each_reader(
    severity: str, level: str, problem: str, security: str
) -> None:
    cases = {"": [severity, "says no"]}
    plain = descriptor(rule(cases=cases))
    assert level == plain["defaultConfiguration"]["level"]
    assert problem == plain["properties"]["problem.severity"]
    assert "security-severity" not in plain["properties"]
    written = descriptor(rule(cases=cases, tags=["security"]))["properties"]
    assert security == written["security-severity"]
    assert ["databricks", "image", "security"] == written["tags"]


def test_a_long_reason_is_cut_to_what_github_takes() -> None:
    written = descriptor(rule(why="word " * 400))["fullDescription"]["text"]
    assert len(written) <= 1024
    assert written.endswith("word…")


def test_a_rule_of_a_pack_leads_to_its_source_not_to_our_pages() -> None:
    written = descriptor(rule(pack="own"))
    assert ["own/cmd-never-runs", "OwnCmdNeverRuns"] == [written["id"], written["name"]]
    assert written["helpUri"] == "https://docs.example/containers"


def test_a_rule_that_the_rulebook_does_not_know_is_still_described() -> None:
    run = sarif_run(report_of(found(span(document(TEXT), "CMD"), rule="unused-ignore")))
    assert run["tool"]["driver"]["rules"] == [
        {
            "id": "unused-ignore",
            "name": "UnusedIgnore",
            "shortDescription": {"text": "unused ignore."},
            "fullDescription": {"text": "unused ignore."},
            "help": {"text": "unused ignore."},
        }
    ]


@pytest.mark.parametrize(
    ("sources", "page"),
    [
        (["our handbook", "https://a.example/b (as of May)"], "https://a.example/b"),
        (["our handbook"], None),
        ([], None),
    ],
)
def test_the_page_of_a_rule_that_is_not_ours_is_an_address_in_its_source(
    sources: list[str], page: str | None
) -> None:
    """Also of a card of the user's, which has no pack."""
    own = rule(source=sources)
    own.ours = False

    assert page == descriptor(own).get("helpUri")
    assert page == descriptor(rule(source=sources, pack="acme")).get("helpUri")


def test_the_run_says_where_it_ran_on_what_and_how_it_ended() -> None:
    provenance = {
        "repositoryUri": "https://me:p@ss@git.example/o/r",
        "revisionId": "0" * 40,
        "branch": "main",
    }
    run = sarif_run(
        report_of(found(span(document(TEXT), "CMD")), files=2),
        exit_status=1,
        root_uri="file:///repo/",
        provenance=provenance,
        category="nightly",
    )
    assert run["invocations"] == [
        {
            "executionSuccessful": True,
            "exitCode": 1,
            "workingDirectory": {"uri": "file:///repo/"},
        }
    ]
    assert run["automationDetails"] == {"id": "nightly/"}
    assert run["originalUriBaseIds"] == {
        "SRCROOT": {
            "description": {
                "text": "The root of all paths: the directory that dcslint was run in."
            },
            "uri": "file:///repo/",
        }
    }
    assert run["versionControlProvenance"] == [
        {
            "repositoryUri": "https://git.example/o/r",
            "revisionId": "0" * 40,
            "branch": "main",
            "mappedTo": {"uriBaseId": "SRCROOT"},
        }
    ]
    assert run["artifacts"] == [
        {
            "location": {"uri": uri, "index": index, "uriBaseId": "SRCROOT"},
            "roles": ["analysisTarget"],
        }
        for index, uri in enumerate(["Dockerfile", "other-0"])
    ]


def test_paths_begin_at_the_root_of_the_checkout_wherever_in_it_the_run_was() -> None:
    run = sarif_run(
        report_of(
            found(span(document(TEXT), "CMD")),
            found(span(document(TEXT, "../Dockerfile"), "CMD")),
            found(span(document(TEXT, "../../../Dockerfile"), "CMD")),
        ),
        root_uri="file:///home/me/a%20b/c/",
        provenance={"repositoryUri": "https://git.example/o/r", "folder": "a b/c"},
    )
    assert run["originalUriBaseIds"]["SRCROOT"]["uri"] == "file:///home/me/"
    assert run["invocations"][0]["workingDirectory"]["uri"] == "file:///home/me/a%20b/c/"
    assert [one["location"].get("uriBaseId") for one in run["artifacts"]] == [
        "SRCROOT",
        "SRCROOT",
        None,
    ]
    assert [one["location"]["uri"] for one in run["artifacts"]] == [
        "a%20b/c/Dockerfile",
        "a%20b/Dockerfile",
        "file:///home/Dockerfile",
    ]


def test_nothing_is_told_of_the_machine_unless_given() -> None:
    run = sarif_run(report_of(), exit_status=0)
    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 0}]
    assert "uri" not in run["originalUriBaseIds"]["SRCROOT"]
    assert "versionControlProvenance" not in run
    assert run["results"] == []


def test_the_version_is_semantic_only_where_it_is() -> None:
    driver = sarif_run(report_of())["tool"]["driver"]
    assert ["0.1.0", "0.1.0"] == [driver["version"], driver["semanticVersion"]]
    odd = sarif_run(report_of(), version="0.2.dev3")["tool"]["driver"]
    assert odd["version"] == "0.2.dev3"
    assert "semanticVersion" not in odd


def test_what_failed_is_a_notification_that_quotes_no_file() -> None:
    report = report_of()
    error = ValueError("invalid literal: 'hunter22'")
    report.failures = [
        Failure("no such file or directory", path="x/Dockerfile"),
        Failure(f"ValueError: {error}", rule="cmd-never-runs", path="Dockerfile", error=error),
    ]
    run = sarif_run(report, exit_status=2)
    assert run["invocations"] == [
        {
            "executionSuccessful": False,
            "exitCode": 2,
            "toolExecutionNotifications": [
                {
                    "level": "error",
                    "message": {
                        "text": "dcslint failed on x/Dockerfile: no such file or directory."
                    },
                },
                {
                    "level": "error",
                    "message": {
                        "text": "The rule cmd-never-runs failed on Dockerfile: ValueError."
                    },
                    "exception": {"kind": "ValueError"},
                    "associatedRule": {"id": "cmd-never-runs"},
                },
            ],
        }
    ]


def test_a_file_above_the_working_directory_has_an_absolute_address() -> None:
    report = report_of(found(span(document(TEXT, "../a b/Dockerfile"), "CMD")))
    absolute = result(report, root_uri="file:///home/repo/")
    location = absolute["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "file:///home/a%20b/Dockerfile", "index": 0}
    relative = result(report)["locations"][0]["physicalLocation"]["artifactLocation"]
    assert relative == {"uri": "../a%20b/Dockerfile", "index": 0, "uriBaseId": "SRCROOT"}


def test_the_line_hash_is_left_out_on_a_line_with_a_secret() -> None:
    one = document("ENV TOKEN=hunter22\n")
    assert set(result(report_of(found(span(one, "ENV"))))["partialFingerprints"]) == {"dcslint/v1"}


@settings(deadline=None, max_examples=200)
@given(reports())
def test_any_report_is_written_with_no_empty_text_and_no_impossible_place(report: Report) -> None:
    run = sarif_run(report, rule(), exit_status=1)
    for row in run["results"]:
        assert row["message"]["text"].strip()
        for location in [*row["locations"], *row.get("relatedLocations", [])]:
            where = location["physicalLocation"]["region"]
            start = (where["startLine"], where["startColumn"])
            assert (1, 1) <= start <= (where["endLine"], where["endColumn"])
            assert where.get("snippet", {"text": "x"})["text"]
    assert len(report.diagnostics) == len(run["results"])
