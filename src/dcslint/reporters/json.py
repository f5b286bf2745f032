"""For programs: one JSON object, one finding a line. Its shape is promised; it only ever grows."""

from __future__ import annotations

from dcslint.reporters.encode import encode
from dcslint.reporters.fingerprints import fingerprints, fingerprints_of_suppressed
from dcslint.reporters.place import bounds
from dcslint.reporters.safe_fix import safe_fix
from dcslint.reporters.visible import message_of, redacted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from dcslint.diagnostic import Diagnostic, Gone, Report, Unjudged
    from dcslint.reporters.info import RunInfo
    from dcslint.rulebook.rulebook import Rulebook
    from dcslint.source import Span


def report(report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]) -> None:
    """Write the report as one JSON object."""
    del rulebook
    head = encode({"dcslint": info.version, "files": len(set(report.files))})
    names = fingerprints(report)
    findings = (finding_of(*pair) for pair in zip(report.diagnostics, names, strict=True))
    write(f'{head[:-1]},"findings":[')
    _write_rows(findings, write)
    write('],"suppressed":[')
    _write_rows(map(suppressed_of, report.suppressed, fingerprints_of_suppressed(report)), write)
    write('],"unresolved":[')
    _write_rows(map(unresolved_of, report.unjudged), write)
    write("]")
    if report.compared:
        write(f',"known":{report.known},"gone":[')
        _write_rows(map(gone_of, report.gone), write)
        write("]")
    write("}\n")


def _write_rows(rows: Iterable[dict[str, Any]], write: Callable[[str], None]) -> None:
    between = "\n"
    for row in rows:
        write(between + encode(row))
        between = ",\n"


def finding_of(found: Diagnostic, name: str) -> dict[str, Any]:
    """A finding under its fingerprint."""
    document = bounds(found.span)[0]
    related = [
        {
            **_place(one.span),
            "message": redacted(one.message, [bounds(one.span)[0], document]),
        }
        for one in found.related
    ]
    fix = safe_fix(found)
    return {
        "rule": found.rule,
        "severity": found.severity,
        "message": message_of(found),
        **_place(found.span),
        "related": related,
        "fix": fix
        and {
            "message": document.redact(fix.message),
            "safe": fix.safe,
            "edits": [{**_place(edit.span), "text": edit.text} for edit in fix.edits],
        },
        "contexts": [
            {key: document.redact(word) for key, word in context.items()}
            for context in found.contexts
        ],
        "fingerprint": name,
    }


def suppressed_of(found: Diagnostic, name: str) -> dict[str, Any]:
    """A finding that is passed over, and why."""
    suppressed = found.suppressed
    place = suppressed.place if suppressed is not None else None
    documents = [bounds(found.span)[0]]
    if place is not None:
        documents.append(bounds(place)[0])
    return {
        **finding_of(found, name),
        "suppression": suppressed
        and {
            "kind": suppressed.kind,
            "reason": redacted(suppressed.reason, documents),
            "place": place and _place(place),
        },
    }


def gone_of(gone: Gone) -> dict[str, Any]:
    """A finding of the baseline that is no more."""
    return {"rule": gone.rule, "message": gone.message, "path": gone.path}


def unresolved_of(unjudged: Unjudged) -> dict[str, Any]:
    """A value that could not be judged, and why."""
    documents = [bounds(unjudged.span)[0]]
    if unjudged.where is not None:
        documents.append(bounds(unjudged.where)[0])
    return {
        **_place(unjudged.span),
        "reason": redacted(unjudged.reason, documents),
        "rules": list(unjudged.rules),
        "where": unjudged.where and _place(unjudged.where),
    }


def _place(span: Span) -> dict[str, Any]:
    document, start, end = bounds(span)
    first, last = document.position(start), document.position(end)
    return {
        "path": document.path,
        "start": {"line": first[0], "column": first[1]},
        "end": {"line": last[0], "column": last[1]},
    }
