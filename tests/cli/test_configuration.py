"""Configuration files: which one holds where, what its keys mean, and what is said of a wrong one.

Each key is tried against its option: what is written down must do what is given.
"""

from __future__ import annotations

import os
import tomllib

import pytest

from dcslint.cli import options
from dcslint.cli.arguments import parse
from dcslint.cli.config_schema import schema
from dcslint.cli.configuration import Configurations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from cli.conftest import Result
    from cli.stand_ins import StandIn

    Run = Callable[..., Result]
    Files = Callable[[dict[str, Any]], None]

pytestmark = pytest.mark.usefixtures("stand_in")

BAD = "a.list:1:1: error: the word bad is bad [bad-word]"


def in_force(*argv: str, path: str = "") -> list[tuple[str, str]]:
    """The options in force for a path, as plain texts."""
    configurations = Configurations(parse(list(argv)))
    configuration = configurations.of_path(path) if path else configurations.of_run()
    return [(name, str(value)) for name, value in configurations.in_force(configuration).options]


# Key → a value in TOML, and the options that say the same on the command line.
SAME: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "rules": ('["own"]', [("--rules", "own")]),
    "facts": ('["own", "more/tables"]', [("--facts", "own"), ("--facts", "more/tables")]),
    "select": ('["words", "rude"]', [("--select", "words"), ("--select", "rude")]),
    "ignore": ('["odd-word"]', [("--ignore", "odd-word")]),
    "severity": (
        '{ bad-word = "note", manners = "off" }',
        [("--severity", "bad-word=note"), ("--severity", "manners=off")],
    ),
    "per-file-ignores": (
        '{ "old/**" = ["all"], "*.list" = ["rude", "words"] }',
        [
            ("--per-file-ignore", "old/**=all"),
            ("--per-file-ignore", "*.list=rude"),
            ("--per-file-ignore", "*.list=words"),
        ],
    ),
    "fail-on": ('"error"', [("--fail-on", "error")]),
    "outputs": (
        '[{ format = "sarif", file = "out.sarif" }, { format = "text" }]',
        [("--format", "sarif"), ("--output", "out.sarif"), ("--format", "text")],
    ),
    "scope": ('"auto"', [("--scope", "auto")]),
    "exclude": ('["third_party", "*.tmp"]', [("--exclude", "third_party"), ("--exclude", "*.tmp")]),
    "no-gitignore": ("true", [("--no-gitignore", "")]),
    "include": ('["*.txt"]', [("--include", "*.txt")]),
    "runtime": ('"15.4"', [("--runtime", "15.4")]),
    "args": ('{ TAG = "15.4-LTS", "E" = "" }', [("--arg", "TAG=15.4-LTS"), ("--arg", "E=")]),
    "vars": ('{ image = "a=b" }', [("--var", "image=a=b")]),
    "target": ('"prod"', [("--target", "prod")]),
    "images": ('{ "acme/etl" = "docker/Dockerfile" }', [("--image", "acme/etl=docker/Dockerfile")]),
    "today": ('"2026-11-23"', [("--today", "2026-11-23")]),
    "stable-since": ('"0.1"', [("--stable-since", "0.1")]),
    "preview": ("true", [("--preview", "")]),
    "baseline": ('"known.json"', [("--baseline", "known.json")]),
    "fix": ("true", [("--fix", "")]),
    "unsafe-fixes": ("true", [("--unsafe-fixes", "")]),
    "show-unresolved": ("true", [("--show-unresolved", "")]),
    "show-suppressed": ("true", [("--show-suppressed", "")]),
    "require-reasons": ("true", [("--require-reasons", "")]),
    "forbid-suppressions": ('["words"]', [("--forbid-suppressions", "words")]),
    "statistics": ("true", [("--statistics", "")]),
    "quiet": ("true", [("--quiet", "")]),
    "verbose": ("true", [("--verbose", "")]),
    "color": ('"never"', [("--color", "never")]),
}


class TestKeys:
    def test_every_option_of_check_has_a_key_or_says_why_not(self) -> None:
        keys = {option.key for option in options.CHECK if option.key}

        assert set(SAME) == keys
        assert all(bool(option.key) != bool(option.no_key) for option in options.CHECK)
        assert all(option.about for table in options.COMMANDS.values() for option in table)
        assert {
            "--plugin",
            "--config",
            "--isolated",
            "--stdin-filename",
            "--changed-since",
            "--diff",
            "--write-baseline",
            "--jobs",
        } | {
            "--help",
            "--version",
            "--debug",
        } == {option.name for option in options.CHECK if not option.key}

    def test_every_option_with_a_key_is_tried_here(self) -> None:
        tried = {name for _, pairs in SAME.values() for name, _ in pairs}

        assert {option.name for option in options.CHECK if option.key} == tried

    @pytest.mark.parametrize("key", SAME)
    def test_a_key_means_what_its_option_means(self, files: Files, key: str) -> None:
        value, pairs = SAME[key]
        files({"dcslint.toml": f"{key} = {value}\n"})

        assert pairs == in_force()

    @pytest.mark.parametrize("key", SAME)
    def test_an_option_and_its_key_give_the_same_run(
        self, run: Run, files: Files, folder: Path, key: str
    ) -> None:
        value, pairs = SAME[key]
        files({"a.list": "bad\nrude\nodd\n?\nsettings\ndate\n", "b.list": "databricks rude"})
        (folder / "own").mkdir()
        (folder / "more/tables").mkdir(parents=True)
        words = [f"{name}={word}" if word else name for name, word in pairs]
        given = run("a.list", ".", *words)
        files({"dcslint.toml": f"{key} = {value}\n"})
        written = run("a.list", ".")

        # What is passed over names the place that says so.
        assert (given.status, given.out, given.err) == (written.status, written.out, written.err)

    @pytest.mark.parametrize("option", [one for one in options.CHECK if one.key])
    def test_a_key_is_named_in_the_documentation(self, option: options.Option) -> None:
        from built import ROOT

        text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")

        row = next(line for line in text.splitlines() if line.startswith(f"| `{option.key}` |"))
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert f"`{option.name}`" in cells[1]
        assert ("yes" if option.of_run else "") == cells[3]


class TestWhere:
    def test_the_nearest_file_upwards_holds(self, run: Run, files: Files) -> None:
        files(
            {
                "dcslint.toml": 'ignore = ["bad-word"]\n',
                "a.list": "bad",
                "near/dcslint.toml": "",
                "near/deep/a.list": "bad",
                "other/deep/a.list": "bad",
            }
        )

        lines = run("--scope", "all").lines

        assert ["near/deep/a.list:1:1: error: the word bad is bad [bad-word]", "3 files"] == lines

    def test_it_is_looked_for_as_far_as_the_repository_goes(
        self, run: Run, files: Files, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files({"dcslint.toml": 'ignore = ["all"]', "repo/sub/a.list": "bad"})
        monkeypatch.chdir(folder / "repo/sub")

        assert ["1 files"] == run("a.list").lines
        (folder / "repo/.git").mkdir()
        assert [BAD, "1 files"] == run("a.list").lines

    def test_a_file_elsewhere_is_judged_by_the_configuration_there(
        self, run: Run, files: Files, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files({"there/dcslint.toml": 'ignore = ["all"]', "there/a.list": "bad", "here/x": ""})
        monkeypatch.chdir(folder / "here")

        assert ["1 files"] == run("../there/a.list").lines

    def test_pyproject_has_it_in_a_table_of_its_own(self, run: Run, files: Files) -> None:
        files({"a.list": "bad", "pyproject.toml": '[tool.dcslint]\nignore = ["bad-word"]\n'})

        assert ["1 files"] == run("a.list").lines

    def test_a_pyproject_of_others_is_passed_over(self, run: Run, files: Files) -> None:
        files(
            {
                "dcslint.toml": 'ignore = ["bad-word"]',
                "sub/pyproject.toml": '[project]\ndependencies = ["dcslint"]\n',
                "sub/a.list": "bad",
            }
        )

        assert ["1 files"] == run("sub/a.list").lines

    def test_a_broken_pyproject_that_does_not_name_us_is_not_our_business(
        self, run: Run, files: Files
    ) -> None:
        files({"pyproject.toml": "[[[", "a.list": "bad"})

        assert [BAD, "1 files"] == run("a.list").lines

    def test_our_own_file_goes_before_a_pyproject_beside_it(self, run: Run, files: Files) -> None:
        files(
            {
                "a.list": "bad odd",
                "dcslint.toml": 'select = ["odd-word"]',
                "pyproject.toml": '[tool.dcslint]\nselect = ["bad-word"]',
            }
        )

        assert "odd-word" in run("a.list").lines[0]

    def test_what_means_the_whole_run_comes_from_the_working_directory(
        self, run: Run, files: Files
    ) -> None:
        files({"a.list": "fine", "sub/a.list": "bad", "sub/dcslint.toml": 'fail-on = "note"'})
        files({"dcslint.toml": "quiet = true\n"})

        assert (1, ["sub/" + BAD]) == ((result := run("a.list", "sub/a.list")).status, result.lines)

    def test_the_standard_input_has_the_configuration_of_its_name(
        self, run: Run, files: Files
    ) -> None:
        files({"sub/dcslint.toml": 'ignore = ["all"]'})

        assert ["1 files"] == run("--stdin-filename", "sub/a.list", "-", stdin=b"bad").lines
        assert [BAD, "1 files"] == run("--stdin-filename", "a.list", "-", stdin=b"bad").lines

    def test_a_named_configuration_holds_for_every_file(self, run: Run, files: Files) -> None:
        files(
            {
                "strict/base.toml": 'ignore = ["bad-word"]',
                "dcslint.toml": 'select = ["odd-word"]',
                "sub/dcslint.toml": 'fail_on = "what"',
                "sub/a.list": "bad rude",
            }
        )

        result = run("--config", "strict/base.toml", "sub/a.list")

        assert ["sub/a.list:1:5: note: rude is impolite [rude]", "1 files"] == result.lines

    def test_isolated_leaves_every_configuration_out(self, run: Run, files: Files) -> None:
        files({"dcslint.toml": "nonsense = 1", "a.list": "bad"})

        assert [BAD, "1 files"] == run("--isolated", "a.list").lines

    def test_one_of_the_two_is_enough(self, run: Run, files: Files) -> None:
        files({"x.toml": ""})

        result = run("--isolated", "--config", "x.toml")

        expected = "dcslint: error: --config and --isolated: give one of them\n"
        assert (2, expected) == (result.status, result.err)

    def test_paths_and_patterns_are_relative_to_their_file(
        self, run: Run, files: Files, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files(
            {
                "dcslint.toml": (
                    'exclude = ["sub/skipped"]\nrules = ["cards"]\n'
                    'outputs = [{format = "text", file = "out.txt"}]\n'
                    "[per-file-ignores]\n"
                    '"sub/quiet/**" = ["all"]\n"/lone.list" = ["all"]\n"named.list" = ["words"]\n'
                ),
                "sub/skipped/a.list": "bad databricks",
                "sub/quiet/deep/a.list": "bad databricks",
                "sub/lone.list": "bad databricks",
                "sub/named.list": "bad databricks rude",
                "cards/x": "",
            }
        )
        monkeypatch.chdir(folder / "sub")

        assert "" == run(".").out
        assert [
            "lone.list:1:1: error: the word bad is bad [bad-word]",
            "named.list:1:16: note: rude is impolite [rude]",
            "3 files",
        ] == (folder / "out.txt").read_text().splitlines()
        configurations = Configurations(parse([]))
        asked = configurations.in_force(configurations.of_run()).all("--rules")
        assert ["../cards"] == asked

    def test_rules_and_tables_hold_for_every_command_and_nothing_else_does(
        self, run: Run, files: Files, stand_in: StandIn
    ) -> None:
        files({"dcslint.toml": 'rules = ["own"]\nquiet = true\nselect = ["rude"]\n'})

        assert 0 == run("rules", "list", "bad-word").status
        assert ["own"] == stand_in.asked["rules"]

    def test_a_named_dockerfile_of_an_image_is_in_scope(self, run: Run, files: Files) -> None:
        files({"a.list": "bad", "b.list": "bad", "dcslint.toml": '[images]\nx = "b.list"'})

        assert "b.list" in run(".").lines[0]
        assert "1 files" == run(".").lines[-1]


class TestExtend:
    def test_keys_replace_and_tables_are_laid_over(self, files: Files) -> None:
        files(
            {
                "org/base.toml": (
                    'ignore = ["rude"]\nfail-on = "note"\nquiet = true\nrules = ["cards"]\n'
                    '[severity]\nbad-word = "note"\nodd-word = "error"\n'
                    '[per-file-ignores]\n"*.a" = ["rude", "words"]\n"*.b" = ["rude"]\n'
                ),
                "dcslint.toml": (
                    'extend = "org/base.toml"\nignore = ["odd-word"]\nquiet = false\n'
                    '[severity]\nodd-word = "off"\n[per-file-ignores]\n"*.a" = ["all"]\n'
                ),
            }
        )

        assert [
            ("--rules", "org/cards"),
            ("--ignore", "odd-word"),
            ("--fail-on", "note"),
            ("--severity", "bad-word=note"),
            ("--severity", "odd-word=off"),
            ("--per-file-ignore", "*.b=rude"),
            ("--per-file-ignore", "*.a=all"),
        ] == sorted(in_force(), key=lambda pair: list(ORDER).index(pair[0]))

    def test_a_chain_is_followed_and_may_lead_into_a_pyproject(self, files: Files) -> None:
        files(
            {
                "a/dcslint.toml": 'extend = "../b.toml"\ntarget = "prod"',
                "b.toml": 'extend = "c/pyproject.toml"\nruntime = "15.4"',
                "c/pyproject.toml": '[tool.dcslint]\nruntime = "14.3"\nscope = "all"',
            }
        )

        assert [("--runtime", "15.4"), ("--scope", "all"), ("--target", "prod")] == sorted(
            in_force(path="a/x.list")
        )

    def test_a_circle_is_refused(self, run: Run, files: Files) -> None:
        files({"dcslint.toml": 'extend = "b.toml"', "b.toml": '\nextend = "dcslint.toml"'})

        expected = "dcslint: error: b.toml:2: 'dcslint.toml' extends itself\n"
        assert (2, expected) == ((result := run()).status, result.err)

    def test_what_has_no_configuration_cannot_be_extended(self, run: Run, files: Files) -> None:
        files({"dcslint.toml": 'extend = "x/pyproject.toml"', "x/pyproject.toml": "[project]\n"})

        expected = "dcslint.toml:1: extend: x/pyproject.toml: there is no [tool.dcslint] in it"
        assert (2, f"dcslint: error: {expected}\n") == ((result := run()).status, result.err)

    def test_what_is_wrong_in_it_is_told_with_both_places(self, run: Run, files: Files) -> None:
        files({"dcslint.toml": '# x\nextend = "b.toml"'})

        expected = "dcslint: error: dcslint.toml:2: extend: b.toml: no such file or directory\n"
        assert (2, expected) == ((result := run()).status, result.err)
        files({"b.toml": '\n\nfail_on = "note"'})
        assert (
            "dcslint: error: dcslint.toml:2: extend: b.toml:3: unknown key 'fail_on'; "
            "did you mean 'fail-on'?\n"
        ) == run().err


ORDER = ("--rules", "--ignore", "--fail-on", "--severity", "--per-file-ignore")


class TestCommandLine:
    def test_what_is_given_goes_before_what_is_written(self, run: Run, files: Files) -> None:
        files({"dcslint.toml": 'fail-on = "error"\n[severity]\nbad-word = "note"', "a.list": "bad"})

        assert 0 == run("a.list").status
        assert 1 == run("a.list", "--fail-on", "note").status
        assert 1 == run("a.list", "--severity", "words=error").status

    def test_select_takes_the_place_of_what_is_selected_and_ignored(
        self, run: Run, files: Files
    ) -> None:
        files(
            {"dcslint.toml": 'select = ["words"]\nignore = ["bad-word"]', "a.list": "bad odd rude"}
        )

        assert ["odd-word"] == rules_of(run("a.list"))
        assert ["bad-word"] == rules_of(run("a.list", "--select", "bad-word"))
        assert [] == rules_of(run("a.list", "--ignore", "odd-word"))

    def test_an_output_takes_the_place_of_all_that_are_written(
        self, run: Run, files: Files, folder: Path
    ) -> None:
        files({"dcslint.toml": 'outputs = [{format = "json", file = "o.json"}]', "a.list": "bad"})

        assert [BAD, "1 files"] == run("a.list", "--format", "text").lines
        assert not (folder / "o.json").exists()

    def test_a_severity_that_is_off_may_be_set_again(self, run: Run, files: Files) -> None:
        files({"dcslint.toml": '[severity]\nwords = "off"\nbad-word = "note"', "a.list": "bad odd"})

        assert ["bad-word"] == rules_of(run("a.list"))


def rules_of(result: Result) -> list[str]:
    """The rules of the findings."""
    return [line.rpartition("[")[2].rstrip("]") for line in result.lines if line.endswith("]")]


WRONG = [
    ("slect = []", "1: unknown key 'slect'; did you mean 'select'?"),
    ("\n\nfail_on = 'note'", "3: unknown key 'fail_on'; did you mean 'fail-on'?"),
    ("zzz = 1", "1: unknown key 'zzz'"),
    ("fail-on = 'eror'", "1: 'fail-on' is one of error, warning, note, not 'eror'; did you"),
    ("scope = true", "1: 'scope' must be a text, in quotes"),
    ("runtime = 15.4", "1: 'runtime' must be a text, in quotes"),
    ("runtime = ''", "1: 'runtime' must not be empty"),
    ("quiet = 'yes'", "1: 'quiet' must be true or false"),
    ("select = 'bad-word'", "1: 'select' must be a list"),
    ("select = [\n'rude',\n# x\n7]", "4: 'select' must be a text, in quotes"),
    ("exclude = {}", "1: 'exclude' must be a list"),
    ("severity = ['x']", "1: 'severity' must be a table"),
    ("[severity]\nrude = 'of'", "2: 'severity.rude' is one of error, warning, note, off, not 'of'"),
    ("[args]\n\nA = 1", "3: 'args.A' must be a text, in quotes"),
    ("[args]\n'A=B' = 'x'", "2: 'args.A=B' is no name"),
    ("[per-file-ignores]\n'*' = 'rude'", "2: 'per-file-ignores.*' must be a list"),
    ("images.x = ''", "1: 'images.x' must not be empty"),
    ("outputs = ['sarif']", "1: 'outputs' has items such as {format"),
    ("outputs = [{file = 'x'}]", "1: 'outputs' needs a 'format' in each item"),
    ("[[outputs]]\nformt = 'x'", "2: unknown key 'formt' in 'outputs'; did you mean 'format'?"),
    ("extend = ['x']", "1: 'extend' must be the path of a file, as text"),
]
# What only the rules, the clock and the formats of a run can tell.
WRONG_LATER = [
    ("select = [\n 'rude',\n 'bad-wrod']", "3: select: there is no rule or group 'bad-wrod'; did"),
    ("ignore = ['words,rud']", "1: ignore: there is no rule or group 'rud'; did you mean 'rude'?"),
    ("[severity]\nwrods = 'off'", "2: severity: there is no rule or group 'wrods'; did you"),
    ("[per-file-ignores]\n'a=b' = [\n'rood']", "3: per-file-ignores: there is no rule or group"),
    ("forbid-suppressions = ['x']", "1: forbid-suppressions: there is no rule or group 'x'"),
    ("today = 'now'", "1: today is a date such as 2026-11-23, not 'now'"),
    ("runtime = 'new'", "1: runtime is a version such as 15.4, not 'new'"),
    ("outputs = [{format = 'jsn'}]", "1: outputs is one of text, json, sarif, broken, not 'jsn'"),
]


class TestWrong:
    @pytest.mark.parametrize(("text", "message"), WRONG + WRONG_LATER)
    @pytest.mark.parametrize("name", ["dcslint.toml", "pyproject.toml"])
    def test_it_is_refused_with_the_line(
        self, run: Run, files: Files, text: str, message: str, name: str
    ) -> None:
        files({"a.list": "bad"})
        if name == "pyproject.toml":
            text = _below_tool(text)
            line, _, rest = message.partition(":")
            message = f"{int(line) + 1}:{rest}"
        files({name: text})

        result = run("a.list")

        assert (2, "", 1) == (result.status, result.out, len(result.err.splitlines()))
        assert result.err.startswith(f"dcslint: error: {name}:{message}")

    def test_a_number_that_is_too_long_is_refused(self, run: Run, files: Files) -> None:
        files({"dcslint.toml": f"x = {'1' * 5000}\n"})

        expected = "dcslint: error: dcslint.toml: a number in it is too long\n"
        assert (2, expected) == ((result := run("a.list")).status, result.err)

    @pytest.mark.parametrize(("text", "message"), WRONG)
    def test_the_schema_refuses_it_too(self, text: str, message: str) -> None:
        validator = pytest.importorskip("jsonschema").Draft7Validator(schema())

        assert [] != list(validator.iter_errors(tomllib.loads(text)))

    def test_a_wrong_file_below_stops_the_run_before_anything_is_linted(
        self, run: Run, files: Files
    ) -> None:
        files({"a.list": "bad databricks", "sub/a.list": "databricks", "sub/dcslint.toml": "x = 1"})

        result = run(".")

        expected = "dcslint: error: sub/dcslint.toml:1: unknown key 'x'\n"
        assert (2, "", expected) == (result.status, result.out, result.err)

    def test_one_where_nothing_is_linted_is_not_read(self, run: Run, files: Files) -> None:
        files({"a.list": "databricks", "sub/x": "", "sub/dcslint.toml": "x = 1"})

        assert 0 == run(".").status

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"a = [\n1", "dcslint.toml:2: not TOML: Unclosed array"),
            (b"a\n= 1", "dcslint.toml:1: not TOML: Expected '=' after a key in a key/value pair"),
            (b"# \xff\n", "dcslint.toml:1: not UTF-8"),
            (b"a = " + b"[" * 100_000, "dcslint.toml: nested too deeply"),
            (b"#" * 2_000_000, "dcslint.toml: not a file of less than 1 MB"),
        ],
    )
    def test_what_is_no_toml_is_named(
        self, run: Run, files: Files, data: bytes, message: str
    ) -> None:
        files({"dcslint.toml": data})

        assert (2, f"dcslint: error: {message}\n") == ((result := run()).status, result.err)

    def test_a_byte_order_mark_is_no_trouble(self, run: Run, files: Files) -> None:
        files({"dcslint.toml": b'\xef\xbb\xbfignore = ["all"]\r\n', "a.list": "bad"})

        assert ["1 files"] == run("a.list").lines

    def test_a_named_file_must_be_there_and_have_a_configuration(
        self, run: Run, files: Files, folder: Path
    ) -> None:
        files({"pyproject.toml": "[tool.other]\n"})
        os.mkfifo(folder / "pipe.toml")

        for name, why in (
            ("gone.toml", "no such file or directory"),
            ("pyproject.toml", "there is no [tool.dcslint] in it"),
            ("pipe.toml", "not a file of less than 1 MB"),
        ):
            result = run("--config", name)
            assert (2, f"dcslint: error: {name}: {why}\n") == (result.status, result.err)


def _below_tool(text: str) -> str:
    """A configuration as it stands in a pyproject.toml, one line further down."""
    lines = text.split("\n")
    renamed = [
        line.replace("[[", "[[tool.dcslint.").replace("[", "[tool.dcslint.", 1)
        if line.startswith("[") and not line.startswith("[[")
        else line.replace("[[", "[[tool.dcslint.")
        for line in lines
    ]
    return "\n".join(["[tool.dcslint]", *renamed])


class TestIgnoresByPath:
    def test_what_is_ignored_is_suppressed_by_the_configuration(
        self, run: Run, files: Files
    ) -> None:
        files(
            {
                "dcslint.toml": '[per-file-ignores]\n"old/*" = ["words"]\n',
                "old/a.list": "bad rude",
                "new/a.list": "bad rude",
            }
        )

        lines = run("--scope", "all").lines

        assert [
            "new/a.list:1:1: error: the word bad is bad [bad-word]",
            "new/a.list:1:5: note: rude is impolite [rude]",
            "old/a.list:1:5: note: rude is impolite [rude]",
            "2 files",
        ] == lines

    @pytest.mark.parametrize(
        ("pattern", "ignored"),
        [
            ("a.list", ["a.list", "x/a.list", "x/y/a.list"]),
            ("./a.list", ["a.list"]),
            ("/a.list", ["a.list"]),
            ("x", ["x/a.list", "x/y/a.list"]),
            ("x/", ["x/a.list", "x/y/a.list"]),
            ("x/*", ["x/a.list", "x/y/a.list"]),
            ("x/*.list", ["x/a.list"]),
            ("**/y/*", ["x/y/a.list"]),
            ("../a.list", []),
        ],
    )
    def test_patterns(self, run: Run, files: Files, pattern: str, ignored: list[str]) -> None:
        paths = ["a.list", "x/a.list", "x/y/a.list"]
        files(dict.fromkeys(paths, "bad"))

        result = run("--scope", "all", "--per-file-ignore", f"{pattern}=all")
        left_out = run("--scope", "all", "--exclude", pattern)

        for lines in (result.lines, left_out.lines):
            assert ignored == [
                path for path in paths if not any(x.startswith(f"{path}:") for x in lines)
            ]

    def test_a_pair_that_is_none_is_refused(self, run: Run) -> None:
        for given in ("rude", "=rude", "*="):
            result = run("--per-file-ignore", given)
            expected = f"dcslint: error: --per-file-ignore {given}: give it as GLOB=NAME\n"
            assert (2, expected) == (result.status, result.err)


class TestExclude:
    def test_what_is_excluded_is_linted_only_if_it_is_named(self, run: Run, files: Files) -> None:
        files({"x/a.list": "bad databricks", "dcslint.toml": 'exclude = ["x"]'})

        assert [] == rules_of(run("."))
        assert ["bad-word"] == rules_of(run("x/a.list"))

    def test_a_hook_that_names_every_changed_file_leaves_it_out(
        self, run: Run, files: Files
    ) -> None:
        files({"x/a.list": "bad databricks"})

        result = run("x/a.list", "--scope", "auto", "--exclude", "x", "--verbose")

        assert [] == rules_of(result)
        assert "dcslint: note: x/a.list: skipped: excluded" == result.err.splitlines()[0]

    def test_a_file_of_any_name_is_looked_at_if_included(self, run: Run, files: Files) -> None:
        files({"deep/notes.txt": "listing\nbad databricks", "deep/other.txt": "bad databricks"})

        assert ["deep/notes.txt:2:1: error: the word bad is bad [bad-word]", "1 files"] == (
            run(".", "--include", "*.txt").lines
        )


class TestCommand:
    def test_it_prints_what_is_in_force_and_from_where(self, run: Run, files: Files) -> None:
        files(
            {
                "base.toml": '\n[severity]\n"words" = "error"\n"rude" = "note"\n',
                "dcslint.toml": (
                    'extend = "base.toml"\nselect = ["words", "manners"]\nquiet = true\n'
                    'outputs = [{format = "json", file = "o"}]\n'
                    '[severity]\nrude = "warning"\n[args]\nTAG = "a\\"b"\n'
                    '[per-file-ignores]\n"*.old" = ["all"]\n'
                ),
                "x/a.list": "",
            }
        )

        result = run("config", "x/a.list", "--fail-on", "note", "--severity", "words=off")

        assert 0 == result.status, result.err
        assert tomllib.loads(result.out)["severity"] == {"words": "off", "rude": "warning"}
        assert [
            "# x/a.list: dcslint.toml, which extends base.toml",
            'select = ["words", "manners"]  # dcslint.toml:2',
            'severity.words = "off"  # the command line',
            'severity.rude = "warning"  # dcslint.toml:6',
            "preview = false  # default",
            'per-file-ignores."*.old" = ["all"]  # dcslint.toml:10',
            'fail-on = "note"  # the command line',
            'outputs = [{ format = "json", file = "o" }]  # dcslint.toml:4',
            "no-gitignore = false  # default",
            'args.TAG = "a\\"b"  # dcslint.toml:8',
            "fix = false  # default",
            "unsafe-fixes = false  # default",
            "show-unresolved = false  # default",
            "show-suppressed = false  # default",
            "require-reasons = false  # default",
            "statistics = false  # default",
            "quiet = true  # dcslint.toml:3",
            "verbose = false  # default",
            'color = "auto"  # default',
            "# 1 of 7 rules run",
        ] == ["  #".join(part.rstrip() for part in line.split("  #")) for line in _lines(result)]

    def test_without_a_configuration_it_says_so(self, run: Run) -> None:
        assert "# .: no configuration" == run("config").lines[0]
        assert "# .: no configuration" == run("config", "--isolated").lines[0]

    def test_nothing_in_it_is_obeyed_by_a_terminal(self, run: Run, files: Files) -> None:
        odd = "\x1b[31m\x7f\x9b\u202e\U000e0001é"
        quoted = "\\u001B[31m\\u007F\\u009B\\u202E\\U000E0001é"
        files({f"{odd}/dcslint.toml": f'exclude = ["{quoted}"]\n'})

        result = run("config", odd)

        assert result.out.replace("\n", "").isprintable()
        assert [odd] == tomllib.loads(result.out)["exclude"]

    def test_several_paths_each_have_their_own(self, run: Run, files: Files) -> None:
        files({"x/dcslint.toml": 'target = "prod"', "y/a": ""})

        texts = run("config", "x", "y/a").out.split("\n\n")

        assert ["# x: x/dcslint.toml", "# y/a: no configuration"] == [
            text.splitlines()[0] for text in texts
        ]
        assert "prod" == tomllib.loads(texts[0])["target"]

    def test_a_wrong_configuration_is_refused_here_too(self, run: Run, files: Files) -> None:
        files({"dcslint.toml": 'select = ["x"]'})

        assert (2, "") == ((result := run("config")).status, result.out)

    @pytest.mark.parametrize("key", SAME)
    def test_what_it_prints_is_a_configuration_that_says_the_same(
        self, run: Run, files: Files, key: str
    ) -> None:
        value, pairs = SAME[key]
        files({"dcslint.toml": f"{key} = {value}\n", "own/x": "", "more/tables/x": ""})
        before = in_force()

        files({"dcslint.toml": run("config").out})

        assert pairs == before
        assert set(pairs) == {pair for pair in in_force() if pair not in DEFAULTS}


def _lines(result: Result) -> list[str]:
    return [" ".join(line.split(" ")) for line in result.lines]


DEFAULTS = [("--color", "auto"), ("--fail-on", "warning")]


class TestSchema:
    def test_every_key_of_the_table_is_accepted_as_tried(self) -> None:
        validator = pytest.importorskip("jsonschema").Draft7Validator(schema())
        text = "".join(f"{key} = {value}\n" for key, (value, _) in SAME.items())

        assert [] == list(validator.iter_errors(tomllib.loads(text)))

    def test_it_is_a_schema(self) -> None:
        pytest.importorskip("jsonschema").Draft7Validator.check_schema(schema())

    def test_it_is_printed_on_demand(self, run: Run) -> None:
        import json

        assert schema() == json.loads(run("config", "--schema").out)

    def test_the_file_beside_the_documentation_is_current(self) -> None:
        import subprocess
        import sys

        from built import ROOT

        command = [sys.executable, "tools/config_schema.py", "--check"]
        checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (0, "") == (checked.returncode, checked.stderr)
