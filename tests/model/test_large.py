"""Files with more parts than anybody writes: one finding, and no time or memory for the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from compute_for_tests import PROJECT
from dcslint.cli import main
from dcslint.model import large
from dcslint.model.compute.embedded_formats import PythonFormat
from dcslint.model.image import commands
from dcslint.model.image.format import DockerfileFormat, DockerfileUnit
from dcslint.model.large import MOST_PARTS, MOST_WORDS, Allowance, LargeUnit, crowd_of
from dcslint.readers.dockerfile import MOST_INSTRUCTIONS, read_dockerfile
from dcslint.source import Document
from terraform_for_tests import module_of

DOCKERFILE = DockerfileFormat()


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("\n" * MOST_PARTS, ""),
        ("\n" * (MOST_PARTS + 1), "160,000 lines and separators"),
        ("[]," * (MOST_PARTS // 2 + 1), "160,000 lines and separators"),
        ("a;b&c|d{}" * (MOST_PARTS // 4 + 1), "160,000 lines and separators"),
        ("a " * MOST_WORDS, ""),
        ("a " * (MOST_WORDS + 1), "400,000 words"),
        ("x" * 2_000_000, ""),
    ],
)
def test_what_a_text_has_too_much_of(text: str, most: str) -> None:
    assert most == crowd_of(text)


def most_of(text: str) -> str:
    """What the Dockerfile has too much of, by the one fault that is then its all."""
    unit = DOCKERFILE.read(Document("Dockerfile", text), PROJECT)
    if not isinstance(unit, LargeUnit):
        assert isinstance(unit, DockerfileUnit)
        return ""
    assert [unit.problem] == list(unit.nodes("SyntaxProblem"))
    assert [] == list(unit.nodes("Stage"))
    assert "file-too-large" == unit.problem.kind
    return unit.problem.words["most"]


def test_a_dockerfile_of_too_many_instructions_is_not_judged_by_some_of_them() -> None:
    text = "FROM a\n" + "USER a\n" * (MOST_INSTRUCTIONS - 1)

    assert "" == most_of(text)
    assert "30,000 instructions" == most_of(f"{text}USER b\n")
    assert read_dockerfile(Document("Dockerfile", text)).complete
    cut = read_dockerfile(Document("Dockerfile", f"{text}USER b\n"))
    assert not cut.complete
    assert MOST_INSTRUCTIONS == len(cut.instructions)


@pytest.mark.parametrize(
    "run",
    [
        "RUN true; true; true; true\n",
        "RUN true\nRUN true\nRUN true\nRUN true\n",
        "RUN sh -c 'true; true; true'\n",
    ],
)
def test_commands_are_counted_in_all_scripts_of_a_dockerfile(
    monkeypatch: pytest.MonkeyPatch, run: str
) -> None:
    monkeypatch.setattr(commands, "MOST_COMMANDS", 3)

    assert "3 commands" == most_of(f"FROM a\n{run}")
    monkeypatch.setattr(commands, "MOST_COMMANDS", 4)
    assert "" == most_of(f"FROM a\n{run}")


def test_python_takes_more_for_each_part_so_fewer_are_read() -> None:
    spec = "x = {'spark_version': '1'}\n"
    few, many = (Document("a.py", spec * times) for times in (10, 20_001))

    assert not isinstance(PythonFormat().read(few, PROJECT), LargeUnit)
    unit = PythonFormat().read(many, PROJECT)
    assert isinstance(unit, LargeUnit)
    assert "40,000 lines and separators" == unit.most


def test_files_that_are_read_together_have_an_allowance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "MOST_PARTS_TOGETHER", 3)
    allowance = Allowance()

    assert allowance.takes("a.tf", "\n\n")
    assert allowance.takes("a.tf", "\n")
    assert allowance.takes("b.tf", "\n\n")
    assert not allowance.takes("c.tf", "\n")
    assert not Allowance().takes("d.tf", "," * (MOST_PARTS + 1))


def test_a_terraform_module_reads_no_more_of_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {name: f'variable "{name[0]}" {{\n}}\n' for name in ("a.tf", "b.tf", "c.tf")}
    monkeypatch.setattr(large, "MOST_PARTS_TOGETHER", large.parts_of(files["b.tf"]))

    # The file itself is read whatever it holds: it was found to be small enough before.
    assert ["a", "b"] == sorted(module_of(files).variables)


def test_what_is_not_read_is_one_finding_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile.many").write_text("FROM a\n" + "x\n" * MOST_INSTRUCTIONS)
    Path("Dockerfile.bad").write_text("FROM databricksruntime/standard:15.4-LTS\nCMD x\n")

    status = main(["--isolated", "--format", "concise", "Dockerfile.bad", "Dockerfile.many"])

    lines = capsys.readouterr().out.splitlines()
    assert 1 == status
    assert ["cmd-never-runs", "file-too-large"] == [line.split("[")[-1][:-1] for line in lines[:2]]
    assert lines[1].startswith(
        "Dockerfile.many:1:1: warning: this file has more than 30,000 instructions"
    )
    assert 2 == len([line for line in lines if line.startswith("Dockerfile")])
