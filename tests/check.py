"""Everything that must hold before a change lands: `python tests/check.py [pytest options]`.

Runs every step even after one has failed, the tests last, and says in the end which failed.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable
STEPS = [
    [PYTHON, "-m", "ruff", "check"],
    [PYTHON, "-m", "ruff", "format", "--check"],
    [PYTHON, "-m", "mypy"],
    [PYTHON, "-m", "dcslint", "rules", "docs", "--check"],
    [PYTHON, "tools/config_schema.py", "--check"],
    [PYTHON, "tools/man_page.py", "--check"],
    [PYTHON, "-m", "pytest", "-n", "auto", "--dist", "loadgroup"],
]


def main(options: list[str]) -> int:
    """Run all steps; `options` go to pytest. Returns 1 if a step failed."""
    failed: list[str] = []
    for step in STEPS:
        command = [*step, *options] if "pytest" in step else step
        shown = shlex.join(["python" if word == PYTHON else word for word in command])
        # pytest's closing line stays the last that is printed, so what failed is said before it.
        if failed and "pytest" in step:
            say("failed: " + "; ".join(failed))
        say(f"$ {shown}")
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(shown)
    return int(bool(failed))


def say(line: str) -> None:
    """Print a line, with its line break at once, between the output of the steps."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
