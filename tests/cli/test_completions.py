"""What `dcslint completions` prints, sourced by the shells themselves."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from built import ROOT
from dcslint.cli.completions import SHELLS, contexts
from dcslint.cli.options import COMMANDS
from dcslint.plugins.builtin import dcslint_reporters
from tools import require_tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli.conftest import Result
    from cli.stand_ins import StandIn

    Run = Callable[..., Result]
    Complete = Callable[[str, str], set[str]]

_BASH = """
eval "$(cat dcslint.bash)"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_dcslint "$1"
printf '%s\\n' "${COMPREPLY[@]}"
"""
# A terminal for zsh, whose completion answers only there; each match is printed as it is added. The
# line is typed once the editor has shown its prompt: before, the terminal itself would act on keys.
_ZSH = """
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1=PRO""MPT; autoload -Uz compinit; compinit -u -D; source dcslint.zsh'
zpty -w z 'zstyle ":completion:*" list-grouped false'
zpty -w z 'compadd() {
    local -a hits
    builtin compadd -A hits "$@"
    for hit in $hits; do print -r -- "<hit $hit>"; done
    builtin compadd "$@"
}'
zpty -w z 'echo rea""dy'
zpty -r z out '*ready*PROMPT*'
zpty -n -w z "$1"$'\\t'
zpty -n -w z $'\\C-u'"echo do''ne"$'\\n'
zpty -r z out '*done*'
print -r -- $out
"""


@pytest.fixture
def complete(folder: Path, run: Run) -> Complete:
    """What a shell offers at the end of a line; only what it adds behind a "," or "="."""
    programs = folder.parent / "bin"
    programs.mkdir()
    script = programs / "dcslint"
    script.write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT / "src"} exec {sys.executable} -m dcslint "$@"\n'
    )
    script.chmod(0o755)
    (folder / "images").mkdir()
    (folder / "cluster.json").write_text("{}")

    def offered(shell: str, line: str) -> set[str]:
        program = require_tool(shell)
        (folder / f"dcslint.{shell}").write_text(run("completions", shell).out)
        words = [part for part in re.split(r" |(=)", line) if part is not None]
        words = [word for at, word in enumerate(words) if word or at == len(words) - 1]
        if shell == "bash":
            # As readline does, which hands over "=" for an empty word behind it.
            words = words[:-1] if words[-2:] == ["=", ""] else words
            out = _output([program, "--norc", "-c", _BASH, "bash", *words], folder, programs)
        elif shell == "zsh":
            shown = _output([program, "-f", "-c", _ZSH, "zsh", line], folder, programs)
            out = "\n".join(re.findall(r"<hit (.*?)>", shown))
        else:
            command = f"source dcslint.fish; complete -C '{line}'"
            shown = _output([program, "--no-config", "-c", command], folder, programs)
            out = "\n".join(found.partition("\t")[0] for found in shown.splitlines())
        found = (re.split("[=,]", one.rstrip("=/"))[-1] for one in out.splitlines())
        return {one for one in found if one and not one.startswith("dcslint.")}

    return offered


def _output(command: list[str], folder: Path, programs: Path) -> str:
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(folder)}
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        check=False,
    ).stdout


RULES = {"list", "explain", "checks", "new", "test", "index", "docs"}
LINES = {
    "dcslint ": {*COMMANDS, "images", "cluster.json"},
    "dcslint rules ": RULES,
    "dcslint --config x rules ": RULES,
    "dcslint --arg A=b links --format ": {"text", "json"},
    "dcslint rules explain cmd-": {"cmd-never-runs"},
    "dcslint completions ": {*SHELLS, "names"},
    "dcslint --fail-on ": {"error", "warning", "note"},
    "dcslint --fail-on=": {"error", "warning", "note"},
    "dcslint images --color=a": {"auto", "always"},
    "dcslint --format ": set(dcslint_reporters()),
    "dcslint links --format ": {"text", "json"},
    "dcslint rules list --format=": {"text", "json"},
    "dcslint --select cmd-n": {"cmd-never-runs"},
    "dcslint --ignore image,cmd-n": {"cmd-never-runs"},
    "dcslint --severity cmd-n": {"cmd-never-runs"},
    "dcslint --severity cmd-never-runs=": {"error", "warning", "note", "off"},
    "dcslint --severity=cmd-never-runs=w": {"warning"},
    "dcslint --per-file-ignore x=cmd-n": {"cmd-never-runs"},
    "dcslint --rules ": {"images"},
    "dcslint --target ": set[str](),
}


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_offers_what_can_stand_there(complete: Complete, shell: str, line: str) -> None:
    assert LINES[line] == complete(shell, line)


@pytest.mark.parametrize("context", [context.name for context in contexts()])
@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_offers_the_options_of_a_command(
    complete: Complete, shell: str, context: str
) -> None:
    (options,) = ({one.name for one in each.options} for each in contexts() if each.name == context)

    assert options == complete(shell, f"dcslint {context} --")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_a_shell_that_knows_them_offers_files(complete: Complete, shell: str) -> None:
    """In bash that is readline's own doing, after nothing else was offered."""
    assert {"cluster.json", "images"} == complete(shell, "dcslint check ")
    assert {"cluster.json"} == complete(shell, "dcslint -o clu")


def test_the_scripts_know_every_option_and_nothing_is_left_to_fill_in(run: Run) -> None:
    for shell in SHELLS:
        script = run("completions", shell).out
        for option in {one.name for table in COMMANDS.values() for one in table}:
            assert (f"-l {option[2:]} " if shell == "fish" else option) in script
        assert [] == re.findall(r"@[A-Z]+@", script)


def test_shellcheck_finds_nothing_to_say_of_bash_s(run: Run, folder: Path) -> None:
    script = folder / "dcslint.bash"
    script.write_text(run("completions", "bash").out)
    command = [require_tool("shellcheck"), "--shell=bash", str(script)]

    assert "" == subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout


def test_names_are_those_of_rules_and_groups(run: Run, folder: Path) -> None:
    run("rules", "new", "image/our-registry")
    result = run("completions", "names")

    assert 0 == result.status
    assert {"all", "image", "cluster", "cmd-never-runs", "our-registry"} <= set(result.lines)
    assert sorted(result.lines) == result.lines


def test_a_name_that_means_something_to_a_shell_is_left_out(run: Run, stand_in: StandIn) -> None:
    names = run("completions", "names").lines
    rule = next(iter(stand_in.rulebook.rules.values()))
    stand_in.rulebook.rules["$(reboot)"] = rule

    assert names == run("completions", "names").lines


def test_a_script_is_printed_whatever_the_configuration_says(run: Run, folder: Path) -> None:
    (folder / "dcslint.toml").write_text("nonsense = 1\n")

    assert 0 == run("completions", "bash").status
    assert 2 == run("completions", "names").status


def test_another_word_is_refused(run: Run) -> None:
    assert "needs one of bash, zsh, fish" in run("completions").err
    assert 2 == run("completions", "csh").status
