"""Which files are Dockerfiles, and which of those are meant for Databricks."""

from __future__ import annotations

import pytest

from dcslint.config import Settings
from dcslint.model.image.format import DockerfileFormat
from dcslint.model.project import Project
from dcslint.readers.problem import SyntaxProblem
from dcslint.source import DictFiles, Document
from facts_for_tests import FACTS

FORMAT = DockerfileFormat()
PROJECT = Project(DictFiles({}), FACTS, Settings(today=FACTS.as_of))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Dockerfile", True),
        ("a/b/dockerfile", True),
        ("Dockerfile.gpu", True),
        ("gpu.Dockerfile", True),
        ("genomics.aws.dockerfile", True),
        ("Containerfile", True),
        ("Dockerfile.md", False),
        ("Dockerfile.dockerignore", False),
        ("docker-compose.yml", False),
        ("main.py", False),
    ],
)
def test_a_dockerfile_is_known_by_its_name(path: str, *, expected: bool) -> None:
    assert expected == FORMAT.claims_name(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a", True),
        ("# syntax=x\n\n# why\nARG A=1\nFROM a", True),
        ("FROM --platform=linux/amd64 a as b", True),
        ("from a import b\n", False),
        ('{"FROM": 1}', False),
        ("", False),
        ("# FROM a", False),
    ],
)
def test_a_text_of_unknown_name_is_known_by_its_first_word(text: str, *, expected: bool) -> None:
    assert expected == FORMAT.claims_text(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM databricksruntime/standard:15.4-LTS", True),
        ("ARG B=databricksruntime/minimal\nFROM $B:9.x", True),
        ("FROM example.com/mirror/databricksruntime/standard:1", True),
        ("FROM ubuntu\nRUN virtualenv /databricks/python3", True),
        ("FROM ubuntu\nRUN cat file:///databricks/x", True),
        ("FROM ubuntu\nRUN curl https://databricks/x", False),
        ("FROM ubuntu\nRUN curl https://a.example/databricks/x /databricks/y", True),
        ("FROM ubuntu\nENV PYSPARK_PYTHON=/databricks/python3/bin/python3", True),
        ("FROM databricksruntime/standard:15.4-LTS AS a\nFROM a", True),
        ("FROM databricksruntime/standard:15.4-LTS AS a\nFROM ubuntu\nCOPY --from=a /x /x", False),
        ("FROM ubuntu\nRUN pip install databricks-sdk", False),
        ("FROM ubuntu\n# for /databricks/python3\nRUN x", False),
        ("# databricksruntime", False),
        ("", False),
    ],
)
def test_a_dockerfile_is_for_databricks_by_what_its_final_image_is(
    text: str, *, expected: bool
) -> None:
    unit = FORMAT.read(Document("Dockerfile", text), PROJECT)

    assert expected == unit.concerns_databricks()
    if expected:
        assert FORMAT.may_concern_databricks(text), "the cheap test is wrong only towards yes"


def test_a_byte_that_is_not_utf_8_is_told_at_its_place() -> None:
    document = Document.from_bytes("Dockerfile", b"FROM a\n# caf\xe9\n")
    unit = FORMAT.read(document, PROJECT)

    (problem,) = unit.nodes("SyntaxProblem")
    assert isinstance(problem, SyntaxProblem)
    assert ("not-utf-8", 12, 13) == (problem.kind, problem.span.start, problem.span.end)
