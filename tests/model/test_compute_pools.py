"""Instance pools and workspace settings: where they are found, and who runs on a pool."""

from __future__ import annotations

import pytest

from compute_for_tests import PROJECT, unit_of
from dcslint.model.compute.format import JsonFormat
from dcslint.source import Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.model.compute.pools import InstancePool

POOL = {"instance_pool_name": "etl", "min_idle_instances": 0}
CLUSTER = {"spark_version": "16.4.x-scala2.12", "docker_image": {"url": "acme/etl:1.4.2"}}


def pool_of(**fields: Any) -> InstancePool:
    """The only pool of a document."""
    (pool,) = unit_of({**POOL, **fields}).specification.pools
    return pool


def clusters_on(pool: dict[str, Any], instance_pool_id: Any) -> int:
    """How many clusters run on a pool that stands under the key `main`."""
    cluster = {**CLUSTER, "instance_pool_id": instance_pool_id}
    unit = unit_of({"instance_pools": {"main": {**POOL, **pool}}, "new_cluster": cluster})
    (found,) = unit.specification.pools
    return len(unit.specification.on_pool(found))


@pytest.mark.parametrize(
    ("image", "urls"),
    [
        (None, []),
        ([], []),
        ([{"url": "a/b:1"}, {"url": "a/c:1"}], ["a/b:1", "a/c:1"]),
        ([{"url": "a/b:${tag}"}], None),
        ([{"url": "a/b:1"}, "${image}"], None),
        ("${images}", None),
        ([{"basic_auth": {}}], None),
    ],
)
def test_preloaded_images_are_known_all_or_not_at_all(image: Any, urls: list[str] | None) -> None:
    found = pool_of(preloaded_docker_images=image).preloaded

    assert urls == (None if found is None else [url.text for url in found])


@pytest.mark.parametrize(
    ("reference", "count"),
    [
        ("0612-pool", 1),
        ("0613-pool", 0),
        ("${resources.instance_pools.main.id}", 1),
        ("${databricks_instance_pool.main.id}", 1),
        ("${resources.instance_pools.other.id}", 0),
        ("${var.pool}", 0),
        ("", 0),
        (None, 0),
        ({"id": "0612-pool"}, 0),
    ],
)
def test_a_cluster_is_on_the_pool_that_it_names(reference: Any, count: int) -> None:
    assert count == clusters_on({"instance_pool_id": "0612-pool"}, reference)


def test_two_unknown_ids_are_not_the_same() -> None:
    assert 0 == clusters_on({"instance_pool_id": "${var.pool}"}, "${var.pool}")


@pytest.mark.parametrize(
    ("spec", "concerns"),
    [
        (POOL, False),
        ({**POOL, "preloaded_docker_images": []}, False),
        ({**POOL, "preloaded_docker_images": [{"url": "a/b"}]}, True),
        ({**POOL, "preloaded_docker_image": [{"url": "a/b"}]}, True),
        ({"enableDcs": "true"}, True),
        ({"enableIpAccessLists": "true"}, False),
        ({"enableDcs": {"type": "boolean"}}, False),
    ],
)
def test_a_document_concerns_databricks_by_its_pools_and_settings(
    spec: dict[str, Any], *, concerns: bool
) -> None:
    assert concerns == unit_of(spec).concerns_databricks()


def test_a_file_that_only_switches_container_services_on_is_looked_into() -> None:
    text = '{"enableDcs": "true"}'

    assert JsonFormat().may_concern_databricks(text)
    unit = JsonFormat().read(Document("conf.json", text), PROJECT)
    assert 1 == len(list(unit.nodes("WorkspaceConf")))
    assert [] == list(unit.nodes("InstancePool"))


def test_a_finding_about_a_pool_points_at_its_name() -> None:
    assert "instance_pool_name" == pool_of().span.source


@pytest.mark.parametrize("path", [("aws_attributes", "zone_id"), ("node_type_id",), ("a", "b")])
def test_a_value_of_a_pool_that_is_not_there_is_none(path: tuple[str, ...]) -> None:
    blocks: tuple[Any, ...] = (None, "text", [], {"other": 1})
    for block in blocks:
        assert pool_of(aws_attributes=block, a=block).value(*path) is None
