"""What is offered while somebody types, beside what the sessions show."""

from __future__ import annotations

import time

import pytest

from dcslint.lsp.completion import complete
from dcslint.plugins import load_installation

FACTS = load_installation().facts


@pytest.mark.parametrize("unit", ["a", "a:", "url=", '"a":', " "])
def test_a_very_long_line_costs_nothing(unit: str) -> None:
    line = "x\n" + unit * (100_000 // len(unit))

    start = time.process_time()
    offers = complete(line, len(line), FACTS, "2026-11-23", dockerfile=False)

    assert [] == offers
    assert time.process_time() - start < 5, "it hangs"
