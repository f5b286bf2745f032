"""Real files, mutated at random, through the whole run: no crash, no hang.

usage: python fuzz/mutate.py FOLDER [--count N] [--seed N] [--seconds S] [--work DIR]

Takes every file below FOLDER in turn and cuts, doubles, moves, splices and flips pieces of it. Each
result is linted under its file's own name, alone, with every rule. What raises, or takes longer
than S seconds (1 by default) twice, is written to DIR; exits 1 if anything did. Deterministic for
a seed.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from whole_run import WholeRun

MOST_BYTES = 20_000  # of a file: what is longer is cut at random, so that many can be tried
# What stands in any format and means something there.
WORDS = (
    *(b"\n", b"\r\n", b"\t", b" ", b'"', b"'", b"\\", b"\\\n", b"#", b"{", b"}", b"[", b"]"),
    *(b":", b",", b"${", b"$(", b"{{", b"}}", b"<<E\n", b"\nE\n", b"<<: *a", b"&a ", b"*a"),
    *(b"---\n", b"- ", b"\xef\xbb\xbf", b"\x00", b"\xff", b"\xe2\x80\xae", b"docker_image"),
    b"databricksruntime/standard:15.4-LTS",
)


class HangError(Exception):
    """A run that took too long."""


def mutated(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """The bytes after one to four mutations."""
    if len(data) > MOST_BYTES:
        start = chance.randrange(len(data) - MOST_BYTES)
        data = data[start : start + MOST_BYTES]
    for _ in range(chance.randint(1, 4)):
        one, other = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
        piece = data[one:other]
        match chance.randrange(8):
            case 0:  # cut the end off
                data = data[:one]
            case 1:  # leave a piece out
                data = data[:one] + data[other:]
            case 2:  # double a piece
                data = data[:other] + piece[:2000] + data[other:]
            case 3:  # move a piece
                rest = data[:one] + data[other:]
                place = chance.randint(0, len(rest))
                data = rest[:place] + piece + rest[place:]
            case 4:  # splice with another file
                strange = chance.choice(others)
                place = chance.randint(0, len(strange))
                data = data[:one] + strange[place : place + chance.randint(1, 2000)] + data[other:]
            case 5:  # flip bits
                flipped = bytearray(data)
                for _ in range(chance.randint(1, 20)):
                    if flipped:
                        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
                data = bytes(flipped)
            case 6:  # put a word in
                data = data[:one] + chance.choice(WORDS) + data[one:]
            case 7:  # change the order of lines
                lines = data.split(b"\n")
                first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
                lines[first], lines[second] = lines[second], lines[first]
                data = b"\n".join(lines)
    return data


def main() -> int:
    """Mutate and lint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    files = {
        path.relative_to(options.folder).as_posix(): path.read_bytes()
        for path in sorted(options.folder.rglob("*"))
        if path.is_file()
    }
    names, contents = list(files), list(files.values())
    work = options.work or Path(tempfile.mkdtemp(prefix="mutations-"))
    work.mkdir(parents=True, exist_ok=True)
    run, chance = WholeRun(), random.Random(options.seed)
    signal.signal(signal.SIGPROF, _hang)
    slowest, crashes, hangs, findings = (0.0, ""), 0, 0, 0
    for number in range(options.count):
        at = number % len(names)
        name = linted_name(names[at])
        data = mutated(contents[at], contents, chance)
        try:
            taken, count = _timed(run, name, data, options.seconds)
            findings += count
        except HangError:
            try:  # the machine may have been busy
                taken, _ = _timed(run, name, data, options.seconds)
            except HangError:
                hangs += 1
                _keep(work / f"hang-{number}", name, data)
                continue
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                crashes += _crash(work / f"crash-{number}", name, data, error)
                continue
        except Exception as error:  # noqa: BLE001
            crashes += _crash(work / f"crash-{number}", name, data, error)
            continue
        slowest = max(slowest, (taken, name))
    used = time.process_time()
    print(
        f"{options.count} mutations of {len(names)} files, {findings} findings, {used:.0f} s cpu: "
        f"{crashes} crashes, {hangs} hangs; slowest {slowest[0]:.2f} s ({slowest[1]})"
    )
    return int(crashes + hangs > 0)


def linted_name(name: str) -> str:
    """The name to lint a file of an extracted corpus by: `dockerfile/0006-x-Dockerfile`."""
    last = name.rsplit("/", 1)[-1].rsplit("-", 1)[-1]
    return last if "." in last or "file" in last.lower() else name.rsplit("/", 1)[-1]


def _timed(run: WholeRun, name: str, data: bytes, most: float) -> tuple[float, int]:
    started = time.process_time()
    # Processor time, so that another process cannot make it look like a hang.
    signal.setitimer(signal.ITIMER_PROF, most)
    try:
        report = run.check({name: data})
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - started, len(report.diagnostics)


def _hang(*_: object) -> None:
    raise HangError


def _crash(place: Path, name: str, data: bytes, error: Exception) -> int:
    _keep(place, name, data)
    print(f"{place.name} ({name}): {type(error).__name__}: {error}", flush=True)
    return 1


def _keep(place: Path, name: str, data: bytes) -> None:
    place.with_name(f"{place.name}-{name.replace('/', '+')}").write_bytes(data)


if __name__ == "__main__":
    raise SystemExit(main())
