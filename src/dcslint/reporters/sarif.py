"""For code scanning: SARIF 2.1.0, made for GitHub, Azure DevOps, GitLab and editors.

Plain dicts: an object model would cost more than the run. Columns are UTF-16 code units, as SARIF's
readers count. Source text comes masked, by `Document.excerpt` only.
"""

from __future__ import annotations

from dcslint.diagnostic import BASELINE
from dcslint.reporters.encode import encode
from dcslint.reporters.fingerprints import fingerprints, fingerprints_of_suppressed
from dcslint.reporters.line_hash import LineHashes
from dcslint.reporters.place import Utf16, bounds, trimmed
from dcslint.reporters.safe_fix import safe_fix
from dcslint.reporters.sarif_rules import HOME, descriptor, level, sentence
from dcslint.reporters.uri import uri_of
from dcslint.reporters.visible import message_of, redacted
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dcslint.diagnostic import Diagnostic, Failure, Gone, Report, Suppressed
    from dcslint.reporters.info import RunInfo
    from dcslint.rulebook.rulebook import Rulebook
    from dcslint.source import Document, Fix, Span

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT = "SRCROOT"
_CONTEXT = 1  # lines shown above and below
# A snippet is for people; a longer one (JSON in one line, once for each finding) is left out.
_LONGEST_SNIPPET = 2000
_SEMANTIC = regex(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_DRIVE = regex("[A-Za-z]:/")
_USER = regex(r"(?<=://)[^/]*@")


def report(report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]) -> None:
    """Write the log, one result a line."""
    shown = list(zip(report.diagnostics, fingerprints(report), strict=True))
    # GitHub takes a suppressed result for one that stands, so it is told only where asked for.
    if info.show_suppressed:
        shown += zip(report.suppressed, fingerprints_of_suppressed(report), strict=True)
    gone = report.gone if info.show_suppressed else []
    names = dict.fromkeys([*(found.rule for found, _ in shown), *(one.rule for one in gone)])
    rules = [descriptor(name, rulebook.rules.get(name), info) for name in names]
    numbers = {name: number for number, name in enumerate(names)}
    root, folder = _root(info)
    results = _Results(root, folder, numbers)
    write(f'{{"$schema":{encode(SCHEMA)},"version":"2.1.0","runs":[{{"results":[')
    between = "\n"
    for found, fingerprint in shown:
        result = results.result(found, fingerprint)
        if report.compared:
            known = found.suppressed is not None and found.suppressed.kind == BASELINE
            result["baselineState"] = "unchanged" if known else "new"
        write(between + encode(result))
        between = ",\n"
    for one in gone:
        write(between + encode(results.absent(one)))
        between = ",\n"
    run = _run(report, info, rules, root)
    for path in report.files:
        results.artifact(path)
    run["artifacts"] = results.artifacts
    write(f"],\n{encode(run)[1:]}]}}\n")


def _root(info: RunInfo) -> tuple[str, str]:
    """The URI that all paths are relative to, maybe "", and the working directory below it.

    It is the root of the checkout where that is known: code scanning takes every path for one that
    begins there, whatever the log says.
    """
    folder = (info.provenance or {}).get("folder", "").strip("/")
    if not folder:
        return info.root_uri, ""
    tail = f"/{uri_of(folder)[0]}/"
    root = info.root_uri.removesuffix(tail) + "/" if info.root_uri.endswith(tail) else ""
    return root, folder + "/"


def _run(
    report: Report, info: RunInfo, rules: list[dict[str, Any]], root_uri: str
) -> dict[str, Any]:
    """All of the run but results and artifacts."""
    driver = {
        "name": "dcslint",
        "fullName": f"dcslint {info.version} (linter for Databricks Container Services)",
        "version": info.version,
        "informationUri": HOME,
        "rules": rules,
    }
    if _SEMANTIC.fullmatch(info.version):
        driver["semanticVersion"] = info.version
    category = info.category.rstrip("/")
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "invocations": [_invocation(report, info)],
        "automationDetails": info.automation or {"id": f"{category}/"},
        "columnKind": "utf16CodeUnits",
    }
    where = "directory that dcslint was run in" if root_uri == info.root_uri else "repository"
    root: dict[str, Any] = {"description": {"text": f"The root of all paths: the {where}."}}
    if root_uri:
        root["uri"] = root_uri
    run["originalUriBaseIds"] = {_ROOT: root}
    provenance = info.provenance or {}
    if provenance.get("repositoryUri"):
        keys = ("repositoryUri", "revisionId", "branch")
        known = {key: provenance[key] for key in keys if provenance.get(key)}
        known["repositoryUri"] = _USER.sub("", known["repositoryUri"])
        run["versionControlProvenance"] = [{**known, "mappedTo": {"uriBaseId": _ROOT}}]
    return run


def _invocation(report: Report, info: RunInfo) -> dict[str, Any]:
    found: dict[str, Any] = {
        "executionSuccessful": not report.failures and info.exit_status < 2,
        "exitCode": info.exit_status,
    }
    if info.root_uri:
        found["workingDirectory"] = {"uri": info.root_uri}
    if report.failures:
        found["toolExecutionNotifications"] = [_notification(one) for one in report.failures]
    return found


def _notification(failure: Failure) -> dict[str, Any]:
    """What failed. Of an exception only its name: its words may quote the file that it is about."""
    what = f"The rule {failure.rule}" if failure.rule else "dcslint"
    where = f" on {failure.path}" if failure.path else ""
    why = failure.message if failure.error is None else type(failure.error).__name__
    found: dict[str, Any] = {
        "level": "error",
        "message": {"text": sentence(f"{what} failed{where}: {why}")},
    }
    if failure.error is not None:
        found["exception"] = {"kind": type(failure.error).__name__}
    if failure.rule:
        found["associatedRule"] = {"id": failure.rule}
    return found


class _Results:
    """Makes results, and the table of files that they refer to."""

    __slots__ = ("_folder", "_hashes", "_locations", "_root", "_rules", "_utf16", "artifacts")

    def __init__(self, root: str, folder: str, rules: dict[str, int]) -> None:
        self._root = root
        self._folder = folder
        self._rules = rules
        self._utf16 = Utf16()
        self._hashes: dict[Document, LineHashes] = {}
        self._locations: dict[str, dict[str, Any]] = {}
        self.artifacts: list[dict[str, Any]] = []

    def artifact(self, path: str) -> dict[str, Any]:
        """The location of a file, entered into the table the first time."""
        location = self._locations.get(path)
        if location is None:
            absolute = path.startswith("/") or _DRIVE.match(path)
            uri, relative = uri_of(path if absolute else self._folder + path, self._root)
            location = {"uri": uri, "index": len(self.artifacts)}
            if relative:
                location["uriBaseId"] = _ROOT
            self._locations[path] = location
            self.artifacts.append({"location": location, "roles": ["analysisTarget"]})
        return location

    def result(self, found: Diagnostic, fingerprint: str) -> dict[str, Any]:
        """One finding."""
        document, start, _ = bounds(found.span)
        place = self._place(found.span, context=True)
        related = [
            self._related(number, one.span, one.message, document)
            for number, one in enumerate(found.related, 1)
        ]
        result: dict[str, Any] = {
            "ruleId": found.rule,
            "ruleIndex": self._rules[found.rule],
            "level": level(found.severity),
            "message": {"text": _message(found, related)},
            "locations": [{"physicalLocation": place}],
            "partialFingerprints": self._fingerprints(document, start, fingerprint),
        }
        if related:
            result["relatedLocations"] = related
        fix = safe_fix(found)
        if fix is not None:
            result["fixes"] = [self._fix(fix, document)]
        if found.suppressed is not None:
            result["suppressions"] = [self._suppression(found.suppressed, document)]
        if found.contexts:
            contexts = [
                {key: document.redact(word) for key, word in context.items()}
                for context in found.contexts
            ]
            result["properties"] = {"contexts": contexts}
        return result

    def absent(self, gone: Gone) -> dict[str, Any]:
        """A finding that the baseline has and that is no more."""
        return {
            "ruleId": gone.rule,
            "ruleIndex": self._rules[gone.rule],
            "level": "none",
            "message": {"text": sentence(_unlinked(gone.message))},
            "locations": [{"physicalLocation": {"artifactLocation": self.artifact(gone.path)}}],
            "baselineState": "absent",
        }

    def _suppression(self, suppressed: Suppressed, document: Document) -> dict[str, Any]:
        kind = "external" if suppressed.kind == BASELINE else suppressed.kind
        found: dict[str, Any] = {"kind": kind, "status": "accepted"}
        documents = [document]
        if suppressed.place is not None:
            documents.append(bounds(suppressed.place)[0])
            place = self._place(suppressed.place, context=False)
            found["location"] = {"physicalLocation": place}
        if suppressed.reason:
            found["justification"] = redacted(suppressed.reason, documents)
        return found

    def _related(self, number: int, span: Span, words: str, document: Document) -> dict[str, Any]:
        words = redacted(words, [bounds(span)[0], document])
        return {
            "id": number,
            "physicalLocation": self._place(span, context=False),
            "message": {"text": sentence(_unlinked(words))},
        }

    def _fingerprints(self, document: Document, start: int, fingerprint: str) -> dict[str, str]:
        hashes = self._hashes.get(document)
        if hashes is None:
            hashes = self._hashes[document] = LineHashes(document)
        line_hash = hashes.of_line(document.position(start)[0])
        found = {"dcslint/v1": fingerprint}
        if line_hash is not None:
            found["primaryLocationLineHash"] = line_hash
        return found

    def _place(self, span: Span, *, context: bool) -> dict[str, Any]:
        """Where a span is: without line endings at its end, which would touch one line more."""
        document, start, end = bounds(span)
        end = trimmed(document, start, end)
        region = self._region(document, start, end)
        place = {"artifactLocation": self.artifact(document.path), "region": region}
        if start < end <= start + _LONGEST_SNIPPET:
            region["snippet"] = {"text": document.excerpt(start, end)}
        if context:
            first = max(region["startLine"] - _CONTEXT, 1)
            last = max(min(region["endLine"] + _CONTEXT, _lines(document)), region["endLine"])
            low, high = document.line_starts[first - 1], document.line_bounds(last)[1]
            # A contextRegion has to be larger than the region.
            if high - low <= _LONGEST_SNIPPET and (low, high) != (start, end):
                place["contextRegion"] = {
                    "startLine": first,
                    "endLine": last,
                    "snippet": {"text": document.excerpt(low, high)},
                }
        return place

    def _region(self, document: Document, start: int, end: int) -> dict[str, Any]:
        first, column, last, end_column = self._utf16.region(document, start, end)
        return {
            "startLine": first,
            "startColumn": column,
            "endLine": last,
            "endColumn": end_column,
        }

    def _fix(self, fix: Fix, document: Document) -> dict[str, Any]:
        changes: dict[str, dict[str, Any]] = {}
        for edit in fix.edits:
            changed, start, end = bounds(edit.span)
            change = changes.setdefault(
                changed.path,
                {"artifactLocation": self.artifact(changed.path), "replacements": []},
            )
            replacement: dict[str, Any] = {"deletedRegion": self._region(changed, start, end)}
            if edit.text:
                replacement["insertedContent"] = {"text": edit.text}
            change["replacements"].append(replacement)
        return {
            "description": {"text": sentence(document.redact(fix.message))},
            "artifactChanges": list(changes.values()),
        }


def _lines(document: Document) -> int:
    """How many lines readers see: the end of the last one begins no new one."""
    return len(document.line_starts) - document.text.endswith("\n")


def _message(found: Diagnostic, related: list[dict[str, Any]]) -> str:
    """The message, and links to related places: GitHub shows those only if the message does."""
    text = sentence(_unlinked(message_of(found)))
    if related:
        links = ", ".join(f"[{_label(one['message']['text'])}]({one['id']})" for one in related)
        text += f" See {links}."
    return text


def _unlinked(words: str) -> str:
    """`words` of which no part is a link: they may quote the file."""
    return words.replace("](", "] (")


def _label(words: str) -> str:
    return words.rstrip(".").replace("[", "(").replace("]", ")")
