"""Builds in Compose and bake files; and files of builds that are no such thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dcslint.model.links.search import find_builds, may_build
from dcslint.source import DictFiles
from links_for_tests import builds_of, lines_of


def test_a_service_that_is_built_and_named_is_a_build() -> None:
    text = """
services:
  short: {build: ./images, image: "r.io/short:${TAG:-1}"}
  long:
    image: ${REGISTRY:?no registry}/long
    platform: linux/arm64
    build:
      context: images
      dockerfile: Dockerfile.gpu
      target: prod
      tags: [r.io/also]
      args: {DBR: "15.4", TOKEN: }
  pulled: {image: postgres:16}
  unnamed: {build: images}
  inline: {image: a/b, build: {dockerfile_inline: FROM x}}
"""

    assert [
        "r.io/short:1 <- sub/images/Dockerfile",
        (
            "…/long, r.io/also <- sub/images/Dockerfile.gpu target=prod platform=linux/arm64"
            " DBR=15.4 TOKEN=None"
        ),
    ] == lines_of({"sub/compose.yaml": text}, "sub/images/Dockerfile", "sub/images/Dockerfile.gpu")


HCL = """
variable "REGISTRY" { default = "r.io" }
variable "TAG" {}
group "default" { targets = ["cpu"] }
target "common" {
  context = "images"
  args = { DBR = "15.4", V = TAG }
}
target "cpu" {
  inherits = ["common"]
  tags = ["${REGISTRY}/cpu:${TAG}", "r.io/cpu:latest"]
  args = { MORE = "1" }
}
target "gpu" {
  inherits = ["common"]
  dockerfile = "Dockerfile.gpu"
  target = "prod"
  platforms = ["linux/amd64"]
  tags = ["${REGISTRY}/gpu"]
}
target "remote" { context = "https://x.org/y.git", tags = ["a/b"] }
"""


def test_targets_of_a_bake_file_inherit() -> None:
    assert [
        "r.io/cpu:…, r.io/cpu:latest <- images/Dockerfile DBR=15.4 V=None MORE=1",
        "r.io/gpu <- images/Dockerfile.gpu target=prod platform=linux/amd64 DBR=15.4 V=None",
    ] == lines_of({"docker-bake.hcl": HCL}, "images/Dockerfile", "images/Dockerfile.gpu")


def test_bake_files_may_be_json() -> None:
    text = (
        '{"variable": {"R": {"default": "r.io"}}, "target":'
        ' {"a": {"context": "images", "tags": ["${R}/a:${TAG}"], "args": {"X": "1"}},'
        ' "b": {"inherits": ["b"], "tags": ["r.io/b"]}}}'
    )

    assert ["r.io/a:… <- images/Dockerfile X=1"] == lines_of(
        {"bake.json": text}, "images/Dockerfile"
    )


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("Makefile", True),
        ("a/rules.mk", True),
        ("a/docker-bake.override.hcl", True),
        ("Jenkinsfile.release", True),
        ("deploy.sh", True),
        (".github/workflows/x.yaml", True),
        ("main.tf", False),
        ("package.json", False),
        ("Dockerfile", False),
    ],
)
def test_files_that_may_build_are_known_by_name(path: str, *, wanted: bool) -> None:
    assert wanted is may_build(path)


def test_a_file_that_cannot_be_read_is_passed_over() -> None:
    assert [] == find_builds(["missing.sh"], DictFiles({}))


ALPHABET = st.sampled_from(
    [
        *("docker build -t a/b ", "docker tag ", " . ", "\n", "\t", "cd ", "$X", "${", "}", "$("),
        *("`", "'", '"', "run: ", "services:\n", " build: ", "image: ", "- ", "for i in a b; do "),
        *("done", "sh '", "'''", '"""', 'target "a" {', "tags = [", "]", "\0", "\1", "\\", "é"),
        *("matrix: ", "strategy: ", "${{ matrix.x }}", "A=$A$A", "=", "&a ", "*a ", "..", "/"),
    ]
)


@given(
    st.lists(ALPHABET, max_size=40).map("".join),
    st.sampled_from(
        ["a.sh", "Makefile", "c.yml", "compose.yml", "Jenkinsfile", "docker-bake.hcl", "bake.json"]
    ),
)
def test_no_text_makes_the_search_raise(text: str, path: str) -> None:
    for build in builds_of({path: text}, "Dockerfile"):
        assert "Dockerfile" == build.dockerfile
        assert build.span is not None
