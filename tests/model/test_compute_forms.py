"""Where clusters are found, what they are called, and what is not taken for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compute_for_tests import unit_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "cluster"
CLUSTER: dict[str, Any] = {
    "spark_version": "16.4.x-scala2.12",
    "node_type_id": "i3.xlarge",
    "num_workers": 2,
    "docker_image": {"url": "acme/etl:1.4.2"},
}
TASK = {"task_key": "load", "notebook_task": {"notebook_path": "/Shared/load"}}

FORMS: dict[str, Any] = {
    "create": CLUSTER,
    "edit": {"cluster_id": "0612-101010-abc", **CLUSTER},
    "update": {"cluster_id": "0612-101010-abc", "update_mask": "*", "cluster": CLUSTER},
    "get": {"cluster_id": "0612", "state": "RUNNING", **CLUSTER, "driver": {"node_id": "x"}},
    "list": {"clusters": [CLUSTER], "next_page_token": ""},
    "single task": {"name": "j", "new_cluster": CLUSTER, "libraries": []},
    "job cluster": {
        "tasks": [{**TASK, "job_cluster_key": "main"}],
        "job_clusters": [{"job_cluster_key": "main", "new_cluster": CLUSTER}],
    },
    "task": {"tasks": [{**TASK, "new_cluster": CLUSTER}]},
    "for each": {
        "tasks": [
            {
                "task_key": "all",
                "for_each_task": {"inputs": "[1]", "task": {**TASK, "new_cluster": CLUSTER}},
            }
        ]
    },
    "run": {"run_name": "once", "tasks": [{**TASK, "new_cluster": CLUSTER}]},
    "settings": {"job_id": 1, "settings": {"tasks": [{**TASK, "new_cluster": CLUSTER}]}},
    "new settings": {"job_id": 1, "new_settings": {"tasks": [{**TASK, "new_cluster": CLUSTER}]}},
    "list of jobs": {"jobs": [{"settings": {"name": "j", "new_cluster": CLUSTER}}]},
    "array": [CLUSTER],
    "recorded request": {"method": "POST", "path": "/api/2.1/clusters/create", "body": CLUSTER},
    "blocks as lists": {"new_cluster": [{**CLUSTER, "docker_image": [{"url": "acme/etl:1"}]}]},
}


@pytest.mark.parametrize("form", FORMS)
def test_a_cluster_is_found_in_every_form(form: str) -> None:
    unit = unit_of(FORMS[form])

    (cluster,) = unit.specification.clusters
    assert cluster.container is not None
    assert [] == unit.specification.misplaced
    assert unit.concerns_databricks()


def test_clusters_are_found_in_json_lines() -> None:
    text = "\n".join(json.dumps({**CLUSTER, "cluster_name": name}) for name in ("a", "b"))

    names = [cluster.name for cluster in unit_of(text).specification.clusters]
    assert ["a", "b"] == names


def test_clusters_of_a_job_are_named_by_the_job_in_the_order_written() -> None:
    unit = unit_of((FIXTURES / "job.json").read_text())

    clusters = unit.specification.clusters
    assert ["train", "publish", "shared"] == [cluster.name for cluster in clusters]
    assert {"jobs-api"} == {cluster.form for cluster in clusters}
    assert ({"cluster": "shared"},) == unit.contexts_of(clusters[2])
    assert [True, False, True] == [cluster.container is not None for cluster in clusters]


def test_a_cluster_that_is_alone_needs_no_context() -> None:
    unit = unit_of({**CLUSTER, "cluster_name": "etl"})

    assert () == unit.contexts_of(unit.specification.clusters[0])
    assert () == unit.contexts_of(unit.containers[0])


def test_a_finding_about_a_whole_cluster_points_at_the_key_that_introduces_it() -> None:
    (in_job,) = unit_of(FORMS["task"]).specification.clusters
    (named,) = unit_of({**CLUSTER, "cluster_name": "etl"}).specification.clusters
    (nameless,) = unit_of(CLUSTER).specification.clusters

    assert ["new_cluster", "cluster_name", "{"] == [
        cluster.span.source for cluster in (in_job, named, nameless)
    ]


def test_the_tasks_that_run_on_a_cluster_are_known() -> None:
    spec = {
        "tasks": [
            {**TASK, "job_cluster_key": "main"},
            {"task_key": "other", "job_cluster_key": "second"},
            {
                "task_key": "all",
                "for_each_task": {"task": {"task_key": "each", "job_cluster_key": "main"}},
            },
        ],
        "job_clusters": [{"job_cluster_key": "main", "new_cluster": CLUSTER}],
    }
    (cluster,) = unit_of(spec).specification.clusters

    keys = [task.value("task_key") for task in cluster.workloads]
    assert ["load", "each"] == [key.text for key in keys if key is not None]


@pytest.mark.parametrize(
    "image", [None, {}, [], [{}], {"url": None}, {"url": "", "basic_auth": []}, False]
)
def test_an_image_that_says_nothing_is_no_container(image: object) -> None:
    unit = unit_of({**CLUSTER, "docker_image": image})

    (cluster,) = unit.specification.clusters
    assert cluster.container is None
    assert [] == unit.containers
    assert not unit.concerns_databricks()


NOT_SPECS: dict[str, Any] = {
    "package": {"name": "app", "scripts": {"docker_image": "docker build ."}},
    "continuous integration": {"docker_image": "node:20", "stages": ["test"], "kind": "pipeline"},
    "training": {"docker_image": "acme/train:1", "num_workers": 4, "batch_size": 32},
    "another Spark": {"spark_version": "3.5.1", "docker_image": "spark:3.5", "cluster_name": "x"},
    "schema": {
        "type": "object",
        "properties": {
            "spark_version": {"type": "string"},
            "node_type_id": {"type": "string"},
            "docker_image": {"type": "object", "properties": {"url": {"type": "string"}}},
        },
    },
    "policy without an image": {
        "spark_version": {"type": "fixed", "value": "16.4.x-scala2.12"},
        "node_type_id": {"type": "unlimited"},
    },
    "table schema": {"fields": [{"name": "docker_image", "type": {"fields": [{"name": "url"}]}}]},
    "template questions": {"properties": {"input_docker_image": {"default": "acme/x:latest"}}},
    "another product's container": {
        "tasks": [{"task_key": "t", "ai_runtime_task": {"docker_image": {"url": "acme/x"}}}]
    },
    "an unknown holder": {"environment_key": "prod", "docker_image": {"url": "acme/etl:1"}},
    "nothing": {},
    "a word": "docker_image",
}


@pytest.mark.parametrize("name", NOT_SPECS)
def test_what_is_no_spec_is_left_alone(name: str) -> None:
    unit = unit_of(json.dumps(NOT_SPECS[name]))

    assert [] == unit.containers
    assert [] == unit.specification.misplaced
    assert not unit.concerns_databricks()


IMAGE = {"docker_image": {"url": "acme/etl:1.4.2"}}
MISPLACED: dict[str, tuple[Any, str, bool]] = {
    "task": ({"tasks": [{**TASK, **IMAGE}]}, "a task", True),
    "job": ({"tasks": [TASK], **IMAGE}, "a job", True),
    "single task": ({"name": "j", "new_cluster": {"num_workers": 1}, **IMAGE}, "a job", True),
    "job cluster": (
        {"job_clusters": [{"job_cluster_key": "m", "new_cluster": {"num_workers": 1}, **IMAGE}]},
        "an item of job_clusters",
        True,
    ),
    "block": (
        {"new_cluster": {"num_workers": 1, "azure_attributes": {**IMAGE, "first_on_demand": 1}}},
        "azure_attributes",
        True,
    ),
    "pool": ({"instance_pool_name": "p", "node_type_id": "i3", **IMAGE}, "an instance pool", True),
    "pipeline": (
        {"catalog": "m", "continuous": True, "clusters": [{"label": "default"}], **IMAGE},
        "a pipeline",
        False,
    ),
    "pipeline cluster": (
        {"catalog": "m", "libraries": [], "clusters": [{"label": "default", **IMAGE}]},
        "a pipeline's cluster",
        False,
    ),
    "environment": (
        {"tasks": [TASK], "environments": [{"environment_key": "e", "spec": {**IMAGE}}]},
        "a serverless environment",
        False,
    ),
    "environment, by another name": (
        {"tasks": [TASK], "environments": [{"environment_key": "e", "environment": {**IMAGE}}]},
        "a serverless environment",
        False,
    ),
    "warehouse": (
        {"name": "w", "cluster_size": "Small", "max_num_clusters": 1, **IMAGE},
        "a SQL warehouse",
        False,
    ),
}


@pytest.mark.parametrize("name", MISPLACED)
def test_an_image_without_a_cluster_around_it_is_misplaced(name: str) -> None:
    spec, holder, can_run_one = MISPLACED[name]
    unit = unit_of(spec)

    (misplaced,) = unit.specification.misplaced
    assert (holder, can_run_one) == (misplaced.holder, misplaced.can_run_one)
    assert "docker_image" == misplaced.key.span.source
    assert [] == unit.containers
    assert unit.concerns_databricks()


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("dockerImage", True),
        ("docker-image", True),
        ("docker_images", True),
        ("docker_imgae", True),
        ("Docker_Image", True),
        ("docker_image_url", False),
        ("driver_node", False),
        ("description", False),
    ],
)
def test_a_misspelt_image_is_noticed(key: str, *, expected: bool) -> None:
    spec = {**{k: v for k, v in CLUSTER.items() if k != "docker_image"}, key: {"url": "acme/etl"}}
    unit = unit_of(spec)

    assert expected == (unit.specification.clusters[0].misspelt_image is not None)
    assert expected == unit.concerns_databricks()
