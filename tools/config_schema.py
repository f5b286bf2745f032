# ruff: noqa: INP001 - a script, no package
"""Write docs/dcslint.schema.json, the JSON Schema of the configuration; `--check` only compares."""

from __future__ import annotations

import sys

from generated import keep

from dcslint.cli.config_schema import as_text

if __name__ == "__main__":
    sys.exit(keep("dcslint.schema.json", as_text(), __file__))
