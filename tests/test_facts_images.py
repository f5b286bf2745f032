"""What is asked of the facts about base images, registries, other images and fields."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dcslint.facts import Facts
from dcslint.facts.load import load_tables

ROOT = Path(__file__).parent.parent
PATHS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "rules/facts").glob("*.yaml"))
FACTS = Facts(load_tables(lambda path: (ROOT / path).read_bytes(), PATHS))


def test_a_base_tag_tells_the_runtime_and_what_the_image_holds() -> None:
    tag = FACTS.base_tag("databricksruntime/standard", "15.4-LTS")
    minimal = FACTS.base_tag("docker.io/databricksruntime/minimal", "16.4-LTS")
    assert tag is not None
    assert minimal is not None

    assert ("standard", "15.4", True, "C") == (tag.family, tag.runtime, tag.lts, tag.mark)
    assert ("/databricks/python3", "3.11", "22.04") == (
        tag.python_environment,
        tag.python,
        tag.ubuntu,
    )
    assert ((8, 17), 8) == (tag.java, tag.java_default)
    assert ("none", None, "24.04") == (minimal.python_environment, minimal.python, minimal.ubuntu)
    assert FACTS.base_tag("standard", "15.0-LTS") is None


def test_only_the_repositories_of_databricks_are_families() -> None:
    ours = ["standard", "databricksruntime/standard", "index.docker.io/databricksruntime/standard"]
    others = ["me/standard", "x.azurecr.io/databricksruntime/standard", "databricksruntime/other"]

    assert ["standard"] * 3 == [(found := FACTS.family(name)) and found.name for name in ours]
    assert [None] * 4 == [FACTS.family(name) for name in [*others, "a/databricksruntime/standard"]]


def test_the_tags_of_a_family_begin_with_the_newest_lts() -> None:
    tags = [tag.tag for tag in FACTS.tags_of("standard")]
    lts = [FACTS.lts_tag("standard", major) for major in (None, 17, 18, 19)]

    assert ["18.3-LTS", "17.3-LTS", "16.4-LTS", "15.4-LTS"] == tags[:4]
    assert {"latest", "experimental", "10.4", "9.x", "8.x"} < set(tags)
    assert ["18.3-LTS", "17.3-LTS", "18.3-LTS", None] == [tag and tag.tag for tag in lts]
    assert [] == FACTS.tags_of("ssh")
    assert FACTS.lts_tag("gpu-venv") is None


def test_the_runtime_of_a_tag() -> None:
    tags = ["15.4-LTS", "9.1-ubuntu20-LTS", "18.3-LTS", "9.x", "latest", "cuda11.8", "15.0-LTS"]

    assert ["15.4", "9.1", "18", "9", None, None, None] == [
        FACTS.runtime_of_tag(tag) for tag in tags
    ]


def test_a_tag_is_newer_than_the_table_within_its_family_and_scheme() -> None:
    newer = [("standard", "18.4-LTS"), ("standard", "19.1-LTS"), ("gpu-venv", "cuda12.4")]
    newer += [("blackice", "18.3-LTS"), ("environment", "v7-standard"), ("ssh", "1"), ("nix", "1")]
    older = [("standard", "18.0-LTS"), ("standard", "17.0-LTS"), ("standard", "15.4")]
    older += [("gpu-venv", "cuda11.2"), ("minimal", "latest"), ("environment", "v4-standard")]

    assert [] == [pair for pair in newer if not FACTS.is_tag_newer_than_table(*pair)]
    assert [] == [pair for pair in older if FACTS.is_tag_newer_than_table(*pair)]


def test_the_documented_pip_changes_with_9() -> None:
    new, old = "/databricks/python3/bin/pip", "/databricks/conda/envs/dcs-minimal/bin/pip"

    assert [new] * 4 == [FACTS.pip_path(version) for version in ("9.1", "9.x", "9", "18")]
    assert [old] * 3 == [FACTS.pip_path(version) for version in ("8.x", "8.4", "6")]
    assert FACTS.pip_path("latest") is None
    assert [new, old] == [row.path for row in FACTS.pip_paths()]


def test_every_value_of_the_access_mode_has_a_kind() -> None:
    kinds: dict[str, int] = {}
    for mode in FACTS.access_modes():
        kinds[mode.kind] = kinds.get(mode.kind, 0) + 1

    assert {"standard": 2, "dedicated": 2, "auto": 1, "none": 1, "legacy": 4} == kinds
    assert FACTS.access_mode("SHARED") is None


ACCOUNT = "123456789012"
ECR = {
    f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/a/b:1": ("us-east-1", "a/b", "1", False),
    f"{ACCOUNT}.dkr.ecr.us-gov-west-1.amazonaws.com/a": ("us-gov-west-1", "a", None, False),
    f"{ACCOUNT}.dkr.ecr-fips.us-west-2.amazonaws.com/a:1": ("us-west-2", "a", "1", True),
    f"{ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn/a:1": ("cn-north-1", "a", "1", False),
    f"{ACCOUNT}.dkr-ecr.eu-west-1.on.aws/a_b/c-d:1.0": ("eu-west-1", "a_b/c-d", "1.0", False),
    f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:{'0' * 64}": (
        "eu-west-1",
        "a",
        None,
        False,
    ),
    f"{ACCOUNT}.dkr.ecr-fips.us-gov-west-1.amazonaws.com/a:1": ("us-gov-west-1", "a", "1", True),
    f"{ACCOUNT}.dkr.ecr.cn-northwest-1.amazonaws.com.cn/a": ("cn-northwest-1", "a", None, False),
    f"{ACCOUNT}.dkr-ecr-fips.us-east-1.on.aws/a:1": ("us-east-1", "a", "1", True),
    f"{ACCOUNT}.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn/a:1": (
        "cn-north-1",
        "a",
        "1",
        False,
    ),
    f"{ACCOUNT}.dkr.ecr.us-isob-east-1.sc2s.sgov.gov/a:1": ("us-isob-east-1", "a", "1", False),
    f"{ACCOUNT}.dkr.ecr.us-iso-east-1.c2s.ic.gov/a:1": ("us-iso-east-1", "a", "1", False),
    f"{ACCOUNT}.dkr.ecr.eusc-de-east-1.amazonaws.eu/a:1": ("eusc-de-east-1", "a", "1", False),
}


@pytest.mark.parametrize("url", list(ECR))
def test_a_reference_of_ecr_is_taken_apart(url: str) -> None:
    found, registry = FACTS.ecr_reference(url), FACTS.registry(url)
    assert found is not None
    assert registry is not None

    assert ECR[url] == (found.region, found.path, found.tag, found.fips)
    assert ACCOUNT == found.account
    assert ("ecr", "absent") == (registry.kind, registry.basic_auth)


@pytest.mark.parametrize(
    "url",
    [
        "12345.dkr.ecr.us-east-1.amazonaws.com/a:1",
        f"{ACCOUNT}.dkr.ecr.amazonaws.com/a:1",
        f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/A:1",
        f"{ACCOUNT}.dkr.ecr.us-east-1.example.com/a:1",
        "public.ecr.aws/a/b:1",
    ],
)
def test_what_is_no_reference_of_ecr(url: str) -> None:
    assert FACTS.ecr_reference(url) is None


@pytest.mark.parametrize(
    ("text", "kind", "basic_auth"),
    [
        ("databricksruntime/standard:latest", "docker-hub", "private-only"),
        ("ubuntu:22.04", "docker-hub", "private-only"),
        ("docker.io", "docker-hub", "private-only"),
        ("https://index.docker.io/v1/x", "docker-hub", "private-only"),
        ("public.ecr.aws/a/b", "ecr-public", "absent"),
        ("MyReg.azurecr.io/a:1", "acr", "needed"),
        ("https://myreg.azurecr.io/a:1", "acr", "needed"),
        ("myreg.azurecr.us", "acr", "needed"),
        ("myreg.azurecr.cn/a@sha256:" + "0" * 64, "acr", "needed"),
        ("my-reg-a1b2.azurecr.io/a:1", "acr", "needed"),
        ("europe-docker.pkg.dev/p/r/i:1", "artifact-registry", "unconfirmed"),
        (
            "us-central1-docker.pkg.dev/p/r/i:1@sha256:" + "0" * 64,
            "artifact-registry",
            "unconfirmed",
        ),
        ("eu.gcr.io/p/i", "gcr", "unconfirmed"),
        ("gcr.io/p/i:1", "gcr", "unconfirmed"),
        ("ghcr.io/o/i:1", "ghcr", "private-only"),
        ("quay.io/o/i:1", "quay", "private-only"),
        ("mcr.microsoft.com/x", "mcr", "absent"),
    ],
)
def test_a_registry_is_known_by_its_host(text: str, kind: str, basic_auth: str) -> None:
    registry = FACTS.registry(text)

    assert registry is not None
    assert (kind, basic_auth) == (registry.kind, registry.basic_auth)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "registry.example.com/a",
        "localhost:5000/a",
        "registry.example.com:5000/team/a:1@sha256:" + "0" * 64,
        "harbor.example.com:8443/a:1",
        "localhost/a",
        "Host/a",
        "host:5/a",
        "evil.azurecr.io.x/a",
    ],
)
def test_another_registry_is_not_judged(text: str) -> None:
    assert FACTS.registry(text) is None


@pytest.mark.parametrize(
    ("path", "image", "os"),
    [
        ("ubuntu", "ubuntu", "ubuntu"),
        ("docker.io/library/python:3.12-slim@sha256:0", "python", "debian"),
        ("index.docker.io/nvidia/cuda", "nvidia/cuda", None),
        ("jupyter/scipy-notebook", "jupyter/*", "ubuntu"),
        ("quay.io/jupyter/base-notebook:latest", "quay.io/jupyter/*", "ubuntu"),
        ("mcr.microsoft.com/windows/nanoserver", "mcr.microsoft.com/windows/*", "windows"),
    ],
)
def test_a_stock_image_is_known_by_its_repository(path: str, image: str, os: str | None) -> None:
    found = FACTS.stock_image(path)

    assert found is not None
    assert (image, os, "K") == (found.image, found.os, found.mark)


@pytest.mark.parametrize(
    "path", ["", "me/ubuntu", "x.io/ubuntu", "databricksruntime/standard", "jupyter", "team/python"]
)
def test_a_private_image_is_no_stock_image(path: str) -> None:
    assert FACTS.stock_image(path) is None


def test_a_text_longer_than_any_reference_costs_nothing() -> None:
    start = time.process_time()
    assert FACTS.stock_image("a/" * 400_000 + "b") is None
    assert time.process_time() - start < 5, "it hangs"


def test_the_smaller_tables_answer() -> None:
    conf, action = FACTS.spark_conf("volumes"), FACTS.ecr_action("ecr:getrepositorypolicy")
    code = FACTS.termination_code("DOCKER_IMAGE_PULL_FAILURE")
    assert conf is not None
    assert action is not None
    assert code is not None

    assert ("spark.databricks.unityCatalog.volumes.enabled", "true") == (conf.key, conf.value)
    assert ("ecr:GetRepositoryPolicy", "extra") == (action.action, action.role)
    assert [True, True, True, False] == [row.required for row in FACTS.ecr_actions("pull")]
    assert "the image could not be pulled" == code.meaning
    assert ["url", "basic_auth"] == list(FACTS.image_fields())
    assert ["username", "password"] == list(FACTS.image_fields("basic_auth"))
    assert {"refused"} == {row.meaning for row in FACTS.image_places("pipelines-api")}
    assert len(FACTS.image_places("terraform")) < len(FACTS.image_places())
