"""The pages in docs/: their files are written, their commands run, their outputs compared."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from importlib import import_module
from pathlib import Path

import pytest

from dcslint.cli import main

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
# A fenced block: its fence, language, path (of a file) and text.
_BLOCK = re.compile(
    r"^(?P<fence>`{3,})(?P<language>\w*)(?: (?P<path>\S+))?\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
# Written by generators, which have tests of their own.
GENERATED = {"rules.md"}
PAGES = sorted(page.name for page in DOCS.glob("*.md") if page.name not in GENERATED)


def blocks(page: str) -> list[re.Match[str]]:
    return list(_BLOCK.finditer((DOCS / page).read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_is_what_happens(
    page: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In order: a block with a path is a file, one of `console` commands with their output.

    A comment `<!-- in FOLDER -->` stands for the files of a fixture.
    """
    text = (DOCS / page).read_text(encoding="utf-8")
    for folder in re.findall(r"<!-- in (\S+) -->", text):
        shutil.copytree(ROOT / folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795564800")  # 2026-11-25
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    for block in blocks(page):
        if block["path"]:
            place = tmp_path / block["path"]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block["text"], encoding="utf-8")
        elif block["language"] == "console":
            for part in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                program, *words = shlex.split(command)
                assert "dcslint" == program
                main(words)
                assert output.rstrip() == capsys.readouterr().out.rstrip(), command


@pytest.mark.parametrize("page", [*PAGES, "../README.md", "../CONTRIBUTING.md"])
def test_what_a_page_links_to_is_there(page: str) -> None:
    text = re.sub(
        r"^(`{3,}).*?^\1$",
        "",
        (DOCS / page).read_text(encoding="utf-8"),
        flags=re.MULTILINE | re.DOTALL,
    )

    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert ((DOCS / page).parent / target).exists(), target


def test_the_problem_matcher_reads_what_the_command_line_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (block,) = (one for one in blocks("editors.md") if one["path"] == ".vscode/tasks.json")
    (task,) = json.loads(block["text"])["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "Dockerfile").write_text("FROM ubuntu:24.04 # x\nCMD [x]\n")
    command = shlex.split(task["command"])

    main([*command[1:], "a b/Dockerfile"])
    lines = capsys.readouterr().out.splitlines()
    found = [re.fullmatch(pattern["regexp"], line) for line in lines]

    assert found
    assert all(found)
    assert {"a b/Dockerfile"} == {one[pattern["file"]] for one in found if one}


def test_each_line_of_the_threat_model_is_held_by_a_test() -> None:
    text = (DOCS / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/\S+)::(\w+)`", text)

    assert len(named) >= 10
    for file, test in named:
        assert re.search(rf"def {test}\(", (ROOT / file).read_text(encoding="utf-8")), test


def test_the_limits_are_those_of_the_code() -> None:
    rows = re.findall(r"\| ([\d,]+) \| `([\w.]+)\.(\w+)` \|", (DOCS / "security.md").read_text())

    assert len(rows) >= 10
    for number, module, name in rows:
        assert int(number.replace(",", "")) == getattr(import_module(module), name), name


@pytest.mark.parametrize("page", PAGES)
def test_options_that_a_page_names_exist(page: str) -> None:
    from dcslint.cli.arguments import COMMANDS

    known = {option for table in COMMANDS.values() for option in table}
    for block in blocks(page):
        for line in block["text"].splitlines():
            if re.match(r"(?:\$ )?dcslint ", line) and block["language"] in ("sh", "console"):
                words = re.findall(r"(?<= )--[a-z-]+", line)
                assert set(words) <= known, line
