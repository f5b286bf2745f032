"""What the server does between two messages."""

from __future__ import annotations

import asyncio

import pytest

pytest.importorskip("pygls")

from dcslint.cli.lsp import FolderLinter
from dcslint.lsp.server import Server
from dcslint.lsp.session import Folder
from dcslint.lsp.workspace import Place
from dcslint.plugins import load_installation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from dcslint.lsp.linter import Choices

DAY = "2026-11-23"


def test_a_folder_works_although_a_single_file_of_its_root_still_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = load_installation()

    def make_linter(root: str, choices: Choices) -> FolderLinter:
        return FolderLinter(root, choices, installation, DAY)

    def place(*, alone: bool) -> Place:
        return Place(str(tmp_path), Folder(make_linter(str(tmp_path), {}), alone=alone))

    async def work() -> bool:
        server = Server(make_linter, DAY)
        monkeypatch.setattr(server, "publish", lambda _: None)
        file, folder = place(alone=True), place(alone=False)
        server.schedule(file)
        server.schedule(folder)
        for _ in range(500):
            if folder.folder.is_settled:
                break
            await asyncio.sleep(0.01)
        return folder.folder.is_settled

    assert asyncio.run(work())
