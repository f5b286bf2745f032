"""Lint files made to hurt: time, peak memory, and what twice the size costs.

usage: python benchmarks/hostile.py [--dcslint PROGRAM]

Each case must end within a second and 80 MiB, and twice the input may take 2.3 times the time that
is above a small file's. Prints a table; exits 1 if a case is over a limit by the best of five runs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from run import Run

BASE = "FROM databricksruntime/standard:15.4-LTS\n"
MOST_SECONDS, MOST_MEMORY, MOST_GROWTH = 1.0, 80.0, 2.3


def _steps(count: int) -> str:
    return BASE + "RUN echo start" + "".join(f" \\\n && echo {n}" for n in range(count))


def _runs(count: int) -> str:
    return BASE + "".join(
        f"RUN apt-get update && pip install p{n} \\\n  q{n}\n" for n in range(count)
    )


def _constants(count: int) -> str:
    return BASE + "".join(f"ENV KEY{n}=v{n}\n" for n in range(count)) + "RUN pip install $KEY1\n"


def _variables(count: int) -> str:
    lines = (f"ENV V{n}=/opt/{n} PATH=/opt/{n}/bin:$V{n - 1}\n" for n in range(count))
    return BASE + "".join(lines) + "RUN pip install $V1\n"


def _stages(count: int) -> str:
    lines = (f"FROM s{n} AS s{n + 1}\nRUN virtualenv /opt/v{n} && echo $X\n" for n in range(count))
    return BASE.rstrip() + " AS s0\n" + "".join(lines)


def _nested(opening: str, closing: str) -> object:
    return lambda count: f"{BASE}RUN echo {opening * count}x{closing * count}\n"


# name → (maker of a text, size)
CASES = {
    "one RUN with 5,000 &&": (_steps, 5_000),
    "2,000 RUNs": (_runs, 2_000),
    "20,000 ENVs": (_constants, 20_000),
    "5,000 ENVs that use others": (_variables, 5_000),
    "1,000 stages": (_stages, 1_000),
    "one line of 1 MB": (lambda size: f"{BASE}RUN echo {'a' * size}\n", 1_000_000),
    "one word list of 1 MB": (
        lambda size: f"{BASE}RUN pip install {'ab ' * (size // 3)}\n",
        1_000_000,
    ),
    "10,000 nested $(": (_nested("$(", ")"), 10_000),
    "10,000 nested ${": (_nested("${x:-", "}"), 10_000),
    "10,000 quotes": (_nested("\"'", "'\""), 10_000),
    "10,000 open quotes": (_nested('"', ""), 10_001),
    "10,000 nested subshells": (_nested("(", ")"), 10_000),
    "3,000 heredocs": (
        lambda size: BASE + "".join(f"RUN cat <<E{n}\nx\nE{n}\n" for n in range(size)),
        3_000,
    ),
    "5,000 links in a row": (
        lambda size: (
            BASE + "RUN " + " && ".join(f"ln -s /l{n} /l{n + 1}" for n in range(size)) + "\n"
        ),
        5_000,
    ),
    "doubling variables": (
        lambda size: BASE + "ENV A=aaaaaaaa\n" + "ENV A=$A$A\n" * (size // 100),
        10_000,
    ),
}


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dcslint", help="the program to measure")
    options = parser.parse_args()
    program = [options.dcslint] if options.dcslint else [sys.executable, "-m", "dcslint"]
    over = 0
    print(f"{'':28}{'kB':>8}{'s':>8}{'MiB':>8}{'x2':>8}")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        small = _measure(program, work, BASE)[0]
        for case, (make, size) in CASES.items():
            text = make(size)
            seconds, memory = _measure(program, work, text)
            double, _ = _measure(program, work, make(2 * size))
            growth = (double - small) / max(seconds - small, 0.02)
            bad = seconds > MOST_SECONDS or memory > MOST_MEMORY or growth > MOST_GROWTH
            over += bad
            print(
                f"{case:28}{len(text) / 1000:8.0f}{seconds:8.2f}{memory:8.1f}{growth:8.2f}"
                f"{'  over the limit' if bad else ''}"
            )
    return int(over > 0)


def _measure(program: list[str], work: Path, text: str) -> tuple[float, float]:
    """Least processor time in seconds and most memory in MiB of five runs on a text."""
    (work / "Dockerfile").write_text(text)
    runs = [Run([*program, "--quiet", "Dockerfile"], work) for _ in range(5)]
    return min(run.cpu for run in runs), max(run.memory for run in runs)


if __name__ == "__main__":
    raise SystemExit(main())
