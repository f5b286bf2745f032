"""What a cluster answers: values, what it surely lacks, and what follows by the facts."""

from __future__ import annotations

import pytest

from compute_for_tests import cluster_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.source import Value

CLUSTER: dict[str, Any] = {
    "cluster_name": "etl",
    "spark_version": "15.4.x-photon-scala2.12",
    "num_workers": 2,
    "data_security_mode": "USER_ISOLATION",
    "aws_attributes": {
        "instance_profile_arn": "arn:aws:iam::1:instance-profile/p",
        "zone_id": None,
    },
    "spark_conf": {"spark.master": "local[*]"},
    "custom_tags": {},
    "init_scripts": [{"s3": {"destination": "s3://a"}}, {"file": {"destination": "file:/b"}}],
    "docker_image": {"url": "acme/etl:1.4.2"},
}


def text_of(value: Value | None) -> str | None:
    return None if value is None else value.text


def test_a_value_is_found_by_its_path_and_keeps_its_place() -> None:
    cluster = cluster_of(CLUSTER)
    value = cluster.value("aws_attributes", "instance_profile_arn")

    assert value is not None
    assert "arn:aws:iam::1:instance-profile/p" == value.text == value.span.source
    assert "local[*]" == text_of(cluster.spark_conf("spark.master"))
    assert "2" == text_of(cluster.value("num_workers"))


@pytest.mark.parametrize(
    "path",
    [
        ("missing",),
        ("aws_attributes", "missing"),
        ("aws_attributes", "zone_id"),
        ("aws_attributes",),
        ("cluster_name", "deeper"),
        ("init_scripts", "s3"),
    ],
)
def test_there_is_no_value_where_none_is_written(path: tuple[str, ...]) -> None:
    assert None is cluster_of(CLUSTER).value(*path)


def test_a_variable_in_place_of_a_block_hides_all_that_is_in_it() -> None:
    cluster = cluster_of({**CLUSTER, "aws_attributes": "${var.aws}"})
    value = cluster.value("aws_attributes", "instance_profile_arn")

    assert value is not None
    assert not value.is_known
    assert not cluster.lacks("aws_attributes", "instance_profile_arn")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("missing",), True),
        (("aws_attributes", "missing"), True),
        (("aws_attributes", "zone_id"), True),
        (("custom_tags", "ResourceClass"), True),
        (("custom_tags",), True),
        (("missing", "deeper"), True),
        (("aws_attributes", "instance_profile_arn"), False),
        (("spark_conf",), False),
        (("cluster_name", "deeper"), False),
    ],
)
def test_only_what_surely_is_not_there_is_lacking(path: tuple[str, ...], *, expected: bool) -> None:
    assert expected == cluster_of(CLUSTER).lacks(*path)


def test_nothing_is_lacking_where_keys_may_be_hidden() -> None:
    text = (
        '{"spark_version": "16.4.x-scala2.12", "num_workers": 1, {% include "more" %} "kind": "x"}'
    )
    cluster = cluster_of(text)

    assert not cluster.complete
    assert not cluster.lacks("aws_attributes")
    assert not cluster.lacks("aws_attributes", "instance_profile_arn")


def test_values_at_a_path_with_stars_are_those_of_every_item() -> None:
    cluster = cluster_of(CLUSTER)

    found = [value.text for value in cluster.values("init_scripts.*.*.destination")]
    assert ["s3://a", "file:/b"] == found
    assert [] == list(cluster.values("init_scripts.*.missing"))
    assert [] == list(cluster.values("cluster_name.*"))


def test_what_is_written_and_what_it_means_differ_where_a_template_stands() -> None:
    cluster = cluster_of({**CLUSTER, "node_type_id": "${var.node}"})

    assert ["${var.node}"] == [value.text for value in cluster.written("node_type_id")]
    assert [None] == [value.text for value in cluster.values("node_type_id")]


def test_the_facts_of_a_cluster() -> None:
    cluster = cluster_of(CLUSTER)

    assert cluster.spark_version is not None
    assert ("15.4", True) == (cluster.runtime, cluster.spark_version.is_photon)
    assert cluster.access_mode is not None
    assert "standard" == cluster.access_mode.kind
    assert "etl" == cluster.name


@pytest.mark.parametrize("version", ["${var.v}", "15.4", "", "custom:x", None])
def test_a_version_that_is_not_known_gives_no_runtime(version: str | None) -> None:
    cluster = cluster_of({"new_cluster": {**CLUSTER, "spark_version": version}})

    assert None is cluster.runtime


def test_an_unknown_access_mode_has_no_meaning() -> None:
    for mode in ("${var.mode}", "MADE_UP", None):
        assert None is cluster_of({**CLUSTER, "data_security_mode": mode}).access_mode


@pytest.mark.parametrize(
    ("extra", "policy", "pool"),
    [
        ({}, False, False),
        ({"policy_id": "A1"}, True, False),
        ({"policy_id": "${var.policy}"}, True, False),
        ({"policy_id": "", "instance_pool_id": ""}, False, False),
        ({"policy_id": None}, False, False),
        ({"instance_pool_id": "p"}, False, True),
        ({"driver_instance_pool_id": "${var.pool}"}, False, True),
    ],
)
def test_a_policy_and_a_pool_may_supply_what_is_missing(
    extra: dict[str, Any], *, policy: bool, pool: bool
) -> None:
    cluster = cluster_of({**CLUSTER, **extra})

    assert (policy, pool) == (cluster.policy_id is not None, cluster.pool is not None)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"new_cluster": CLUSTER}, "etl"),
        ({"name": "job", "new_cluster": {**CLUSTER, "cluster_name": ""}}, "job"),
        ({"run_name": "once", "new_cluster": {**CLUSTER, "cluster_name": "${x}"}}, "once"),
        ({"name": "${x}", "new_cluster": {"num_workers": 1}}, None),
    ],
)
def test_a_cluster_without_a_name_is_called_as_its_job_calls_it(
    spec: dict[str, Any], expected: str | None
) -> None:
    assert expected == cluster_of(spec).name


def test_the_entry_of_a_path_is_for_findings_that_point_at_a_key() -> None:
    cluster = cluster_of(CLUSTER)
    entry = cluster.entry("aws_attributes", "instance_profile_arn")

    assert entry is not None
    assert "instance_profile_arn" == entry.key.span.source
    assert None is cluster.entry("cluster_name", "deeper")
