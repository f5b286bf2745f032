"""The targets of the fuzzer, on its seeds and on some mutations of them.

`make fuzz` looks for longer; what it finds becomes a test of the reader or rule that was wrong.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "fuzz"))

import fuzz
from mutate import mutated
from targets import TARGETS, seeds


@pytest.mark.parametrize("target", TARGETS)
def test_no_seed_and_no_mutation_of_one_makes_a_target_raise(target: str) -> None:
    run, chance = TARGETS[target], random.Random(target)
    ours = list(seeds(target))
    assert ours, "a target without seeds finds little"
    for seed in ours:
        run(seed)
    for _ in range(200):
        run(mutated(chance.choice(ours), ours, chance))


def test_a_misspelt_option_is_refused_and_nothing_is_fuzzed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["fuzz.py", "card", "--secnds", "1"])
    monkeypatch.setattr(fuzz, "fuzz_apart", lambda *_: 0)

    with pytest.raises(SystemExit):
        fuzz.main()
    assert "there is no option --secnds" in capsys.readouterr().err
