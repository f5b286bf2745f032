"""Builds in shell scripts and makefiles: directories, variables, loops, functions, options."""

from __future__ import annotations

import pytest

from links_for_tests import builds_of, lines_of, shell

NAMED = "acr.azurecr.io/team/spark:1"


@pytest.mark.parametrize(
    ("command", "more"),
    [
        (f"docker build -t {NAMED} images/spark", ""),
        (f"docker build --tag={NAMED} images/spark", ""),
        (f"docker build -t{NAMED} --no-cache --pull images/spark", ""),
        (f"sudo docker image build -f images/spark/Dockerfile -t {NAMED} .", ""),
        (f"DOCKER_BUILDKIT=1 docker build -t {NAMED} -f=images/spark/Dockerfile .", ""),
        (f"docker -H tcp://x buildx build --push -t {NAMED} images/spark", ""),
        (
            (
                f"docker buildx build --platform linux/arm64 --target prod --build-arg DBR=15.4"
                f" --build-arg TOKEN --build-arg V=$V -t {NAMED} images/spark"
            ),
            " target=prod platform=linux/arm64 DBR=15.4 TOKEN=None V=None",
        ),
        (f"podman build -t {NAMED} images/spark", ""),
        (f"nerdctl build -t {NAMED} ./images/spark/", ""),
        (f"buildah bud -t {NAMED} -f images/spark/Dockerfile", ""),
        (f"buildah build -t {NAMED} images/spark", ""),
        ("az acr build --registry acr --image team/spark:1 -f Dockerfile images/spark", ""),
        ("az acr build -r acr.azurecr.io -t team/spark:1 images/spark", ""),
        (f"/kaniko/executor --context=images/spark --destination {NAMED}", ""),
        (f"docker build -t {NAMED} - < images/spark/Dockerfile", ""),
        (f"bash -c 'docker build -t {NAMED} images/spark'", ""),
        (f"cd images/spark && docker build -t {NAMED} .", ""),
        (f"cd images; cd spark; docker build -t {NAMED} .", ""),
        (f"pushd images/spark\ndocker build -t {NAMED} .\npopd", ""),
        (f"(cd other); docker build -t {NAMED} images/spark", ""),
        (f"(cd images/spark && docker build -t {NAMED} .)", ""),
        (f"pushd other\npopd\ndocker build -t {NAMED} images/spark", ""),
        (f"N={NAMED}\ndocker build -t $N images/spark", ""),
        (f'docker build -t "{NAMED}" \\\n  -f images/spark/Dockerfile \\\n  .', ""),
        ('R=${R:-acr.azurecr.io}\ndocker build -t "$R/team/spark:1" images/spark', ""),
        ("export R=acr.azurecr.io\ndocker build -t ${R}/team/spark:1 images/spark", ""),
        (f"OPTS='--no-cache -f images/spark/Dockerfile'\ndocker build $OPTS -t {NAMED} .", ""),
        (f'OPTS=(--pull -t {NAMED})\ndocker build "${{OPTS[@]}}" images/spark', ""),
        (f"DIR=images\nif true; then docker build -t {NAMED} $DIR/spark; fi", ""),
        (f"build() {{ docker build -t $N images/spark; }}\nN={NAMED}\nbuild", ""),
    ],
)
def test_a_command_that_builds_names_image_and_dockerfile(command: str, more: str) -> None:
    assert [f"{NAMED} <- images/spark/Dockerfile{more}"] == shell(
        command, "images/spark/Dockerfile"
    )


@pytest.mark.parametrize(
    "command",
    [
        "docker build -t a/b https://github.com/a/b.git",
        "docker build -t a/b -",
        "docker build images/spark",
        "docker build -t $NAME images/spark",
        "docker build -t a/b $WHERE",
        "docker build $OPTIONS -t a/b images/spark",
        "docker build -t a/b -f $FILE .",
        "docker build -t a/b -f missing/Dockerfile .",
        "docker build -t a/b ../images/spark",
        "docker build -t a/b /images/spark",
        "docker push a/b",
        "docker run -t a/b images/spark",
        "echo docker build -t a/b images/spark",
        "# docker build -t a/b images/spark",
        "cat <<EOF\ndocker build -t a/b images/spark\nEOF",
        "cd $SOMEWHERE\ndocker build -t a/b images/spark",
        "if x; then cd elsewhere; fi\ndocker build -t a/b images/spark",
        "docker build -t a/b:--bad images/spark",
    ],
)
def test_what_builds_nothing_of_these_files_gives_nothing(command: str) -> None:
    assert [] == shell(command, "images/spark/Dockerfile")


@pytest.mark.parametrize(
    "code",
    [
        'cd "$(dirname "$0")/.."\ndocker build -t a/b -f docker/Dockerfile .',
        'cd "$(dirname "${BASH_SOURCE[0]}")"; docker build -t a/b ../docker',
        (
            'HERE="$( cd "$( dirname "${BASH_SOURCE[0]}" )" && pwd )"\n'
            'docker build -t a/b "$HERE/../docker"'
        ),
        'HERE=$(cd "$(dirname "$0")/.." && pwd)\ndocker build -t a/b $HERE/docker',
        'HERE=$(dirname "$0")\ndocker build -t a/b "${HERE}/../docker"',
        'cd "${0%/*}/.." && docker build -t a/b "$(pwd)/docker"',
        "docker build -t a/b docker",
        "cd $(git rev-parse --show-toplevel)\ndocker build -t a/b docker",
    ],
)
def test_a_script_finds_its_own_directory(code: str) -> None:
    assert ["a/b <- docker/Dockerfile"] == shell(code, "docker/Dockerfile", path="ci/build.sh")


def test_a_script_that_may_run_in_two_places_has_two_candidates() -> None:
    assert ["a/b <- ci/Dockerfile", "a/b <- Dockerfile"] == shell(
        "docker build -t a/b .", "Dockerfile", "ci/Dockerfile", path="ci/build.sh"
    )


def test_a_loop_over_names_is_a_build_for_each() -> None:
    code = "for one in cpu gpu; do\n  IMAGE=r.io/$one\n  docker build -t $IMAGE:$TAG $one\ndone"

    assert ["r.io/cpu:… <- cpu/Dockerfile", "r.io/gpu:… <- gpu/Dockerfile"] == shell(
        code, "cpu/Dockerfile", "gpu/Dockerfile"
    )


def test_a_variable_that_differs_between_branches_is_not_known() -> None:
    code = "if x; then R=a.io; else R=b.io; fi\ndocker build -t $R/spark:1 ."

    assert ["…/spark:1 <- Dockerfile"] == shell(code, "Dockerfile")


def test_a_tag_gives_another_name() -> None:
    code = (
        "docker build -t spark .\n"
        "docker tag spark:latest $ACCOUNT.dkr.ecr.eu-west-1.amazonaws.com/spark:$TAG\n"
        "docker push $ACCOUNT.dkr.ecr.eu-west-1.amazonaws.com/spark:$TAG\n"
    )

    assert ["spark, ….dkr.ecr.eu-west-1.amazonaws.com/spark:… <- Dockerfile"] == (
        shell(code, "Dockerfile")
    )


def test_a_tag_of_a_name_with_the_same_variable_counts_in_its_own_file_only() -> None:
    build = "docker build -t local/spark:$TAG .\n"
    tag = "docker tag local/spark:$TAG r.io/spark:$TAG\n"

    assert ["local/spark:…, r.io/spark:… <- Dockerfile"] == shell(build + tag, "Dockerfile")
    assert ["local/spark:… <- Dockerfile"] == lines_of({"a.sh": build, "b.sh": tag}, "Dockerfile")


def test_a_build_knows_its_place() -> None:
    (build,) = builds_of({"a.sh": "set -e\ndocker build -t a/b . && true\n"}, "Dockerfile")

    assert build.span is not None
    assert "docker build -t a/b ." == build.span.source
    assert "docker build" == build.how


def test_recipes_of_a_makefile_have_its_variables() -> None:
    makefile = (
        "REGISTRY ?= acr.azurecr.io\n"
        "IMAGE := $(REGISTRY)/spark\n"
        "TAG = $(shell git rev-parse HEAD)\n"
        "build:\n"
        "\t@cd images && docker build \\\n"
        "\t  -t ${IMAGE}:$(TAG) \\\n"
        "\t  spark\n"
        "\tfor i in a; do docker build -t $(REGISTRY)/$$i $(CURDIR)/$$i; done\n"
    )

    assert [
        "acr.azurecr.io/spark:… <- sub/images/spark/Dockerfile",
        "acr.azurecr.io/a <- sub/a/Dockerfile",
    ] == lines_of({"sub/Makefile": makefile}, "sub/images/spark/Dockerfile", "sub/a/Dockerfile")


def test_a_makefile_is_run_where_it_stands_if_that_fits() -> None:
    makefile = {"sub/Makefile": "build:\n\tdocker build -t a/b .\n"}

    assert ["a/b <- sub/Dockerfile"] == lines_of(makefile, "Dockerfile", "sub/Dockerfile")
    assert ["a/b <- Dockerfile"] == lines_of(makefile, "Dockerfile")


def test_each_line_of_a_recipe_has_a_shell_of_its_own() -> None:
    makefile = "build:\n\tcd images\n\tdocker build -t a/b .\n"

    assert ["a/b <- Dockerfile"] == lines_of(
        {"Makefile": makefile}, "Dockerfile", "images/Dockerfile"
    )
    assert ["a/b <- images/Dockerfile"] == lines_of(
        {"Makefile": ".ONESHELL:\n" + makefile}, "Dockerfile", "images/Dockerfile"
    )


def test_a_makefile_whose_variables_name_each_other_costs_little() -> None:
    names = "".join(f"A{i} = " + f"$(A{i + 1})" * 300 + "\n" for i in range(30))
    makefile = f"{names}A30 = $(A0)\nbuild:\n\tdocker build -t r.io/$(A0)/spark .\n"

    assert [] == lines_of({"Makefile": makefile})


def test_a_variable_of_many_words_costs_little() -> None:
    code = "A='" + "x " * 2000 + "'\n" + "docker build $A$A$A$A -t a/b .\n" * 3_000

    assert [] == shell(code, "Dockerfile")


def test_variables_that_double_cost_little() -> None:
    code = "A=xxxxxxxx\n" + "A=$A$A\n" * 60 + "docker build -t $A/b $A\n" * 2000

    assert [] == shell(code, "Dockerfile")
