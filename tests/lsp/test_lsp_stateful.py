"""Random sequences of what an editor does: the server's view stays that of a fresh run."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

pytest.importorskip("pygls")

from dcslint.cli.lsp import FolderLinter
from dcslint.lsp.session import Folder
from dcslint.lsp.texts import OpenText
from dcslint.plugins import load_installation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Diagnostic

TODAY = "2026-11-23"
INSTALLATION = load_installation()
PATHS = ("Dockerfile", "requirements.txt", "cluster.json", "build.sh", "databricks.yml", "r/a.yml")
# Pieces that make sense beside one another, in any file; the last ones in none.
LINES = (
    *("FROM databricksruntime/standard:15.4-LTS\n", "FROM databricksruntime/standard:latest\n"),
    "COPY requirements.txt /r.txt\nRUN /databricks/python3/bin/pip install -r /r.txt\n",
    "CMD serve\n",
    *("pyspark==3.5.0\n", "pandas\n", "docker build -t acme.io/etl:$T .\n"),
    '{"spark_version": "16.4.x-scala2.12", "docker_image": {"url": "acme.io/etl:1"}}\n',
    "bundle: {name: a}\ninclude: [r/*.yml]\n",
    "resources:\n  clusters:\n    a: {spark_version: 9.1.x-scala2.12, docker_image: {url: a}}\n",
    *("# dcslint: ignore[cmd-never-runs] so be it\n", "é😀 \u2028\n", "", "{", "\r\n"),
)
# The numbers of the lines that files begin with.
START = {"Dockerfile": (0, 2), "requirements.txt": (5,), "build.sh": (6,), "cluster.json": (7,)}
texts = st.lists(st.sampled_from(LINES), max_size=4).map("".join)
paths = st.sampled_from(PATHS)
places = st.tuples(st.integers(0, 5), st.integers(0, 30))


def said(found: dict[str, list[Diagnostic]]) -> list[tuple[str, int, int, str, str]]:
    return sorted(
        (path, one.span.start, one.span.end, one.rule, one.message)
        for path, some in found.items()
        for one in some
    )


class Editing(RuleBasedStateMachine):
    """One folder: files on the disk, texts that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        (self.root / "r").mkdir()
        for path, numbers in START.items():
            (self.root / path).write_bytes("".join(LINES[number] for number in numbers).encode())
        self.folder = Folder(self.linter())
        self.version = 0

    def linter(self) -> FolderLinter:
        return FolderLinter(str(self.root), {}, INSTALLATION, TODAY)

    @rule(path=paths, text=texts)
    def save(self, path: str, text: str) -> None:
        (self.root / path).write_bytes(text.encode())
        self.folder.touch(path)

    @rule(path=paths)
    def delete(self, path: str) -> None:
        (self.root / path).unlink(missing_ok=True)
        self.folder.touch(path)

    @rule(path=paths, text=texts, encoding=st.sampled_from(["utf-8", "utf-16", "utf-32"]))
    def open(self, path: str, text: str, encoding: str) -> None:
        self.folder.opened(path, OpenText(text, self.version, encoding))

    @rule(path=paths, begin=places, end=places, text=texts)
    def type(self, path: str, begin: tuple[int, int], end: tuple[int, int], text: str) -> None:
        opened = self.folder.open.get(path)
        if opened is not None:
            self.version += 1
            opened.change([((min(begin, end), max(begin, end)), text)], self.version)
            self.folder.touch(path)

    @rule(path=paths)
    def close(self, path: str) -> None:
        if path in self.folder.open:
            self.folder.closed(path)

    @rule()
    def pause(self) -> None:
        """Leave the work in the middle."""
        for _ in self.folder.work():
            break

    @invariant()
    def it_says_what_a_fresh_start_says(self) -> None:
        self.folder.settle()
        fresh = Folder(self.linter())
        for path, text in self.folder.open.items():
            fresh.opened(path, OpenText(text.data().decode("utf-8", "surrogatepass"), 0, "utf-8"))
        fresh.settle()

        assert said(fresh.found()) == said(self.folder.found())
        assert [] == self.folder.linter.take_failures()

    def teardown(self) -> None:
        shutil.rmtree(self.root)


Editing.TestCase.settings = settings(
    max_examples=1_000 if os.environ.get("DCSLINT_REQUIRE_TOOLS") else 50,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestEditing = Editing.TestCase
