"""The facts of this repository's tables, read once for all tests that need some."""

from __future__ import annotations

from pathlib import Path

from dcslint.facts import Facts
from dcslint.facts.load import load_tables

ROOT = Path(__file__).resolve().parent.parent
TABLES = load_tables(
    lambda path: Path(path).read_bytes(),
    [str(path) for path in sorted((ROOT / "rules" / "facts").glob("*.yaml"))],
)
FACTS = Facts(TABLES)
