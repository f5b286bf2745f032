from __future__ import annotations

import io
import json
import os
import signal
import sys

import pytest

from cli.stand_ins import StandIn
from dcslint.cli import main

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any


class Result:
    """What one call of `main` gave."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Have processes that the test starts take SIGINT, which a shell's `&` may have us ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """The installation that every run in the test sees."""
    import dcslint.plugins

    installation = StandIn()
    monkeypatch.setattr(dcslint.plugins, "load_installation", installation.load)
    return installation


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory; the environment says nothing of colour, date or git."""
    for name in ("NO_COLOR", "FORCE_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    here = tmp_path / "project"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def files(folder: Path) -> Callable[..., None]:
    """Write files below the working directory: `files({"a.list": "bad"})`."""

    def write(contents: dict[str, str | bytes]) -> None:
        for path, content in contents.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())

    return write


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Call `main` with these words; `stdin=` is what it can read."""

    def call(*words: str | os.PathLike[str], stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        status = main([os.fspath(word) for word in words])
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return call
