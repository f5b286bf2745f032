"""Rules of a project's own: `.dcslint/rules`, `rules new`, `rules checks`."""

from __future__ import annotations

import pytest

from dcslint.cli import main
from dcslint.cli.new_rule import templates

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

UBUNTU = "FROM ubuntu:24.04\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, which is the working directory."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text(UBUNTU)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def dcslint(project: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; gives the status and what it printed on either stream."""

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(list(arguments))
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


class TestNew:
    def test_a_new_rule_passes_its_own_test_and_finds_something(self, dcslint: Run) -> None:
        made = dcslint("rules", "new", "image/our-registry")
        tested = dcslint("rules", "test")
        _, found, _ = dcslint("Dockerfile", "--select", "our-registry")

        path = ".dcslint/rules/image/our-registry.md"
        assert (0, f"{path}: edit it, then 'dcslint rules test --update'\n", "") == made
        assert (0, "3 examples of 1 rule: none failed\n", "") == tested
        assert found.startswith("Dockerfile:1:6: error: ubuntu:24.04 is not from our registry")

    @pytest.mark.parametrize("name", templates())
    def test_a_rule_can_be_made_like_each_general_check(self, dcslint: Run, name: str) -> None:
        assert 0 == dcslint("rules", "new", "acme/of-ours", "--like", name)[0]

        status, out, err = dcslint("rules", "test")

        assert (0, "") == (status, err)
        assert out.endswith("of 1 rule: none failed\n")

    @pytest.mark.parametrize("name", ["cmd-never-runs", "image-tag-moving", "runtime-ml"])
    def test_a_rule_can_be_made_like_one_that_is_there(
        self, dcslint: Run, project: Path, name: str
    ) -> None:
        assert 0 == dcslint("rules", "new", "acme/of-ours", "--like", name)[0]

        assert 0 == dcslint("rules", "test")[0]
        text = (project / ".dcslint/rules/acme/of-ours.md").read_text()
        assert "catalogue" not in text

    def test_it_is_written_where_the_projects_rules_are(
        self, dcslint: Run, project: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (project / "images").mkdir()
        monkeypatch.chdir(project / "images")

        dcslint("rules", "new", "image/our-registry")

        assert (project / ".dcslint/rules/image/our-registry.md").exists()

    def test_another_folder_can_be_named(self, dcslint: Run, project: Path) -> None:
        status, out, _ = dcslint("rules", "new", "cluster/our-tags", "--rules", "lint")

        assert (
            0,
            "lint/cluster/our-tags.md: edit it, then 'dcslint rules test lint --update'\n",
        ) == (
            status,
            out,
        )
        assert 0 == dcslint("rules", "test", "lint")[0]

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            ([], "'dcslint rules new' needs one GROUP/NAME"),
            (["our-registry"], "give a new rule as GROUP/NAME in lower-case words"),
            (["image/Our"], "give a new rule as GROUP/NAME in lower-case words"),
            (["../x"], "give a new rule as GROUP/NAME in lower-case words"),
            (["image/cmd-never-runs"], "there is a rule cmd-never-runs already: "),
            (["image/cluster"], "'cluster' would be both a rule and a group of rules"),
            (["acme/x"], "what is acme/x to be --like? One of field-forbidden, "),
            (["image/x", "--like", "label-mising"], "there is no such check or rule; did you mean"),
        ],
    )
    def test_what_cannot_be_made_is_refused_and_nothing_is_written(
        self, dcslint: Run, project: Path, words: list[str], message: str
    ) -> None:
        status, out, err = dcslint("rules", "new", *words)

        assert (2, "") == (status, out)
        assert message in err
        assert not (project / ".dcslint").exists()

    def test_a_card_is_not_written_over(self, dcslint: Run, project: Path) -> None:
        dcslint("rules", "new", "image/our-registry")

        status, _, err = dcslint("rules", "new", "image/our-registry")

        assert 2 == status
        assert "there is a rule our-registry already: .dcslint/rules/image/our-registry.md" in err


class TestFolder:
    def test_it_is_found_from_below_but_not_beyond_the_repository(
        self, dcslint: Run, project: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dcslint("rules", "new", "image/our-registry")
        (project / "a").mkdir()
        (project / "other/.git").mkdir(parents=True)

        monkeypatch.chdir(project / "a")
        below = dcslint("../Dockerfile", "--format", "json")
        monkeypatch.chdir(project / "other")
        beyond = dcslint("../Dockerfile", "--format", "json")

        assert "our-registry" in below[1]
        assert "our-registry" not in beyond[1]

    def test_a_broken_card_is_one_line_with_its_place(self, dcslint: Run, project: Path) -> None:
        dcslint("rules", "new", "image/our-registry")
        card = project / ".dcslint/rules/image/our-registry.md"
        card.write_text(card.read_text().replace("allowed:", "alowed:"))

        status, out, err = dcslint("Dockerfile")

        assert (2, "") == (status, out)
        assert err == (
            "dcslint: error: .dcslint/rules/image/our-registry.md:5: "
            "its check has no parameter 'alowed'; did you mean 'allowed'?\n"
        )

    def test_examples_in_cards_are_not_linted(self, dcslint: Run) -> None:
        dcslint("rules", "new", "cluster/our-tags")

        assert ".dcslint" not in dcslint("--scope", "all")[1]

    def test_tables_lie_beside_rules(self, dcslint: Run, project: Path) -> None:
        (project / ".dcslint/facts").mkdir(parents=True)
        row = (
            "{name: acme, kind: quay, host: '^a$', basic_auth: needed, mark: K, checked: 2026-01-01"
        )
        (project / ".dcslint/facts/registries.yaml").write_text(f"rows: [{row}, source: us}}]\n")

        assert "acme" in dcslint("facts")[1]

    def test_it_can_be_named_as_well(self, dcslint: Run) -> None:
        dcslint("rules", "new", "image/our-registry")

        status, _, err = dcslint("--rules", ".dcslint/rules", "Dockerfile")

        assert (1, "") == (status, err)


class TestChecks:
    def test_the_catalogue_names_every_general_check_with_its_parameters(
        self, dcslint: Run
    ) -> None:
        status, out, err = dcslint("rules", "checks")

        assert (0, "") == (status, err)
        for name in templates():
            assert f"\n{name}\n  " in "\n" + out
        assert "    allowed       (list) names of images: " in out
        assert "    a message can name {image}\n" in out
        assert all(len(line) <= 100 for line in out.splitlines())

    def test_one_check_is_told_by_either_spelling(self, dcslint: Run) -> None:
        hyphens = dcslint("rules", "checks", "field-one-of")

        assert hyphens == dcslint("rules", "checks", "field_one_of")
        assert hyphens[1].startswith("field-one-of\n  Report a field")

    def test_a_misspelt_check_gets_a_suggestion(self, dcslint: Run) -> None:
        status, _, err = dcslint("rules", "checks", "field-on-of")

        assert 2 == status
        assert "did you mean 'field-one-of'?" in err

    def test_the_catalogue_is_there_as_data(self, dcslint: Run) -> None:
        import json

        rows = {
            row["name"]: row
            for row in json.loads(dcslint("rules", "checks", "--format", "json")[1])
        }

        assert {
            "name": "values",
            "type": "list",
            "default": None,
            "meaning": "the values that it must not have",
        } in rows["field-one-of"]["parameters"]
        assert not rows["ignored-instruction"]["general"]
