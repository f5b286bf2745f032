"""JUnit's XML, as CI systems read it: a suite for each file, a failed case for each finding.

A file without a finding is a case that passed, so that a report is never empty.
"""

from __future__ import annotations

from dcslint.reporters.concise import place_of
from dcslint.reporters.place import bounds
from dcslint.reporters.visible import failure_words, message_of
from dcslint.reporters.xml import HEAD, attributes, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dcslint.diagnostic import Diagnostic, Report
    from dcslint.reporters.info import RunInfo
    from dcslint.rulebook.rulebook import Rulebook


def report(report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]) -> None:
    """Write a suite for each file, and one for what failed."""
    del rulebook, info
    by_path: dict[str, list[Diagnostic]] = {path: [] for path in sorted(set(report.files))}
    for found in report.diagnostics:
        by_path.setdefault(found.path, []).append(found)
    tests = sum(max(1, len(found)) for found in by_path.values()) + len(report.failures)
    counts = {"failures": len(report.diagnostics), "errors": len(report.failures)}
    write(f"{HEAD}<testsuites{attributes(name='dcslint', tests=tests, **counts)}>\n")
    for path, here in by_path.items():
        write("".join(_suite(path, here)))
    if report.failures:
        failed = len(report.failures)
        write(
            f"  <testsuite{attributes(name='dcslint', tests=failed, failures=0, errors=failed)}>\n"
        )
        for failure in report.failures:
            case = attributes(name=failure.rule or "failure", classname=failure.path or "dcslint")
            error = attributes(message=failure_words(failure), type="failure")
            write(f"    <testcase{case}>\n      <error{error}/>\n    </testcase>\n")
        write("  </testsuite>\n")
    write("</testsuites>\n")


def _suite(path: str, here: list[Diagnostic]) -> Iterator[str]:
    counts = attributes(name=path, tests=max(1, len(here)), failures=len(here), errors=0)
    yield f"  <testsuite{counts}>\n"
    if not here:
        yield f"    <testcase{attributes(name='dcslint', classname=path)}/>\n"
    for found in here:
        document, start, _ = bounds(found.span)
        line, column = document.position(start)
        case = attributes(
            name=f"{found.rule} ({line}:{column})", classname=path, file=path, line=line
        )
        failure = attributes(message=message_of(found), type=found.severity)
        words = text(f"{place_of(found.span)}: {found.severity}: {message_of(found)}")
        yield f"    <testcase{case}>\n      <failure{failure}>{words}</failure>\n    </testcase>\n"
    yield "  </testsuite>\n"
