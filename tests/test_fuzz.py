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
from whole_run import WholeRun

from dcslint.diagnostic import Diagnostic, Failure, Report
from dcslint.source import Document


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


def test_a_run_that_notes_a_failure_or_a_place_outside_its_file_raises(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without this no target could find anything but what raises by itself."""
    run, report = WholeRun(), Report()
    monkeypatch.setattr(run, "lint", lambda _: report)

    report.failures = [Failure("a rule", error=ZeroDivisionError("odd"))]
    with pytest.raises(ZeroDivisionError):
        run.check({"Dockerfile": b""})
    report.failures = []
    outside = Document("Dockerfile", "FROM a").span(0, 9)
    report.diagnostics = [Diagnostic("a-rule", "error", "a message", outside)]
    with pytest.raises(AssertionError, match="is outside its file"):
        run.check({"Dockerfile": b""})
