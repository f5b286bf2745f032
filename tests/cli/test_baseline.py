"""The baseline: what it holds is passed over, what is new is reported, what has gone is told."""

from __future__ import annotations

import json

import pytest

from cli.stand_ins import CARDS, StandIn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from cli.conftest import Result

    Run = Callable[..., Result]
    Files = Callable[[dict[str, Any]], None]

BASE = "known.json"
ROW = (
    '{"version": 1, "findings": [{"fingerprint": "0", "path": "a.list", "rule": "r", '
    '"message": "m"}]}'
)
TEXT = ("--baseline", BASE, "a.list")
DOCKERFILE = "FROM databricksruntime/standard:15.4-LTS\nCMD serve\n"


@pytest.fixture
def recorded(run: Run, files: Files, stand_in: object) -> None:
    """A listing with two findings, both in the baseline."""
    files({"a.list": "bad\nodd\n"})
    result = run("--write-baseline", *TEXT)
    assert (0, f"dcslint: note: {BASE}: 2 findings recorded\n") == (result.status, result.err)


def table(folder: Path, name: str = BASE) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads((folder / name).read_text())["findings"]
    return rows


@pytest.mark.usefixtures("recorded")
class TestCompared:
    def test_what_it_holds_is_passed_over(self, run: Run) -> None:
        result = run(*TEXT)

        assert (0, ["1 files"], "") == (result.status, result.lines, result.err)

    def test_moved_lines_are_the_same_and_a_new_line_is_new(self, run: Run, files: Files) -> None:
        files({"a.list": "fine\n\nodd\nbad\nso bad\n"})

        result = run(*TEXT)

        assert 1 == result.status
        assert ["a.list:5:4: error: the word bad is bad [bad-word]", "1 files"] == result.lines

    def test_a_second_line_that_reads_the_same_is_new(self, run: Run, files: Files) -> None:
        files({"a.list": "bad\nodd\nbad\n"})

        assert 1 == sum("bad-word" in line for line in run(*TEXT).lines)

    def test_without_it_everything_is_reported(self, run: Run) -> None:
        assert 1 == run("a.list").status

    def test_a_configuration_may_name_it(self, run: Run, files: Files) -> None:
        files({"dcslint.toml": f'baseline = "{BASE}"'})

        assert 0 == run("a.list").status

    def test_a_fix_leaves_what_it_holds(self, run: Run, folder: Path) -> None:
        run("--fix", "--unsafe-fixes", *TEXT)

        assert "bad\nodd\n" == (folder / "a.list").read_text()

    def test_writing_again_forgets_what_has_gone_and_keeps_other_files(
        self, run: Run, files: Files, folder: Path
    ) -> None:
        files({"b.list": "bad\n", "c.list": "bad\n"})
        run("--write-baseline", "--baseline", BASE, "b.list", "c.list")
        files({"a.list": "odd\n"})
        (folder / "c.list").unlink()

        run("--write-baseline", *TEXT)

        assert [("a.list", "odd-word"), ("b.list", "bad-word")] == [
            (row["path"], row["rule"]) for row in table(folder)
        ]

    def test_writing_is_told_unless_quiet(self, run: Run) -> None:
        result = run("--write-baseline", "--quiet", *TEXT)

        assert (0, "", "") == (result.status, result.out, result.err)

    def test_it_goes_without_fixing(self, run: Run) -> None:
        result = run("--write-baseline", "--fix", *TEXT)

        assert (2, True) == (result.status, "without --fix" in result.err)

    def test_it_is_not_written_if_a_file_could_not_be_linted(self, run: Run, folder: Path) -> None:
        before = (folder / BASE).read_bytes()

        result = run("--write-baseline", *TEXT, "missing.list")

        assert (2, True) == (result.status, "is not written" in result.err)
        assert before == (folder / BASE).read_bytes()


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 2, "findings": []}',
        '{"version": 1, "findings": {}}',
        '{"version": 1, "findings": [{"fingerprint": 1}]}',
        '{"version": 1, "findings": [7]}',
        ROW.replace("a.list", "../\\u0000/b"),
        "[" * 100_000,
        b"\xff",
    ],
)
def test_a_file_that_is_none_is_told(run: Run, files: Files, text: str | bytes) -> None:
    files({"a.list": "bad\n", BASE: text})

    result = run(*TEXT)

    assert (2, "") == (result.status, result.out)
    assert f"dcslint: error: the baseline {BASE}: not a baseline of dcslint" in result.err


@pytest.mark.usefixtures("stand_in")
def test_a_baseline_that_is_not_there_is_told(run: Run, files: Files) -> None:
    files({"a.list": "bad\n"})

    result = run(*TEXT)

    assert (2, True) == (result.status, "no such file or directory (--write-baseline" in result.err)


@pytest.mark.usefixtures("recorded")
class TestOtherRuns:
    """Runs that look at less than the one that wrote it."""

    def test_what_rules_found_that_do_not_run_has_not_gone(self, run: Run, files: Files) -> None:
        files({"a.list": "odd\n"})

        assert [] == gone(run, "--select", "odd-word")
        assert ["bad-word"] == gone(run)
        assert ["bad-word"] == gone(run, "--select", "words")

    def test_what_rules_found_that_do_not_run_is_kept(self, run: Run, folder: Path) -> None:
        run("--write-baseline", "--select", "odd-word", *TEXT)

        assert ["bad-word", "odd-word"] == [row["rule"] for row in table(folder)]

    def test_what_a_rule_found_that_is_no_more_has_gone(
        self, run: Run, files: Files, folder: Path
    ) -> None:
        files({BASE: (folder / BASE).read_text().replace("bad-word", "once-a-rule")})
        files({"a.list": "odd\n"})

        assert ["once-a-rule"] == gone(run, "--ignore", "bad-word")

    def test_it_holds_from_every_folder(
        self, run: Run, files: Files, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files({"sub/a.list": "bad\n", "sub/b.list": "bad\n"})
        run("--write-baseline", "--baseline", BASE, "sub/a.list", "sub/b.list")
        monkeypatch.chdir(folder / "sub")
        files({"sub/b.list": "fine\n"})

        result = run("a.list", "b.list", "../a.list", "--baseline", f"../{BASE}")

        assert (0, ["3 files"]) == (result.status, result.lines)
        run("a.list", "b.list", "--baseline", f"../{BASE}", "--write-baseline")
        assert ["a.list", "a.list", "sub/a.list"] == [row["path"] for row in table(folder)]

    def test_a_finding_is_known_by_its_rules_former_name(
        self, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As if a version had written it in which odd-word was still strange-word."""
        import dcslint.plugins

        old = StandIn(
            {
                path.replace("odd-word", "strange-word"): text.replace(
                    "formerly: [strange-word]\n", ""
                ).replace("odd-word", "strange-word")
                for path, text in CARDS.items()
            }
        )
        (folder / BASE).unlink()
        with monkeypatch.context() as patch:
            patch.setattr(dcslint.plugins, "load_installation", old.load)
            run("--write-baseline", *TEXT)
        assert ["bad-word", "strange-word"] == [row["rule"] for row in table(folder)]

        assert (0, []) == (run(*TEXT).status, gone(run))
        run("--write-baseline", *TEXT)
        assert ["bad-word", "odd-word"] == [row["rule"] for row in table(folder)]


def gone(run: Run, *words: str) -> list[str]:
    """The rules of what has gone from the baseline."""
    from dcslint.cli.comparison import Comparison

    seen: list[str] = []
    narrow = Comparison.narrow

    def watched(self: Any, report: Any, ran: Any) -> None:
        narrow(self, report, ran)
        seen.extend(one.rule for one in report.gone)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Comparison, "narrow", watched)
        run(*words, *TEXT)
    return seen


@pytest.mark.usefixtures("stand_in")
class TestOverwriting:
    TORN = '{"version": 1, "findings": [\n<<<<<<< HEAD\n]}\n'

    def test_one_that_a_merge_has_torn_is_made_anew(
        self, run: Run, files: Files, folder: Path
    ) -> None:
        files({"a.list": "bad\n", BASE: self.TORN})

        assert "any more; --write-baseline makes it anew" in run(*TEXT).err
        assert 0 == run("--write-baseline", *TEXT).status
        assert ["bad-word"] == [row["rule"] for row in table(folder)]

    def test_somebody_elses_file_is_not_overwritten(
        self, run: Run, files: Files, folder: Path
    ) -> None:
        files({"a.list": "bad\n", BASE: "important\n"})

        result = run("--write-baseline", *TEXT)

        assert (2, "", 1) == (result.status, result.out, len(result.err.splitlines()))
        assert f"the baseline {BASE}: not a baseline of dcslint" in result.err
        assert "important\n" == (folder / BASE).read_text()


class TestReports:
    """With the real rules and reporters."""

    @pytest.fixture(autouse=True)
    def _written(self, run: Run, files: Files) -> None:
        files({"Dockerfile": DOCKERFILE + "ENV TOKEN=hunter2canary\nENTRYPOINT x\n"})
        run("--write-baseline", "Dockerfile")
        files({"Dockerfile": DOCKERFILE + "USER someone\n"})

    def call(self, run: Run, *words: str) -> Result:
        return run("--baseline", "dcslint-baseline.json", *words, "Dockerfile")

    def test_no_secret_is_in_it(self, folder: Path) -> None:
        assert "hunter2" not in (folder / "dcslint-baseline.json").read_text()

    def test_text_says_what_is_new_known_and_gone(self, run: Run) -> None:
        last = self.call(run).lines[-1]

        assert last.startswith("1 new finding (1 note) in 1 file; 1 file linted; 1 in the base")
        assert "2 gone from it: --write-baseline forgets them" in last
        shown = self.call(run, "--show-suppressed").out
        assert "suppressed: in the baseline dcslint-baseline.json" in shown
        assert "\nDockerfile: gone: ENTRYPOINT never runs" in shown

    def test_json_has_what_has_gone(self, run: Run) -> None:
        report = self.call(run, "--format", "json").json

        assert 1 == report["known"]
        assert {"entrypoint-never-runs", "secret-in-image"} == {
            one["rule"] for one in report["gone"]
        }
        lines = self.call(run, "--format", "jsonl").lines
        assert 2 == sum('"kind":"gone"' in line for line in lines)

    def test_sarif_carries_the_state(self, run: Run) -> None:
        (one,) = self.call(run, "--format", "sarif").json["runs"]
        (whole,) = self.call(run, "--format", "sarif", "--show-suppressed").json["runs"]

        assert ["new"] == [result["baselineState"] for result in one["results"]]
        states = sorted(result["baselineState"] for result in whole["results"])
        assert ["absent", "absent", "new", "unchanged"] == states
        (known,) = [one for one in whole["results"] if "suppressions" in one]
        assert "external" == known["suppressions"][0]["kind"]
