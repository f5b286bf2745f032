"""Which files are read as JSON specs, and which of them are meant for Databricks."""

from __future__ import annotations

import pytest

from compute_for_tests import unit_of
from dcslint.model.compute.format import JsonFormat

FORMAT = JsonFormat()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("cluster.json", True),
        ("a/b/JOB.JSON", True),
        ("main.tf.json", True),
        ("cluster.json.j2", False),
        ("cluster.yml", False),
        ("json", False),
    ],
)
def test_json_is_known_by_its_name(path: str, *, expected: bool) -> None:
    assert expected == FORMAT.claims_name(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}', True),
        ('\n {\n "a": 1}', True),
        ('[\n{"a": 1}]', True),
        ("{}", True),
        ("[tool.ruff]\nx = 1", False),
        ("{{ template }}", False),
        ("FROM a", False),
        ("", False),
    ],
)
def test_a_text_of_unknown_name_is_known_by_its_brackets(text: str, *, expected: bool) -> None:
    assert expected == FORMAT.claims_text(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"spark_version": "16.4.x-scala2.12", "num_workers": 1}', False),
        (
            '{"spark_version": "16.4.x-scala2.12", "num_workers": 1, "docker_image": {"url": "a"}}',
            True,
        ),
        ('{"new_cluster": {"docker_image": {"url": "a"}}}', True),
        ('{"new_cluster": {"docker_image": {"url": "a"}}', True),
        ('{"new_cluster": {"docker\\u005fimage": {"url": "a"}}}', True),
        ('{"new_cluster": {"docker_image": []}, "broken": WORD}', False),
        ('{"docker_image": {"url": "a"', True),
        ('{"docker_image": ', True),
        ('{"docker_image": {"url": "a"}}', False),
        ('// settings\n{"docker_image": {"url": "a"},}', False),
        ('{"compilerOptions": {"strict": true,},}', False),
        ("docker_image", False),
        ("", False),
    ],
)
def test_a_spec_with_an_image_concerns_databricks(text: str, *, expected: bool) -> None:
    unit = unit_of(text)

    assert expected == unit.concerns_databricks()
    assert FORMAT.may_concern_databricks(text) or not expected


def test_what_the_reader_could_not_understand_is_handed_on() -> None:
    unit = unit_of('// a\n{"compilerOptions": {"strict": true,},}')

    kinds = [problem.kind for problem in unit.problems]
    comma, comment = "json-trailing-comma", "json-comment"
    assert [comment, comma, comma] == kinds
    # Of what a file does throughout, once is enough.
    assert unit.problems[:2] == list(unit.nodes("SyntaxProblem"))


def test_a_unit_has_no_nodes_of_other_formats() -> None:
    unit = unit_of('{"new_cluster": {"docker_image": {"url": "a"}}}')

    assert [1, 1, 1, 0] == [
        len(list(unit.nodes(kind))) for kind in ("Cluster", "Container", "Specification", "Stage")
    ]
