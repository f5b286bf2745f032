"""Findings for people: the line, the source with the words underlined, other places, the fix."""

from __future__ import annotations

from dcslint.diagnostic import SEVERITIES
from dcslint.reporters.lines import concise_line, place, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dcslint.diagnostic import Diagnostic, Report
    from dcslint.reporters.info import RunInfo
    from dcslint.rulebook.index import Rulebook
    from dcslint.source import Span

_COLORS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m"}
_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_WIDEST = 160
_TAB = 4


def report(report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]) -> None:
    """Write findings, then values not judged, statistics and a summary as asked for."""
    del rulebook
    for diagnostic in report.diagnostics:
        write(_finding(diagnostic, info))
    if info.show_unresolved:
        for one in report.unjudged:
            rules = ", ".join(one.rules)
            write(f"{place(one.span)}: not judged: {visible(one.reason)} ({rules})\n")
        if report.unjudged:
            write("\n")
    if info.statistics:
        write(_statistics(report.diagnostics))
    if not info.quiet:
        write(_summary(report, info))


def _finding(diagnostic: Diagnostic, info: RunInfo) -> str:
    line = concise_line(diagnostic)
    if info.quiet:
        return line + "\n"
    color = _COLORS[diagnostic.severity] if info.color else ""
    if color:
        head, severity, rest = line.partition(f": {diagnostic.severity}: ")
        message, _, rule = rest.rpartition(" [")
        line = f"{_BOLD}{head}{_RESET}: {color}{severity[2:-2]}{_RESET}: {_BOLD}{message}{_RESET} "
        line += f"{_DIM}[{rule}{_RESET}"
    parts = [line, *_source(diagnostic.span, color)]
    parts += [f"  {place(one.span)}: {visible(one.message)}" for one in diagnostic.related]
    where = _contexts(diagnostic.contexts)
    if where:
        parts.append(f"  in {where}")
    if diagnostic.fix is not None:
        doubt = "" if diagnostic.fix.safe else " (look before you apply it)"
        parts.append(f"  fix: {visible(diagnostic.fix.message)}{doubt}")
    return "\n".join(parts) + "\n\n"


def _source(span: Span, color: str) -> list[str]:
    """The first line of a span and the marks under its characters; secrets are masked."""
    document = span.document
    number, _ = document.position(span.start)
    start, end = document.line_bounds(number)
    if start == end:
        return []
    stop = max(min(span.end, end), span.start)
    before = _shown(document.excerpt(start, span.start))
    marked = _shown(document.excerpt(span.start, stop))
    after = _shown(document.excerpt(stop, end))
    if _width(before) > _WIDEST // 2:
        before = "…" + before[-_WIDEST // 3 :]
    if _width(marked) > _WIDEST:
        marked, after = marked[:_WIDEST] + "…", ""
    elif _width(before + marked + after) > _WIDEST:
        after = after[: max(_WIDEST - _width(before + marked), 10)] + "…"
    gutter = f"{number:>5} | "
    marks = "^" * max(_width(marked), 1)
    if color:
        marks = f"{color}{marks}{_RESET}"
    blank = " " * (len(gutter) - 2) + "| "
    return [f"{gutter}{before}{marked}{after}".rstrip(), f"{blank}{' ' * _width(before)}{marks}"]


def _shown(text: str) -> str:
    return visible(text.expandtabs(_TAB))


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


def _contexts(contexts: Iterable[dict[str, str]]) -> str:
    """The targets and clusters in words."""
    words = []
    for key, one, several in (("target", "target", "targets"), ("cluster", "cluster", "clusters")):
        names = list(dict.fromkeys(context[key] for context in contexts if context.get(key)))
        if names:
            words.append(f"{one if len(names) == 1 else several} {visible(', '.join(names))}")
    return "; ".join(words)


def _statistics(diagnostics: Iterable[Diagnostic]) -> str:
    counts: dict[tuple[str, str], int] = {}
    for one in diagnostics:
        counts[one.rule, one.severity] = counts.get((one.rule, one.severity), 0) + 1
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    lines = [f"{count:>6}  {severity:<8} {rule}" for (rule, severity), count in rows]
    return "\n".join(lines) + "\n\n" if lines else ""


def _summary(report: Report, info: RunInfo) -> str:
    found = report.diagnostics
    linted = _count(len(set(report.files)), "file")
    if found:
        by_severity = ", ".join(
            _count(number, severity)
            for severity in reversed(SEVERITIES)
            if (number := sum(one.severity == severity for one in found))
        )
        files = _count(len({one.path for one in found}), "file")
        text = f"{_count(len(found), 'finding')} ({by_severity}) in {files}; {linted} linted"
    else:
        text = f"no findings; {linted} linted"
    if info.show_unresolved:
        text += f"; {_count(len(report.unjudged), 'value')} not judged"
    return text + "\n"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
