"""Runs the examples of cards: a card's Bad and Good blocks are its rule's tests.

Public, for authors of packs. In a pack's test suite:

    from dcslint.testing import cases

    @pytest.mark.parametrize("case", cases("rules", plugins=["my_pack"]), ids=str)
    def test_every_example_of_every_card_holds(case):
        assert [] == case.faults()

`dcslint rules test` runs the same. It reads no file but the cards and never prints.
"""

from __future__ import annotations

from dcslint.testing.cases import Case, cases, cases_of, place_of_card, rules_in
from dcslint.testing.runner import Outcome, run_example
from dcslint.testing.update import updated

__all__ = [
    "Case",
    "Outcome",
    "cases",
    "cases_of",
    "place_of_card",
    "rules_in",
    "run_example",
    "updated",
]
