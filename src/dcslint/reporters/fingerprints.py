"""What names a finding from one run to the next, whatever lines were added above it.

Made of the rule, the path and the words of the line, with secrets masked, and of a count that keeps
equal ones apart. The same name in every output.
"""

from __future__ import annotations

from dcslint.diagnostic import in_order
from dcslint.reporters.place import bounds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dcslint.diagnostic import Diagnostic, Report

_LONGEST = 1000  # Of longer lines (JSON in one line) only the words themselves count.


def fingerprint(diagnostic: Diagnostic, occurrence: int) -> str:
    """32 hex digits for the `occurrence`-th finding (from 1) of its rule on lines that read so."""
    return _digest(_subject(diagnostic), occurrence)


def fingerprints(report: Report) -> list[str]:
    """The fingerprint of each finding of a report, in its order; no two are equal.

    Suppressed findings are counted too: a name does not change because an equal line is suppressed.
    """
    return _named(report)[0]


def fingerprints_of_suppressed(report: Report) -> list[str]:
    """The same for the findings of a report that are suppressed."""
    return _named(report)[1] if report.suppressed else []


def named(
    report: Report,
    path_of: Callable[[str], str] = str,
    rules: Mapping[str, str] | None = None,
) -> Iterator[tuple[Diagnostic, str]]:
    """Each finding, suppressed ones among the others, with its fingerprint.

    `path_of` says what a path is called in it. With `rules` only findings of these rules, under the
    name that each has there.
    """
    every = report.diagnostics
    if report.suppressed:
        every = in_order([*every, *report.suppressed])
    seen: dict[tuple[str, str, str], int] = {}
    for diagnostic in every:
        if rules is not None and diagnostic.rule not in rules:
            continue
        rule, path, words = _subject(diagnostic)
        subject = (rule if rules is None else rules[rule], path_of(path), words)
        seen[subject] = occurrence = seen.get(subject, 0) + 1
        yield diagnostic, _digest(subject, occurrence)


def _named(report: Report) -> tuple[list[str], list[str]]:
    """The fingerprints of the findings that stand, and of those that are suppressed."""
    standing: list[str] = []
    suppressed: list[str] = []
    for diagnostic, name in named(report):
        (standing if diagnostic.suppressed is None else suppressed).append(name)
    return standing, suppressed


def _subject(diagnostic: Diagnostic) -> tuple[str, str, str]:
    document, start, end = bounds(diagnostic.span)
    low, high = document.line_bounds(document.position(start)[0])
    if end - 1 > high:
        high = document.line_bounds(document.position(end - 1)[0])[1]
    if high - low > _LONGEST:
        low, high = start, min(end, start + _LONGEST)
    words = " ".join(document.excerpt(low, max(low, high)).split())
    return diagnostic.rule, document.path, words


def _digest(subject: tuple[str, str, str], occurrence: int) -> str:
    from hashlib import sha256

    text = "\0".join((*subject, str(occurrence)))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
