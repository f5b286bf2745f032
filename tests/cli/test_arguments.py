"""The command line taken apart, and the help that must name every option."""

from __future__ import annotations

import re

import pytest

from dcslint.cli.arguments import COMMANDS, parse
from dcslint.cli.help import TEXTS
from dcslint.cli.options import SHORT
from dcslint.config import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from cli.conftest import Result

    Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("argv", "command", "words"),
    [
        ([], "check", []),
        (["Dockerfile"], "check", ["Dockerfile"]),
        (["check", "Dockerfile"], "check", ["Dockerfile"]),
        (["check", "check"], "check", ["check"]),
        (["rules", "list"], "rules", ["list"]),
        (["./rules"], "check", ["./rules"]),
        (["--", "rules"], "check", ["rules"]),
        (["--debug", "rules", "list"], "rules", ["list"]),
        (["--format", "rules", "a"], "check", ["a"]),
        (["-o", "facts", "a"], "check", ["a"]),
        (["--rules", "d", "rules", "list"], "rules", ["list"]),
        (["a", "rules"], "check", ["a", "rules"]),
        (["-"], "check", ["-"]),
        (["facts"], "facts", []),
    ],
)
def test_the_first_word_is_the_command_if_there_is_one_of_that_name(
    argv: list[str], command: str, words: list[str]
) -> None:
    parsed = parse(argv)

    assert (command, words) == (parsed.command, parsed.words)


@pytest.mark.parametrize(
    ("argv", "options", "words"),
    [
        (["--format", "json"], [("--format", "json")], []),
        (["--format=json"], [("--format", "json")], []),
        (["--arg", "A=b=c"], [("--arg", "A=b=c")], []),
        (["--arg=A="], [("--arg", "A=")], []),
        (["-o", "f"], [("--output", "f")], []),
        (["-of"], [("--output", "f")], []),
        (["-o=f"], [("--output", "f")], []),
        (["-o", "-"], [("--output", "-")], []),
        (["-qv"], [("--quiet", ""), ("--verbose", "")], []),
        (["-qof"], [("--quiet", ""), ("--output", "f")], []),
        (["a", "--quiet", "b"], [("--quiet", "")], ["a", "b"]),
        (["--quiet", "--", "--quiet", "-o"], [("--quiet", "")], ["--quiet", "-o"]),
        (
            ["--format", "json", "-o", "f", "--format", "text"],
            [("--format", "json"), ("--output", "f"), ("--format", "text")],
            [],
        ),
    ],
)
def test_options_keep_their_order_and_words_may_stand_between(
    argv: list[str], options: list[tuple[str, str]], words: list[str]
) -> None:
    parsed = parse(argv)

    assert (options, words) == (parsed.options, parsed.words)


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--fromat", "x"], "there is no option --fromat; did you mean '--format'?"),
        (["--zzz"], "there is no option --zzz ('dcslint --help' lists them)"),
        (["-x"], "there is no option -x ('dcslint --help' lists them)"),
        (["-qx"], "there is no option -x ('dcslint --help' lists them)"),
        (["--format"], "--format needs a value: NAME"),
        (["--format", "--quiet"], "--format needs a value: NAME"),
        (["--format="], "--format needs a value: NAME"),
        (["-o"], "-o needs a value: FILE"),
        (["--quiet=yes"], "--quiet takes no value"),
        (["--fail-on", "eror"], "--fail-on is one of error, warning, note, not 'eror'"),
        (["--scope", "some"], "--scope is one of auto, all, not 'some'"),
        (["--color", "no"], "--color is one of auto, always, never, not 'no'"),
        ([""], "a word of the command line is empty"),
        (["links", "--", ""], "a word of the command line is empty"),
        (["--update"], "--update is an option of 'dcslint rules', not of 'dcslint check'"),
        (["rules", "--select", "a"], "--select is an option of 'dcslint check', not of"),
    ],
)
def test_wrong_options_are_refused_in_words_that_help(argv: list[str], message: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        parse(argv)

    assert message in f"{refused.value} ('dcslint --help' lists them)"


def test_an_option_without_a_value_is_no_use_to_a_wrong_one(run: Run) -> None:
    result = run("--fromat", "json")

    assert (2, "", 1) == (result.status, result.out, len(result.err.splitlines()))
    assert result.err.startswith("dcslint: error: there is no option --fromat; did you mean")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_every_option_of_its_command_and_no_other(command: str) -> None:
    mentioned = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXTS[command]))
    shorts = set(re.findall(r"(?<![\w-])-[a-zA-Z](?=[ ,\]])", TEXTS[command]))

    told = mentioned | {SHORT[short] for short in shorts}
    # `config` has all options of `check`, and says so in place of naming them.
    untold = set(COMMANDS["check"]) - told if command == "config" else set()

    assert set(COMMANDS[command]) == told | untold


def test_help_names_every_command() -> None:
    for command in COMMANDS:
        assert f"dcslint {command}" in TEXTS["check"] or f"[{command}]" in TEXTS["check"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_a_screen(command: str) -> None:
    lines = TEXTS[command].splitlines()

    assert max(len(line) for line in lines) <= 100
    assert len(lines) <= 48


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["check", "--help"], ["a", "--help"]])
def test_help_is_printed_on_demand(run: Run, words: list[str]) -> None:
    result = run(*words)

    assert (0, TEXTS["check"], "") == (result.status, result.out, result.err)


def test_a_command_has_help_of_its_own(run: Run) -> None:
    assert TEXTS["rules"] == run("rules", "--help").out
    assert TEXTS["facts"] == run("facts", "-h").out


@pytest.mark.parametrize("words", [["--version"], ["-V"], ["rules", "--version"]])
def test_the_version_is_printed_on_demand(run: Run, words: list[str]) -> None:
    from dcslint import __version__

    assert (0, f"dcslint {__version__}\n") == ((result := run(*words)).status, result.out)
