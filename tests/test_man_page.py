"""The manual page: current, clean for those who set it, and whole."""

from __future__ import annotations

import re
import subprocess
import sys

from built import ROOT, run, succeed
from dcslint.cli.options import COMMANDS
from tools import require_tool

PAGE = ROOT / "docs" / "dcslint.1"


def test_the_page_is_current() -> None:
    succeed(run([sys.executable, "tools/man_page.py", "--check"], ROOT))


def test_mandoc_finds_nothing_to_say() -> None:
    """But that it bears no date, which would grow stale."""
    said = run([require_tool("mandoc"), "-T", "lint", "-W", "warning", PAGE], ROOT).stdout
    lines = [line for line in said.splitlines() if "missing date" not in line]

    assert [] == lines


def test_man_shows_every_option_and_command() -> None:
    command = [require_tool("mandoc"), "-T", "ascii", str(PAGE)]
    shown = subprocess.run(command, capture_output=True, check=True, encoding="ascii").stdout
    shown = re.sub(".\b", "", shown)

    for name, options in COMMANDS.items():
        assert f"dcslint {name}" in shown or name == "check"
        for option in options:
            assert re.search(rf"^ +(-\w, )?{option.name}\b", shown, re.MULTILINE), option.name
