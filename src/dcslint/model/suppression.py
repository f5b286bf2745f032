"""Suppressions as nodes: comments that tell dcslint to pass over findings, and what became of them.

Data only: `suppress` reads the comments and fills this in, checks judge it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.source import Document, Edit, Span


class SuppressedName:
    """A rule, group or "all" as a suppression names it.

    state    "used", "unused", "unknown", "forbidden", or "" where nothing can be said: the rule did
             not run, or the suppression as a whole does not hold
    meant    the known name that an unknown one is most like, or ""
    removal  takes the name out; the whole comment if it is the only name
    """

    __slots__ = ("meant", "removal", "span", "state", "text")

    def __init__(self, text: str, span: Span, removal: Edit) -> None:
        self.text = text
        self.span = span
        self.removal = removal
        self.state = ""
        self.meant = ""


class SuppressionFault:
    """Why a comment that speaks to dcslint cannot be understood; `case` is one of the check's."""

    __slots__ = ("case", "span", "words")

    def __init__(self, case: str, span: Span, **words: str) -> None:
        self.case = case
        self.span = span
        self.words = words


class Suppression:
    """One `dcslint: ignore[…]`.

    kind       "ignore", "ignore-stage" or "ignore-file"
    span       from "dcslint" to the end of the comment's words
    until      where the day is written after which it no longer holds, or None
    last_day   that day, ISO, or ""
    reason     what else the comment says
    removal    takes the whole comment out
    fault      why it cannot be understood, or None; then it suppresses nothing
    """

    __slots__ = (
        "expired",
        "fault",
        "kind",
        "last_day",
        "names",
        "reason",
        "reason_missing",
        "removal",
        "span",
        "until",
    )

    def __init__(self, kind: str, span: Span, removal: Edit) -> None:
        self.kind = kind
        self.span = span
        self.removal = removal
        self.names: list[SuppressedName] = []
        self.reason = ""
        self.until: Span | None = None
        self.last_day = ""
        self.expired = False
        self.reason_missing = False
        self.fault: SuppressionFault | None = None


class SuppressionUnit:
    """The suppressions of one document."""

    __slots__ = ("document", "suppressions")

    def __init__(self, document: Document, suppressions: list[Suppression]) -> None:
        self.document = document
        self.suppressions = suppressions

    def nodes(self, node_type: str) -> Iterable[object]:
        """The nodes of a type."""
        return self.suppressions if node_type == "Suppression" else ()

    def contexts_of(self, node: object) -> tuple[dict[str, str], ...]:
        """A comment belongs to no target."""
        del node
        return ()

    def concerns_databricks(self) -> bool:
        """Yes: only units that were linted have their suppressions judged."""
        return True
