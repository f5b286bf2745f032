"""From a keystroke to diagnostics, through the language server's protocol; and its memory.

usage: python benchmarks/lsp.py [--edits N] [--long N]

Types N times (60 by default) into a Dockerfile of 500 lines and a bundle of 2,000 lines with ten
included files, and waits each time until the diagnostics of that version are published; then
makes N quick edits (10,000 by default) and compares memory at a tenth of them and at the end.
Prints medians beside the median of `python -c pass` in the same run. Exits 1 if one is over its
limit: 50 and 100 ms, and 5 % of growth.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from run import Run  # noqa: E402

from editor_for_tests import Editor  # noqa: E402 - the tests' client is no package

MOST_MS = {"Dockerfile of 500 lines": 50.0, "bundle of 2,000 lines, ten includes": 100.0}
MOST_GROWTH = 1.05


def dockerfile(lines: int) -> str:
    """A Dockerfile of ordinary steps."""
    steps = ["FROM databricksruntime/standard:15.4-LTS"]
    while len(steps) < lines:
        number = len(steps)
        steps += [
            f"ENV SETTING_{number}=value-{number}",
            f"RUN apt-get update && apt-get install -y pkg-{number} \\",
            " && rm -rf /var/lib/apt/lists/*",
            f"RUN /databricks/python3/bin/pip install package-{number}==1.{number}",
        ]
    return "\n".join(steps[:lines]) + "\n"


def job(number: int) -> str:
    """A job with a cluster that runs an image, sixteen lines."""
    return f"""\
    job_{number}:
      name: job-{number}
      tasks:
        - task_key: load
          job_cluster_key: main
          notebook_task:
            notebook_path: /Shared/load
      job_clusters:
        - job_cluster_key: main
          new_cluster:
            spark_version: ${{var.runtime}}
            node_type_id: i3.xlarge
            num_workers: 2
            data_security_mode: SINGLE_USER
            docker_image:
              url: registry.example.com/etl:{number}
"""


def write_bundle(folder: Path) -> Path:
    """A bundle of 2,000 lines that includes ten files; its own file."""
    head = (
        "bundle:\n  name: etl\ninclude:\n  - resources/*.yml\nvariables:\n  runtime:\n"
        "    default: 16.4.x-scala2.12\ntargets:\n  dev: {}\n  prod: {}\nresources:\n  jobs:\n"
    )
    (folder / "resources").mkdir()
    for number in range(10):
        text = "resources:\n  jobs:\n" + job(1000 + number)
        (folder / "resources" / f"{number}.yml").write_text(text)
    text = head
    number = 0
    while text.count("\n") < 2_000:
        text += job(number)
        number += 1
    place = folder / "databricks.yml"
    place.write_text(text)
    return place


def keystrokes(folder: Path, place: Path, edits: int) -> float:
    """The median of milliseconds from an edit to its diagnostics."""
    text = place.read_text()
    editor = Editor(folder)
    uri = editor.open(place, text)
    editor.diagnostics(uri, 1)
    line = text.count("\n") // 2
    times = []
    for version in range(2, edits + 2):
        begin = time.perf_counter()
        type_at(editor, uri, version, line)
        editor.diagnostics(uri, version)
        times.append((time.perf_counter() - begin) * 1000)
    editor.leave()
    return statistics.median(times)


def type_at(editor: Editor, uri: str, version: int, line: int) -> None:
    """A comment more at a line; every second edit takes it away again."""
    start = {"line": line, "character": 0}
    if version % 2 == 0:
        change = {"range": {"start": start, "end": start}, "text": "# x\n"}
    else:
        change = {"range": {"start": start, "end": {"line": line + 1, "character": 0}}, "text": ""}
    editor.change(uri, version, change)


def memory(folder: Path, place: Path, edits: int) -> tuple[float, float]:
    """Resident MiB of the server after a tenth of the edits, and after all."""
    editor = Editor(folder)
    uri = editor.open(place, place.read_text())
    seen = []
    for version in range(2, edits + 2):
        type_at(editor, uri, version, 100)
        if version % 20 == 0:
            editor.diagnostics(uri, version)
        if version in (edits // 10, edits):
            editor.pull(uri)
            seen.append(resident(editor.process.pid))
    editor.leave()
    return seen[0], seen[1]


def resident(process: int) -> float:
    """What Linux says of a process, in MiB."""
    status = Path(f"/proc/{process}/status").read_text()
    (line,) = (one for one in status.splitlines() if one.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=60)
    parser.add_argument("--long", type=int, default=10_000)
    options = parser.parse_args()
    over = 0
    with tempfile.TemporaryDirectory() as name:
        one, other = Path(name) / "image", Path(name) / "bundle"
        one.mkdir()
        other.mkdir()
        places = {"Dockerfile of 500 lines": (one, one / "Dockerfile")}
        (one / "Dockerfile").write_text(dockerfile(500))
        places["bundle of 2,000 lines, ten includes"] = (other, write_bundle(other))
        bare = statistics.median(
            Run([sys.executable, "-c", "pass"], one).wall * 1000 for _ in range(15)
        )
        print(f"{'':40}{'ms':>8}{'x python -c pass':>18}")
        for title, (folder, place) in places.items():
            median = keystrokes(folder, place, options.edits)
            bad = median > MOST_MS[title]
            over += bad
            print(
                f"{title:40}{median:8.1f}{median / bare:18.1f}{'  over the limit' if bad else ''}"
            )
        before, after = memory(one, one / "Dockerfile", options.long)
        bad = after > before * MOST_GROWTH
        over += bad
        print(
            f"memory after {options.long // 10:,} and {options.long:,} edits: {before:.1f} and "
            f"{after:.1f} MiB{'  over the limit' if bad else ''}"
        )
    return int(over > 0)


if __name__ == "__main__":
    raise SystemExit(main())
