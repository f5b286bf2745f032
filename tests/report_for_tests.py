"""Reports made of texts and words in them, for the tests of reporters."""

from __future__ import annotations

import json
from importlib import import_module

from hypothesis import strategies as st

from dcslint.diagnostic import Diagnostic, Related, Report, Unjudged
from dcslint.reporters.info import RunInfo
from dcslint.rulebook.rule import Rule
from dcslint.rulebook.rulebook import Rulebook
from dcslint.source import Document, Edit, Fix
from dcslint.source.secrets import find_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.source import Span


def document(text: str, path: str = "Dockerfile", *, data: bytes | None = None) -> Document:
    """A document as the front end makes it: its text is scanned for secrets."""
    made = Document(path, text) if data is None else Document.from_bytes(path, data)
    made.find_secrets = find_secrets
    return made


def span(of: Document, words: str) -> Span:
    """Where the words stand first."""
    start = of.text.index(words)
    return of.span(start, start + len(words))


def found(
    where: Span, message: str = "says no", *, rule: str = "cmd-never-runs", **more: Any
) -> Diagnostic:
    """A finding, a warning unless told otherwise."""
    return Diagnostic(rule, more.pop("severity", "warning"), message, where, **more)


def rule(name: str = "cmd-never-runs", **more: Any) -> Rule:
    """A rule as an index gives it."""
    definition = {
        "name": name,
        "group": "image",
        "path": f"rules/image/{name}.md",
        "check": "ignored_instruction",
        "module": "dcslint.checks.instructions",
        "signature": ["Instruction", {}],
        "with": {},
        "cases": {"": ["warning", "says no"]},
        "title": "CMD that never runs",
        "why": "The **cluster** runs [its own](https://docs.example/run) `init`.\n\nMore.",
        "since": "0.1.0",
        "source": ["https://docs.example/containers"],
        "catalogue": [],
        "tags": [],
        **more,
    }
    return Rule(definition, pack=definition.pop("pack", ""))


def report_of(*diagnostics: Diagnostic, files: int = 0) -> Report:
    """A report of these findings, on at least so many files."""
    report = Report()
    report.diagnostics = list(diagnostics)
    report.files = list(dict.fromkeys(one.path for one in diagnostics))
    report.files += [f"other-{number}" for number in range(files - len(report.files))]
    return report


def rendered(form: str, report: Report, *rules: Rule, **info: Any) -> str:
    """What a reporter writes."""
    parts: list[str] = []
    reporter = import_module(f"dcslint.reporters.{form}").report
    told = RunInfo(**{"version": "0.1.0", **info})
    reporter(report, Rulebook(rules or [rule()]), told, parts.append)
    return "".join(parts)


def sarif_run(report: Report, *rules: Rule, **info: Any) -> Any:
    """The only run of the SARIF log of a report."""
    (run,) = json.loads(rendered("sarif", report, *rules, **info))["runs"]
    return run


# Any text at all: half surrogates, control characters, scripts of every width.
TEXTS = st.text(
    st.one_of(
        st.sampled_from("ab \t\n\r\\\"'{}[]$=:|<>\x00\x1b\u202e\u0301\u200d\udc80\ud83d漢😀é"),
        st.characters(),
    ),
    max_size=60,
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Reports with any text in every place, and spans that need not fit."""

    def place(of: list[Document]) -> Span:
        offsets = st.integers(-3, 70)
        return draw(st.sampled_from(of)).span(draw(offsets), draw(offsets))

    files = [document(draw(TEXTS), draw(TEXTS)) for _ in range(draw(st.integers(1, 3)))]
    report = Report()
    for _ in range(draw(st.integers(0, 3))):
        edits = [Edit(place(files), draw(TEXTS)) for _ in range(draw(st.integers(0, 2)))]
        report.diagnostics.append(
            Diagnostic(
                draw(st.sampled_from(["cmd-never-runs", "own/rule", "unknown-rule"])),
                draw(st.sampled_from(["note", "warning", "error"])),
                draw(TEXTS),
                place(files),
                related=tuple(
                    Related(place(files), draw(TEXTS)) for _ in range(draw(st.integers(0, 2)))
                ),
                fix=Fix(draw(TEXTS), edits, safe=draw(st.booleans())) if edits else None,
                contexts=tuple(
                    draw(st.dictionaries(st.sampled_from(["target", "cluster"]), TEXTS))
                    for _ in range(draw(st.integers(0, 2)))
                ),
            )
        )
    for _ in range(draw(st.integers(0, 2))):
        where = place(files) if draw(st.booleans()) else None
        report.unjudged.append(Unjudged(place(files), draw(TEXTS), ("own/rule",), where))
    report.files = [one.path for one in files]
    return report
