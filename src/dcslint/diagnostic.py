"""What a check yields and what the engine makes of it. Data only: no wording, no output."""

from __future__ import annotations

from dcslint.source import Span, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.source import Document, Fix

    Problems = Iterator["Problem"]

SEVERITIES = ("note", "warning", "error")  # in rising order
OURSELVES = "dcslint"  # what a comment names that is for us


def at_least(severity: str, threshold: str) -> bool:
    """Whether a severity reaches a threshold."""
    return SEVERITIES.index(severity) >= SEVERITIES.index(threshold)


class Related:
    """Another place that belongs to a finding, with a phrase that says how."""

    __slots__ = ("message", "span")

    def __init__(self, span: Span, message: str) -> None:
        self.span = span
        self.message = message

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Related) and (self.span, self.message) == (
            other.span,
            other.message,
        )

    def __hash__(self) -> int:
        return hash((self.span, self.message))


class Problem:
    """What a check found.

    place    where: a span, or the value that is wrong
    case     which of the card's cases, None for a card that has none
    because  further values that the judgement rests on; if one of them, or `place`, can be replaced
             from outside, the engine says "by default" and lets it be no more than a warning
    words    fill the fields of the card's message
    """

    __slots__ = ("because", "case", "fix", "place", "related", "words")

    def __init__(
        self,
        place: Span | Value,
        *,
        case: str | None = None,
        because: Iterable[Value | None] = (),
        related: Iterable[Related] = (),
        fix: Fix | None = None,
        **words: str,
    ) -> None:
        self.place = place
        self.case = case
        self.because = tuple(value for value in because if value is not None)
        self.related = tuple(related)
        self.fix = fix
        self.words = words

    def with_words(self, words: dict[str, str]) -> Problem:
        """Add words whose names are not known when the check is written; the same problem."""
        self.words |= words
        return self

    @property
    def span(self) -> Span:
        """Where the problem is."""
        return self.place.span if isinstance(self.place, Value) else self.place

    @property
    def rests_on(self) -> tuple[Value, ...]:
        """Every value the judgement rests on."""
        return (self.place, *self.because) if isinstance(self.place, Value) else self.because


BASELINE = "baseline"


class Suppressed:
    """That a finding is passed over, and on whose word.

    kind    "inSource" for a comment, "external" for the configuration, BASELINE for that
    reason  what was said for it, maybe ""
    place   where it is said, if that is in a file that was read
    """

    __slots__ = ("kind", "place", "reason")

    def __init__(self, kind: str, reason: str, place: Span | None = None) -> None:
        self.kind = kind
        self.reason = reason
        self.place = place


class Diagnostic:
    """A finding, ready to be reported. `contexts` are the targets and clusters it holds for.

    `suppressed` says why it is passed over; None for one that stands.
    """

    __slots__ = (
        "case",
        "contexts",
        "fix",
        "group",
        "message",
        "related",
        "rule",
        "severity",
        "span",
        "suppressed",
    )

    def __init__(
        self,
        rule: str,
        severity: str,
        message: str,
        span: Span,
        *,
        group: str = "",
        case: str | None = None,
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
        contexts: tuple[dict[str, str], ...] = (),
    ) -> None:
        self.rule = rule
        self.severity = severity
        self.message = message
        self.span = span
        self.group = group
        self.case = case
        self.related = related
        self.fix = fix
        self.contexts = contexts
        self.suppressed: Suppressed | None = None

    @property
    def path(self) -> str:
        """The file that the finding is in."""
        return self.span.document.path

    def __repr__(self) -> str:
        line, column = self.span.document.position(self.span.start)
        return f"{self.path}:{line}:{column}: {self.severity}: {self.message} [{self.rule}]"


class Unjudged:
    """A value that some rules would have judged, had it been known."""

    __slots__ = ("reason", "rules", "span", "where")

    def __init__(
        self, span: Span, reason: str, rules: tuple[str, ...], where: Span | None = None
    ) -> None:
        self.span = span
        self.reason = reason
        self.rules = rules
        self.where = where


class Failure:
    """Something of ours, or of a plugin's, that went wrong. The run goes on; exit status 2."""

    __slots__ = ("error", "message", "path", "rule")

    def __init__(
        self,
        message: str,
        *,
        rule: str | None = None,
        path: str | None = None,
        error: BaseException | None = None,
    ) -> None:
        self.message = message
        self.rule = rule
        self.path = path
        self.error = error


def in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Findings in order of path, place and rule."""
    return sorted(
        found, key=lambda one: (one.path, one.span.start, one.span.end, one.rule, one.message)
    )


class Gone:
    """A finding of the baseline that no run finds any more."""

    __slots__ = ("message", "path", "rule")

    def __init__(self, path: str, rule: str, message: str) -> None:
        self.path = path
        self.rule = rule
        self.message = message


class Report:
    """The result of a run: findings in order, what was not judged, what failed, files linted.

    suppressed  findings that are passed over, in order
    compared    whether a baseline was at hand: then what stands is new
    known       how many of `suppressed` are in the baseline
    gone        what the baseline has and this run did not find
    addressed   the linted documents whose text names dcslint: a comment in it may be for us
    """

    __slots__ = (
        "addressed",
        "compared",
        "diagnostics",
        "failures",
        "files",
        "gone",
        "known",
        "suppressed",
        "unjudged",
    )

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.suppressed: list[Diagnostic] = []
        self.compared = False
        self.known = 0
        self.gone: list[Gone] = []
        self.addressed: list[Document] = []
        self.unjudged: list[Unjudged] = []
        self.failures: list[Failure] = []
        self.files: list[str] = []
