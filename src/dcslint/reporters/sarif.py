"""Findings as SARIF 2.1.0, made for GitHub code scanning, Azure DevOps, editors and validators.

Plain dicts: an object model would cost more time than the whole run. Columns are UTF-16 code units,
which is what SARIF's readers count unless told otherwise. Source text comes by `excerpt` only.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right

from dcslint.reporters.fingerprints import LineHashes, fingerprints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dcslint.diagnostic import Diagnostic, Report
    from dcslint.reporters.info import RunInfo
    from dcslint.rulebook.index import Rulebook
    from dcslint.rulebook.rule import Rule
    from dcslint.source import Document, Fix, Span

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
HOME = "https://github.com/dcslint/dcslint"
RULE_PAGE = f"{HOME}/blob/main/docs/rules.md#"
_ROOT = "SRCROOT"
# GitHub: above 7 is "high", 4 to 6.9 "medium"; any value makes a finding a security alert.
_SECURITY_SEVERITY = {"error": "7.5", "warning": "5.5", "note": "3.0"}
_LONGEST_DESCRIPTION = 1024
_CONTEXT_LINES = 2
_LANGUAGES = {"json": "json", "yml": "yaml", "yaml": "yaml", "tf": "terraform"}


def report(report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]) -> None:
    """Write the log."""
    run = _Run(report, rulebook, info)
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run.as_dict()]}
    write(json.dumps(log, ensure_ascii=True, separators=(",", ":")) + "\n")


class _Run:
    """One run of the tool, with the tables that results refer to by number."""

    __slots__ = (
        "artifacts",
        "documents",
        "hashes",
        "info",
        "report",
        "rulebook",
        "rules",
        "starts",
    )

    def __init__(self, report: Report, rulebook: Rulebook, info: RunInfo) -> None:
        self.report = report
        self.rulebook = rulebook
        self.info = info
        self.rules: dict[str, int] = {}
        self.artifacts: dict[str, int] = {}
        self.documents: dict[str, Document] = {}
        self.hashes: dict[str, LineHashes] = {}
        self.starts: dict[str, list[int]] = {}

    def as_dict(self) -> dict[str, Any]:
        """The run object."""
        names = fingerprints(self.report.diagnostics)
        results = [
            self.result(one, name) for one, name in zip(self.report.diagnostics, names, strict=True)
        ]
        version = self.info.version
        run: dict[str, Any] = {
            "tool": {
                "driver": {
                    "name": "dcslint",
                    "fullName": f"dcslint {version} (linter for Databricks Container Services)",
                    "version": version,
                    "semanticVersion": version,
                    "informationUri": HOME,
                    "rules": [self.rule(name) for name in self.rules],
                }
            },
            "invocations": [self.invocation()],
            "automationDetails": {"id": f"{self.info.category}/"},
            "columnKind": "utf16CodeUnits",
            "artifacts": [self.artifact(path) for path in self.artifacts],
            "results": results,
        }
        if self.info.root_uri:
            run["originalUriBaseIds"] = {
                _ROOT: {
                    "uri": self.info.root_uri,
                    "description": {"text": "The directory that dcslint was started in."},
                }
            }
        if self.info.provenance:
            run["versionControlProvenance"] = [
                {**self.info.provenance, "mappedTo": {"uriBaseId": _ROOT}}
            ]
        return run

    def invocation(self) -> dict[str, Any]:
        """How the run went; what failed is a notification."""
        found: dict[str, Any] = {
            "executionSuccessful": not self.report.failures,
            "exitCode": self.info.exit_status,
        }
        if self.info.root_uri:
            found["workingDirectory"] = {"uriBaseId": _ROOT, "uri": ""}
        if self.report.failures:
            found["toolExecutionNotifications"] = [
                {
                    "level": "error",
                    "message": {
                        "text": _clean(f"{one.rule or one.path or 'dcslint'}: {one.message}.")
                    },
                }
                for one in self.report.failures
            ]
        return found

    def artifact(self, path: str) -> dict[str, Any]:
        """A file that has findings."""
        ending = path.rpartition(".")[2].lower()
        return {
            "location": {**self.location(path), "index": self.artifacts[path]},
            "sourceLanguage": _LANGUAGES.get(ending, "dockerfile"),
            "roles": ["analysisTarget"],
        }

    def location(self, path: str) -> dict[str, Any]:
        """An artifact location: relative, and percent-encoded by RFC 3986."""
        from urllib.parse import quote

        uri = quote(path.encode("utf-8", "surrogateescape"), safe="/-._~!$&'()*+,;=@")
        found: dict[str, Any] = {"uri": uri}
        if self.info.root_uri:
            found["uriBaseId"] = _ROOT
        return found

    def rule(self, name: str) -> dict[str, Any]:
        """The descriptor of a rule that has results."""
        rule = self.rulebook.rules[name]
        why = _plain(rule.why)
        page = RULE_PAGE + name.replace("/", "")
        properties: dict[str, Any] = {
            "tags": ["databricks", rule.group, *rule.tags][:20],
            "precision": "high" if rule.severity != "note" else "medium",
            "problem.severity": "recommendation" if rule.severity == "note" else rule.severity,
        }
        if "security" in rule.tags:
            properties["security-severity"] = _SECURITY_SEVERITY[rule.severity]
        return {
            "id": name,
            "name": "".join(part.capitalize() for part in re.split(r"[-/]", name)),
            "shortDescription": {"text": _sentence(rule.title)},
            "fullDescription": {"text": _sentence(why[:_LONGEST_DESCRIPTION])},
            "help": {"text": _sentence(why), "markdown": self.help(rule)},
            "helpUri": page,
            "defaultConfiguration": {"level": rule.severity},
            "properties": properties,
        }

    def help(self, rule: Rule) -> str:
        """The card without its front matter; the reason alone where the card cannot be read."""
        if self.info.read_card is not None:
            try:
                card = self.info.read_card(rule.path)
            except (OSError, LookupError, ValueError):
                return rule.why
            body = card.partition("\n---\n")[2].strip()
            if body:
                return _clean(body)
        return rule.why

    def result(self, one: Diagnostic, fingerprint: str) -> dict[str, Any]:
        """One finding."""
        index = self.rules.setdefault(one.rule, len(self.rules))
        found: dict[str, Any] = {
            "ruleId": one.rule,
            "ruleIndex": index,
            "level": one.severity,
            "kind": "fail",
            "message": {"text": _sentence(one.message)},
            "locations": [{"physicalLocation": self.physical(one.span, context=True)}],
            "partialFingerprints": self.partial(one, fingerprint),
        }
        if one.related:
            found["relatedLocations"] = [
                {
                    "id": number,
                    "physicalLocation": self.physical(other.span),
                    "message": {"text": _sentence(other.message)},
                }
                for number, other in enumerate(one.related, 1)
            ]
        fix = self.fix(one.fix)
        if fix is not None:
            found["fixes"] = [fix]
        if one.contexts:
            found["properties"] = {"contexts": list(one.contexts)}
        return found

    def partial(self, one: Diagnostic, fingerprint: str) -> dict[str, str]:
        """Our own fingerprint, and GitHub's for the line unless it holds a secret."""
        document = one.span.document
        hashes = self.hashes.get(document.path)
        if hashes is None:
            hashes = self.hashes[document.path] = LineHashes(document)
        line = hashes.of(document.position(one.span.start)[0])
        found = {"dcslint/v1": fingerprint}
        if line is not None:
            found["primaryLocationLineHash"] = line
        return found

    def physical(self, span: Span, *, context: bool = False) -> dict[str, Any]:
        """Where a span is, with the lines around it if asked for."""
        document = span.document
        path = document.path
        index = self.artifacts.setdefault(path, len(self.artifacts))
        region = self.region(span)
        region["snippet"] = {"text": _clean(document.excerpt(span.start, span.end)) or " "}
        found: dict[str, Any] = {
            "artifactLocation": {**self.location(path), "index": index},
            "region": region,
        }
        if context:
            first = max(region["startLine"] - _CONTEXT_LINES, 1)
            last = min(region["endLine"] + _CONTEXT_LINES, len(document.line_starts))
            start, end = document.line_starts[first - 1], document.line_bounds(last)[1]
            found["contextRegion"] = {
                "startLine": first,
                "endLine": last,
                "snippet": {"text": _clean(document.excerpt(start, end)) or " "},
            }
        return found

    def region(self, span: Span) -> dict[str, Any]:
        """Lines and columns of a span, columns in UTF-16 code units."""
        document = span.document
        starts = document.line_starts
        first = bisect_right(starts, span.start)
        last = bisect_right(starts, span.end)
        return {
            "startLine": first,
            "startColumn": _units(document.text[starts[first - 1] : span.start]) + 1,
            "endLine": last,
            "endColumn": _units(document.text[starts[last - 1] : span.end]) + 1,
        }

    def fix(self, fix: Fix | None) -> dict[str, Any] | None:
        """A fix; None where it would show a secret."""
        if fix is None:
            return None
        changes: dict[str, list[dict[str, Any]]] = {}
        for edit in fix.edits:
            document = edit.span.document
            if document.holds_secret(edit.span.start, edit.span.end):
                return None
            if document.redact(edit.text) != edit.text:
                return None
            self.artifacts.setdefault(document.path, len(self.artifacts))
            replacement: dict[str, Any] = {"deletedRegion": self.region(edit.span)}
            if edit.text:
                replacement["insertedContent"] = {"text": edit.text}
            changes.setdefault(document.path, []).append(replacement)
        return {
            "description": {"text": _sentence(fix.message)},
            "artifactChanges": [
                {
                    "artifactLocation": {**self.location(path), "index": self.artifacts[path]},
                    "replacements": replacements,
                }
                for path, replacements in changes.items()
            ],
        }


def _units(text: str) -> int:
    """The number of UTF-16 code units of a text."""
    if text.isascii():
        return len(text)
    return len(text) + sum(char > "\uffff" for char in text)


def _clean(text: str) -> str:
    """The text without unpaired surrogates, which are no Unicode and break its readers."""
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)


def _plain(markdown: str) -> str:
    """Prose of a card on one line, without the marks of code."""
    return " ".join(markdown.replace("`", "").split())


def _sentence(text: str) -> str:
    """The text with a full stop, as SARIF's validators want it; never empty."""
    text = _clean(text).strip() or "No text"
    return text if text.endswith((".", "!", "?", "…")) else text + "."
