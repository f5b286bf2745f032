"""Which rules hold at which version, and how severe they were then."""

from __future__ import annotations

import pytest

from dcslint.cli.selection import choose
from dcslint.rulebook.card import CardError, parse_card
from dcslint.rulebook.rulebook import Rulebook
from dcslint.rulebook.stability import as_of, horizon, is_in_force, is_preview, parse_version
from report_for_tests import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.rulebook.rule import Rule


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.3", (0, 3, 0)),
        ("0.3.1", (0, 3, 1)),
        ("1.2.3.dev4+g1", (1, 2, 3)),
        ("0.4rc1", (0, 4, 0)),
        ("3", None),
        ("", None),
        ("x.y", None),
    ],
)
def test_a_version_is_three_numbers(text: str, expected: tuple[int, int, int] | None) -> None:
    assert expected == parse_version(text)


@pytest.mark.parametrize(
    ("since", "version", "in_force"),
    [
        ("0.1.0", "0.1.0", True),
        ("0.1.1", "0.1.1", False),
        ("0.1.1", "0.1.9", False),
        ("0.1.1", "0.2.0", True),
        ("0.2.0", "0.2.0", True),
        ("0.2.0", "0.1.5", False),
    ],
)
def test_what_a_patch_version_brings_is_a_preview_until_the_next_minor_one(
    since: str, version: str, *, in_force: bool
) -> None:
    one = rule(since=since)

    assert in_force == is_in_force(one, horizon(version))
    assert in_force != is_preview(one, version)
    assert is_in_force(one, horizon(version, preview=True))


def test_a_version_that_is_asked_for_holds() -> None:
    limit = horizon("0.5.2", stable_since="0.3")

    assert [True, True, False, False] == [
        is_in_force(rule(since=since), limit) for since in ("0.1.0", "0.3.0", "0.3.1", "0.5.0")
    ]
    assert is_in_force(rule(since="0.3.1"), horizon("0.5.2", stable_since="0.3.1"))


@pytest.mark.parametrize(
    ("wish", "preview", "words"),
    [
        ("later", False, "'later' is no version such as 0.3"),
        ("0.6", False, "0.6 is later than this version, 0.5.2"),
        ("0.3", True, "exclude each other"),
    ],
)
def test_a_wish_that_is_none_is_told(wish: str, *, preview: bool, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        horizon("0.5.2", stable_since=wish, preview=preview)


def test_the_rules_of_other_packs_have_versions_of_their_own() -> None:
    assert is_in_force(rule(since="7.0.0", pack="own"), horizon("0.1.0"))


def raised(**before: Any) -> Rule:
    return rule(
        cases={"a": ["error", "m"], "b": ["error", "m"]},
        raised={name.replace("_", "."): value for name, value in before.items()},
    )


def severities(one: Rule, version: str, **wish: Any) -> list[str]:
    (other,) = as_of([one], horizon(version, **wish))
    return [severity for severity, _ in other.cases.values()]


def test_a_severity_is_raised_with_the_next_minor_version() -> None:
    one = raised(**{"0_2_1": "note"})

    assert ["note", "note"] == severities(one, "0.2.1")
    assert ["error", "error"] == severities(one, "0.3.0")
    assert ["error", "error"] == severities(one, "0.2.1", preview=True)
    assert ["note", "note"] == severities(one, "0.9.0", stable_since="0.2")
    assert "error" == one.severity


def test_of_several_raises_the_oldest_counts_and_cases_are_apart() -> None:
    one = raised(**{"0_2_0": {"a": "note"}, "0_4_0": "warning"})

    assert ["note", "warning"] == severities(one, "0.9.0", stable_since="0.1")
    assert ["warning", "warning"] == severities(one, "0.9.0", stable_since="0.2")
    assert ["error", "error"] == severities(one, "0.9.0")


def test_a_rule_that_is_named_runs_all_the_same() -> None:
    book = Rulebook([rule("old-one"), rule("new-one", since="0.1.1")])
    limit = horizon("0.1.1")

    assert ["old-one"] == list(choose(book, [], [], [], limit).rules)
    assert ["old-one"] == list(choose(book, ["image"], [], [], limit).rules)
    assert ["new-one"] == list(choose(book, ["new-one"], [], [], limit).rules)


CARD = """---
severity: warning
message: "m"
check: word_found
source: []
since: 0.1.0
raised: RAISED
---
# Title

Why.
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "'raised' must be a mapping"),
        ("{0.2: note}", "raised: 0.2 is no version in quotes"),
        ('{"x": note}', "raised: 'x' is no version in quotes"),
        ('{"0.2.1": loud}', "raised: severity is one of"),
        ('{"0.2.1": {a: note}}', "raised: there is no case 'a'"),
    ],
)
def test_a_card_that_raises_wrongly_is_told(text: str, words: str) -> None:
    with pytest.raises(CardError, match=words):
        parse_card("rules/image/a.md", CARD.replace("RAISED", text))


def test_a_card_may_say_what_its_severity_was() -> None:
    card = parse_card("rules/image/a.md", CARD.replace("RAISED", '{"0.2.1": note}'))

    assert {"0.2.1": "note"} == card.front["raised"]
