"""One character too few or too many in JSON: the fault is told, and nothing it only leads to."""

from __future__ import annotations

import json

import pytest

from compute_for_tests import lint_unit, unit_of

CLUSTER = {
    "cluster_name": "etl",
    "spark_version": "16.4.x-scala2.12",
    "node_type_id": "i3.xlarge",
    "num_workers": 2,
    "data_security_mode": "SINGLE_USER",
    "aws_attributes": {"instance_profile_arn": "arn:aws:iam::123456789012:instance-profile/pull"},
    "spark_env_vars": {"A": "b"},
    "docker_image": {"url": "123456789012.dkr.ecr.us-east-1.amazonaws.com/etl:1.4.2"},
    "init_scripts": [{"workspace": {"destination": "/Shared/a.sh"}}],
}
MARKS = '{}[]",:'


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("mark", MARKS)
def test_what_a_character_too_few_or_too_many_leads_to_is_not_told(
    mark: str, indent: int | None
) -> None:
    text = json.dumps(CLUSTER, indent=indent)
    assert [] == lint_unit(unit_of(text)).diagnostics
    places = [at for at, character in enumerate(text) if character == mark]
    assert places
    for at in places:
        for changed in (text[:at] + text[at + 1 :], text[:at] + mark + text[at:]):
            try:
                json.loads(changed)
            except ValueError:
                unit = unit_of(changed)
                assert any(True for _ in unit.nodes("SyntaxProblem")), changed
                rules = {found.rule for found in lint_unit(unit).diagnostics}
                assert rules <= {"json-malformed"}, changed
