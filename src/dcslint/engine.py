"""Runs rules over units and makes findings of what the checks yield.

The engine adds nothing of its own to a judgement but three promises: a finding that rests on a
default says so and is at most a warning; an unknown value that a check passed over is noted; a
check that raises is named, and the run goes on. It reads no file and prints nothing.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module

from dcslint.checks import CASES, NAMES, NAMES_IN
from dcslint.config import Today
from dcslint.diagnostic import (
    OURSELVES,
    Diagnostic,
    Failure,
    Related,
    Report,
    Unjudged,
    in_order,
)
from dcslint.rulebook.message import fill
from dcslint.source import Fix, Public, Value, limits, recording_unjudged
from dcslint.source.document import MASK
from dcslint.source.edit import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from typing import Any

    from dcslint.diagnostic import Problem
    from dcslint.facts import Facts
    from dcslint.model.project import Project, Unit
    from dcslint.rulebook.rule import Rule
    from dcslint.source import Document, Span

    Key = tuple[str, str, int, int, str]
    Bound = tuple[Rule, Callable[..., Any]]
    # The checks of every node of a type; by its name those of a node that one of them goes by.
    Checks = tuple[list[Bound], dict[str | None, list[Bound]]]
    # Files, documents with comments for us, failures, findings, what was passed over.
    Part = tuple[list[str], list[Document], list[Failure], list[Diagnostic], list[list[Any]]]

_BY_DEFAULT = " (by default)"
_ORIGINS = {
    "default": "the default of {name} is set here",
    "variable": "{name} is set here",
    "alias": "{name} stands here",
}


class Engine:
    """The chosen rules, bound to facts and clock, by the type of node they judge."""

    __slots__ = (
        "_bound",
        "_current",
        "_found",
        "_limits",
        "_project",
        "_today",
        "_unjudged",
        "facts",
        "report",
        "rules",
    )

    def __init__(self, rules: Iterable[Rule], facts: Facts, today: str) -> None:
        self.rules: dict[str, list[Rule]] = {}
        for rule in rules:
            self.rules.setdefault(rule.signature[0], []).append(rule)
        self.facts = facts
        self.report = Report()
        self._today = Today(today)
        self._bound: dict[str, Checks] = {}
        self._current: Rule
        self._project: Project | None = None
        self._found: dict[Key, Diagnostic] = {}
        self._unjudged: dict[tuple[str, int, int], list[Any]] = {}
        self._limits: set[tuple[str, str]] = set()

    def start(self) -> None:
        """Forget what was found: the next report begins here."""
        self.report = Report()
        self._found = {}
        self._unjudged = {}
        self._limits = set()

    def lint(self, unit: Unit, project: Project | None = None) -> None:
        """Judge one file's unit: every rule on every node of its type."""
        self.report.files.append(unit.document.path)
        if OURSELVES in unit.document.text:
            self.report.addressed.append(unit.document)
        self.judge(unit, project)

    def judge(self, unit: Unit, project: Project | None = None) -> None:
        """The same for a unit that is no file of its own: what several files make together."""
        with recording_unjudged(self._note), limits.within(unit.document):
            for node_type in self.rules:
                checks: Checks | None = None
                for node in unit.nodes(node_type):
                    if checks is None:  # the checks of nodes that no file has are never imported
                        checks = self._functions(node_type, project)
                        every, by_name = checks
                    called = by_name.get(getattr(node, "name", None), every) if by_name else every
                    for rule, function in called:
                        self._current = rule
                        try:
                            for problem in function(node):
                                self._add(rule, problem, unit.contexts_of(node))
                        except Exception as error:  # noqa: BLE001 - one broken check is not the run
                            self._fail(rule, unit.document.path, error)
        reached = limits.taken()
        if reached:
            self._judge_limits(reached, project)

    def _judge_limits(self, reached: list[limits.Limit], project: Project | None) -> None:
        """Judge that limits were reached, each once for a file however often it is judged."""
        keys = [(one.span.document.path, one.most) for one in reached]
        new = [one for key, one in zip(keys, reached, strict=True) if key not in self._limits]
        self._limits.update(keys)
        for limit in new:
            self.judge(_LimitUnit(limit), project)

    def pass_over(self, span: Span, reason: str, node_type: str) -> None:
        """Note that no rule of a node type could judge what stands at a place, and why."""
        rules = {rule.name for rule in self.rules.get(node_type, ())}
        if rules:
            span = span.outermost()
            key = (span.document.path, span.start, span.end)
            row = self._unjudged.setdefault(key, [span, reason, set(), None])
            row[2].update(rules)

    def take(self) -> Part:
        """What was found since the last time, for another engine of the same rules to absorb."""
        report = self.report
        part = (
            report.files[:],
            report.addressed[:],
            report.failures[:],
            list(self._found.values()),
            list(self._unjudged.values()),
        )
        report.files.clear()
        report.addressed.clear()
        report.failures.clear()
        self._found.clear()
        self._unjudged.clear()
        return part

    def absorb(self, part: Part) -> None:
        """Take over what another engine found, as if this one had."""
        files, addressed, failures, found, unjudged = part
        self.report.files += files
        self.report.addressed += addressed
        self.report.failures += failures
        for one in found:
            key = (one.rule, one.path, one.span.start, one.span.end, one.message)
            if not self._is_known(key, one.contexts):
                self._found[key] = one
        for span, reason, rules, where in unjudged:
            place = (span.document.path, span.start, span.end)
            self._unjudged.setdefault(place, [span, reason, set(), where])[2].update(rules)

    def finish(self) -> Report:
        """The report, its findings in order of path, place and rule."""
        reached = limits.taken()
        if reached:  # between the units: in searching for files, in linking them
            self._judge_limits(reached, self._project)
        report = self.report
        report.diagnostics = in_order(self._found.values())
        report.unjudged = [
            Unjudged(span, reason, tuple(sorted(rules)), where)
            for span, reason, rules, where in self._unjudged.values()
        ]
        report.unjudged.sort(key=lambda one: (one.span.document.path, one.span.start))
        return report

    def _functions(self, node_type: str, project: Project | None) -> Checks:
        """The rules of a node type, each with its check and all but the node handed in."""
        if project is not self._project:
            self._project = project
            self._bound.clear()
        checks = self._bound.get(node_type)
        if checks is None:
            given = {"Facts": self.facts, "Project": project, "Today": self._today}
            bound: list[tuple[Bound, Collection[str]]] = []
            for rule in self.rules[node_type]:
                try:
                    check = getattr(import_module(rule.module), rule.check)
                    handed_in = {name: given[kind] for name, kind in rule.signature[1].items()}
                    function = partial(check, **handed_in, **rule.parameters)
                    bound.append(((rule, function), _names_of(check, rule)))
                except Exception as error:  # noqa: BLE001 - a plugin's module may raise anything
                    self._fail(rule, None, error)
            checks = self._bound[node_type] = _by_name(bound)
        return checks

    def _fail(self, rule: Rule, path: str | None, error: Exception) -> None:
        message = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        self.report.failures.append(Failure(message, rule=rule.name, path=path, error=error))

    def _note(self, value: Value) -> None:
        span = value.span.outermost()
        key = (span.document.path, span.start, span.end)
        unknown = value.unknown
        reason = unknown.reason if unknown else "not known"
        where = unknown.span.outermost() if unknown and unknown.span else None
        row = self._unjudged.setdefault(key, [span, reason, set(), where])
        row[2].add(self._current.name)

    def _add(self, rule: Rule, problem: Problem, contexts: tuple[dict[str, str], ...]) -> None:
        try:
            severity, message = rule.cases[problem.case]
        except KeyError:
            raise ValueError(f"a case that the check does not declare: {problem.case}") from None
        if severity == "off":
            return
        span = problem.span.outermost()
        document, place = span.document, problem.place
        words = {
            name: _visible(_redacted(document, word, place)) for name, word in problem.words.items()
        }
        try:
            message = fill(message, words)
        except KeyError as error:
            given = ", ".join(f"{{{name}}}" for name in words) or "nothing"
            missing = f"{{{error.args[0]}}}"
            raise ValueError(f"the message names {missing}; its check gives {given}") from None
        related = [*problem.related, *_origins(problem)]
        if any(value.overridable for value in problem.rests_on):
            message += _BY_DEFAULT
            severity = "warning" if severity == "error" else severity
        if all(isinstance(word, Public) for word in problem.words.values()):
            message = Public(message)
        key = (rule.name, span.document.path, span.start, span.end, message)
        if self._is_known(key, contexts):
            return
        self._found[key] = Diagnostic(
            rule.name,
            severity,
            message,
            span,
            group=rule.group,
            case=problem.case,
            related=tuple(
                Related(one.span.outermost(), _visible(span.document.redact(one.message)))
                for one in _unique(related)
            ),
            fix=_in_host(problem.fix),
            contexts=contexts,
        )

    def _is_known(self, key: Key, contexts: tuple[dict[str, str], ...]) -> bool:
        """Whether a finding was made before; if so, it holds for these contexts too."""
        known = self._found.get(key)
        if known is None:
            return False
        known.contexts += tuple(one for one in contexts if one not in known.contexts)
        return True


class _LimitUnit:
    """A limit that was reached, as a unit of the file that it was reached in."""

    __slots__ = ("_limit", "document")

    def __init__(self, limit: limits.Limit) -> None:
        self.document = limit.span.document
        self._limit = limit

    def nodes(self, node_type: str) -> Iterable[object]:
        """The limit."""
        return (self._limit,) if node_type == "Limit" else ()

    def contexts_of(self, node: object) -> tuple[dict[str, str], ...]:  # noqa: ARG002 - a protocol
        """None: it holds for the whole file."""
        return ()

    def concerns_databricks(self) -> bool:
        """Nobody asks."""
        return False


def _names_of(check: Callable[..., Any], rule: Rule) -> Collection[str]:
    """The names of the nodes that a check is about; none if it is about all."""
    parameter: str | None = getattr(check, NAMES_IN, None)
    if parameter is None:
        names: Collection[str] = getattr(check, NAMES, ())
    else:
        names = {**(check.__kwdefaults__ or {}), **rule.parameters}[parameter]
    return names


def _by_name(bound: list[tuple[Bound, Collection[str]]]) -> Checks:
    """What is called for every node, and for each name that a check is about, in order."""
    every = [one for one, names in bound if not names]
    listed = dict.fromkeys(name for _, names in bound for name in names)
    return every, {
        name: [one for one, names in bound if not names or name in names] for name in listed
    }


def _unique(related: Iterable[Related]) -> list[Related]:
    return list(dict.fromkeys(related))


def _origins(problem: Problem) -> Iterable[Related]:
    for value in problem.rests_on:
        for origin in value.origins:
            phrase = _ORIGINS.get(origin.kind)
            if phrase is not None:
                yield Related(origin.span, phrase.format(name=origin.name))


def _redacted(document: Document, word: str, place: Value | Span) -> str:
    """A word without secrets, nor with half a one if it is cut off what stands at `place`."""
    if isinstance(word, Public):
        return word
    text = place.text if isinstance(place, Value) else None
    if text and len(word) < len(text) and text.startswith(word):
        masked = document.redact(text)
        first = masked.find(MASK) if masked != text else -1
        if 0 <= first < len(word):
            return masked[: first + len(MASK)]
    return document.redact(word)


def _in_host(fix: Fix | None) -> Fix | None:
    """The fix as edits of the file on disk; None where a guest's characters are not its own."""
    if fix is None or not fix.edits:
        return None
    edits = []
    for edit in fix.edits:
        span = edit.span.outermost()
        if span is not edit.span and span.source != edit.span.source:
            return None
        edits.append(Edit(span, edit.text))
    return Fix(fix.message, edits, safe=fix.safe)


def _visible(words: str) -> str:
    """`words` on one line, control and bidirectional characters shown as escapes."""
    if words.isascii() and words.isprintable():
        return words
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in words
    )


def declared_cases(rule: Rule) -> tuple[str, ...]:
    """The cases that the rule's check declares; imports its module."""
    cases: tuple[str, ...] = getattr(getattr(import_module(rule.module), rule.check), CASES)
    return cases
