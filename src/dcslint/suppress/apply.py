"""The suppressions of one file against the findings in it: which hold, and which did something."""

from __future__ import annotations

from dcslint.model.project import format_of
from dcslint.model.suppression import SuppressionFault, SuppressionUnit
from dcslint.source.likeness import Nearest
from dcslint.suppress.comment import suppressions_in
from dcslint.suppress.places import Reach, places_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

    from dcslint.diagnostic import Diagnostic
    from dcslint.model.suppression import Suppression
    from dcslint.rulebook.rule import Rule
    from dcslint.source import Document
    from dcslint.suppress import Context


class FileSuppressions:
    """The suppressions of one document. First `silence` every finding in it, then `settle`."""

    __slots__ = ("_context", "_holding", "_meant", "_nearest", "unit")

    def __init__(self, document: Document, context: Context) -> None:
        self._context = context
        self.unit = SuppressionUnit(document, [])
        # What holds, with the offsets it speaks for, both ends in them.
        self._holding: list[tuple[Suppression, int, int]] = []
        self._meant: dict[str, list[Rule]] = {}
        known = context.known
        self._nearest = Nearest([*known.rules, *known.groups, "all"])
        form = format_of(context.formats, document.path, document.text)
        if form is None:
            return
        places = places_of(document, getattr(form, "comments", form.name))
        reach = Reach(document, places)
        for comment in places.comments:
            for suppression in suppressions_in(document, *comment):
                self._take(suppression, reach, comment)

    def _take(self, suppression: Suppression, reach: Reach, comment: tuple[int, int]) -> None:
        self.unit.suppressions.append(suppression)
        context = self._context
        for name in suppression.names:
            if not self._rules(name.text):
                name.state = "unknown"
                name.meant = self._nearest.of(name.text) or ""
        if suppression.fault is not None:
            return
        suppression.expired = bool(suppression.last_day) and suppression.last_day < context.today
        suppression.reason_missing = context.policy.require_reasons and not suppression.reason
        where = reach.of(suppression.kind, comment)
        if where is None:
            suppression.fault = SuppressionFault("no-stage", suppression.span)
        elif not suppression.expired:
            self._holding.append((suppression, *where))

    def silence(self, found: Diagnostic) -> Suppression | None:
        """The suppression that silences a finding, or None; each one that would is marked used."""
        silencing = None
        start = found.span.start
        for suppression, low, high in self._holding:
            if not low <= start <= high:
                continue
            for name in suppression.names:
                if not any(rule.name == found.rule for rule in self._rules(name.text)):
                    continue
                if found.rule in self._context.policy.forbidden:
                    name.state = "forbidden"
                else:
                    name.state = name.state or "used"
                    silencing = silencing or suppression
        return silencing

    def settle(self, failed: Container[str]) -> None:
        """Say of each name that silenced nothing what is to be said of it.

        Of a rule that did not run, or of one that `failed`, nothing can be said.
        """
        policy, running = self._context.policy, self._context.running
        for suppression, _, _ in self._holding:
            for name in suppression.names:
                if name.state:
                    continue
                rules = self._rules(name.text)
                if len(rules) == 1 and rules[0].name in policy.forbidden:
                    name.state = "forbidden"
                    continue
                meant = {rule.name for rule in rules if rule.enabled or len(rules) == 1}
                if meant and all(one in running and one not in failed for one in meant):
                    name.state = "unused"

    def _rules(self, name: str) -> list[Rule]:
        rules = self._meant.get(name)
        if rules is None:
            rules = self._meant[name] = self._context.known.named(name)
        return rules
