"""The rules of a run, as they are asked for: by name, former name, group or pack."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.rulebook.rule import Rule


class Rulebook:
    """All rules of a run, by name."""

    __slots__ = ("former", "rules")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules: dict[str, Rule] = {}
        self.former: dict[str, str] = {}
        for rule in rules:
            other = self.rules.get(rule.name)
            if other is not None:
                message = f"the rule {rule.name} is defined in {other.path} and in {rule.path}"
                from dcslint.rulebook.card import CardError

                raise CardError(rule.path, 1, message)
            self.rules[rule.name] = rule
            for old in rule.formerly:
                self.former[f"{rule.pack}/{old}" if rule.pack else old] = rule.name

    @property
    def groups(self) -> list[str]:
        """The names of all groups, sorted."""
        return sorted({rule.group for rule in self.rules.values()})

    def named(self, word: str) -> list[Rule]:
        """The rules that a name, a former name, a group, a pack or "all" stands for; maybe none."""
        if word == "all":
            return list(self.rules.values())
        rule = self.rules.get(self.former.get(word, word))
        if rule is not None:
            return [rule]
        return [rule for rule in self.rules.values() if word in (rule.group, rule.pack)]
