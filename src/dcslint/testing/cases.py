"""Every example of every card as a test case that says what is wrong with it."""

from __future__ import annotations

import os

from dcslint.rulebook.card import parse_card
from dcslint.testing.runner import Outcome, Setting, run_example

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.plugins import Installation
    from dcslint.rulebook.card import Block, Card, Example
    from dcslint.rulebook.rule import Rule


class Case:
    """One example of one card. `str(case)` is `rule-name::Bad: heading`, fit for a test's id."""

    __slots__ = ("_outcome", "card", "example", "rule", "setting")

    def __init__(self, rule: Rule, card: Card, example: Example, setting: Setting) -> None:
        self.rule = rule
        self.card = card
        self.example = example
        self.setting = setting
        self._outcome: Outcome | None = None

    def __str__(self) -> str:
        return f"{self.rule.name}::{self.example.title}"

    @property
    def outcome(self) -> Outcome:
        """What the example gives, found out when first asked."""
        if self._outcome is None:
            self._outcome = run_example(self.rule, self.example, self.setting)
        return self._outcome

    def faults(self) -> list[str]:
        """What is wrong, each as text that may have several lines; empty if the example holds."""
        outcome = self.outcome
        faults = [f"the rule failed: {failure.message}" for failure in outcome.failures]
        if outcome.unread and len(outcome.unread) == len(self.example.files):
            faults.append(f"no format reads {', '.join(outcome.unread)}")
        if self.example.bad:
            faults.extend(self._faults_of_bad(outcome))
        elif outcome.lines:
            faults.append("a Good example gives nothing, but:\n" + "\n".join(outcome.lines))
        return faults

    def _faults_of_bad(self, outcome: Outcome) -> Iterator[str]:
        expected = lines_of(self.example.output.text) if self.example.output else []
        if not outcome.lines:
            yield "a Bad example gives something; this gives nothing"
        elif expected != outcome.lines:
            yield "the output is another:\n" + _diff(expected, outcome.lines)
        shown = {block.path: block.text for block in self.example.fixed}
        for path in sorted(shown.keys() | outcome.fixed.keys()):
            if path not in shown:
                yield f"a fix changes {path}: show the result in a block ```fixed {path}"
            elif shown[path] != outcome.fixed.get(path, _original(self.example, path)):
                after = outcome.fixed.get(path, _original(self.example, path))
                yield f"{path} once fixed is another:\n" + _diff(
                    lines_of(shown[path]), lines_of(after)
                )
        if outcome.fixed and outcome.remaining:
            yield "once fixed it still gives:\n" + "\n".join(outcome.remaining)


def lines_of(text: str) -> list[str]:
    """The lines of a block; only a line feed ends one, as in `parse_card`."""
    return text.removesuffix("\n").split("\n") if text else []


def _original(example: Example, path: str) -> str:
    blocks: list[Block] = [block for block in example.files if block.path == path]
    return blocks[0].text if blocks else ""


def _diff(expected: list[str], actual: list[str]) -> str:
    from difflib import unified_diff

    lines = unified_diff(expected, actual, "in the card", "what came out", lineterm="")
    return "\n".join(lines)


def cases_of(installation: Installation, rules: Iterable[Rule] | None = None) -> Iterator[Case]:
    """The cases of the given rules, by default of all that are installed, in order.

    Raises CardError for a card that cannot be read.
    """
    chosen = installation.rulebook.rules.values() if rules is None else rules
    for rule in chosen:
        card = parse_card(rule.path, installation.read_card(rule.path))
        run = card.front.get("run", {})
        setting = Setting(installation.formats, installation.facts, run, installation.rulebook)
        for example in card.examples:
            yield Case(rule, card, example, setting)


def cases(rules: str | None = None, *, plugins: Iterable[str] = ()) -> list[Case]:
    """The cases of the cards in the folder `rules`; without it, of all that are installed.

    `plugins` are modules to load besides the installed ones. Raises CardError for a wrong card and
    ConfigurationError for a folder that cannot be read.
    """
    from dcslint.plugins import load_installation

    installation = load_installation(rules=[rules] if rules else [], plugins=list(plugins))
    return list(cases_of(installation, rules_in(installation, rules)))


def rules_in(installation: Installation, folder: str | None) -> list[Rule]:
    """The rules whose cards lie in a folder that was loaded; all rules for None."""
    rules = list(installation.rulebook.rules.values())
    if folder is None:
        return rules
    real = os.path.realpath(folder)
    packs = [pack for pack in installation.packs if pack.rules]
    shown = [pack.shown for pack in packs if os.path.realpath(pack.rules) == real]
    return [rule for rule in rules if any(rule.path.startswith(f"{one}/") for one in shown)]


def place_of_card(installation: Installation, path: str) -> str | None:
    """Where on the disk the card lies that a rule's `path` shows; None if it is not there."""
    for pack in installation.packs:
        place = os.path.join(pack.rules, path.removeprefix(f"{pack.shown}/"))
        if pack.rules and path.startswith(f"{pack.shown}/") and os.path.isfile(place):
            return place
    return None
