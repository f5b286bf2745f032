"""A pack: cards, the checks that they name and tables of facts, under one name."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Pack:
    """Where the parts of a pack lie. Nothing is read until a run needs it.

    name    what stands before "/" in the names of its rules; "" for dcslint's own
    rules   the directory of its cards, `<group>/<rule>.md`; "" for a pack without cards
    checks  names of its modules of checks; a package stands for all modules in it
    facts   the directory of its tables, laid over dcslint's own; "" for none
    index   the file of the index made of all this ahead by `dcslint rules index`, trusted
            unchecked; "" for none. Without the file all is read at each start, which costs 10 ms
    ours    whether it comes with dcslint, so that its rules have dcslint's versions
    shown   the directory of the cards as it reads in messages and links; `rules` if not given
    """

    __slots__ = ("checks", "facts", "index", "name", "ours", "rules", "shown")

    def __init__(
        self,
        name: str,
        *,
        rules: str = "",
        checks: Iterable[str] = (),
        facts: str = "",
        index: str = "",
        shown: str = "",
        ours: bool = False,
    ) -> None:
        self.name = name
        self.rules = rules
        self.checks = tuple(checks)
        self.facts = facts
        self.index = index
        self.ours = ours
        self.shown = shown or rules
