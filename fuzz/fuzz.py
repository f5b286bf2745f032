"""Coverage-guided fuzzing of each target with atheris (PyPI), for a chosen time.

usage: python fuzz/fuzz.py [TARGET …] [--seconds N] [--work DIR]

Each target runs in a process of its own from seeds of ours, for N seconds of wall time (60 by
default). Prints executions and processor time of each. What makes one raise, or take longer than
ten seconds, is left in DIR as a file; `python fuzz/fuzz.py TARGET --replay FILE` runs it again.
Exits 1 if there was any.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

MOST_LENGTH = 4096
MOST_SECONDS_EACH = 10


def main() -> int:
    """Fuzz the targets one after another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--work", type=Path, help="where the corpus and what is found is kept")
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options, rest = parser.parse_known_args()
    if options.inside:
        return fuzz_here(options.targets[0], rest)
    if rest:
        parser.error(f"there is no option {rest[0]}")
    from targets import TARGETS

    names = options.targets or list(TARGETS)
    if unknown := sorted(set(names) - set(TARGETS)):
        parser.error(f"no target {unknown[0]}: there are {', '.join(TARGETS)}")
    if options.replay:
        TARGETS[names[0]](options.replay.read_bytes())
        return 0
    work = options.work or Path(tempfile.mkdtemp(prefix="fuzz-"))
    found = 0
    for name in names:
        found += fuzz_apart(name, options.seconds, work / name)
    print(f"{found} found" + (f": see {work}" if found else ""))
    return int(found > 0)


def fuzz_apart(target: str, seconds: int, work: Path) -> int:
    """Fuzz one target in a process of its own; returns how many inputs it stumbled over."""
    from targets import seeds

    corpus, crashes = work / "corpus", work / "found"
    corpus.mkdir(parents=True, exist_ok=True)
    crashes.mkdir(exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (corpus / f"seed-{number:04}").write_bytes(seed[:MOST_LENGTH])
    before = {path.name for path in crashes.iterdir()}
    command = [sys.executable, __file__, target, "--inside", str(corpus)]
    command += [f"-max_total_time={seconds}", f"-max_len={MOST_LENGTH}", "-rss_limit_mb=4096"]
    command += [f"-timeout={MOST_SECONDS_EACH}", f"-artifact_prefix={crashes}/", "-verbosity=1"]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = spent.ru_utime + spent.ru_stime - used.ru_utime - used.ru_stime
    runs = re.findall(r"Done (\d+) runs|^#(\d+)", done.stderr, re.MULTILINE)
    count = max((int(one or other) for one, other in runs), default=0)
    new = sorted({path.name for path in crashes.iterdir()} - before)
    print(f"{target:12}{count:10} runs{cpu:10.0f} s cpu  {len(new)} found", flush=True)
    if done.returncode and not new:
        print(done.stderr[-2000:])
        return 1
    for name in new:
        lines = [
            line for line in done.stderr.splitlines() if re.match(r"\S*(Error|Exception)", line)
        ]
        print(f"  {crashes / name}: {lines[-1] if lines else 'see there'}", flush=True)
    return len(new)


def fuzz_here(target: str, arguments: list[str]) -> int:
    """Become the fuzzer of one target; does not return."""
    import atheris

    # Instrumented on import: our own modules only.
    with atheris.instrument_imports(include=["dcslint"]):
        import targets

        targets.whole_run()
        function = targets.TARGETS[target]
        for seed in targets.seeds(target):
            function(seed)  # imports what is imported when used, instrumented as well
    os.environ.setdefault("PYTHONHASHSEED", "0")
    atheris.Setup([sys.argv[0], *arguments], function)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
