"""The cards are the specification: every example of every card is run here.

A Bad example gives exactly the lines below it and nothing else from its rule, a Good one gives
nothing, and what all fixes of the rule make of a Bad is the block `fixed`, which the rule then has
nothing to say about.
"""

from __future__ import annotations

import pytest

from dcslint.testing import cases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.testing import Case


@pytest.mark.parametrize("case", cases(), ids=str)
def test_the_example_of_a_card_holds(case: Case) -> None:
    assert [] == case.faults()
