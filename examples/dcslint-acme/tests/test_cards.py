"""The examples of the cards are the tests of the rules."""

from __future__ import annotations

import pytest

from dcslint.testing import Case, cases

OURS = [case for case in cases() if case.rule.pack == "acme"]


@pytest.mark.parametrize("case", OURS, ids=str)
def test_every_example_of_every_card_holds(case: Case) -> None:
    assert [] == case.faults()


def test_there_are_cards() -> None:
    assert OURS
