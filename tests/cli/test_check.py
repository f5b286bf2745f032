"""The command `check`, run in this process against a small installation of the tests' own."""

from __future__ import annotations

import os

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

pytestmark = pytest.mark.usefixtures("stand_in")

BAD = "a.list:1:1: error: the word bad is bad [bad-word]"
ODD = "a.list:1:1: warning: the word odd is odd [odd-word]"
RUDE = "a.list:1:1: note: rude is impolite [rude]"


def test_a_finding_makes_the_exit_status_one(run: Run, files: Files) -> None:
    files({"a.list": "bad\n"})

    result = run("a.list")

    assert (1, [BAD, "1 files"], "") == (result.status, result.lines, result.err)


def test_no_finding_makes_the_exit_status_zero(run: Run, files: Files) -> None:
    files({"a.list": "fine\n"})

    assert (0, ["1 files"]) == ((result := run("a.list")).status, result.lines)


def test_the_word_check_may_be_written_or_left_out(run: Run, files: Files) -> None:
    files({"a.list": "bad\n"})

    assert run("a.list").out == run("check", "a.list").out


@pytest.mark.parametrize(
    ("fail_on", "word", "status"),
    [
        (None, "odd", 1),
        (None, "rude", 0),
        ("error", "odd", 0),
        ("error", "bad", 1),
        ("note", "rude", 1),
        ("warning", "odd", 1),
    ],
)
def test_fail_on_says_from_which_severity_on_the_status_is_one(
    run: Run, files: Files, fail_on: str | None, word: str, status: int
) -> None:
    files({"a.list": word})
    options = ["--fail-on", fail_on] if fail_on else []

    assert status == run("a.list", *options).status


class TestPaths:
    def test_without_a_path_the_working_directory_is_searched(self, run: Run, files: Files) -> None:
        files({"deep/down/a.list": "bad databricks"})

        lines = run().lines

        assert "deep/down/a.list:1:1: error: the word bad is bad [bad-word]" == lines[0]

    def test_paths_are_relative_to_the_working_directory(
        self, run: Run, files: Files, folder: Path
    ) -> None:
        files({"a.list": "bad", "sub/b.list": "bad"})

        result = run(folder / "a.list", "./sub/../sub/b.list")

        places = [line.split(" ")[0] for line in result.lines[:2]]
        assert ["a.list:1:1:", "sub/b.list:1:1:"] == places

    def test_a_file_outside_the_working_directory_is_linted(
        self, run: Run, files: Files, folder: Path
    ) -> None:
        (folder.parent / "a.list").write_text("bad")

        assert run("../a.list").lines[0].startswith("../a.list:1:1: error")

    def test_a_file_is_linted_once_however_often_it_is_named(self, run: Run, files: Files) -> None:
        files({"a.list": "bad"})

        assert "1 files" == run("a.list", "./a.list", ".", "a.list").lines[-1]

    def test_findings_come_in_order_of_path_and_place(self, run: Run, files: Files) -> None:
        files({"b.list": "odd bad", "a.list": "ok\nbad"})

        places = [line.split(" ")[0] for line in run("b.list", "a.list").lines[:3]]

        assert ["a.list:2:1:", "b.list:1:1:", "b.list:1:5:"] == places

    def test_a_named_path_that_is_not_there_is_status_two_and_the_rest_is_linted(
        self, run: Run, files: Files
    ) -> None:
        files({"a.list": "bad"})

        result = run("missing", "a.list")

        assert (2, [BAD, "1 files"]) == (result.status, result.lines)
        assert "dcslint: error: missing: no such file or directory\n" == result.err

    def test_a_misspelt_command_is_recognised(self, run: Run, files: Files) -> None:
        result = run("rule", "list")

        assert 2 == result.status
        expected = "rule: no such file or directory; did you mean the command 'rules'?"
        assert f"dcslint: error: {expected}" == result.err.splitlines()[0]

    def test_a_file_that_cannot_be_read_is_status_two(
        self, run: Run, files: Files, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files({"a.list": "bad", "b.list": "bad"})
        _make_unreadable(monkeypatch, "b.list")

        result = run("a.list", "b.list")

        assert (2, [BAD, "1 files"]) == (result.status, result.lines)
        assert "dcslint: error: b.list: input/output error\n" == result.err

    def test_a_file_found_but_not_readable_is_a_warning(
        self, run: Run, files: Files, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files({"a.list": "bad databricks", "b.list": "bad databricks"})
        _make_unreadable(monkeypatch, "./b.list")

        result = run(".")

        assert (1, 2) == (result.status, len(result.lines))
        assert "dcslint: warning: b.list: input/output error\n" == result.err
        assert "" == run(".", "--quiet").err

    def test_a_named_file_that_no_format_reads_is_status_two(self, run: Run, files: Files) -> None:
        files({"notes.txt": "bad"})

        result = run("notes.txt")

        expected = "dcslint: error: notes.txt: not a kind of file that dcslint reads\n"
        assert (2, expected) == (result.status, result.err)

    def test_a_file_without_a_telling_name_is_known_by_its_text(
        self, run: Run, files: Files
    ) -> None:
        files({"notes.txt": "listing\nbad"})

        assert run("notes.txt").lines[0].startswith("notes.txt:2:1: error")

    def test_bytes_that_are_not_utf8_do_not_stop_the_run(self, run: Run, files: Files) -> None:
        files({"a.list": b"\xff\xfe bad"})

        result = run("a.list")

        assert (1, "a.list:1:4: error: the word bad is bad [bad-word]") == (
            result.status,
            result.lines[0],
        )

    def test_a_file_name_that_is_not_utf8_is_shown_escaped(
        self, run: Run, files: Files, folder: Path
    ) -> None:
        name = os.fsdecode(b"\xff.list")
        (folder / name).write_text("bad")

        result = run(name)

        assert "\\udcff.list:1:1: error: the word bad is bad [bad-word]" == result.lines[0]
        assert ["\udcff.list"] == run(name, "--format", "json").json["files"]

    def test_a_line_break_in_a_file_name_cannot_forge_a_line(
        self, run: Run, files: Files, folder: Path
    ) -> None:
        result = run("gone\ndcslint: error: forged")

        assert 1 == len(result.err.splitlines())


def _make_unreadable(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    import builtins

    real_open = open

    def refuse(path: Any, *args: Any, **kwargs: Any) -> Any:
        if path == place:
            raise OSError(5, "Input/output error", path)
        return real_open(path, *args, **kwargs)

    monkeypatch.setattr(builtins, "open", refuse)


class TestScope:
    def test_in_a_folder_only_what_is_meant_for_databricks_is_linted(
        self, run: Run, files: Files
    ) -> None:
        files({"a.list": "bad", "b.list": "bad databricks", "c.list": "bad, not for databricks"})

        lines = run(".").lines

        assert ["b.list:1:1: error: the word bad is bad [bad-word]", "1 files"] == lines

    def test_scope_all_lints_everything_in_a_folder(self, run: Run, files: Files) -> None:
        files({"a.list": "bad", "b.list": "bad databricks"})

        assert "2 files" == run(".", "--scope", "all").lines[-1]

    def test_scope_auto_holds_for_files_that_are_named(self, run: Run, files: Files) -> None:
        files({"a.list": "bad", "b.list": "bad databricks", "c.txt": "bad"})

        result = run("a.list", "b.list", "c.txt", "--scope", "auto")

        assert (1, "1 files", "") == (result.status, result.lines[-1], result.err)

    def test_a_folder_without_anything_for_databricks_is_said_so(
        self, run: Run, files: Files
    ) -> None:
        files({"a.list": "bad"})

        result = run(".")

        expected = "dcslint: note: nothing for Databricks below .; name a file to lint it anyway\n"
        assert (0, expected) == (result.status, result.err)
        assert "" == run(".", "--quiet").err
        assert "" == run(".", "--scope", "auto").err

    def test_a_large_file_in_a_folder_is_skipped_with_a_word_if_verbose(
        self, run: Run, files: Files
    ) -> None:
        files({"a.list": "bad databricks" + " " * 2 * 1024 * 1024, "b.list": "databricks"})

        result = run(".", "--verbose")

        assert (0, "1 files") == (result.status, result.lines[-1])
        assert "dcslint: note: a.list: skipped: larger than 2 MB" == result.err.splitlines()[0]

    def test_a_crowded_file_is_not_read_and_in_a_folder_that_is_a_word_if_verbose(
        self, run: Run, files: Files
    ) -> None:
        files({"a.list": "bad databricks" + ";" * 160_001, "b.list": "databricks"})

        named, found = run("a.list", "b.list"), run(".", "--verbose")

        assert (0, ["2 files"]) == (named.status, named.lines)
        assert (0, "1 files") == (found.status, found.lines[-1])
        expected = "dcslint: note: a.list: skipped: more than 160,000 lines and separators"
        assert expected == found.err.splitlines()[0]

    def test_what_is_no_regular_file_is_not_waited_for(
        self, run: Run, files: Files, folder: Path
    ) -> None:
        files({"b.list": "databricks bad"})
        os.mkfifo(folder / "a.list")

        assert 1 == run(".").status

    def test_what_has_no_end_is_not_read_to_its_end(self, run: Run) -> None:
        result = run("/dev/zero")

        assert (0, "1 files") == (result.status, result.lines[-1])

    def test_verbose_says_what_was_skipped_and_counts(self, run: Run, files: Files) -> None:
        files({"a.list": "bad", "b.list": "databricks", "c.list": "not for databricks"})

        expected = [
            "dcslint: note: a.list: skipped: not meant for Databricks",
            "dcslint: note: c.list: skipped: not meant for Databricks",
            "dcslint: note: 1 linted of 3 found",
        ]
        assert expected == run(".", "-v").err.splitlines()


class TestStandardInput:
    def test_a_dash_reads_the_standard_input_under_the_name_given(self, run: Run) -> None:
        result = run("-", "--stdin-filename", "a.list", stdin=b"bad")

        assert (1, [BAD, "1 files"]) == (result.status, result.lines)

    def test_the_name_alone_means_the_standard_input(self, run: Run, folder: Path) -> None:
        assert BAD == run("--stdin-filename", folder / "a.list", stdin=b"bad").lines[0]

    def test_without_a_name_the_text_must_tell(self, run: Run) -> None:
        assert run("-", stdin=b"listing\nbad").lines[0].startswith("stdin:2:1: error")
        assert 2 == run("-", stdin=b"bad").status

    def test_the_standard_input_stands_for_the_file_of_its_name(
        self, run: Run, files: Files
    ) -> None:
        files({"a.list": "bad\nbad", "b.list": "fine"})

        result = run("-", "a.list", "b.list", "--stdin-filename", "a.list", stdin=b"odd")

        assert [ODD, "2 files"] == result.lines

    def test_scope_auto_holds_for_the_standard_input(self, run: Run) -> None:
        result = run("-", "--stdin-filename", "a.list", "--scope", "auto", stdin=b"bad")

        assert (0, ["0 files"]) == (result.status, result.lines)

    def test_it_is_left_out_as_the_file_of_its_name_is(self, run: Run, files: Files) -> None:
        """An editor hands over what it has open: the choice is the configuration's."""
        files({"out/a.list": "bad databricks", "dcslint.toml": "exclude = ['out']\n"})
        named = run("out/a.list", "--scope", "auto", "-v")
        words = ("-", "--stdin-filename", "out/a.list", "-v")

        given = run(*words, "--scope", "auto", stdin=b"bad databricks")

        assert (0, ["0 files"]) == (named.status, named.lines)
        assert (0, ["0 files"]) == (given.status, given.lines)
        assert named.err.splitlines()[0] == given.err.splitlines()[0]
        assert 1 == run(*words, stdin=b"bad databricks").status

    def test_one_that_the_configuration_lists_is_for_databricks(
        self, run: Run, files: Files
    ) -> None:
        files({"a.list": "bad", "dcslint.toml": "images = { 'acme/a' = 'a.list' }\n"})

        named = run("a.list", "--scope", "auto")
        given = run("-", "--stdin-filename", "a.list", "--scope", "auto", stdin=b"bad")

        assert [BAD, "1 files"] == named.lines == given.lines

    def test_the_name_without_the_dash_is_refused(self, run: Run, files: Files) -> None:
        files({"a.list": "bad"})

        result = run("a.list", "--stdin-filename", "b.list")

        expected = "dcslint: error: --stdin-filename goes with the path '-'\n"
        assert (2, expected) == (result.status, result.err)


class TestSelection:
    @pytest.mark.parametrize(
        ("options", "rules"),
        [
            ([], ["bad-word", "odd-word", "rude"]),
            (["--select", "rude"], ["rude"]),
            (["--select", "words"], ["bad-word", "odd-word"]),
            (["--select", "rude,bad-word"], ["bad-word", "rude"]),
            (["--select", "rude", "--select", "bad-word"], ["bad-word", "rude"]),
            (["--select", "all"], ["bad-word", "odd-word", "rude"]),
            (["--ignore", "words"], ["rude"]),
            (["--select", "words", "--ignore", "bad-word"], ["odd-word"]),
            (["--ignore", "all"], []),
            (["--select", "strange-word"], ["odd-word"]),
            (["--select", "fussy"], ["fussy"]),
            (["--select", "manners"], ["rude"]),
            (["--select=manners,fussy"], ["fussy", "rude"]),
            (["--severity", "bad-word=off"], ["odd-word", "rude"]),
            (["--severity", "all=off"], []),
        ],
    )
    def test_rules_are_chosen_by_name_former_name_group_or_all(
        self, run: Run, files: Files, options: list[str], rules: list[str]
    ) -> None:
        files({"a.list": "bad odd rude"})

        lines = run("a.list", *options, "-q").lines

        assert rules == sorted(line.split("[")[1][:-1] for line in lines)

    @pytest.mark.parametrize("option", ["--select", "--ignore", "--severity"])
    def test_an_unknown_rule_is_refused_with_a_suggestion(self, run: Run, option: str) -> None:
        word = "bad-wrod=note" if option == "--severity" else "bad-wrod"
        result = run(option, word)

        expected = f"{option}: there is no rule or group 'bad-wrod'; did you mean 'bad-word'?"
        assert (2, "", f"dcslint: error: {expected}\n") == (result.status, result.out, result.err)

    def test_an_unknown_rule_that_resembles_none_points_to_the_list(self, run: Run) -> None:
        assert "'dcslint rules list' shows them" in run("--select", "xyzzy").err

    @pytest.mark.parametrize(
        ("given", "severity"),
        [
            ("bad-word=note", "note"),
            ("words=warning", "warning"),
            ("all=note", "note"),
            ("all=note,bad-word=warning", "warning"),
        ],
    )
    def test_a_severity_can_be_set_for_a_rule_a_group_or_all(
        self, run: Run, files: Files, given: str, severity: str
    ) -> None:
        files({"a.list": "bad"})

        line = run("a.list", "--severity", given).lines[0]

        assert f"a.list:1:1: {severity}: the word bad is bad [bad-word]" == line

    def test_a_severity_set_in_one_run_does_not_last(self, run: Run, files: Files) -> None:
        files({"a.list": "bad"})
        run("a.list", "--severity", "all=note")

        assert BAD == run("a.list").lines[0]

    def test_a_severity_decides_the_exit_status(self, run: Run, files: Files) -> None:
        files({"a.list": "bad"})

        assert 0 == run("a.list", "--severity", "bad-word=note").status
        assert 0 == run("a.list", "--severity", "bad-word=off").status

    @pytest.mark.parametrize("given", ["bad-word", "bad-word=", "bad-word=fatal", "=error"])
    def test_a_malformed_severity_is_refused(self, run: Run, given: str) -> None:
        result = run("--severity", given)

        assert 2 == result.status
        assert result.err.startswith(f"dcslint: error: --severity {given}: ")
        assert "error, warning, note, off" in result.err

    def test_reporters_see_the_rules_that_ran(self, run: Run, files: Files) -> None:
        files({"a.list": "bad"})

        data = run("a.list", "--select", "words", "--format", "json").json

        assert ["bad-word", "odd-word"] == data["rules"]


class TestSettings:
    def test_arguments_and_runtime_reach_the_model(self, run: Run, files: Files) -> None:
        files({"a.list": "settings"})

        result = run("a.list", "--arg", "B=2", "--arg=A=x=y", "--runtime", "15.4")

        assert "args A=x=y,B=2 runtime 15.4 scope all [told]" == result.lines[0].split("note: ")[1]

    @pytest.mark.parametrize("given", ["15.4", "15.4-LTS", "15.4.x-scala2.12"])
    def test_a_runtime_may_be_written_as_users_know_it(
        self, run: Run, files: Files, given: str
    ) -> None:
        files({"a.list": "settings"})

        assert "runtime 15.4 scope" in run("a.list", "--runtime", given).out

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (["--runtime", "newest"], "--runtime is a version such as 15.4, not 'newest'"),
            (["--arg", "A"], "--arg A: give it as NAME=VALUE"),
            (["--arg", "=1"], "--arg =1: give it as NAME=VALUE"),
            (["--image", "acme/a="], "--image acme/a=: give it as IMAGE=FILE"),
            (["--var", "A"], "--var A: give it as NAME=VALUE"),
            (["--today", "tomorrow"], "--today is a date such as 2026-11-23, not 'tomorrow'"),
            (["--today", "2026-02-30"], "--today is a date such as 2026-11-23, not '2026-02-30'"),
        ],
    )
    def test_a_malformed_value_is_refused(self, run: Run, options: list[str], message: str) -> None:
        result = run(*options)

        assert (2, f"dcslint: error: {message}\n") == (result.status, result.err)

    def test_variables_and_the_target_reach_the_model(
        self, run: Run, files: Files, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = "rules/inner/told.md"
        message = "args {args} runtime {runtime} scope {scope}"
        card = CARDS[path].replace(message, "vars {vars} target {target}")
        monkeypatch.setattr("dcslint.plugins.load_installation", StandIn({path: card}).load)
        files({"a.list": "settings"})

        result = run("a.list", "--var", "B=2", "--var=A=x=y", "--target", "prod")

        assert "vars A=x=y,B=2 target prod [told]" == result.lines[0].split("note: ")[1]

    def test_directories_and_plugins_are_handed_to_the_installation(
        self, run: Run, files: Files, stand_in: StandIn
    ) -> None:
        files({"a.list": "fine"})

        run("a.list", "--rules", "r1", "--rules", "r2", "--facts", "f", "--plugin", "p")

        assert {"rules": ["r1", "r2"], "facts": ["f"], "plugins": ["p"]} == stand_in.asked

    def test_the_date_is_the_one_given(self, run: Run, files: Files) -> None:
        files({"a.list": "date"})

        assert "today is 2030-01-02" in run("a.list", "--today", "2030-01-02").out

    def test_else_the_date_is_that_of_source_date_epoch(
        self, run: Run, files: Files, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files({"a.list": "date"})
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1577836800")

        assert "today is 2020-01-01" in run("a.list").out

    def test_else_the_date_is_the_systems(
        self, run: Run, files: Files, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files({"a.list": "date"})
        monkeypatch.setattr("time.strftime", lambda form: f"system {form}")

        assert "today is system %Y-%m-%d" in run("a.list").out

    def test_a_source_date_epoch_that_is_no_number_is_refused(
        self, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")

        result = run()

        expected = "dcslint: error: SOURCE_DATE_EPOCH is a number of seconds, not 'soon'\n"
        assert (2, expected) == (result.status, result.err)


class TestFailures:
    def test_a_check_that_raises_is_status_two_and_the_others_still_report(
        self, run: Run, files: Files
    ) -> None:
        files({"a.list": "bad boom", "b.list": "bad boom", "c.list": "bad"})

        result = run("a.list", "b.list", "c.list")

        assert (2, 4) == (result.status, len(result.lines))
        where = "dcslint: error: the rule raising failed in a.list and 1 more: "
        assert f"{where}ZeroDivisionError: a check that raises\n" == result.err

    def test_a_reader_that_raises_is_status_two_and_the_others_still_report(
        self, run: Run, files: Files
    ) -> None:
        files({"a.list": "unreadable", "b.list": "bad"})

        result = run("a.list", "b.list")

        assert (2, 2) == (result.status, len(result.lines))
        expected = "dcslint: error: a.list: RuntimeError: this reader is broken\n"
        assert expected == result.err

    def test_debug_shows_where(self, run: Run, files: Files) -> None:
        files({"a.list": "boom"})

        assert "Traceback" not in run("a.list").err
        assert "Traceback" in run("a.list", "--debug").err

    def test_where_it_shows_nothing_that_a_terminal_obeys(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(path: str) -> str:
            raise ValueError("\x1b[31m")

        monkeypatch.setattr("dcslint.cli.discovery.relative", broken)

        result = run("--debug")

        assert (2, True, False) == (
            result.status,
            "Traceback" in result.err,
            "\x1b" in result.err,
        )

    @pytest.mark.parametrize("place", ["dcslint.cli.discovery.relative", "cli.stand_ins.Entry"])
    def test_nothing_that_raises_shows_a_secret(
        self, run: Run, files: Files, monkeypatch: pytest.MonkeyPatch, place: str
    ) -> None:
        token = "dapi" + "0123456789abcdef" * 2

        def broken(*_: object) -> None:
            raise ValueError(f"not a number: {token}")

        files({"a.list": "fine"})
        monkeypatch.setattr(place, broken)

        result = run("--debug", "a.list")

        assert (2, True) == (result.status, "ValueError: not a number: " in result.err)
        assert token not in result.out + result.err

    def test_a_failure_goes_before_findings_and_reporters_know_it(
        self, run: Run, files: Files
    ) -> None:
        files({"a.list": "bad boom"})

        data = run("a.list", "--format", "json").json

        assert (2, ["ZeroDivisionError: a check that raises"]) == (data["exit"], data["failures"])

    def test_a_plugin_that_failed_to_load_is_status_two(
        self, run: Run, files: Files, stand_in: StandIn
    ) -> None:
        from dcslint.diagnostic import Failure

        files({"a.list": "fine"})
        stand_in.failures.append(Failure("plugin ours: ImportError: no such thing"))

        result = run("a.list")

        assert (2, ["1 files"]) == (result.status, result.lines)
        assert "dcslint: error: plugin ours: ImportError: no such thing\n" == result.err

    def test_an_error_of_ours_is_one_line(
        self, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(**_: object) -> None:
            raise AssertionError("never")

        monkeypatch.setattr("dcslint.plugins.load_installation", fail)

        result = run()

        expected = "internal error: AssertionError: never (--debug shows where)"
        assert (2, f"dcslint: error: {expected}\n") == (result.status, result.err)
        assert "Traceback" in run("--debug").err

    def test_an_interrupt_is_status_130_and_one_line(
        self, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(**_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("dcslint.plugins.load_installation", interrupt)

        result = run()

        assert (130, "dcslint: error: interrupted\n") == (result.status, result.err)


class TestUnresolvedAndStatistics:
    def test_reporters_are_told_what_to_show(self, run: Run, files: Files) -> None:
        files({"a.list": "?"})

        lines = run("a.list", "--show-unresolved", "--statistics").lines

        assert ["not judged: a.list: a question mark", "statistics: 0", "1 files"] == lines
