# ruff: noqa: INP001 - a script, no package
"""Write docs/dcslint.schema.json, the JSON Schema of the configuration; `--check` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

from dcslint.cli.config_schema import as_text

TARGET = Path(__file__).resolve().parent.parent / "docs" / "dcslint.schema.json"


def main(arguments: list[str]) -> int:
    """Write the schema, or say with `--check` whether the file is current."""
    text = as_text()
    if arguments == ["--check"]:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        sys.stderr.write(f"docs/{TARGET.name} is stale: 'python tools/{Path(__file__).name}'\n")
        return 1
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
