"""What a container answers about its image and credentials."""

from __future__ import annotations

import pytest

from compute_for_tests import cluster_of, container_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("url", "kind", "name"),
    [
        ("acme/etl:1", "docker-hub", "acme/etl"),
        ("ubuntu", "docker-hub", "ubuntu"),
        ("index.docker.io/acme/etl:1", "docker-hub", "acme/etl"),
        (f"{ECR}/team/etl:1", "ecr", f"{ECR}/team/etl"),
        (f"{ECR}/team/etl:${{var.tag}}", "ecr", f"{ECR}/team/etl"),
        (f"{ECR}/${{var.repository}}:1", "ecr", None),
        (f"https://{ECR}/etl:1", "ecr", None),
        ("public.ecr.aws/acme/etl:1", "ecr-public", "public.ecr.aws/acme/etl"),
        ("acme.azurecr.io/etl@sha256:{{digest}}", "acr", "acme.azurecr.io/etl"),
        ("databricksruntime/standard:$TAG", "docker-hub", "databricksruntime/standard"),
        ("databricksruntime/$FAMILY:15.4-LTS", "docker-hub", None),
        ("registry.example:5000/etl:${tag}", None, "registry.example:5000/etl"),
        ("${registry}/etl:1", None, None),
        ("<account>.dkr.ecr.eu-west-1.amazonaws.com/etl:1", None, None),
        ("etl${suffix}:1", None, None),
        ("acme/etl 1", "docker-hub", None),
    ],
)
def test_registry_and_name_are_known_as_far_as_the_url_is_literal(
    url: str, kind: str | None, name: str | None
) -> None:
    container = container_of({"url": url})

    registry = container.registry
    assert kind == (None if registry is None else registry.kind)
    reference = container.name
    assert name == (None if reference is None else reference.familiar)


def test_a_url_is_a_reference_or_has_a_fault_or_is_unknown() -> None:
    good = container_of({"url": "acme/etl:1"})
    bad = container_of({"url": "acme/etl:"})
    unknown = container_of({"url": "${image}"})

    assert good.reference is not None
    assert "1" == good.reference.tag
    assert None is good.fault
    assert bad.fault is not None
    assert ("empty-tag", None) == (bad.fault.kind, bad.reference)
    assert (None, None) == (unknown.fault, unknown.reference)
    assert unknown.written is not None
    assert "${image}" == unknown.written.text


@pytest.mark.parametrize(
    ("auth", "present", "lacking"),
    [
        ({"username": "u", "password": "p"}, True, False),
        ([{"username": "u", "password": "p"}], True, False),
        ({"username": ""}, True, False),
        ({"username": None, "password": None}, False, True),
        ({}, False, True),
        ([], False, True),
        (None, False, True),
        ("${var.auth}", False, False),
    ],
)
def test_credentials_are_there_or_surely_not_or_unknown(
    auth: object, *, present: bool, lacking: bool
) -> None:
    container = container_of({"url": "acme/etl:1", "basic_auth": auth})

    assert (present, lacking) == (container.basic_auth is not None, container.lacks_auth)


def test_without_the_key_credentials_are_lacking() -> None:
    assert container_of({"url": "acme/etl:1"}).lacks_auth


@pytest.mark.parametrize(
    ("password", "text"),
    [
        ("hunter2", "hunter2"),
        ("pa$$word", "pa$$word"),
        ("{{secrets/a/b}}", "{{secrets/a/b}}"),
        ("", ""),
        ("${var.password}", None),
        ("$PASSWORD", None),
        ("<password>", None),
        ("*****", None),
    ],
)
def test_a_password_is_unknown_only_where_something_stands_for_all_of_it(
    password: str, text: str | None
) -> None:
    value = container_of({"url": "a/b", "basic_auth": {"password": password}}).password

    assert value is not None
    assert text == value.text


def test_a_variable_in_place_of_the_image_is_a_container_of_which_nothing_is_known() -> None:
    container = container_of("${var.image}")

    assert (None, None, None) == (container.image, container.url, container.registry)
    assert not container.lacks_auth
    assert "docker_image" == container.span.source


def test_the_image_of_a_cluster_in_blocks_is_read_like_any_other() -> None:
    cluster: dict[str, Any] = {"new_cluster": [{"docker_image": [{"url": "acme/etl:1"}]}]}
    container = cluster_of(cluster).container

    assert container is not None
    assert container.url is not None
    assert "acme/etl:1" == container.url.text
