"""Every fault that rules about compute know, in every form of a spec: found at its exact place.

The cards show each rule on its own; here all rules run on one fault put into a clean spec, which
must give that one finding and no other. The clean spec is silent.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compute_for_tests import found_in, lint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Spec = dict[str, Any]

FIXTURES = Path(__file__).resolve().parent / "fixtures" / "cluster"
ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/etl:1.4.2"
ACR = "acme.azurecr.io/etl:1.4.2"
AUTH = {"username": "acme", "password": "{{secrets/docker/password}}"}
PROFILE = {"instance_profile_arn": "arn:aws:iam::123456789012:instance-profile/etl"}
CLEAN: Spec = {
    "cluster_name": "etl",
    "spark_version": "16.4.x-scala2.12",
    "node_type_id": "i3.xlarge",
    "num_workers": 2,
    "data_security_mode": "SINGLE_USER",
    "docker_image": {"url": "acme/etl:1.4.2", "basic_auth": AUTH},
}
TASK = {"task_key": "load", "notebook_task": {"notebook_path": "/Shared/load"}}
VOLUME = "/Volumes/main/raw/landing"
VOLUMES = "spark.databricks.unityCatalog.volumes.enabled"

FORMS: dict[str, Callable[[Spec], Any]] = {
    "clusters/create": lambda cluster: cluster,
    "clusters/get": lambda cluster: {"cluster_id": "0612", "state": "RUNNING", **cluster},
    "clusters/list": lambda cluster: {"clusters": [cluster, {**CLEAN, "cluster_name": "b"}]},
    "job cluster": lambda cluster: {
        "name": "nightly",
        "tasks": [{**TASK, "job_cluster_key": "main"}],
        "job_clusters": [{"job_cluster_key": "main", "new_cluster": cluster}],
    },
    "task": lambda cluster: {"name": "nightly", "tasks": [{**TASK, "new_cluster": cluster}]},
    "for each": lambda cluster: {
        "tasks": [
            {"task_key": "a", "for_each_task": {"inputs": "[1]", "task": {"new_cluster": cluster}}}
        ]
    },
    "single task": lambda cluster: {"name": "nightly", "new_cluster": cluster, "libraries": []},
    "runs/submit": lambda cluster: {"run_name": "r", "tasks": [{**TASK, "new_cluster": cluster}]},
    "jobs/reset": lambda cluster: {"job_id": 1, "new_settings": {"new_cluster": cluster}},
    "jobs/get": lambda cluster: {"job_id": 1, "settings": {"new_cluster": cluster}},
    "array": lambda cluster: [{"new_cluster": cluster}],
}


def image(url: str, auth: object = None) -> Spec:
    return {"docker_image": {"url": url} if auth is None else {"url": url, "basic_auth": auth}}


# rule, what is different from the clean cluster, the text that the finding points at
FAULTS: list[tuple[str, Spec, str]] = [
    ("access-mode-shared", {"data_security_mode": "USER_ISOLATION"}, "USER_ISOLATION"),
    (
        "access-mode-shared",
        {"data_security_mode": "DATA_SECURITY_MODE_STANDARD"},
        "DATA_SECURITY_MODE_STANDARD",
    ),
    (
        "access-mode-auto",
        {"data_security_mode": "DATA_SECURITY_MODE_AUTO"},
        "DATA_SECURITY_MODE_AUTO",
    ),
    ("runtime-ml", {"spark_version": "16.4.x-cpu-ml-scala2.12"}, "cpu-ml"),
    ("runtime-ml", {"spark_version": "19.x-gpu-ml-scala2.13"}, "gpu-ml"),
    ("runtime-ml", {"spark_version": "auto:latest-lts-ml"}, "auto:latest-lts-ml"),
    ("runtime-ml", {"kind": "CLASSIC_PREVIEW", "use_ml_runtime": True}, "true"),
    ("runtime-ended", {"spark_version": "10.3.x-scala2.12"}, "10.3"),
    ("runtime-ended", {"spark_version": "17.0.x-scala2.13"}, "17.0"),
    ("runtime-malformed", {"spark_version": "16.4"}, "16.4"),
    ("runtime-malformed", {"spark_version": "16.4 LTS (Scala 2.12)"}, "16.4 LTS (Scala 2.12)"),
    ("runtime-aarch64", {"spark_version": "16.4.x-aarch64-scala2.12"}, "aarch64"),
    ("graviton-node", {"node_type_id": "c7gd.4xlarge"}, "c7gd.4xlarge"),
    ("graviton-driver", {"driver_node_type_id": "m7g.large"}, "m7g.large"),
    (
        "graviton-fallback",
        {"driver_node_type_flexibility": {"alternate_node_type_ids": ["i3.xlarge", "r8g.large"]}},
        "r8g.large",
    ),
    ("volumes-conf-missing", {"spark_env_vars": {"INPUT": VOLUME}}, VOLUME),
    (
        "volumes-conf-missing",
        {"init_scripts": [{"volumes": {"destination": f"{VOLUME}/a.sh"}}]},
        f"{VOLUME}/a.sh",
    ),
    ("single-node-incomplete", {"num_workers": 0}, "0"),
    ("docker-image-misplaced", {"aws_attributes": image("acme/etl:1.4.2")}, "docker_image"),
    (
        "docker-image-unknown-key",
        {"docker_image": {"url": "acme/etl:1.4.2", "basic-auth": AUTH}},
        "basic-auth",
    ),
    ("docker-image-unknown-key", {"docker_image": {"uri": "acme/etl:1.4.2"}}, "uri"),
    ("image-runtime-mismatch", image("databricksruntime/standard:15.4-LTS"), "15.4-LTS"),
    ("image-runtime-mismatch", image("databricksruntime/python:18.3-LTS"), "18.3-LTS"),
    ("ecr-basic-auth", {**image(ECR, AUTH), "aws_attributes": PROFILE}, "basic_auth"),
    ("ecr-no-instance-profile", image(ECR), ECR),
    ("acr-no-basic-auth", image(ACR), ACR),
    ("public-image-basic-auth", image("databricksruntime/python:16.4-LTS", AUTH), "basic_auth"),
    ("public-image-basic-auth", image("docker.io/library/ubuntu:24.04", AUTH), "basic_auth"),
    ("basic-auth-incomplete", image("acme/etl:1.4.2", {"username": "acme"}), "basic_auth"),
    (
        "password-in-plain-text",
        image("acme/etl:1.4.2", {"username": "acme", "password": "hunter2"}),
        "password",
    ),
    (
        "password-in-plain-text",
        image("acme/etl:1.4.2", {"username": "acme", "password": "pa$$word"}),
        "password",
    ),
    ("placeholder-left", image("<organization>/etl:1.4.2"), "<organization>"),
    ("placeholder-left", {"cluster_name": "<name>"}, "<name>"),
    ("image-tag-moving", image("acme/etl:latest", AUTH), "latest"),
    ("image-tag-moving", image("registry.example:5000/etl"), "registry.example:5000/etl"),
    ("image-url-malformed", image("https://acme/etl:1.4.2"), "https://"),
    ("image-url-malformed", image("acme/Etl:1.4.2"), "acme/Etl"),
    ("image-url-malformed", image("acme/etl :1.4.2"), " "),
    ("access-mode-legacy", {"data_security_mode": "LEGACY_SINGLE_USER"}, "LEGACY_SINGLE_USER"),
    ("access-mode-missing", {"data_security_mode": None}, "docker_image"),
    ("runtime-ends-soon", {"spark_version": "14.3.x-scala2.12"}, "14.3"),
    (
        "photon-key-with-engine",
        {"spark_version": "16.4.x-photon-scala2.12", "runtime_engine": "PHOTON"},
        "photon",
    ),
    ("scala-mismatch", {"spark_version": "19.x-scala2.12"}, "2.12"),
    ("volumes-conf-not-true", {"spark_conf": {VOLUMES: False}}, "false"),
    (
        "driver-nfs-missing",
        image("databricksruntime/minimal:16.4-LTS"),
        "databricksruntime/minimal:16.4-LTS",
    ),
    (
        "instance-profile-is-role",
        {"aws_attributes": {"instance_profile_arn": "arn:aws:iam::123456789012:role/etl"}},
        "role",
    ),
    (
        "ecr-partition-mismatch",
        {**image(ECR.replace("eu-west-1", "us-gov-east-1")), "aws_attributes": PROFILE},
        "aws",
    ),
    (
        "ecr-cross-account",
        {**image(ECR.replace("1234", "9234")), "aws_attributes": PROFILE},
        ECR.replace("1234", "9234"),
    ),
    ("acr-username-not-principal", image(ACR, {**AUTH, "username": "acme"}), "acme"),
    (
        "secret-reference-malformed",
        image("acme/etl:1.4.2", {**AUTH, "password": "{{secrets/password}}"}),
        "password",
    ),
    ("docker-hub-without-credentials", image("acme/etl:1.4.2"), "acme/etl:1.4.2"),
    ("docker-hub-without-credentials", image("acme/etl:${tag}"), "acme/etl:${tag}"),
    ("base-image-not-lts", image("databricksruntime/standard:9.x"), "9.x"),
    ("base-image-tag-unknown", image("databricksruntime/standard:16.3-LTS"), "16.3-LTS"),
    (
        "base-image-ended",
        {**image("databricksruntime/standard:13.3-LTS"), "spark_version": None},
        "13.3-LTS",
    ),
    (
        "init-script-on-dbfs",
        {"init_scripts": [{"dbfs": {"destination": "dbfs:/a.sh"}}]},
        "dbfs:/a.sh",
    ),
    (
        "init-script-scheme-mismatch",
        {"init_scripts": [{"abfss": {"destination": "s3://acme/a.sh"}}]},
        "s3://acme/a.sh",
    ),
    (
        "init-script-region-missing",
        {"init_scripts": [{"s3": {"destination": "s3://acme/a.sh"}}]},
        "s3://acme/a.sh",
    ),
    (
        "init-scripts-over-limit",
        {"init_scripts": [{"workspace": {"destination": "/Shared/a.sh"}}] * 11},
        "{",
    ),
    ("init-script-without-place", {"init_scripts": [{"destination": "/a.sh"}]}, "{"),
    ("docker-image-shape", {"docker_image": "acme/etl:1.4.2"}, "acme/etl:1.4.2"),
    ("docker-image-shape", {"docker_image": ["acme/etl:1.4.2"]}, "docker_image"),
    ("docker-image-shape", {"docker_image": {"basic_auth": AUTH}}, "docker_image"),
    ("field-without-kind", {"is_single_node": True}, "true"),
    (
        "dependency-mode-environments",
        {"dependency_mode": "DEPENDENCY_MODE_ENVIRONMENTS"},
        "DEPENDENCY_MODE_ENVIRONMENTS",
    ),
    ("cluster-key-unknown", {"spark_env_var": {}}, "spark_env_var"),
    ("cluster-key-unknown", {"customTags": {}}, "customTags"),
    ("field-of-wrong-type", {"spark_conf": "spark.speculation true"}, "spark.speculation true"),
    ("field-of-wrong-type", {"node_type_id": ["i3.xlarge"]}, "node_type_id"),
    ("field-of-wrong-type", {"num_workers": "two"}, "two"),
    ("field-of-wrong-type", {"autotermination_minutes": True}, "true"),
    ("field-of-wrong-type", {"init_scripts": "/a.sh"}, "/a.sh"),
]


@pytest.mark.parametrize("form", FORMS)
def test_a_clean_spec_is_silent_in_every_form(form: str) -> None:
    assert [] == found_in(FORMS[form](CLEAN))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("rule", "difference", "place"), FAULTS, ids=[f"{rule}: {at}" for rule, _, at in FAULTS]
)
def test_a_fault_is_found_at_its_place_in_every_form(
    rule: str, difference: Spec, place: str, form: str
) -> None:
    assert [(rule, place)] == found_in(FORMS[form]({**CLEAN, **difference}))


@pytest.mark.parametrize(
    ("rule", "difference", "place"), FAULTS, ids=[f"{rule}: {at}" for rule, _, at in FAULTS]
)
def test_a_cluster_without_an_image_is_nobodys_business(
    rule: str, difference: Spec, place: str
) -> None:
    nothing: tuple[Any, ...] = (None, {}, [])
    for none in nothing:
        found = found_in({**CLEAN, **difference, "docker_image": none})
        assert [] == [one for one in found if one[0] != "docker-image-misplaced"]


def test_the_documented_example_shows_all_its_faults() -> None:
    report = lint((FIXTURES / "documented-example.json").read_text())

    assert [
        ("placeholder-left", "warning", "<name-of-the-cluster>"),
        ("single-node-incomplete", "warning", "0"),
        ("access-mode-missing", "note", "docker_image"),
        ("image-tag-moving", "warning", "latest"),
        ("public-image-basic-auth", "warning", "basic_auth"),
        ("placeholder-left", "error", "<registry-username>"),
        ("placeholder-left", "error", "<registry-password>"),
        ("runtime-ended", "error", "7.3"),
        ("placeholder-left", "error", "<account-number>"),
        ("placeholder-left", "error", "<role-name>"),
    ] == [(found.rule, found.severity, found.span.source) for found in report.diagnostics]


def test_a_clean_job_is_silent() -> None:
    assert [] == found_in((FIXTURES / "job.json").read_text())


def test_findings_of_several_clusters_name_theirs() -> None:
    spec = {
        "clusters": [
            {**CLEAN, "cluster_name": name, "node_type_id": node}
            for name, node in (("a", "m6g.large"), ("b", "i3.xlarge"), ("c", "m6g.large"))
        ]
    }

    contexts = [found.contexts for found in lint(spec).diagnostics]
    assert [({"cluster": "a"},), ({"cluster": "c"},)] == contexts


@pytest.mark.parametrize("supplier", ["policy_id", "instance_pool_id", "driver_instance_pool_id"])
def test_a_profile_may_come_from_a_policy_or_a_pool(supplier: str) -> None:
    cluster = {key: value for key, value in CLEAN.items() if key != "node_type_id"}
    for value in ("A1B2", "${var.x}"):
        assert [] == found_in({**cluster, **image(ECR), supplier: value})


@pytest.mark.parametrize(
    "difference",
    [
        image(ACR),
        {"num_workers": 0},
        {"spark_env_vars": {"INPUT": VOLUME}},
        image("acme/etl:1.4.2", {"password": "{{secrets/a/b}}"}),
    ],
)
def test_what_is_missing_may_come_from_a_policy(difference: Spec) -> None:
    assert [] != found_in({**CLEAN, **difference})
    assert [] == found_in({**CLEAN, **difference, "policy_id": "A1B2"})


@pytest.mark.parametrize(
    "difference",
    [
        {"spark_version": "18.x-scala2.13"},
        {"spark_version": "18.x-photon-scala2.13", **image("databricksruntime/standard:18.3-LTS")},
        {"spark_version": "99.x-scala2.14"},
        {"spark_version": "16.4.7-scala2.12"},
        {"spark_version": "custom:anything"},
        {"spark_version": ""},
        {"data_security_mode": "NONE"},
        {"data_security_mode": "SOMETHING_NEW"},
        {"num_workers": 0, "autoscale": {"min_workers": 1, "max_workers": 2}},
        {"num_workers": 0, "is_single_node": True, "kind": "CLASSIC_PREVIEW"},
        {"node_type_id": "Standard_D8ps_v6"},
        {"node_type_id": "t2a-standard-4"},
        {"node_type_id": {"aws": "m6g.large"}},
        {"cluster_log_conf": {"volumes": {"destination": VOLUME}}},
        {"spark_env_vars": {"PATH": "/opt/Volumes/a/b", "X": "/Volumes"}},
        image("apache/spark:3.5.1", AUTH),
        image("ghcr.io/acme/etl:1.4.2", AUTH),
        image("acme/ubuntu:24.04", AUTH),
        image("ghcr.io/acme/standard:15.4-LTS"),
        image("acme/standard:15.4-LTS", AUTH),
        image("databricksruntime/gpu-base:cuda11.8"),
        image("databricksruntime/standard@sha256:" + "0" * 64),
        {"docker_image": "${var.image}"},
        {"docker_image": {"url": "ghcr.io/acme/etl:1.4.2", "basic_auth": None}},
        {"spark_version": "${var.runtime}", "data_security_mode": "LEGACY_TABLE_ACL"},
        {"spark_conf": {VOLUMES: True}},
        {"runtime_engine": "PHOTON"},
        {"runtime_engine": "NULL", "spark_version": "16.4.x-photon-scala2.12"},
        {"spark_version": "16.4.x-scala2.13"},
        {"num_workers": "2", "enable_elastic_disk": "true", "autotermination_minutes": 30.0},
        {"spark_conf": "${var.conf}", "init_scripts": "${var.scripts}"},
        {"aws_attributes": [PROFILE], "spark_conf": [], "init_scripts": {}},
        {"init_scripts": [{"workspace": {"destination": "workspace:/scripts/a.sh"}}]},
        {"init_scripts": [{"workspace": {"destination": "/Shared/a.sh"}, "s3": None, "file": []}]},
        {"spark_confs": {}, "spark_conf": {"spark.speculation": "true"}},
        {"effective_spark_version": "x", "is_pinned": True, "instance_source": {}, "tags": []},
        image("databricksruntime/standard:99.3-LTS"),
        image("databricksruntime/standard:16.4-LTS@sha256:" + "0" * 64),
        image("acme/etl:1.4.2", {"username": "a", "password": "{{{{secrets/a/b}}}}"}),
        image("acme/etl:1.4.2", {"username": "a", "password": "{{ secrets.docker }}"}),
    ],
    ids=json.dumps,
)
def test_what_is_right_or_not_known_is_silent(difference: Spec) -> None:
    assert [] == found_in({**CLEAN, **difference})


def test_the_runtime_decides_how_bad_shared_access_mode_is() -> None:
    def severity(version: str) -> str:
        spec = {**CLEAN, "data_security_mode": "USER_ISOLATION", "spark_version": version}
        rules = {found.rule: found.severity for found in lint(spec).diagnostics}
        return rules["access-mode-shared"]

    old = [severity(f"{version}.x-scala2.12") for version in ("11.3", "13.3", "14.3")]
    new = [severity(version) for version in ("15.4.x-scala2.12", "18.x-scala2.13", "${v}")]
    assert ["error"] * 3 == old
    assert ["warning"] * 3 == new


def test_what_a_template_hides_is_noted_as_not_judged() -> None:
    report = lint({**CLEAN, "spark_version": "${var.runtime}", "node_type_id": "{{ node }}"})

    assert [] == report.diagnostics
    assert [
        ("${var.runtime}", "template ${var.runtime}", True),
        ("{{ node }}", "template {{ node }}", False),
    ] == [(one.span.source, one.reason, "runtime-ended" in one.rules) for one in report.unjudged]


def test_an_image_whose_registry_a_template_hides_is_noted_as_not_judged() -> None:
    difference = {"docker_image": {"url": "${var.registry}/etl:1"}, "aws_attributes": PROFILE}
    report = lint({**CLEAN, **difference})

    (unjudged,) = [one for one in report.unjudged if one.span.source.startswith("${var.registry}")]
    assert "ecr-partition-mismatch" in unjudged.rules


def test_a_volume_is_looked_for_in_the_tasks_that_run_on_the_cluster() -> None:
    job = {
        "tasks": [
            {
                **TASK,
                "job_cluster_key": "main",
                "libraries": [{"whl": "/Volumes/main/libs/wheels/a.whl"}],
            },
            {"task_key": "b", "job_cluster_key": "other", "libraries": [{"whl": VOLUME}]},
        ],
        "job_clusters": [{"job_cluster_key": "main", "new_cluster": CLEAN}],
    }

    assert [("volumes-conf-missing", "/Volumes/main/libs/wheels/a.whl")] == found_in(job)


def test_a_missing_setting_may_come_from_a_policy() -> None:
    differences: list[Spec] = [
        {"data_security_mode": None},
        image("databricksruntime/minimal:16.4-LTS"),
        image("acme/etl:1.4.2"),
        {"docker_image": {"basic_auth": AUTH}},
        {"is_single_node": True},
    ]
    for difference in differences:
        assert [] != found_in({**CLEAN, **difference})
        assert [] == found_in({**CLEAN, **difference, "policy_id": "A1B2"})


LOCAL_SCRIPT = {"init_scripts": [{"file": {"destination": "file:/opt/a.sh"}}]}


def test_a_local_script_needs_an_image() -> None:
    without: Spec = {**CLEAN, **LOCAL_SCRIPT, "docker_image": None}

    assert [("local-init-script-without-container", "file")] == found_in(without)
    assert [] == found_in({**CLEAN, **LOCAL_SCRIPT})
    assert [] == found_in({**without, "docker_image": "${var.image}"})
    for supplier in ("policy_id", "driver_instance_pool_id"):
        assert [] == found_in({**without, supplier: "A1B2"})


@pytest.mark.parametrize("task", ["spark_python_task", "python_wheel_task"])
@pytest.mark.parametrize("family", ["minimal", "rbase"])
def test_python_is_not_run_on_an_image_without_it(task: str, family: str) -> None:
    cluster = {
        **CLEAN,
        **image(f"databricksruntime/{family}:16.4-LTS"),
        "spark_conf": {"spark.databricks.driverNfs.enabled": "false"},
    }
    found = found_in({"tasks": [{"task_key": "a", task: {}, "new_cluster": cluster}]})
    url = f"databricksruntime/{family}:16.4-LTS"
    assert [("python-task-on-minimal", url)] == found
    assert [] == found_in({"tasks": [{**TASK, "new_cluster": cluster}]})
    assert [] == found_in({"tasks": [{**TASK, task: None, "new_cluster": cluster}]})


@pytest.mark.parametrize(
    ("node", "severity"), [("a3-highgpu-8g", "error"), ("Standard_NC4as_T4_v3", "warning")]
)
def test_no_error_rests_on_general_knowledge_of_gpus(node: str, severity: str) -> None:
    spec = {**CLEAN, "data_security_mode": "USER_ISOLATION", "driver_node_type_id": node}
    found = {one.rule: (one.severity, one.span.source) for one in lint(spec).diagnostics}
    assert (severity, node) == found["gpu-in-standard-mode"]


POOL: Spec = {"instance_pool_name": "etl", "instance_pool_id": "0612-pool", "min_idle_instances": 0}


def pooled(pool: Spec, cluster: Spec) -> Spec:
    """A pool and a cluster on it, in one document."""
    own = {key: value for key, value in CLEAN.items() if key != "node_type_id"}
    return {
        "pools": [{**POOL, **pool}],
        "clusters": [{**own, "instance_pool_id": "0612-pool"} | cluster],
    }


class TestPools:
    def test_a_node_type_is_not_chosen_beside_a_pool(self) -> None:
        spec = {**CLEAN, "instance_pool_id": "0612-pool"}

        assert [("node-type-beside-pool", "i3.xlarge")] == found_in(spec)
        assert [] == found_in({**spec, "cluster_id": "0612", "state": "RUNNING"})
        assert [] == found_in({**spec, "node_type_id": ""})

    def test_a_pool_preloads_another_image(self) -> None:
        other: Spec = {"preloaded_docker_images": [{"url": "acme/etl:1.4.1"}]}
        same: Spec = {"preloaded_docker_images": [{"url": "acme/etl:1.4.2"}]}

        assert [("pool-preload-mismatch", "acme/etl:1.4.2")] == found_in(pooled(other, {}))
        assert [] == found_in(pooled(same, {}))
        assert [] == found_in(pooled(other, {"instance_pool_id": "0613-pool"}))
        assert [] == found_in(pooled({"preloaded_docker_images": "${images}"}, {}))

    @pytest.mark.parametrize(
        "reference",
        [
            "${resources.instance_pools.main.id}",
            "${databricks_instance_pool.main.id}",
            "${ databricks_instance_pool.main.id }",
        ],
    )
    def test_a_pool_is_found_by_its_key(self, reference: str) -> None:
        pool = {"instance_pool_name": "etl", "aws_attributes": PROFILE}
        cluster = pooled({}, {"instance_pool_id": reference, "aws_attributes": PROFILE})["clusters"]

        found = found_in({"instance_pools": {"main": pool}, "clusters": cluster})
        assert [("pool-profile-conflict", PROFILE["instance_profile_arn"])] == found
        assert [] == found_in({"instance_pools": {"other": pool}, "clusters": cluster})

    def test_the_key_of_preloaded_images_is_renamed_where_it_holds_a_list(self) -> None:
        for value, fixes in (([{"url": "acme/etl:1"}], 1), ({"url": "acme/etl:1"}, 0)):
            (found,) = lint({**POOL, "preloaded_docker_image": value}).diagnostics
            assert ("pool-preload-misspelt", "preloaded_docker_image") == (
                found.rule,
                found.span.source,
            )
            assert fixes == (0 if found.fix is None else len(found.fix.edits))


@pytest.mark.parametrize(
    ("value", "place", "better"),
    [
        (True, "true", '"true"'),
        (False, "false", '"false"'),
        ("TRUE", "TRUE", "true"),
        ("yes", "yes", None),
        (1, "1", None),
    ],
)
def test_container_services_are_switched_on_by_a_text(
    value: object, place: str, better: str | None
) -> None:
    (found,) = lint({"enableDcs": value}).diagnostics
    assert ("enable-dcs-not-text", place) == (found.rule, found.span.source)
    assert better == (found.fix.edits[0].text if found.fix is not None else None)
    for right in ("true", "false", "${var.on}", None):
        assert [] == found_in({"enableDcs": right, "enableIpAccessLists": "true"})


def test_a_user_name_too_long_to_be_tried_is_not_judged() -> None:
    principal = "0f2c1d9e-1111-2222-3333-444455556666"

    def rules(user: str) -> list[str]:
        return [rule for rule, _ in found_in({**CLEAN, **image(ACR, {**AUTH, "username": user})})]

    assert "acr-username-not-principal" not in rules(principal)
    assert "acr-username-not-principal" in rules("x" * 100)
    assert "acr-username-not-principal" not in rules("x" * 5_000)
