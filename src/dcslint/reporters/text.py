"""For people: each finding with its line of source, other places, and what would fix it."""

from __future__ import annotations

from dcslint.diagnostic import SEVERITIES
from dcslint.reporters.concise import concise_line, place_of
from dcslint.reporters.excerpt import marked_line
from dcslint.reporters.place import bounds
from dcslint.reporters.visible import message_of, redacted, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dcslint.diagnostic import Diagnostic, Report, Unjudged
    from dcslint.reporters.info import RunInfo
    from dcslint.rulebook.rulebook import Rulebook

_COLORS = {"error": "1;31", "warning": "1;33", "note": "1;36", "path": "1", "rule": "2"}
_MOST_CONTEXTS = 10


def report(report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]) -> None:
    """Write the findings, then what was not judged, counts by rule and a summary, as asked for."""
    for found in report.diagnostics:
        write(_short(found, info) if info.quiet else _long(found, info))
    if info.quiet:
        return
    if info.show_unresolved:
        for unjudged in report.unjudged:
            write(_unjudged(unjudged) + "\n")
        if report.unjudged:
            write("\n")
    if info.show_suppressed:
        for found in report.suppressed:
            write(_suppressed(found) + "\n")
        for gone in report.gone:
            write(visible(f"{gone.path}: gone: {gone.message} [{gone.rule}]") + "\n")
        if report.suppressed or report.gone:
            write("\n")
    if info.statistics and report.diagnostics:
        write(_statistics(report, rulebook) + "\n")
    write(_summary(report, info) + "\n")


def _paint(words: str, color: str, info: RunInfo) -> str:
    return f"\x1b[{_COLORS[color]}m{words}\x1b[0m" if info.color and color in _COLORS else words


def _short(found: Diagnostic, info: RunInfo) -> str:
    if not info.color:
        return concise_line(found) + "\n"
    place = _paint(place_of(found.span), "path", info)
    severity = _paint(found.severity, found.severity, info)
    rule = _paint(f"[{visible(found.rule)}]", "rule", info)
    return f"{place}: {severity}: {visible(message_of(found))} {rule}\n"


def _long(found: Diagnostic, info: RunInfo) -> str:
    document, start, end = bounds(found.span)
    lines = [_short(found, info)]
    source, carets = marked_line(document, start, end)
    if source:
        number = str(document.position(start)[0])
        lines.append(f" {number} | {source}\n")
        lines.append(f" {' ' * len(number)} | {_marks(carets, found.severity, info)}\n")
    for related in found.related:
        words = visible(redacted(related.message, [related.span.outermost().document, document]))
        lines.append(f"  note: {place_of(related.span)}: {words}\n")
    contexts = visible(document.redact(_contexts(found.contexts)))
    if contexts:
        lines.append(f"  in {contexts}\n")
    if found.fix is not None:
        unsafe = "" if found.fix.safe else " (unsafe)"
        lines.append(f"  fix: {visible(document.redact(found.fix.message))}{unsafe}\n")
    lines.append("\n")
    return "".join(lines)


def _marks(carets: str, severity: str, info: RunInfo) -> str:
    marks = carets.lstrip(" ")
    return " " * (len(carets) - len(marks)) + _paint(marks, severity, info)


def _contexts(contexts: tuple[dict[str, str], ...]) -> str:
    """`targets dev, prod`, or `clusters etl (targets dev, prod), bi (target dev)`."""
    by_cluster: dict[str, list[str]] = {}
    for context in contexts:
        targets = by_cluster.setdefault(context.get("cluster") or "", [])
        target = context.get("target") or ""
        if target and target not in targets:
            targets.append(target)
    if list(by_cluster) in ([], [""]):
        return _several("target", by_cluster.get("", []))
    names = [
        f"{cluster} ({_several('target', targets)})" if cluster and targets else cluster
        for cluster, targets in by_cluster.items()
    ]
    return _several("cluster", [name for name in names if name])


def _several(noun: str, names: list[str]) -> str:
    if not names:
        return ""
    shown = ", ".join(names[:_MOST_CONTEXTS])
    more = f" and {len(names) - _MOST_CONTEXTS} more" if len(names) > _MOST_CONTEXTS else ""
    return f"{noun if len(names) == 1 else noun + 's'} {shown}{more}"


def _unjudged(unjudged: Unjudged) -> str:
    documents = [unjudged.span.outermost().document]
    if unjudged.where is not None:
        documents.append(unjudged.where.outermost().document)
    reason = visible(redacted(unjudged.reason, documents))
    rules = f" ({_several('rule', [visible(rule) for rule in unjudged.rules])})"
    return f"{place_of(unjudged.span)}: not judged: {reason}{rules if unjudged.rules else ''}"


def _suppressed(found: Diagnostic) -> str:
    """`a finding on one line; suppressed at path:line:column: the reason`."""
    line = f"{concise_line(found)}; suppressed"
    suppressed = found.suppressed
    if suppressed is None:
        return line
    documents = [found.span.document]
    if suppressed.place is not None:
        documents.append(suppressed.place.document)
        line += f" at {place_of(suppressed.place)}"
    reason = visible(redacted(suppressed.reason, documents))
    return f"{line}: {reason}" if reason else line


def _statistics(report: Report, rulebook: Rulebook) -> str:
    counts: dict[str, int] = {}
    for found in report.diagnostics:
        counts[found.rule] = counts.get(found.rule, 0) + 1
    width = max(len(str(count)) for count in counts.values())
    longest = max(len(rule) for rule in counts)
    lines = []
    for rule, count in sorted(counts.items(), key=lambda row: (-row[1], row[0])):
        known = rulebook.rules.get(rule)
        title = known.title if known else ""
        lines.append(visible(f"{count:>{width}}  {rule:<{longest}}  {title}").rstrip() + "\n")
    return "".join(lines)


def _summary(report: Report, info: RunInfo) -> str:
    """`3 findings (1 error, 2 warnings) in 2 files; 5 files linted`."""
    words = "no new findings" if report.compared else "no findings"
    noun = "new finding" if report.compared else "finding"
    if report.diagnostics:
        by_severity = [
            _count(number, severity)
            for severity in reversed(SEVERITIES)
            if (number := sum(found.severity == severity for found in report.diagnostics))
        ]
        files = len({bounds(found.span)[0].path for found in report.diagnostics})
        words = (
            f"{_count(len(report.diagnostics), noun)} ({', '.join(by_severity)})"
            f" in {_count(files, 'file')}"
        )
    parts = [words, f"{_count(len(set(report.files)), 'file')} linted"]
    if info.fixed:
        parts.insert(0, f"{info.fixed} fixed")
    parts.extend(_fixable(report, info))
    if len(report.suppressed) > report.known:
        parts.append(f"{len(report.suppressed) - report.known} suppressed")
    if report.known:
        parts.append(f"{report.known} in the baseline")
    if report.gone:
        parts.append(f"{len(report.gone)} gone from it: --write-baseline forgets them")
    if info.show_unresolved:
        parts.append(f"{_count(len(report.unjudged), 'value')} not judged")
    if report.failures:
        parts.append(_count(len(report.failures), "failure"))
    return "; ".join(parts)


def _fixable(report: Report, info: RunInfo) -> Iterator[str]:
    """`2 fixable with --fix, 1 more with --unsafe-fixes`."""
    fixes = [found.fix for found in report.diagnostics if found.fix is not None]
    safe = 0 if info.fixes_all else sum(fix.safe for fix in fixes)
    unsafe = sum(not fix.safe for fix in fixes)
    both = "--fix --unsafe-fixes"
    if safe and unsafe:
        yield f"{safe} fixable with --fix, {unsafe} more with --unsafe-fixes"
    elif safe or unsafe:
        yield f"{safe or unsafe} fixable with {'--fix' if safe else both}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else noun + 's'}"
