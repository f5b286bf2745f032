"""A small installation of its own for the front end's tests: one format, four rules, one table.

A listing is a text whose lines are entries. The rules of it are as real as any: parsed from cards,
joined with checks, run by the engine. What is tested with it holds whatever rules dcslint has.
"""

from __future__ import annotations

from dcslint.checks import check
from dcslint.diagnostic import Problem
from dcslint.rulebook.card import parse_card
from dcslint.rulebook.index import checks_in, define
from dcslint.rulebook.rule import Rule
from dcslint.rulebook.rulebook import Rulebook
from dcslint.source import Edit, Fix, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from dcslint.config import Today
    from dcslint.diagnostic import Failure, Problems, Report
    from dcslint.model.project import Project
    from dcslint.reporters.info import RunInfo
    from dcslint.source import Document

AS_OF = "2026-11-23"


class Entry:
    """A line of a listing. "?" is an unknown value."""

    def __init__(self, document: Document, start: int, end: int, project: Project) -> None:
        span = document.span(start, end)
        self.project = project
        self.value = Value(span.source, span)
        if span.source == "?":
            self.value = Value.of_unknown(span, "a question mark")


class ListingUnit:
    def __init__(self, document: Document, project: Project) -> None:
        self.document = document
        self.entries = []
        at = 0
        for line in document.text.split("\n"):
            self.entries.append(Entry(document, at, at + len(line), project))
            at += len(line) + 1

    def nodes(self, node_type: str) -> Iterable[object]:
        return self.entries if node_type == "Entry" else ()

    def contexts_of(self, node: object) -> tuple[dict[str, str], ...]:
        return ()

    def concerns_databricks(self) -> bool:
        return "databricks" in self.document.text and "not for" not in self.document.text


class ListingFormat:
    name = "listing"

    def claims_name(self, path: str) -> bool:
        return path.endswith(".list")

    def claims_text(self, text: str) -> bool:
        return text.startswith("listing\n")

    def may_concern_databricks(self, text: str) -> bool:
        return "databricks" in text

    def read(self, document: Document, project: Project) -> ListingUnit:
        if "unreadable" in document.text:
            raise RuntimeError("this reader is broken")
        return ListingUnit(document, project)


@check()
def word_found(entry: Entry, *, word: str, instead: str = "") -> Problems:
    text = entry.value.known()
    if text is None or word not in text:
        return
    start = text.index(word)
    place = entry.value.slice(start, start + len(word))
    fix = None
    if instead:
        fix = Fix(f"write {instead}", [Edit(place.span, instead)])
    yield Problem(place, fix=fix, word=word)


@check()
def raises(entry: Entry, *, word: str) -> Problems:
    text = entry.value.or_unknown()
    if text and word in text:
        raise ZeroDivisionError("a check that raises")
    yield from ()


@check()
def outdated(entry: Entry, today: Today, *, word: str) -> Problems:
    text = entry.value.or_unknown()
    if text == word:
        yield Problem(entry.value, today=today)


@check()
def setting(entry: Entry, *, word: str) -> Problems:
    text = entry.value.or_unknown()
    if text == word:
        settings = entry.project.settings
        yield Problem(
            entry.value,
            args=_pairs(settings.args),
            vars=_pairs(settings.variables),
            runtime=str(settings.runtime),
            scope=str(settings.scope),
            target=str(settings.target),
        )


def _pairs(values: Mapping[str, str]) -> str:
    return ",".join(f"{name}={value}" for name, value in sorted(values.items()))


CARDS = {
    "rules/words/bad-word.md": """\
---
severity: error
check: word_found
with: {word: bad, instead: good}
message: "the word {word} is bad"
source: [https://example.com/words]
since: 0.1.0
---
# A bad word

Bad words make a launch fail.

## Bad
```listing a.list
so bad
```
```text
a.list:1:4: error: the word bad is bad [bad-word]
```
```fixed
so good
```

## Good: another word
```listing a.list
so good
```
""",
    "rules/words/odd-word.md": """\
---
severity: warning
check: word_found
with: {word: odd}
message: "the word {word} is odd"
source: [https://example.com/words, "a book"]
formerly: [strange-word]
since: 0.1.0
---
# An odd word

Odd words are risky.

## Bad
```listing a.list
odd
```
```text
a.list:1:1: warning: the word odd is odd [odd-word]
```

## Good: unknown is not judged
```listing a.list
?
```
""",
    "rules/manners/rude.md": """\
---
severity: note
check: word_found
with: {word: rude}
message: "{word} is impolite"
source: [https://example.com/manners]
since: 0.1.0
---
# Rudeness

Advice only.

## Bad
```listing a.list
rude
```
```text
a.list:1:1: note: rude is impolite [rude]
```

## Good
```listing a.list
kind
```
""",
    "rules/manners/fussy.md": """\
---
severity: note
check: word_found
with: {word: e}
message: "the letter {word}"
source: [https://example.com/manners]
since: 0.1.0
enabled: false
---
# A letter

Only for those who ask for it.

## Bad
```listing a.list
e
```
```text
a.list:1:1: note: the letter e [fussy]
```

## Good
```listing a.list
a
```
""",
    "rules/inner/raising.md": """\
---
severity: error
check: raises
with: {word: boom}
message: "never said"
source: [https://example.com/inner]
since: 0.1.0
---
# A rule with a broken check

It raises where a line says boom.

## Good
```listing a.list
calm
```
""",
    "rules/inner/dated.md": """\
---
severity: error
check: outdated
with: {word: date}
message: "today is {today}"
source: [https://example.com/inner]
since: 0.1.0
---
# What day it is

It says the date of the run.

## Bad
```listing a.list
date
```
```text
a.list:1:1: error: today is 2026-11-23 [dated]
```

## Good
```listing a.list
no day
```
""",
    "rules/inner/told.md": """\
---
severity: note
check: setting
with: {word: settings}
message: "args {args} runtime {runtime} scope {scope}"
source: [https://example.com/inner]
since: 0.1.0
run: {args: {A: 1}, runtime: 15.4}
---
# What the run was told

It says the settings of the run.

## Bad
```listing a.list
settings
```
```text
a.list:1:1: note: args A=1 runtime 15.4 scope all [told]
```

## Good
```listing a.list
none
```
""",
}


class StandInFacts:
    """Facts as far as the front end and the runner of cards ask for them."""

    tables: dict[str, Any] = {}  # noqa: RUF012
    as_of = AS_OF


class StandIn:
    """What `load_installation` gives: rules from cards in memory."""

    def __init__(self, cards: dict[str, str] | None = None) -> None:
        self.cards = dict(CARDS if cards is None else cards)
        import sys

        checks = checks_in([sys.modules[__name__]])
        definitions = [define(parse_card(path, text), checks) for path, text in self.cards.items()]
        self.rulebook = Rulebook(Rule(definition) for definition in definitions)
        self.facts = StandInFacts()
        self.formats = [ListingFormat()]
        self.reporters: dict[str, Callable[..., None]] = {
            "text": report_lines,
            "json": report_json,
            "sarif": report_info,
            "broken": report_nothing,
        }
        self.packs: list[Any] = []
        self.failures: list[Failure] = []
        self.asked: dict[str, list[str]] = {}

    def read_card(self, path: str) -> str:
        return self.cards[path]

    def load(self, rules: Any = (), facts: Any = (), plugins: Any = ()) -> StandIn:
        self.asked = {"rules": list(rules), "facts": list(facts), "plugins": list(plugins)}
        return self


def report_lines(
    report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]
) -> None:
    for found in report.diagnostics:
        line = repr(found)
        write(f"\x1b[31m{line}\x1b[0m\n" if info.color else f"{line}\n")
    if info.show_unresolved:
        for one in report.unjudged:
            write(f"not judged: {one.span.document.path}: {one.reason}\n")
    if info.statistics:
        write(f"statistics: {len(report.diagnostics)}\n")
    if not info.quiet:
        write(f"{len(report.files)} files\n")


def report_json(
    report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]
) -> None:
    import json

    data = {
        "files": report.files,
        "findings": [repr(found) for found in report.diagnostics],
        "rules": sorted(rulebook.rules),
        "failures": [failure.message for failure in report.failures],
        "exit": info.exit_status,
        "color": info.color,
    }
    write(json.dumps(data, ensure_ascii=False))


def report_info(
    report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]
) -> None:
    import json

    write(json.dumps({"root": info.root_uri, "git": info.provenance, "version": info.version}))


def report_nothing(
    report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]
) -> None:
    write("half a rep")
    raise LookupError("no words left")
