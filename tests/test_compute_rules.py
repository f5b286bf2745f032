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
    ("image-runtime-mismatch", image("databricksruntime/minimal:18.3-LTS"), "18.3-LTS"),
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
    ("image-tag-moving", image("acme/etl:latest"), "latest"),
    ("image-tag-moving", image("registry.example:5000/etl"), "registry.example:5000/etl"),
    ("image-url-malformed", image("https://acme/etl:1.4.2"), "https://"),
    ("image-url-malformed", image("acme/Etl:1.4.2"), "acme/Etl"),
    ("image-url-malformed", image("acme/etl :1.4.2"), " "),
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
    for value in ("A1B2", "${var.x}"):
        assert [] == found_in({**CLEAN, **image(ECR), supplier: value})


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
        image("acme/standard:15.4-LTS"),
        image("databricksruntime/standard:9.x"),
        image("databricksruntime/gpu-base:cuda11.8"),
        image("databricksruntime/standard@sha256:" + "0" * 64),
        {"docker_image": "${var.image}"},
        {"docker_image": {"url": "acme/etl:1.4.2", "basic_auth": None}},
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
