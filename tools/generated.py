# ruff: noqa: INP001 - beside scripts, no package
"""What the scripts that write a file of docs/ share: write it, or say whether it is current."""

from __future__ import annotations

import sys
from pathlib import Path

_DOCS = Path(__file__).resolve().parent.parent / "docs"


def keep(name: str, text: str, script: str) -> int:
    """Write a file of docs/, or compare it where the script was called with `--check`.

    Gives the exit status: 1 for a file that is stale, which standard error says too.
    """
    target = _DOCS / name
    if sys.argv[1:] != ["--check"]:
        target.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if target.is_file() and target.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"docs/{name} is stale: 'python tools/{Path(script).name}'\n")
    return 1
