"""dcslint as a process of its own: what a shell, a pipe and a signal see of it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from built import ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

BAD = b"FROM databricksruntime/standard:15.4-LTS\nCMD python serve.py\n"
COMMAND = [sys.executable, "-m", "dcslint"]


@pytest.fixture
def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_COLOR")}
    return {**kept, "PYTHONPATH": str(ROOT / "src")}


def process(
    *words: str,
    cwd: Path,
    environment: dict[str, str],
    stdin: bytes | None = None,
    command: list[str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*(command or COMMAND), *words],
        cwd=cwd,
        env=environment,
        input=stdin if stdin is not None else b"",
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_a_dockerfile_is_linted(folder: Path, environment: dict[str, str]) -> None:
    (folder / "Dockerfile").write_bytes(BAD)

    result = process("--fail-on", "note", cwd=folder, environment=environment)

    assert 1 == result.returncode, result.stderr
    assert b"Dockerfile:2:1: note: " in result.stdout
    assert b"[cmd-never-runs]" in result.stdout
    assert b"" == result.stderr


def test_an_editor_can_lint_what_is_not_saved(folder: Path, environment: dict[str, str]) -> None:
    (folder / "Dockerfile").write_bytes(b"FROM scratch\n")

    result = process(
        "-",
        "--stdin-filename",
        "Dockerfile",
        "--select",
        "cmd-never-runs",
        cwd=folder,
        environment=environment,
        stdin=BAD,
    )

    assert 0 == result.returncode, result.stderr
    assert b"Dockerfile:2:1: note: " in result.stdout


def test_output_is_utf8_whatever_the_locale(folder: Path, environment: dict[str, str]) -> None:
    (folder / "Dockerfile").write_bytes(BAD + "ENTRYPOINT echo ü €".encode())
    environment = {**environment, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    result = process("Dockerfile", cwd=folder, environment=environment)

    assert "ENTRYPOINT echo ü €\n".encode() in result.stdout


def test_a_reader_that_goes_away_is_no_trouble(folder: Path, environment: dict[str, str]) -> None:
    (folder / "Dockerfile").write_bytes(b"FROM a\n" + b"CMD x\n" * 5_000)
    reading, writing = os.pipe()
    os.close(reading)

    result = subprocess.run(
        [*COMMAND, "Dockerfile"],
        cwd=folder,
        env=environment,
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=120,
        check=False,
    )
    os.close(writing)

    assert b"" == result.stderr
    assert result.returncode in (0, 1)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
@pytest.mark.parametrize(
    "words",
    [
        ["--version"],
        ["rules", "list"],
        ["config"],
        ["-", "--fix"],
        ["-", "--diff", "--unsafe-fixes", "--stdin-filename", "Dockerfile", "--quiet"],
    ],
)
def test_every_command_says_that_the_standard_output_is_full(
    folder: Path, environment: dict[str, str], words: list[str]
) -> None:
    with open("/dev/full", "wb") as full:
        result = subprocess.run(
            [*COMMAND, *words],
            cwd=folder,
            env=environment,
            input=BAD,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
        )

    assert 2 == result.returncode
    assert b"dcslint: error: standard output: no space left on device\n" == result.stderr


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="needs /dev/stdout")
def test_a_pipe_without_a_name_can_be_an_output(folder: Path, environment: dict[str, str]) -> None:
    """As `-o /dev/stdout` and a shell's `-o >(…)` have it."""
    (folder / "Dockerfile").write_bytes(BAD)

    result = process("Dockerfile", "-o", "/dev/stdout", cwd=folder, environment=environment)

    assert (0, b"") == (result.returncode, result.stderr)
    assert result.stdout.startswith(b"Dockerfile:2:1: note: ")


def test_closed_streams_are_no_trouble(folder: Path, environment: dict[str, str]) -> None:
    (folder / "Dockerfile").write_bytes(BAD)
    shell = 'exec "$@" <&- >&- 2>&-'
    command = ["sh", "-c", shell, "sh", *COMMAND]

    for word, status in (("Dockerfile", 0), ("-", 2), ("--version", 0)):
        result = process(word, cwd=folder, environment=environment, command=command)

        assert status == result.returncode


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_it_with_one_line(folder: Path, environment: dict[str, str]) -> None:
    with subprocess.Popen(
        [*COMMAND, "-"],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as waiting:
        assert waiting.stderr is not None
        # It waits for its standard input once it has imported all it needs for that.
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(1.5)
        waiting.send_signal(signal.SIGINT)
        words = waiting.stderr.read()

        assert (130, b"dcslint: error: interrupted\n") == (waiting.wait(30), words)


def test_a_pipe_can_be_linted_like_a_file(folder: Path, environment: dict[str, str]) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "Dockerfile").write_bytes(BAD)
    command = ["sh", "-c", 'cat Dockerfile > pipe & exec "$@"', "sh", *COMMAND]

    result = process("pipe", cwd=folder, environment=environment, command=command)

    assert b"pipe:2:1: note: " in result.stdout


def test_several_outputs_agree(folder: Path, environment: dict[str, str]) -> None:
    (folder / "Dockerfile").write_bytes(BAD)

    result = process(
        *("--format", "sarif", "-o", "out.sarif"),
        *("--format", "json", "-o", "out.json"),
        *("--format", "text", "Dockerfile"),
        cwd=folder,
        environment=environment,
    )

    found = json.loads((folder / "out.json").read_text())["findings"]
    log = json.loads((folder / "out.sarif").read_text())["runs"][0]
    assert "cmd-never-runs" in {one["rule"] for one in found}
    assert [one["rule"] for one in found] == [one["ruleId"] for one in log["results"]]
    for one in found:
        assert f"{one['message']} [{one['rule']}]".encode() in result.stdout


def test_the_rules_are_listed_and_explained(folder: Path, environment: dict[str, str]) -> None:
    listed = process("rules", "list", cwd=folder, environment=environment)
    assert (0, True) == (listed.returncode, b"cmd-never-runs" in listed.stdout)

    explained = process("rules", "explain", "cmd-never-runs", cwd=folder, environment=environment)
    assert (0, True) == (explained.returncode, b"## Bad" in explained.stdout)


def test_the_tables_of_facts_are_printed(folder: Path, environment: dict[str, str]) -> None:
    printed = process("facts", "--today", "2027-01-01", cwd=folder, environment=environment)

    assert 0 == printed.returncode, printed.stderr
    assert b"15.4" in printed.stdout


def test_cards_in_a_folder_are_rules(folder: Path, environment: dict[str, str]) -> None:
    (folder / "mine/ours").mkdir(parents=True)
    (folder / "mine/ours/entrypoint-of-ours.md").write_text(
        """\
---
severity: error
check: ignored_instruction
with: {keyword: STOPSIGNAL}
message: "we do not want {keyword}"
source: ["a meeting"]
since: 1.0.0
---
# A signal

Because.

## Bad
```dockerfile
FROM databricksruntime/standard:15.4-LTS
STOPSIGNAL 9
```
```text
```

## Good
```dockerfile
FROM databricksruntime/standard:15.4-LTS
```
"""
    )

    first = process("rules", "test", "mine", cwd=folder, environment=environment)
    assert (1, True) == (first.returncode, b"entrypoint-of-ours::Bad" in first.stdout), first
    second = process("rules", "test", "--update", "mine", cwd=folder, environment=environment)
    assert 0 == second.returncode, second
    (folder / "Dockerfile").write_text("FROM databricksruntime/standard:15.4-LTS\nSTOPSIGNAL 9\n")
    third = process("--rules", "mine", cwd=folder, environment=environment)
    assert (1, True) == (third.returncode, b"[entrypoint-of-ours]" in third.stdout), third


def test_a_linted_repository_cannot_bring_code(folder: Path, environment: dict[str, str]) -> None:
    for name in ("json", "yaml", "pluggy", "difflib", "hashlib"):
        (folder / f"{name}.py").write_text("raise SystemExit('code of the repository ran')\n")
    (folder / "Dockerfile").write_bytes(BAD)

    result = process("Dockerfile", cwd=folder, environment=environment)

    assert b"code of the repository ran" not in result.stdout + result.stderr
    assert b"[cmd-never-runs]" in result.stdout


def test_a_password_is_shown_in_no_format(folder: Path, environment: dict[str, str]) -> None:
    password = "correct-horse-7-battery"
    spec = {
        "spark_version": "7.3.x-scala2.12",
        "docker_image": {
            "url": f"https://me:{password}@registry.example.com/a/b:latest",
            "basic_auth": {"username": password, "password": password},
        },
    }
    (folder / "cluster.json").write_text(json.dumps(spec))
    (folder / "Dockerfile").write_text(
        f"FROM databricksruntime/standard:15.4-LTS\nENV TOKEN={password}\nCMD echo {password}\n"
        f"RUN curl -u me:{password} x | pip install -\n"
    )
    for form in ("text", "json", "sarif"):
        result = process(
            *("cluster.json", "Dockerfile", "--format", form, "--show-unresolved", "--statistics"),
            *("--verbose", "--debug", "--color", "always"),
            cwd=folder,
            environment=environment,
        )

        assert 1 == result.returncode, result.stderr
        assert b"password-in-plain-text" in result.stdout
        assert password.encode() not in result.stdout + result.stderr


def test_the_standard_input_comes_back_fixed_byte_by_byte(
    folder: Path, environment: dict[str, str]
) -> None:
    words = ("-", "--stdin-filename", "Dockerfile", "--fix", "--unsafe-fixes")
    odd = b"\xef\xbb\xbf# caf\xe9\r\n" + BAD.replace(b"\n", b"\r\n")

    result = process(*words, cwd=folder, environment=environment, stdin=odd)

    assert odd[: odd.index(b"CMD")] == result.stdout


OLD = BAD + b"ENTRYPOINT ./serve\n"
NEW = BAD[: BAD.index(b"CMD")]


@pytest.mark.once
def test_a_killed_fix_leaves_every_file_old_or_new(
    folder: Path, environment: dict[str, str]
) -> None:
    """As often as asked for, at any moment, most of them while files are written."""
    command = [*COMMAND, "--fix", "--unsafe-fixes", "."]
    places = [folder / f"{n}" / "Dockerfile" for n in range(40)]
    for place in places:
        place.parent.mkdir()
        place.write_bytes(OLD)
    begin = time.monotonic()
    subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True)
    whole = time.monotonic() - begin
    assert all(place.read_bytes() == NEW for place in places)

    choose = random.Random(0)
    times = 200 if os.environ.get("DCSLINT_REQUIRE_TOOLS") else 20
    between = 0
    for _ in range(times):
        for place in places:
            place.write_bytes(OLD)
        with subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as running:
            time.sleep(whole * choose.uniform(0.4, 1))
            running.kill()
        texts = [place.read_bytes() for place in places]
        assert {OLD, NEW}.issuperset(texts)
        between += len(set(texts)) == 2
        for left in folder.rglob("*.tmp"):
            left.unlink()
    assert between or times < 200, "no kill fell between two files"
