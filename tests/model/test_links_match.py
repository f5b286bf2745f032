"""Names with holes, and which build makes the image of a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dcslint.model.image.stages import build_image
from dcslint.model.links import match as matching
from dcslint.model.links.build import BAKE, COMMAND, COMPOSE, CONFIGURATION, Build
from dcslint.model.links.ecr_resources import repository_urls
from dcslint.model.links.holes import hole
from dcslint.model.links.match import Builds, configured, labelled, match, name_in
from dcslint.model.links.names import name_of
from dcslint.source import Document
from facts_for_tests import FACTS


def build(name: str, dockerfile: str, kind: int = COMMAND, **more: str) -> Build:
    """A build of one name, its templates as holes."""
    known = name_in(name)
    assert known is not None
    target = more.pop("target", "")
    return Build(kind, "docker build", [known], dockerfile, target=target, args=more)


def linked(url: str, *builds: Build) -> str | list[str]:
    """The Dockerfile that is linked; the candidates, if there is no choice among them."""
    name = name_in(url)
    found = match(name, builds) if name is not None else None
    if found is None or found.build is None:
        return [one.dockerfile for one in found.candidates] if found is not None else []
    return found.build.dockerfile


@pytest.mark.parametrize(
    ("built", "url", "same"),
    [
        ("r.io/a/b:1", "r.io/a/b:1", True),
        ("r.io/a/b:1", "r.io/a/b:2", True),
        ("r.io/a/b:${TAG}", "r.io/a/b:2", True),
        ("r.io/a/b", "r.io/a/b@sha256:" + "0" * 64, True),
        ("r.io/a/b:cpu", "r.io/a/b:gpu", False),
        ("r.io/a/b:cpu-$V", "r.io/a/b:gpu-1", False),
        ("r.io/a/b:gpu-$V", "r.io/a/b:gpu-1", True),
        ("r.io/a/b", "r.io/a/c", False),
        ("r.io/a/b", "s.io/a/b", False),
        ("a/b", "docker.io/a/b:1", True),
        ("index.docker.io/a/b", "a/b", True),
        ("$R/b:1", "r.io/a/b:1", True),
        ("$R/a/b:1", "r.io/a/b:1", True),
        ("$R/c/b:1", "r.io/a/b:1", False),
        ("$R/b", "b", False),
        ("$A.dkr.ecr.eu-west-1.amazonaws.com/b", "1.dkr.ecr.eu-west-1.amazonaws.com/b:1", True),
        ("$A.dkr.ecr.eu-west-1.amazonaws.com/b", "1.dkr.ecr.us-east-1.amazonaws.com/b:1", False),
        ("ghcr.io/$OWNER/b", "ghcr.io/team/b:1", True),
        ("r.io/a/b", "${var.registry}/a/b:1", True),
        ("$R/a/b", "{{registry}}/b:1", True),
        ("$R/a/b", "{{registry}}/c/b:1", False),
        ("r.io/a/b:1", "r.io/a/b:{{version}}", True),
    ],
)
def test_registry_and_repository_decide_and_tags_that_tell_apart(
    built: str, url: str, *, same: bool
) -> None:
    assert ("Dockerfile" if same else []) == linked(url, build(built, "Dockerfile"))


@pytest.mark.parametrize(
    "text", ["", "$IMAGE", "$IMAGE:1", "r.io/$NAME", "r.io/a-$N:1", "A/B", "r.io/a b", "/b", "a//b"]
)
def test_what_has_no_known_repository_is_no_name(text: str) -> None:
    assert name_in(text) is None


def test_two_dockerfiles_for_one_name_are_no_link_and_both_shown() -> None:
    both = [build("r.io/a:$T", "x/Dockerfile"), build("r.io/a:$T", "y/Dockerfile")]

    assert ["x/Dockerfile", "y/Dockerfile"] == linked("r.io/a:1", *both)


def test_two_stages_of_one_dockerfile_are_two_candidates() -> None:
    both = [build("r.io/a", "Dockerfile", target="x"), build("r.io/a", "Dockerfile")]

    assert ["Dockerfile", "Dockerfile"] == linked("r.io/a:1", *both)


def test_the_tag_chooses_among_builds_of_one_repository() -> None:
    builds = [
        build("r.io/a:cpu", "cpu/Dockerfile"),
        build("r.io/a:gpu", "gpu/Dockerfile"),
        build("r.io/a:ml-$V", "ml/Dockerfile"),
        build("r.io/a:$T", "any/Dockerfile"),
    ]

    assert "gpu/Dockerfile" == linked("r.io/a:gpu", *builds)
    assert "ml/Dockerfile" == linked("r.io/a:ml-2", *builds)
    assert "any/Dockerfile" == linked("r.io/a:other", *builds)


def test_a_known_registry_goes_before_one_that_may_be_any() -> None:
    builds = [build("$R/a:1", "x/Dockerfile"), build("r.io/a:2", "y/Dockerfile")]

    assert "y/Dockerfile" == linked("r.io/a:1", *builds)


def test_the_configuration_goes_before_commands_and_these_before_files() -> None:
    builds = [
        build("r.io/a", "bake/Dockerfile", BAKE),
        build("r.io/a", "compose/Dockerfile", COMPOSE),
        build("r.io/a", "command/Dockerfile"),
        *configured({"r.io/a": "configured/Dockerfile", "NONE": "x"}),
    ]

    assert "configured/Dockerfile" == linked("r.io/a:1", *builds)
    assert "command/Dockerfile" == linked("r.io/a:1", *builds[:-1])
    assert "compose/Dockerfile" == linked("r.io/a:1", *builds[:-2])
    assert CONFIGURATION == builds[-1].kind


def test_what_builds_of_one_dockerfile_disagree_on_is_not_known() -> None:
    name = name_of("r.io/a:1")
    assert name is not None
    found = match(
        name,
        [
            build("r.io/a", "Dockerfile", DBR="15.4", X="1"),
            build("r.io/a", "Dockerfile", DBR="16.4", X="1"),
        ],
    )

    assert found.build is not None
    assert {"DBR": None, "X": "1"} == found.build.args


def test_a_label_names_the_image() -> None:
    text = 'FROM ubuntu\nLABEL org.opencontainers.image.ref.name="r.io/a/b"\n'
    found = labelled(build_image(Document("x/Dockerfile", text), FACTS, {}, None))

    assert found is not None
    assert "x/Dockerfile" == linked("r.io/a/b:1", found)
    bare = text.replace("r.io/a/b", "ubuntu")
    assert labelled(build_image(Document("Dockerfile", bare), FACTS, {}, None)) is None


def test_a_repository_that_terraform_makes_is_known_by_its_name() -> None:
    text = (
        'resource "aws_ecr_repository" "spark" {\n  name = "team/spark"\n}\n'
        'resource "aws_ecr_repository" "other" {\n  name = "team/${var.x}"\n}\n'
    )
    known = repository_urls([Document("ecr.tf", text)])
    name = name_in("${aws_ecr_repository.spark.repository_url}:1.0", known)

    assert name is not None
    assert f"{hole('registry')}/team/spark" == name.repository
    assert name_in("${aws_ecr_repository.other.repository_url}:1.0", known) is None


def test_a_build_argument_that_is_not_known_replaces_the_default() -> None:
    text = "ARG DBR=15.4-LTS\nFROM databricksruntime/standard:${DBR}\n"
    document = Document("Dockerfile", text)
    unknown = build_image(document, FACTS, {"DBR": None}, None).final
    known = build_image(document, FACTS, {"DBR": "16.4-LTS"}, None).final

    assert unknown is not None
    assert unknown.base.value.unknown is not None
    assert "the build sets DBR to what is not in the files" == unknown.base.value.unknown.reason
    assert known is not None
    assert "16.4" == known.runtime


@given(st.text(alphabet="ab/:@$X{}\0.-é", max_size=40), st.text(alphabet="ab/:$X.", max_size=30))
def test_any_texts_can_be_compared(one: str, other: str) -> None:
    first, second = name_in(one), name_in(other)
    if first is not None and second is not None:
        assert first.is_repository_of(second) is second.is_repository_of(first)
        assert first.tag_fit(second) == second.tag_fit(first)
        assert first.is_repository_of(first)


def test_a_name_of_nothing_but_holes_costs_little() -> None:
    assert name_in("$A/" * 100 + "b") is None


ENDS = st.sampled_from(["etl", "b", "x/b", "r.io/a/b", "r.io/x/b", "${R}/b", "${R}/a/b", "r.io/a"])
NAMES = st.tuples(ENDS, st.sampled_from(["", ":1", ":2", ":gpu", ":${T}", ":gpu-${T}"])).map(
    "".join
)


@given(st.lists(NAMES, max_size=8), NAMES)
def test_looking_up_by_the_end_of_a_name_finds_what_looking_at_all_does(
    built: list[str], url: str
) -> None:
    name = name_in(url)
    assert name is not None
    builds = [build(one, f"{at}/Dockerfile") for at, one in enumerate(built)]

    whole, looked_up = match(name, builds), Builds(builds)

    for _ in range(2):
        found = looked_up.match(name)
        assert whole.build is found.build
        assert whole.candidates == found.candidates


def test_after_too_many_comparisons_nothing_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MOST_COMPARISONS", 3)
    builds = Builds([build("a/b:1", "1/Dockerfile"), build("a/b:2", "2/Dockerfile")])
    names = [name_in(f"a/b:{tag}") for tag in (1, 2, 1)]

    found = [builds.match(name) for name in names if name is not None]

    assert ["1/Dockerfile", None, "1/Dockerfile"] == [
        one.build and one.build.dockerfile for one in found
    ]
    assert 2 == len(found[1].candidates)
