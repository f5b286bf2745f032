"""House rules for cards and checks, and the catalogue: every row has a card or a reason."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
import yaml

from built import ROOT
from dcslint.cli import main
from dcslint.plugins import load_installation
from dcslint.plugins.index import checks_of
from dcslint.rulebook.card import Card, parse_card
from dcslint.rulebook.message import fields_of
from dcslint.testing import cases_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from dcslint.plugins import Installation

LONGEST_MESSAGE = 120
# The catalogue that dcslint grew from: Dockerfile, compute spec, IAM policy, several files.
CATALOGUE = [
    f"{letter}{number}"
    for letter, last in (("D", 37), ("C", 57), ("I", 15), ("X", 6))
    for number in range(1, last + 1)
]


@cache
def installation() -> Installation:
    return load_installation()


@cache
def cards() -> dict[str, Card]:
    read = installation().read_card
    return {
        rule.name: parse_card(rule.path, read(rule.path))
        for rule in installation().rulebook.rules.values()
        if not rule.pack
    }


@cache
def not_written() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((ROOT / "rules/not-written.yaml").read_text())
    return rows


NAMES = sorted(cards())
WITHOUT_VALUES = ("file", "suppression")  # groups about texts and comments, which hold no values
# What a Markdown file cannot hold, or not so that a reader sees it, is shown here: the rule's file
# and what it gives.
NOT_TO_BE_SHOWN = {
    "control-character": (
        b"FROM databricksruntime/standard:15.4-LTS\nRUN echo \0\n",
        "Dockerfile:2:10: error: ",
    ),
    "file-too-large": (
        b"FROM databricksruntime/standard:15.4-LTS\n" + b"# more\n" * 400_000,
        "Dockerfile:1:1: warning: ",
    ),
    "line-too-long": (
        b"FROM databricksruntime/standard:15.4-LTS\nRUN echo " + b"x" * 70_000 + b"\n",
        "Dockerfile:2:1: error: ",
    ),
    "not-utf-8": (
        b"FROM databricksruntime/standard:15.4-LTS\nLABEL city=M\xfcnchen\n",
        "Dockerfile:2:13: warning: ",
    ),
}
SHOWN = [name for name in NAMES if name not in NOT_TO_BE_SHOWN]


@pytest.mark.parametrize("name", SHOWN)
def test_a_card_shows_what_is_bad_and_what_is_good(name: str) -> None:
    examples = cards()[name].examples

    assert {True, False} == {example.bad for example in examples}


@pytest.mark.parametrize(
    "name", [name for name in NAMES if cards()[name].group not in WITHOUT_VALUES]
)
def test_a_card_shows_that_the_unknown_is_not_judged(name: str) -> None:
    titles = [example.title.lower() for example in cards()[name].examples if not example.bad]

    assert [] != [title for title in titles if "unknown" in title or "not known" in title], titles


@pytest.mark.parametrize("name", NAMES)
def test_a_message_is_one_short_phrase(name: str) -> None:
    for _, message in cards()[name].cases.values():
        assert LONGEST_MESSAGE >= len(message)
        assert not message.endswith((".", "!", " "))
        assert message == " ".join(message.split())


@pytest.mark.parametrize("name", NAMES)
def test_a_message_as_shown_is_short_too(name: str) -> None:
    rule = installation().rulebook.rules[name]
    for case in cases_of(installation(), [rule]):
        for line in case.outcome.lines:
            message = line.split(": ", 2)[2].removesuffix(f" [{name}]")
            message = message.removesuffix(" (by default)")
            assert LONGEST_MESSAGE >= len(message), message


@pytest.mark.parametrize("name", NAMES)
def test_a_card_has_sources_that_can_be_looked_up(name: str) -> None:
    sources = cards()[name].front["source"]

    assert sources
    for source in sources:
        address = re.fullmatch(r"https://[\w.-]+/\S*(?: \(.+\))?", source)
        words = ":" not in source.split()[0] and len(source.split()) > 1
        assert address or words or (ROOT / source).is_file(), source
        assert "seed" not in source.lower(), "a file of ours is no source for a reader"


@pytest.mark.parametrize("name", SHOWN)
def test_a_case_is_shown_by_an_example(name: str) -> None:
    """A severity or a wording that no example shows is one that nobody has seen."""
    card = cards()[name]
    for case, (_, message) in card.cases.items():
        fixed = max(re.split(r"\{[a-z_]+\}", message), key=len).strip()
        output = "\n".join(example.output.text for example in card.examples if example.output)
        assert fixed in output, f"no Bad example shows the case {case or 'of the card'}"


@pytest.mark.parametrize("name", NOT_TO_BE_SHOWN)
def test_what_a_card_cannot_show_is_reported(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content, start = NOT_TO_BE_SHOWN[name]
    (tmp_path / "Dockerfile").write_bytes(content)
    monkeypatch.chdir(tmp_path)

    main(["Dockerfile", "--select", name])

    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith(start), line
    assert line.endswith(f" [{name}]"), line


def test_a_group_is_a_word_of_its_own() -> None:
    groups = {card.group for card in cards().values()}

    assert set() == groups & (set(cards()) | {"all"})


def test_names_are_unique_among_names_and_former_names() -> None:
    former = [old for card in cards().values() for old in card.front.get("formerly", [])]
    counted = Counter([*NAMES, *former])

    assert [] == [name for name, times in counted.items() if times > 1]


def test_a_name_names_the_fault_and_not_the_cure() -> None:
    cures = ("use-", "no-", "do-", "dont-", "avoid-", "prefer-", "always-", "never-", "disallow-")

    assert [] == [name for name in NAMES if name.startswith(cures)]


def test_every_check_is_named_by_a_card() -> None:
    """But for the general ones, which have templates: see test_general_checks.py."""
    (own,) = (pack for pack in installation().packs if not pack.name)
    named = {card.front["check"] for card in cards().values()}
    checks = {
        name
        for name, function in checks_of(own).items()
        if not function.__module__.startswith("dcslint.checks.general")
    }

    assert set() == checks - named


@pytest.mark.parametrize("name", NAMES)
def test_fields_of_a_message_are_plain_names(name: str) -> None:
    for _, message in cards()[name].cases.values():
        fields_of(message)


class TestCatalogue:
    def test_every_row_has_a_card_or_a_reason(self) -> None:
        carried = {row for card in cards().values() for row in card.front.get("catalogue", [])}
        reasoned = {row["id"] for row in not_written()}

        assert [] == [row for row in CATALOGUE if row not in carried | reasoned]

    def test_no_row_has_both(self) -> None:
        carried = {row for card in cards().values() for row in card.front.get("catalogue", [])}
        reasoned = {row["id"] for row in not_written()}

        assert set() == carried & reasoned

    def test_cards_and_reasons_name_rows_that_exist(self) -> None:
        known = set(CATALOGUE)

        for name, card in cards().items():
            assert set(card.front.get("catalogue", [])) <= known, name
        assert {row["id"] for row in not_written()} <= known

    def test_a_reason_is_a_sentence(self) -> None:
        for row in not_written():
            assert {"id", "reason"} <= row.keys()
            assert len(str(row["reason"]).split()) >= 3, row["id"]


def test_the_document_of_the_rules_is_current(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)

    assert 0 == main(["rules", "docs", "--check"]), capsys.readouterr().err
