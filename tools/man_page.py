# ruff: noqa: INP001 - a script, no package
"""Write docs/dcslint.1 of the table of options and the texts of `--help`; `--check` only compares.

It bears no date: with one it would grow stale by itself.
"""

from __future__ import annotations

import re
import sys
import textwrap

from generated import keep

from dcslint.cli.help import TEXTS
from dcslint.cli.options import COMMANDS, COMMON, SHORT, Option

DESCRIPTION = """\
dcslint reads Dockerfiles, cluster specs, Terraform, Asset Bundles and IAM policies
together, and says before the push what will not launch on Databricks Container Services,
what will be ignored and what is risky: with the exact place, the reason, and the fix.

What is unknown is not judged, and a default is not the value: a finding that rests on one
says "by default" and is at most a warning, unless --arg or --var fixes it.
"""
FILES = {
    "dcslint.toml, pyproject.toml": "The configuration, in the latter the table [tool.dcslint]: "
    "the one nearest to a file, upwards. Each key above means what its option means.",
    ".dcslint/rules, .dcslint/facts": "Cards and tables of the project's own.",
    "dcslint-baseline.json": "What --write-baseline writes if no other name is given.",
}
ENVIRONMENT = {
    "SOURCE_DATE_EPOCH": "The day to compare with, in seconds since 1970, without --today.",
    "NO_COLOR, FORCE_COLOR": "Not empty: never, or always, in colour, without --color.",
    "TF_BUILD": "In Azure Pipelines SARIF gets the identifiers that GitHub Advanced Security for "
    "Azure DevOps asks for.",
}
ADDRESS = "https://github.com/dcslint/dcslint"


def page() -> str:
    """The manual page, in the macros of man(7)."""
    _, examples, *_, status = TEXTS["check"].strip().split("\n\n")
    lines = [
        '.\\" Made by tools/man_page.py of the table of options and the texts of --help.',
        '.TH DCSLINT 1 "" dcslint "User Commands"',
        ".SH NAME",
        "dcslint \\- linter for Databricks Container Services",
        ".SH SYNOPSIS",
        *synopsis(),
        ".SH DESCRIPTION",
        *prose(DESCRIPTION),
        ".SH OPTIONS",
        "Of",
        '.BR "dcslint check" ,',
        "the command if none is named.",
        *(line for option in COMMANDS["check"] for line in entry(option)),
        ".SH COMMANDS",
        *(line for command in COMMANDS if command != "check" for line in section(command)),
        ".SH EXIT STATUS",
        *statuses(status),
        ".SH ENVIRONMENT",
        *terms(ENVIRONMENT),
        ".SH FILES",
        *terms(FILES),
        ".SH EXAMPLES",
        *verbatim(examples),
        ".SH SEE ALSO",
        escaped(ADDRESS),
    ]
    return "".join(f"{line}\n" for line in lines)


def escaped(text: str) -> str:
    """A text that means itself: hyphens stay hyphens, and no line is a macro."""
    for plain, written in (("\\", "\\e"), ("-", "\\-"), ("`", ""), ("…", "...")):
        text = text.replace(plain, written)
    return re.sub(r"^(?=[.'])", r"\\&", text, flags=re.MULTILINE)


def wrapped(text: str) -> list[str]:
    """A paragraph in lines that a terminal shows."""
    lines = textwrap.wrap(text, 76, break_long_words=False, break_on_hyphens=False)
    return [escaped(line) for line in lines]


def prose(text: str) -> list[str]:
    """Paragraphs."""
    first, *others = (wrapped(paragraph) for paragraph in text.strip().split("\n\n"))
    return first + [line for other in others for line in (".PP", *other)]


def verbatim(text: str) -> list[str]:
    """Lines as they are."""
    return [".nf", *(escaped(line) for line in text.splitlines()), ".fi"]


def terms(table: dict[str, str]) -> list[str]:
    """What is explained, and how."""
    lines: list[str] = []
    for term, text in table.items():
        lines += [".TP", f".B {escaped(term)}", *wrapped(text)]
    return lines


def synopsis() -> list[str]:
    """The line of each command."""
    operands = {
        "check": "[PATH ...]",
        "rules": "ACTION [NAME ...]",
        "links": "[PATH ...]",
        "config": "[PATH ...]",
        "completions": "SHELL",
    }
    lines = []
    for command in COMMANDS:
        name = "[check]" if command == "check" else f"\\fB{command}\\fR"
        words = f"\\fBdcslint\\fR {name} [\\fIoptions\\fR] {operands.get(command, '')}".rstrip()
        lines += [".br", words] if lines else [words]
    return lines


def entry(option: Option) -> list[str]:
    """An option: how it is written, what it does, its key."""
    shorts = [short for short, long in SHORT.items() if long == option.name]
    names = ", ".join(f"\\fB{escaped(name)}\\fR" for name in (*shorts, option.name))
    value = f" \\fI{escaped(option.metavar)}\\fR" if option.metavar else ""
    about = option.about[:1].upper() + option.about[1:] + "."
    key = f"Key: {option.key}" if option.key else ""
    default = option.default if isinstance(option.default, str) else ""
    if key:
        key += f" (default: {default})." if default else "."
    return [".TP", f"{names}{value}", *wrapped(f"{about} {key}".strip())]


def section(command: str) -> list[str]:
    """A command: its help, without the options that all have, and its own options."""
    first, *paragraphs = TEXTS[command].strip().split("\n\n")
    lines = [f".SS dcslint {command}", *wrapped(capital(first.partition(": ")[2]))]
    for paragraph in paragraphs:
        if not paragraph.startswith("  "):
            lines += [".PP", *wrapped(re.sub("^exit status:?", "Exit status:", paragraph))]
        elif not paragraph.startswith("  --"):
            lines += [".PP", *verbatim(paragraph)]
    known = {*COMMON, *COMMANDS["check"]}
    for option in COMMANDS[command]:
        lines += [] if option in known else entry(option)
    return lines


def capital(text: str) -> str:
    """A phrase as a sentence."""
    return text[:1].upper() + text[1:] + "."


def statuses(text: str) -> list[str]:
    """What "exit status 0 …; 1 …" says, one by one."""
    words = re.sub(r"\s+", " ", text.partition(" 0 ")[2])
    lines: list[str] = []
    for status, meaning in zip("012", re.split(r"; [12] ", words), strict=True):
        lines += [".TP", f".B {status}", *wrapped(capital(meaning))]
    return lines


if __name__ == "__main__":
    sys.exit(keep("dcslint.1", page(), __file__))
