"""`--jobs`: several processes say what one says, byte for byte, and one that dies loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from textwrap import dedent

import pytest

from built import ROOT, run
from dcslint.cli.jobs import LEAST, Ahead, Apart, jobs_of
from dcslint.config import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Write = Callable[[Mapping[str, str]], Path]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux")
COMMAND = [sys.executable, "-m", "dcslint"]
# Cards and a plugin whose check ends or disables its process in one file, but not in the first.
PLUGIN = """
    import os
    from dcslint.checks import Problem, check
    from dcslint.plugins import Pack

    FIRST = os.getpid()
    HERE = os.path.dirname(__file__)

    def dcslint_packs():
        return [Pack("odd", rules=os.path.join(HERE, "odd_rules"), checks=["odd_checks"])]
    """
CHECKS = """
    from __future__ import annotations

    import os
    from dcslint.checks import Problem, check
    from dcslint.model.image.nodes import Image

    FIRST = os.getpid()

    class Odd(Exception):
        def __init__(self, message):
            super().__init__(message)
            self.never_pickled = lambda: None

    @check()
    def odd(image: Image):
        '''Behave oddly.'''
        name = image.document.path
        if "040" in name and os.getpid() != FIRST:
            os._exit(7)
        if "090" in name:
            raise Odd("as always")
        yield Problem(image.document.span(0, 4))
    """
CARD = """
    ---
    check: odd
    since: "1.0"
    source: ["https://example.com/"]
    message: an image
    severity: note
    ---

    # Odd things

    They happen.
    """


def project() -> dict[str, str]:
    """Enough Dockerfiles for three processes, and other files between them."""
    files = {}
    for number in range(3 * LEAST + 5):
        lines = [
            f"FROM databricksruntime/standard:{'15.4-LTS' if number % 3 else '15.4-lts'}",
            "# dcslint: ignore[pip-outside-runtime] as ever" if number % 4 else "#",
            "RUN pip install pandas",
            f"ENV API_TOKEN=dapi{number:032x}",
            "CMD python serve.py",
        ]
        if number % 40 == 7:
            lines.append('LABEL org.opencontainers.image.ref.name="acme/app:1"')
        files[f"a{number:03}/Dockerfile"] = "\n".join(lines) + "\n"
    files["a017/cluster.json"] = (
        '{"spark_version": "15.4.x-scala2.12", "node_type_id": "m6g.large", "num_workers": 1,\n'
        ' "docker_image": {"url": "acme/app:1"}}\n'
    )
    files["a100/broken.Dockerfile"] = "FROM\nRUN <<E\n"
    files["a101/Dockerfile"] = "FROM debian\n"
    files["dcslint.toml"] = '[images]\n"acme/app:1" = "a150/Dockerfile"\n'
    return files


def lint(*words: str, cwd: Path) -> tuple[int, str, str]:
    environment = {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(cwd)])}
    done = run([*COMMAND, *words], cwd, environment)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "text", "--verbose", "--show-unresolved", "--statistics"),
        ("--format", "sarif", "--show-suppressed"),
        ("--format", "json", "--scope", "all"),
        ("--unsafe-fixes", "--diff"),
    ],
    ids=" ".join,
)
def test_several_processes_say_what_one_says(write_files: Write, words: tuple[str, ...]) -> None:
    files = write_files(project())

    alone = lint("--jobs", "1", *words, ".", cwd=files)
    several = lint("--jobs", "3", *words, ".", cwd=files)

    assert alone == several
    assert "a150/Dockerfile" in alone[1]


def test_a_process_that_dies_or_cannot_send_loses_nothing(write_files: Write) -> None:
    odd = {"odd.py": PLUGIN, "odd_checks.py": CHECKS, "odd_rules/image/odd.md": CARD}
    files = write_files(
        {**project(), **{name: dedent(text).lstrip() for name, text in odd.items()}}
    )
    words = ("--plugin", "odd", "--format", "json", "--select", "odd/odd")

    alone = lint("--jobs", "1", *words, ".", cwd=files)
    several = lint("--jobs", "3", *words, ".", cwd=files)

    assert "Odd: as always" in alone[2]
    assert alone == several
    assert alone[1].count('"odd/odd"') > 3 * LEAST


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_is_told_once_and_ends_all(write_files: Write) -> None:
    checks = (
        dedent(CHECKS)
        .lstrip()
        .replace('if "090" in name:', "import time; time.sleep(60)\n    if 0:")
    )
    odd = {"odd.py": PLUGIN, "odd_rules/image/odd.md": CARD}
    files = write_files(
        {**project(), **{name: dedent(text).lstrip() for name, text in odd.items()}}
    )
    (files / "odd_checks.py").write_text(checks)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(files)])}
    words = ["--jobs", "3", "--plugin", "odd", "--select", "odd/odd", "."]
    with subprocess.Popen(
        [*COMMAND, *words],
        cwd=files,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as running:
        try:
            deadline = time.monotonic() + 60
            while len(children_of(running.pid)) < 3 and time.monotonic() < deadline:
                time.sleep(0.05)
            children = children_of(running.pid)
            os.killpg(running.pid, signal.SIGINT)
            _, said = running.communicate(timeout=60)
        except BaseException:
            os.killpg(running.pid, signal.SIGKILL)  # none is left to the tests after this one
            raise

    assert 3 == len(children)
    assert (130, b"dcslint: error: interrupted\n") == (running.returncode, said)
    assert not any(os.path.exists(f"/proc/{child}/exe") for child in children)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    ("where", "status", "told"),
    [("child", 1, ""), ("parent", 130, "dcslint: error: interrupted\n")],
)
def test_an_interrupt_in_the_middle_of_a_fork_is_not_lost(
    write_files: Write, where: str, status: int, told: str
) -> None:
    """One that the processes alone got ends them, and the run lints what they do not send."""
    interrupted = f"""
        import os, signal
        os.register_at_fork(after_in_{where}=lambda: os.kill(os.getpid(), signal.SIGINT))

        def dcslint_packs():
            return []
        """
    files = write_files({**project(), "interrupted.py": dedent(interrupted).lstrip()})

    alone = lint("--jobs", "1", "--plugin", "interrupted", ".", cwd=files)
    several = lint("--jobs", "3", "--plugin", "interrupted", ".", cwd=files)

    assert (status, told) == (several[0], several[2])
    assert several[1] == ("" if told else alone[1])


def children_of(pid: int) -> list[str]:
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return file.read().split()


def test_few_files_are_left_to_the_run() -> None:
    def lint(_: int) -> Apart | None:
        raise AssertionError("in another process")

    ahead = Ahead(range(2 * LEAST - 1), 4, lint, lambda: None)

    assert [None] * 3 == [ahead.take(place) for place in range(3)]


@pytest.mark.parametrize("given", ["0", "-1", "x", "1.5", "", "²"])
def test_what_is_no_number_of_processes_is_refused(given: str) -> None:
    with pytest.raises(ConfigurationError, match="--jobs is a number of processes or auto"):
        jobs_of(given)


def test_as_many_processes_as_are_ours_and_never_more_than_can_be_served() -> None:
    assert len(os.sched_getaffinity(0)) == jobs_of("auto") or jobs_of("auto") == 16
    assert 2 == jobs_of("2")
    assert 16 == jobs_of("99999999999999999999")
