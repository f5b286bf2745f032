"""The runner of cards, on cards that are right and on cards that are wrong in every way."""

from __future__ import annotations

import pytest

from cli.stand_ins import CARDS, StandIn
from dcslint.plugins import Pack
from dcslint.testing import Case, cases_of, rules_in, updated

BAD_WORD = CARDS["rules/words/bad-word.md"]
PATH = "rules/words/bad-word.md"


def cases_in(card: str) -> list[Case]:
    return list(cases_of(StandIn({PATH: card})))  # type: ignore[arg-type]


def faults(card: str) -> list[str]:
    return [fault for case in cases_in(card) for fault in case.faults()]


def renewed(card: str) -> str:
    return updated(card, cases_in(card))


def test_every_card_of_the_stand_ins_holds() -> None:
    cases = list(cases_of(StandIn()))  # type: ignore[arg-type]

    assert [] == [fault for case in cases for fault in case.faults()]
    assert {"bad-word::Bad", "bad-word::Good: another word"} <= {str(case) for case in cases}


def test_a_pack_without_cards_has_none_in_the_working_directory() -> None:
    path = "/opt/acme/rules/words/bad-word.md"
    installation = StandIn({path: BAD_WORD})
    installation.packs = [Pack("none"), Pack("acme", rules="/opt/acme/rules")]

    assert [] == rules_in(installation, ".")  # type: ignore[arg-type]
    (rule,) = rules_in(installation, "/opt/acme/rules")  # type: ignore[arg-type]
    assert path == rule.path


def test_another_output_is_shown_as_a_difference() -> None:
    (fault,) = faults(BAD_WORD.replace("a.list:1:4: error", "a.list:1:5: error"))

    assert fault.startswith("the output is another:\n--- in the card\n+++ what came out\n")
    assert "\n-a.list:1:5: error: the word bad is bad [bad-word]\n" in fault
    assert fault.endswith("\n+a.list:1:4: error: the word bad is bad [bad-word]")


def test_a_finding_too_many_is_shown() -> None:
    card = BAD_WORD.replace("so bad\n", "so bad\nbad\n")
    card = card.replace("so good\n```\n\n", "so good\ngood\n```\n\n")
    (fault,) = faults(card)

    assert "+a.list:2:1: error: the word bad is bad [bad-word]" in fault


def test_a_bad_that_gives_nothing_is_a_fault() -> None:
    assert ["a Bad example gives something; this gives nothing"] == faults(
        BAD_WORD.replace("so bad\n", "so good\n")
    )


def test_a_good_that_gives_something_is_a_fault() -> None:
    card = BAD_WORD.replace("so good\n```\n", "so bad\n```\n").replace(
        "```fixed\nso bad", "```fixed\nso good"
    )
    (fault,) = faults(card)

    expected = "a.list:1:4: error: the word bad is bad [bad-word]"
    assert f"a Good example gives nothing, but:\n{expected}" == fault


def test_another_text_once_fixed_is_shown_as_a_difference() -> None:
    (fault,) = faults(BAD_WORD.replace("```fixed\nso good", "```fixed\nso fine"))

    assert fault.startswith("a.list once fixed is another:\n")
    assert "\n-so fine\n+so good" in fault


def test_a_fix_must_be_shown() -> None:
    card = BAD_WORD.replace("```fixed\nso good\n```\n", "")

    assert ["a fix changes a.list: show the result in a block ```fixed a.list"] == faults(card)


def test_a_fix_that_leaves_something_is_a_fault() -> None:
    card = BAD_WORD.replace("instead: good", "instead: badly")
    card = card.replace("```fixed\nso good", "```fixed\nx")
    found = faults(card)

    assert found[-1].startswith("once fixed it still gives:\na.list:1:4: error")


def test_a_fixed_block_where_nothing_is_fixed_is_a_fault() -> None:
    (fault,) = faults(BAD_WORD.replace(", instead: good", ""))

    assert "a.list once fixed is another:" in fault


def test_a_file_that_no_format_reads_is_a_fault() -> None:
    found = faults(BAD_WORD.replace("a.list", "a.other"))

    assert "no format reads a.other" in found


def test_a_check_that_raises_is_a_fault() -> None:
    card = BAD_WORD.replace("check: word_found", "check: raises").replace(", instead: good", "")

    assert "the rule failed: ZeroDivisionError: a check that raises" in faults(card)


def test_front_matter_says_how_to_run() -> None:
    told = CARDS["rules/inner/told.md"]
    (case, _) = cases_of(StandIn({"rules/inner/told.md": told}))  # type: ignore[arg-type]
    assert ["a.list:1:1: note: args A=1 runtime 15.4 scope all [told]"] == case.outcome.lines

    auto = told.replace("runtime: 15.4}", "scope: auto}")
    auto = auto.replace("settings\n", "settings\ndatabricks\n")
    (case, _) = cases_of(StandIn({"rules/inner/told.md": auto}))  # type: ignore[arg-type]
    assert ["a.list:1:1: note: args A=1 runtime None scope auto [told]"] == case.outcome.lines

    nothing = told.replace("runtime: 15.4}", "scope: auto}")
    (case, _) = cases_of(StandIn({"rules/inner/told.md": nothing}))  # type: ignore[arg-type]
    assert [] == case.outcome.lines

    dated = CARDS["rules/inner/dated.md"].replace("since:", "run: {today: 2020-02-29}\nsince:")
    (case, _) = cases_of(StandIn({"rules/inner/dated.md": dated}))  # type: ignore[arg-type]
    assert ["a.list:1:1: error: today is 2020-02-29 [dated]"] == case.outcome.lines


class TestUpdate:
    def test_a_card_that_holds_stays_as_it_is(self) -> None:
        for path, card in CARDS.items():
            cases = list(cases_of(StandIn({path: card})))  # type: ignore[arg-type]
            assert card == updated(card, cases)

    def test_outputs_and_fixed_blocks_are_written_anew(self) -> None:
        wrong = BAD_WORD.replace("a.list:1:4: error", "a.list:9:9: x\ny: error").replace(
            "```fixed\nso good\n", "```fixed\n"
        )

        assert faults(wrong)
        assert BAD_WORD == renewed(wrong)

    def test_a_missing_fixed_block_is_added(self) -> None:
        card = BAD_WORD.replace("```fixed\nso good\n```\n", "")

        assert BAD_WORD == renewed(card)

    def test_a_fixed_block_of_several_files_names_its_file(self) -> None:
        card = BAD_WORD.replace("```fixed\nso good\n```\n", "").replace(
            "## Bad\n", "## Bad\n```listing b.list\nfine\n```\n"
        )

        assert "```fixed a.list\nso good\n```\n" in renewed(card)
        assert [] == faults(renewed(card))

    def test_a_fixed_block_that_no_fix_gives_is_taken_away(self) -> None:
        card = BAD_WORD.replace(", instead: good", "")

        assert "fixed" not in renewed(card)
        assert [] == faults(renewed(card))

    def test_an_empty_output_is_filled(self) -> None:
        card = BAD_WORD.replace("a.list:1:4: error: the word bad is bad [bad-word]\n", "")

        assert BAD_WORD == renewed(card)

    def test_several_examples_are_updated_each_in_its_place(self) -> None:
        second = (
            "## Bad: twice\n```listing b.list\nbad\nbad\n```\n```text\n```\n"
            "```fixed\ngood\nbad\n```\n\n## Good"
        )
        card = BAD_WORD.replace("a.list:1:4", "a.list:7:7").replace("## Good", second)

        new = renewed(card)

        assert [] == faults(new)
        assert new.startswith(BAD_WORD.split("## Good")[0])
        assert new.endswith(BAD_WORD.split("## Good")[1])

    def test_line_endings_stay(self) -> None:
        wrong = BAD_WORD.replace("a.list:1:4", "a.list:7:7").replace("\n", "\r\n")

        assert BAD_WORD.replace("\n", "\r\n") == renewed(wrong)

    def test_fences_in_a_fixed_text_do_not_end_the_block(self) -> None:
        fenced = "````listing a.list\nbad\n```\n````"
        card = BAD_WORD.replace("```listing a.list\nso bad\n```", fenced, 1)
        card = card.replace("a.list:1:4", "a.list:1:1").replace("```fixed\nso good\n```\n", "")

        new = renewed(card)

        assert "````fixed\ngood\n```\n````\n" in new
        assert [] == faults(new)

    @pytest.mark.parametrize("change", [("so bad", "fine"), ("so good\n```\n", "bad\n```\n")])
    def test_what_no_update_can_mend_is_left(self, change: tuple[str, str]) -> None:
        card = BAD_WORD.replace(*change)

        assert faults(renewed(card))
