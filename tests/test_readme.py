"""The README shows what the program prints: every console block in it is run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from dcslint.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n\$ dcslint (.*)\n((?:.*\n)*?)```", README)


def test_the_readme_has_a_block_of_real_output() -> None:
    assert BLOCKS


@pytest.mark.parametrize(("arguments", "output"), BLOCKS, ids=[block[0] for block in BLOCKS])
def test_a_console_block_is_what_the_command_prints(
    arguments: str,
    output: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    main([*shlex.split(arguments), "--today", "2026-11-23"])

    assert output == capsys.readouterr().out


def test_the_rules_at_a_glance_are_those_there_are() -> None:
    from dcslint.plugins import load_installation

    book = load_installation().rulebook
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (.*) \|$", README, re.MULTILINE)

    assert {group: int(number) for group, number, _ in rows} == {
        group: sum(rule.group == group for rule in book.rules.values()) for group in book.groups
    }
    for group, _, names in rows:
        for name in re.findall(r"`([\w-]+)`", names):
            assert group == book.rules[name].group


def test_each_name_of_a_rule_in_the_readme_exists() -> None:
    from dcslint.plugins import load_installation

    rules = load_installation().rulebook.rules
    named = re.findall(r"--(?:select|ignore|severity) ([a-z,-]+)", README)

    for name in ",".join(named).split(","):
        assert name in rules
