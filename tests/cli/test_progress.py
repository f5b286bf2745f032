"""The bar on the terminal: when it is drawn, and that nothing of it stays."""

from __future__ import annotations

import io
import os
import sys

import pytest

from cli.conftest import Result
from dcslint.cli import console, main
from dcslint.cli.progress import Progress, bar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TextIO

    Files = Callable[[dict[str, Any]], None]

ERASE = "\r\x1b[K"


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Streams:
    """What the console takes for the module `sys`."""

    def __init__(self, stderr: Terminal) -> None:
        self.stderr = stderr

    @property
    def stdout(self) -> TextIO:
        return sys.stdout


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    stream = Terminal()
    # Not sys.stderr itself: pytest puts its own there once the test begins.
    monkeypatch.setattr(console, "sys", Streams(stream))
    return stream


class Clock:
    """Seconds, a fixed step further each time that it is looked at."""

    def __init__(self, step: float) -> None:
        self.now = 0.0
        self.step = step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def pictures(terminal: Terminal) -> list[str]:
    return terminal.getvalue().split(ERASE)[1:]


def test_nothing_is_drawn_in_the_first_second(terminal: Terminal) -> None:
    progress = Progress(Clock(0.01))

    assert [*range(50)] == list(progress.over([*range(50)]))
    progress.folder()

    assert "" == terminal.getvalue()


def test_after_a_second_a_bar_says_how_many_are_done(terminal: Terminal) -> None:
    assert 8 == len(list(Progress(Clock(0.2)).over([*range(8)])))

    drawn = pictures(terminal)
    assert [f"dcslint: {bar(done, 8)}" for done in (4, 5, 6, 7)] + [""] == drawn
    assert "[############            ] 4/8 files" == bar(4, 8)


def test_it_is_drawn_ten_times_a_second_at_most(terminal: Terminal) -> None:
    list(Progress(Clock(0.01)).over([*range(200)]))

    assert 9 <= len(pictures(terminal)) <= 12


def test_a_long_search_is_told_too(terminal: Terminal) -> None:
    progress = Progress(Clock(0.3))
    for _ in range(6):
        progress.folder()
    list(progress.over([]))

    assert ["dcslint: 4 folders searched", "dcslint: 5 folders searched"] == pictures(terminal)[:2]
    assert terminal.getvalue().endswith(ERASE)


def test_what_is_said_meanwhile_has_a_line_of_its_own(terminal: Terminal) -> None:
    console.draw("half way")
    console.say("note", "a word")
    console.say("note", "another")
    console.erase()

    expected = "dcslint: note: a word\ndcslint: note: another\n"
    assert f"{ERASE}dcslint: half way{ERASE}{expected}" == terminal.getvalue()


def test_a_picture_is_never_wider_than_the_terminal(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "fileno", lambda: 2, raising=False)
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((20, 5)))
    console.draw("x" * 100)

    assert f"{ERASE}dcslint: xxxxxxxxxx" == terminal.getvalue()
    console.erase()


@pytest.mark.usefixtures("stand_in")
class TestRun:
    @pytest.fixture(autouse=True)
    def slow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every look at the clock is a second later."""
        from dcslint.cli import progress

        monkeypatch.setattr(progress.Progress.__init__, "__defaults__", (Clock(1.0),))

    @staticmethod
    def run(terminal: Terminal, *words: str) -> Result:
        status = main([*words])
        return Result(status, "", terminal.getvalue())

    @pytest.fixture(autouse=True)
    def listings(self, files: Files) -> None:
        files({f"{name}.list": "bad databricks" for name in "abcd"})

    def test_a_slow_run_on_a_terminal_draws_and_erases(self, terminal: Terminal) -> None:
        result = self.run(terminal, ".")

        assert 1 == result.status
        assert "] 3/4 files" in result.err
        assert result.err.endswith(ERASE)

    @pytest.mark.parametrize("words", [["--quiet"], ["--fix"]])
    def test_it_is_drawn_once_and_not_if_quiet(self, terminal: Terminal, words: list[str]) -> None:
        assert (words == ["--fix"]) == self.run(terminal, ".", *words).err.count("] 3/4 files")

    def test_a_terminal_that_cannot_erase_gets_none(
        self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TERM", "dumb")

        assert "" == self.run(terminal, ".").err

    def test_a_pipe_gets_none(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert 1 == main(["."])
        assert "" == capsys.readouterr().err
