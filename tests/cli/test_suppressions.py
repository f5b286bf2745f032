"""Suppressions in whole runs: what they silence, what is said of them, and what outputs show."""

from __future__ import annotations

import json

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from cli.conftest import Result

    Files = Callable[..., None]
    Run = Callable[..., Result]

BASE = "FROM databricksruntime/standard:15.4-LTS\n"
DAY = ("--today", "2026-11-27")


def rules_in(result: Result) -> list[str]:
    return [found["rule"] for found in result.json["findings"]]


def suppressed_in(result: Result) -> list[tuple[str, str]]:
    return [(found["rule"], found["suppression"]["reason"]) for found in result.json["suppressed"]]


@pytest.fixture
def lint(files: Files, run: Run) -> Callable[..., Result]:
    """Write files, and lint the first of them, or all for JSON."""

    def lint(contents: dict[str, str], *options: str) -> Result:
        files(contents)
        return run(*contents, "--format", "json", *DAY, *options)

    return lint


def test_a_comment_silences_its_rule_with_its_reason(lint: Callable[..., Result]) -> None:
    result = lint({"Dockerfile": BASE + "# dcslint: ignore[cmd-never-runs] by hand\nCMD a\n"})

    assert (0, []) == (result.status, rules_in(result))
    assert [("cmd-never-runs", "by hand")] == suppressed_in(result)


def test_a_group_and_all_may_be_named(lint: Callable[..., Result]) -> None:
    for word in ("image", "all"):
        result = lint({"Dockerfile": BASE + f"# dcslint: ignore[{word}]\nCMD a\n"})
        assert [] == rules_in(result)


def test_another_rule_is_not_silenced(lint: Callable[..., Result]) -> None:
    result = lint({"Dockerfile": BASE + "# dcslint: ignore[user-not-root] by hand\nCMD a\n"})

    assert ["suppression-unused", "cmd-never-runs"] == rules_in(result)


def test_a_rule_that_did_not_run_is_not_called_unused(lint: Callable[..., Result]) -> None:
    text = BASE + "# dcslint: ignore[user-not-root] by hand\nRUN a\n"

    assert [] == rules_in(lint({"Dockerfile": text}, "--select", "suppression"))
    assert [] == rules_in(lint({"Dockerfile": text}, "--ignore", "user-not-root"))
    assert ["suppression-unused"] == rules_in(
        lint({"Dockerfile": text}, "--select", "suppression,user-not-root")
    )


def test_the_judging_of_comments_can_be_ignored_as_any_rule(lint: Callable[..., Result]) -> None:
    text = BASE + "# dcslint: ignore[user-not-root] by hand\nRUN a\n"

    assert [] == rules_in(lint({"Dockerfile": text}, "--ignore", "suppression"))


def test_comments_for_other_programs_are_left_alone(lint: Callable[..., Result]) -> None:
    text = (
        "# check=skip=all\n" + BASE + "# hadolint ignore=DL3025\n# nosec\n"
        "# hadolint global ignore=DL3006\n# dcslint is run by CI\nRUN a # noqa\n"
    )

    assert [] == rules_in(lint({"Dockerfile": text}))


def test_a_comment_above_a_yaml_block_silences_what_is_in_it(lint: Callable[..., Result]) -> None:
    spec = (
        "spark_version: 15.4.x-scala2.12\ndata_security_mode: SINGLE_USER\nnum_workers: 1\n"
        "{}docker_image:\n  url: public.ecr.aws/acme/etl:latest\n"
    )

    assert ["image-tag-moving"] == rules_in(lint({"cluster.yml": spec.format("")}))
    comment = "# dcslint: ignore[image-tag-moving] a playground\n"
    result = lint({"cluster.yml": spec.format(comment)})
    assert [("image-tag-moving", "a playground")] == suppressed_in(result)
    assert [] == rules_in(result)


def test_a_secret_in_a_reason_is_never_shown(lint: Callable[..., Result], run: Run) -> None:
    secret = "dapi0123456789abcdef0123456789abcdef"
    text = BASE + f"ENV API_TOKEN={secret}\n# dcslint: ignore[cmd-never-runs] {secret}\nCMD a\n"
    result = lint({"Dockerfile": text})

    assert "cmd-never-runs" in [rule for rule, _ in suppressed_in(result)]
    for form in ("json", "sarif", "text"):
        shown = run("Dockerfile", "--format", form, "--show-suppressed", *DAY)
        assert secret not in shown.out


class TestExpiry:
    TEXT = BASE + "# dcslint: ignore[cmd-never-runs] by hand until=2027-01-31\nCMD a\n"

    def test_the_last_day_is_in(self, files: Files, run: Run) -> None:
        files({"Dockerfile": self.TEXT})
        result = run("Dockerfile", "--format", "json", "--today", "2027-01-31")

        assert [("cmd-never-runs", "by hand")] == suppressed_in(result)
        assert 0 == result.status

    def test_the_day_after_it_is_out(self, files: Files, run: Run) -> None:
        files({"Dockerfile": self.TEXT})
        result = run("Dockerfile", "--format", "json", "--today", "2027-02-01")

        assert ["suppression-expired", "cmd-never-runs"] == rules_in(result)
        assert [] == suppressed_in(result)


class TestPolicy:
    def test_reasons_can_be_required(self, lint: Callable[..., Result]) -> None:
        text = BASE + "# dcslint: ignore[cmd-never-runs]\nCMD a\n"

        assert ["suppression-without-reason"] == rules_in(
            lint({"Dockerfile": text}, "--require-reasons")
        )
        assert [] == rules_in(lint({"Dockerfile": text}))

    def test_suppressions_can_be_forbidden(self, lint: Callable[..., Result]) -> None:
        text = BASE + "# dcslint: ignore[image] by hand\nCMD a\nENTRYPOINT b\n"
        forbidden = lint({"Dockerfile": text}, "--forbid-suppressions", "cmd-never-runs")

        assert ["suppression-forbidden", "cmd-never-runs", "entrypoint-never-runs"] == (
            rules_in(forbidden)
        )

    def test_what_is_not_forbidden_in_a_group_is_still_suppressed(
        self, lint: Callable[..., Result]
    ) -> None:
        text = BASE + "# dcslint: ignore-file[image] by hand\nCMD a\nENTRYPOINT b\n"
        forbidden = lint({"Dockerfile": text}, "--forbid-suppressions", "cmd-never-runs")

        assert ["suppression-forbidden", "cmd-never-runs"] == rules_in(forbidden)
        assert ["entrypoint-never-runs"] == [rule for rule, _ in suppressed_in(forbidden)]

    def test_a_forbidden_word_that_is_no_rule_is_wrong_usage(
        self, lint: Callable[..., Result]
    ) -> None:
        result = lint({"Dockerfile": BASE}, "--forbid-suppressions", "cmd-never-run")

        assert 2 == result.status
        assert "did you mean 'cmd-never-runs'?" in result.err


class TestOutputs:
    TEXT = BASE + "# dcslint: ignore[cmd-never-runs] by hand\nCMD a\nENTRYPOINT b\n"

    def sarif(self, result: Result) -> list[dict[str, Any]]:
        results: list[dict[str, Any]] = json.loads(result.out)["runs"][0]["results"]
        return results

    def test_sarif_leaves_suppressed_results_out(self, files: Files, run: Run) -> None:
        files({"Dockerfile": self.TEXT})
        (result,) = self.sarif(run("Dockerfile", "--format", "sarif", *DAY))

        assert "entrypoint-never-runs" == result["ruleId"]
        assert "suppressions" not in result

    def test_sarif_has_them_with_status_and_justification_when_asked(
        self, files: Files, run: Run
    ) -> None:
        files({"Dockerfile": self.TEXT})
        shown = run("Dockerfile", "--format", "sarif", "--show-suppressed", *DAY)
        results = {result["ruleId"]: result for result in self.sarif(shown)}
        (suppression,) = results["cmd-never-runs"]["suppressions"]

        assert ("inSource", "accepted", "by hand") == (
            suppression["kind"],
            suppression["status"],
            suppression["justification"],
        )
        region = suppression["location"]["physicalLocation"]["region"]
        assert (2, 3) == (region["startLine"], region["startColumn"])
        assert "suppressions" not in results["entrypoint-never-runs"]

    def test_text_counts_them_and_lists_them_when_asked(self, files: Files, run: Run) -> None:
        files({"Dockerfile": self.TEXT})

        assert run("Dockerfile", *DAY).lines[-1].endswith("; 1 suppressed")
        shown = run("Dockerfile", "--show-suppressed", *DAY).out
        assert "[cmd-never-runs]; suppressed at Dockerfile:2:3: by hand\n" in shown

    def test_the_fingerprint_of_a_finding_stays_when_an_equal_line_is_suppressed(
        self, lint: Callable[..., Result]
    ) -> None:
        twice = "RUN pip install pandas\nRUN pip install pandas\n"
        before = lint({"Dockerfile": BASE + twice}).json["findings"]
        comment = "# dcslint: ignore[pip-outside-runtime]\n"
        after = lint({"Dockerfile": BASE + comment + twice}).json["findings"]

        assert [before[-1]["fingerprint"]] == [one["fingerprint"] for one in after]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("# dcslint: ignore[user-not-root]\nRUN a\n", "RUN a\n"),
        ("# dcslint: ignore[user-not-root, cmd-never-runs] x\nCMD a\n", None),
        ("RUN a && \\\n  b  # dcslint: ignore[user-not-root] x\n", "RUN a && \\\n  b\n"),
        ("RUN a # keep # dcslint: ignore[user-not-root] x\n", "RUN a # keep\n"),
        (
            "# dcslint: ignore[user-not-root,conda-in-image, user-not-root] x\nRUN a\n",
            "RUN a\n",
        ),
    ],
)
def test_the_fix_of_an_unused_suppression_takes_out_what_does_nothing(
    written: str, wanted: str | None
) -> None:
    from dcslint.fixer import fix_in_rounds
    from dcslint.suppress import Context, suppress
    from test_promises import INSTALLATION, lint

    rules = [rule for rule in INSTALLATION.rulebook.rules.values() if rule.enabled]

    def findings(texts: dict[str, str]) -> Any:
        context = Context(
            INSTALLATION.rulebook,
            rules,
            formats=INSTALLATION.formats,
            facts=INSTALLATION.facts,
            today="2026-11-27",
        )
        return suppress(lint(texts), context).diagnostics

    fixed = fix_in_rounds({"Dockerfile": BASE + written}, findings)

    expected = "# dcslint: ignore[cmd-never-runs] x\nCMD a\n" if wanted is None else wanted
    assert BASE + expected == fixed.texts["Dockerfile"]
    assert "suppression-unused" not in [found.rule for found in findings(fixed.texts)]


def test_suppressing_everything_leaves_nothing() -> None:
    """Every Bad example of every card whose files have comments, silenced at the top of each."""
    from dcslint.suppress import Context, suppress
    from test_promises import CARDS, INSTALLATION, lint

    rules = [rule for rule in INSTALLATION.rulebook.rules.values() if rule.enabled]
    context = Context(
        INSTALLATION.rulebook,
        rules,
        formats=INSTALLATION.formats,
        facts=INSTALLATION.facts,
        today="2026-11-27",
    )
    silenced = 0
    for card in CARDS.values():
        for example in card.examples:
            texts = {
                file.path: file.text + "\n# dcslint: ignore-file[all] because\n"
                for file in example.files
                if file.path.endswith("Dockerfile") and "<<" not in file.text
            }
            if not texts or card.group in ("file", "suppression"):
                continue
            report = suppress(lint(texts), context)
            told = [found for found in report.diagnostics if found.rule != "suppression-unused"]
            assert [] == [repr(found) for found in told]
            silenced += len(report.suppressed)

    assert silenced > 50
