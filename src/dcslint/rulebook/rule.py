"""A rule: what a card says of it, and the check that it names."""

from __future__ import annotations

from dcslint.diagnostic import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Rule:
    """One rule. `definition` is the plain data that an index carries (see `index.define`).

    name        the card's file stem, with the pack's name in front for a pack that is not ours
    cases       case → (severity, message); the case None for a card with a single message
    severity    the highest severity of its cases: the rule's level in SARIF
    ours        whether it comes with dcslint: only then `since` is a version of dcslint
    enabled     False for a rule that must be selected by name
    raised      version → the severity until then: for all cases, or by case
    """

    __slots__ = (
        "cases",
        "catalogue",
        "check",
        "enabled",
        "formerly",
        "group",
        "message",
        "module",
        "name",
        "ours",
        "pack",
        "parameters",
        "path",
        "raised",
        "severity",
        "signature",
        "since",
        "sources",
        "tags",
        "title",
        "why",
    )

    def __init__(
        self, definition: dict[str, Any], *, pack: str = "", ours: bool | None = None
    ) -> None:
        stem: str = definition["name"]
        self.name = f"{pack}/{stem}" if pack else stem
        self.pack = pack
        self.ours = not pack if ours is None else ours
        self.group: str = definition["group"]
        self.path: str = definition["path"]
        self.check: str = definition["check"]
        self.module: str = definition["module"]
        self.signature: list[Any] = definition["signature"]
        self.parameters: dict[str, Any] = definition["with"]
        self.title: str = definition["title"]
        self.why: str = definition["why"]
        self.since: str = definition["since"]
        self.enabled: bool = definition.get("enabled", True)
        self.sources: list[str] = definition["source"]
        self.raised: dict[str, str | dict[str, str]] = definition.get("raised", {})
        self.tags: list[str] = definition.get("tags", [])
        self.catalogue: list[str] = definition["catalogue"]
        self.formerly: list[str] = definition.get("formerly", [])
        self.cases: dict[str | None, tuple[str, str]] = {
            (case or None): (severity, message)
            for case, (severity, message) in definition["cases"].items()
        }
        self.severity = max((severity for severity, _ in self.cases.values()), key=SEVERITIES.index)
        self.message = next(iter(self.cases.values()))[1]

    def with_severity(self, severity: str) -> Rule:
        """Set every case of this rule to one severity; the same rule, for chaining."""
        self.cases = {case: (severity, message) for case, (_, message) in self.cases.items()}
        self.severity = severity
        return self

    def with_cases(self, cases: dict[str | None, tuple[str, str]]) -> Rule:
        """A copy of this rule with other cases."""
        from copy import copy

        other = copy(self)
        other.cases = cases
        other.severity = max((severity for severity, _ in cases.values()), key=SEVERITIES.index)
        return other
