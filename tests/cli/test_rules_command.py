"""The command `rules`: list, explain, test, docs; and `facts`."""

from __future__ import annotations

import os

import pytest

from cli.stand_ins import CARDS, StandIn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path
    from typing import Any

    from cli.conftest import Result

    Run = Callable[..., Result]
    Files = Callable[[dict[str, Any]], None]

pytestmark = pytest.mark.usefixtures("stand_in", "folder")


class TestUsage:
    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (
                [],
                "'dcslint rules' goes on with one of list, explain, checks, new, test, index, docs",
            ),
            (["lst"], "not 'lst'; did you mean 'list'?"),
            (["explain"], "'dcslint rules explain' needs the name of a rule"),
            (["list", "--update"], "'dcslint rules list' has no option --update"),
            (["test", "--check"], "'dcslint rules test' has no option --check"),
            (["test", "a", "b"], "one folder at a time, not 2: a b"),
            (["test", "gone"], "gone: no such directory"),
            (["list", "--format", "xml"], "--format is one of text, json, not 'xml'"),
            (["explain", "bad-wrod"], "there is no rule or group 'bad-wrod'; did you mean"),
        ],
    )
    def test_wrong_usage_is_one_line_and_status_two(
        self, run: Run, words: list[str], message: str
    ) -> None:
        result = run("rules", *words)

        assert (2, "", 1) == (result.status, result.out, len(result.err.splitlines()))
        assert message in result.err


class TestList:
    def test_rules_are_listed_by_group(self, run: Run) -> None:
        expected = [
            "inner",
            "  dated     error    What day it is",
            "  raising   error    A rule with a broken check",
            "  told      note     What the run was told",
            "",
            "manners",
            "  fussy     note     A letter (only if selected)",
            "  rude      note     Rudeness",
            "",
            "words",
            "  bad-word  error    A bad word",
            "  odd-word  warning  An odd word",
        ]

        assert (0, expected) == ((result := run("rules", "list")).status, result.lines)

    def test_a_list_can_be_of_groups_and_names(self, run: Run) -> None:
        rude, odd = "  rude  note     Rudeness", "  odd-word  warning  An odd word"

        assert ["manners", rude] == run("rules", "list", "rude").lines
        assert 3 == len(run("rules", "list", "manners").lines)
        assert odd in run("rules", "list", "rude", "words").lines

    def test_rules_are_listed_as_data(self, run: Run) -> None:
        rows = {row["name"]: row for row in run("rules", "list", "--format", "json").json}

        assert 7 == len(rows)
        assert {
            "name": "odd-word",
            "group": "words",
            "pack": "",
            "severity": "warning",
            "title": "An odd word",
            "cases": [{"case": None, "severity": "warning", "message": "the word {word} is odd"}],
            "enabled": True,
            "since": "0.1.0",
            "preview": False,
            "tags": [],
            "sources": ["https://example.com/words", "a book"],
            "catalogue": [],
            "formerly": ["strange-word"],
            "card": "rules/words/odd-word.md",
        } == rows["odd-word"]


class TestExplain:
    def test_a_rule_is_explained_by_its_card(self, run: Run) -> None:
        result = run("rules", "explain", "bad-word")

        assert 0 == result.status
        assert result.lines[:5] == [
            "bad-word (group words, since 0.1.0)",
            "",
            "  error: the word {word} is bad",
            "",
            "# A bad word",
        ]
        assert CARDS["rules/words/bad-word.md"].split("---\n")[2].strip() in result.out
        assert ["Sources", "  https://example.com/words"] == result.lines[-2:]

    def test_nothing_in_a_card_is_obeyed_by_a_terminal(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A repository may have cards of its own."""
        path = "rules/words/bad-word.md"
        odd = "# A bad\x9b31m word\n\n\x1b]0;t\x07"
        card = CARDS[path].replace("# A bad word\n\n", odd)
        monkeypatch.setattr(
            "dcslint.plugins.load_installation", StandIn({**CARDS, path: card}).load
        )

        explained = run("rules", "explain", "bad-word").out
        listed = run("rules", "list").out
        data = run("rules", "list", "--format", "json")

        assert "\\x1b]0;t\\x07" in explained
        assert "A bad\\x9b31m word" in listed
        assert "A bad\x9b31m word" in {row["title"] for row in data.json}
        assert (explained + listed + data.out).replace("\n", "").isprintable()

    def test_a_former_name_will_do(self, run: Run) -> None:
        former = run("rules", "explain", "strange-word")

        assert run("rules", "explain", "odd-word").out == former.out

    def test_several_rules_are_explained_in_turn(self, run: Run) -> None:
        out = run("rules", "explain", "rude", "odd-word").out

        assert out.index("rude (group") < out.index("odd-word (group")


@pytest.fixture
def cards(files: Files, folder: Path, stand_in: StandIn) -> Generator[Path]:
    """The stand-ins' cards of group `words` as files of a pack in the folder `mine`."""
    from dcslint.plugins import Pack

    words = {path: text for path, text in CARDS.items() if "/words/" in path}
    files({path.replace("rules/", "mine/"): text for path, text in words.items()})

    def load(**options: Any) -> StandIn:
        contents = {
            f"mine/words/{place.name}": place.read_bytes().decode()
            for place in sorted((folder / "mine/words").iterdir())
        }
        other = {path: text for path, text in CARDS.items() if "/words/" not in path}
        installation = StandIn({**other, **contents})
        installation.packs = [Pack("", rules=str(folder / "mine"), shown="mine")]
        stand_in.asked = {name: list(given) for name, given in options.items()}
        return installation

    import dcslint.plugins

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dcslint.plugins, "load_installation", load)
        yield folder / "mine/words"


class TestTest:
    def test_all_examples_are_run(self, run: Run) -> None:
        result = run("rules", "test")

        assert (0, ["13 examples of 7 rules: none failed"]) == (result.status, result.lines)

    def test_a_folder_is_loaded_and_only_its_cards_are_run(
        self, run: Run, cards: Path, stand_in: StandIn
    ) -> None:
        result = run("rules", "test", "mine")

        assert (0, ["4 examples of 2 rules: none failed"]) == (result.status, result.lines)
        assert ["mine"] == stand_in.asked["rules"]

    def test_what_fails_is_shown_with_its_place(self, run: Run, cards: Path) -> None:
        card = cards / "bad-word.md"
        card.write_text(card.read_text().replace("1:4: error", "9:9: error"))

        result = run("rules", "test", "mine")

        assert 1 == result.status
        assert "mine/words/bad-word.md:13: bad-word::Bad: the output is another:" == result.lines[0]
        assert "-a.list:9:9: error: the word bad is bad [bad-word]" in result.lines
        assert "4 examples of 2 rules: 1 failed" == result.lines[-1]

    def test_update_writes_what_came_out(self, run: Run, cards: Path) -> None:
        card = cards / "bad-word.md"
        right = card.read_text()
        card.write_text(right.replace("1:4: error", "9:9: error"))

        result = run("rules", "test", "--update", "mine")

        expected = ["updated mine/words/bad-word.md", "4 examples of 2 rules: none failed"]
        assert (0, expected, right) == (result.status, result.lines, card.read_text())
        assert expected[1:] == run("rules", "test", "--update", "mine").lines

    def test_update_says_what_it_cannot_mend(self, run: Run, cards: Path) -> None:
        card = cards / "odd-word.md"
        card.write_text(card.read_text().replace("\nodd\n", "\nfine\n"))

        result = run("rules", "test", "--update", "mine")

        assert 1 == result.status
        assert "this gives nothing" in result.lines[0]

    def test_without_a_folder_only_cards_below_the_working_directory_are_updated(
        self, run: Run, cards: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        card = cards / "bad-word.md"
        wrong = card.read_text().replace("1:4: error", "9:9: error")
        card.write_text(wrong)
        monkeypatch.chdir("/")

        result = run("rules", "test", "--update")

        assert (2, wrong) == (result.status, card.read_text())
        assert "not below the working directory, so not updated" in result.err

    def test_a_folder_without_cards_is_refused(self, run: Run, files: Files) -> None:
        files({"empty/x": ""})

        result = run("rules", "test", "empty")

        expected = "dcslint: error: no card with an example in empty\n"
        assert (2, expected) == (result.status, result.err)


class TestDocs:
    def test_the_document_is_written_and_then_current(self, run: Run, folder: Path) -> None:
        assert 1 == run("rules", "docs", "--check").status
        assert 0 == run("rules", "docs").status

        text = (folder / "docs/rules.md").read_text()

        assert 0 == run("rules", "docs", "--check").status
        assert text.startswith("<!-- Written by `dcslint rules docs`")
        assert "\n| [bad-word](#bad-word) | error | A bad word |\n" in text
        for part in (
            "## words\n",
            "### odd-word\n\nAn odd word.\n\n*warning*: `the word {word} is odd`\n",
            "(since 0.1.0; formerly strange-word)\n",
            "(since 0.1.0; off unless selected by name)\n",
            "(since 0.1.0; the examples are run with `--arg A=1` `--runtime 15.4`)\n",
            "- <https://example.com/words>\n- a book\n",
            "**Bad**\n\na.list:\n\n```listing\nso bad\n```\n\n```text\n",
            "\na.list:1:4: error: the word bad is bad [bad-word]\n```\n\n",
            "\n```\n\nOnce fixed:\n\n```listing\nso good\n```\n",
            "**Good: another word**\n",
        ):
            assert part in text

    def test_a_stale_document_is_status_one(self, run: Run, folder: Path) -> None:
        run("rules", "docs")
        place = folder / "docs/rules.md"
        place.write_text(place.read_text() + "by hand")

        result = run("rules", "docs", "--check")

        expected = "dcslint: error: docs/rules.md is stale: 'dcslint rules docs' writes it anew\n"
        assert (1, expected) == (result.status, result.err)
        assert place.read_text().endswith("by hand")

    def test_a_current_document_is_not_written_again(self, run: Run, folder: Path) -> None:
        run("rules", "docs")
        os.utime(folder / "docs/rules.md", (1, 1))

        run("rules", "docs")

        assert 1 == (folder / "docs/rules.md").stat().st_mtime

    def test_the_document_of_a_folder_of_cards_can_go_anywhere(
        self, run: Run, cards: Path, folder: Path
    ) -> None:
        assert 0 == run("rules", "docs", "mine", "-o", "mine.md").status

        text = (folder / "mine.md").read_text()

        assert "### odd-word" in text
        assert "### rude" not in text


def test_a_plugin_that_failed_is_named_and_status_two(run: Run, stand_in: StandIn) -> None:
    from dcslint.diagnostic import Failure

    stand_in.failures.append(Failure("plugin ours: broken"))

    for words in (["list"], ["explain", "rude"], ["test"], ["docs"]):
        result = run("rules", *words)

        assert (2, "dcslint: error: plugin ours: broken\n") == (result.status, result.err)


def test_a_wrong_card_is_named_with_its_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from dcslint.rulebook.card import CardError

    def refuse(**_: object) -> None:
        raise CardError("mine/words/x.md", 3, "unknown key 'seveirty'; did you mean 'severity'?")

    monkeypatch.setattr("dcslint.plugins.load_installation", refuse)

    result = run("rules", "list")

    expected = "mine/words/x.md:3: unknown key 'seveirty'; did you mean 'severity'?"
    assert (2, f"dcslint: error: {expected}\n") == (result.status, result.err)


class TestFacts:
    def test_the_tables_are_printed_with_their_age(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            "dcslint.facts.render.render_tables", lambda facts, today: f"{facts.as_of} {today}\n"
        )

        assert (0, "2026-11-23 2027-01-02\n") == (
            (result := run("facts", "--today", "2027-01-02")).status,
            result.out,
        )

    def test_a_word_too_many_is_refused(self, run: Run) -> None:
        result = run("facts", "runtimes")

        assert (2, "dcslint: error: 'dcslint facts' takes no 'runtimes'\n") == (
            result.status,
            result.err,
        )
