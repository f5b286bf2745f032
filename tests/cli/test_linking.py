"""A run over a folder judges clusters with the Dockerfiles of their images."""

from __future__ import annotations

import json

import pytest

from dcslint.model.links import deployment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from cli.conftest import Result

    Files = Callable[[dict[str, Any]], None]
    Run = Callable[..., Result]

RULE = "cluster-of-another-runtime"
PROJECT = {
    "images/Dockerfile": "FROM databricksruntime/standard:15.4-LTS\n",
    "build.sh": "docker build -t acme.azurecr.io/etl:$TAG images\n",
    "deploy/cluster.json": json.dumps(
        {
            "spark_version": "16.4.x-scala2.12",
            "num_workers": 1,
            "docker_image": {"url": "acme.azurecr.io/etl:1.0"},
        }
    ),
}


def lint(run: Run, *words: str) -> list[tuple[str, str]]:
    """Path and rule of the findings of the group, from a JSON report."""
    report = run("--select", "agreement", "--format", "json", *words).json
    return [(one["path"], one["rule"]) for one in report["findings"]]


def unresolved(run: Run, *words: str) -> list[str]:
    """Why clusters could not be judged with a Dockerfile."""
    report = run("--select", RULE, "--format", "json", *words).json
    return [one["reason"] for one in report["unresolved"]]


def test_a_folder_is_judged_as_a_whole_and_both_places_are_shown(files: Files, run: Run) -> None:
    files(PROJECT)
    report = run("--select", "agreement", "--format", "json").json
    (found,) = report["findings"]

    assert ("deploy/cluster.json", RULE) == (found["path"], found["rule"])
    assert ["images/Dockerfile", "build.sh"] == [one["path"] for one in found["related"]]
    assert 2 == report["files"]


def test_named_files_are_linked_by_what_is_among_them(files: Files, run: Run) -> None:
    files(PROJECT)

    assert [] == lint(run, "deploy/cluster.json")
    assert [] == lint(run, "deploy/cluster.json", "images/Dockerfile")
    assert [("deploy/cluster.json", RULE)] == lint(run, "deploy/cluster.json", "build.sh")


def test_a_named_file_finds_what_the_configuration_links_it_to(files: Files, run: Run) -> None:
    toml = '[images]\n"acme.azurecr.io/etl" = "images/Dockerfile"\n'
    files({**PROJECT, "dcslint.toml": toml})

    assert [("deploy/cluster.json", RULE)] == lint(run, "deploy/cluster.json")


def test_who_did_not_look_says_so(files: Files, run: Run) -> None:
    files(PROJECT)
    words = "what builds the images of clusters was not looked for; name a folder for that"

    assert words in run("-v", "deploy/cluster.json").err
    assert words not in run("-v", ".").err
    assert ["only the files named were read: what this image is built of was not looked for"] == (
        unresolved(run, "deploy/cluster.json")
    )


def test_what_is_not_linked_says_why(files: Files, run: Run) -> None:
    files(PROJECT)
    files({"build.sh": "docker build -t acme.azurecr.io/other images\n"})
    assert ["no Dockerfile here is known to be what this image is built of"] == unresolved(run)

    files(
        {
            "build.sh": (
                "docker build -t acme.azurecr.io/etl images\n"
                "docker build -t acme.azurecr.io/etl more\n"
            ),
            "more/Dockerfile": "FROM ubuntu\n",
        }
    )
    assert [
        "more than one Dockerfile may be what it is built of: images/Dockerfile, more/Dockerfile"
    ] == unresolved(run)

    files({"dcslint.toml": '[images]\n"acme.azurecr.io/etl" = "gone/Dockerfile"\n'})
    assert ["gone/Dockerfile cannot be read"] == unresolved(run)

    files({"dcslint.toml": "", "build.sh": "docker build --target x -t acme.azurecr.io/etl images"})
    assert ["images/Dockerfile has no stage x"] == unresolved(run)


@pytest.mark.parametrize("crowd", ["USER a\n" * 30_000, "# a, b\n" * 80_001])
def test_a_dockerfile_that_is_too_crowded_is_no_deployment(
    files: Files, run: Run, crowd: str
) -> None:
    files({**PROJECT, "images/Dockerfile": PROJECT["images/Dockerfile"] + crowd})

    assert ["images/Dockerfile cannot be read"] == unresolved(run)


def test_dockerfiles_are_read_for_the_arguments_of_so_many_builds(
    files: Files, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deployment, "MOST_BUILT", 2)
    build = "docker build --build-arg A=1 -t acme.azurecr.io/etl images\n"
    files({**PROJECT, "build.sh": build})
    assert [] == unresolved(run)

    files({"images/Dockerfile": "FROM databricksruntime/standard:15.4-LTS\nUSER a\nUSER root\n"})
    assert ["images/Dockerfile cannot be read"] == unresolved(run)


def test_a_rule_that_does_not_run_needs_no_links(files: Files, run: Run) -> None:
    files(PROJECT)
    report = run("--ignore", "agreement", "--format", "json", ".").json

    assert not [one for one in report["unresolved"] if "Dockerfile" in one["reason"]]


def test_a_dockerfile_that_a_cluster_runs_is_linted_whatever_it_is_built_on(
    files: Files, run: Run
) -> None:
    files({**PROJECT, "images/Dockerfile": 'FROM ubuntu:24.04\nENTRYPOINT ["x"]\n'})

    assert "entrypoint-never-runs" in run(".").out
    assert "images/Dockerfile: linted, as a cluster runs what it builds" in run("-v", ".").err
    assert "entrypoint-never-runs" not in run("deploy").out
    assert "entrypoint-never-runs" not in run(".", "--exclude", "images/").out


def test_excluded_files_say_nothing_of_builds(files: Files, run: Run) -> None:
    files(PROJECT)

    assert [] == lint(run, "--exclude", "build.sh", ".")
    files({"old/build.sh": PROJECT["build.sh"].replace("images", "../images"), "build.sh": ""})
    assert [] == lint(run, "--exclude", "old/", ".")


def test_two_configurations_see_each_others_dockerfiles(files: Files, run: Run) -> None:
    files({**PROJECT, "deploy/dcslint.toml": "", "images/dcslint.toml": ""})

    assert [("deploy/cluster.json", RULE)] == lint(run, ".")


def test_a_target_has_its_name_in_the_finding(files: Files, run: Run) -> None:
    bundle = """
bundle: {name: x}
variables: {runtime: {default: 15.4.x-scala2.12}}
resources:
  jobs:
    nightly:
      job_clusters:
        - job_cluster_key: main
          new_cluster:
            spark_version: ${var.runtime}
            num_workers: 1
            docker_image: {url: "acme.azurecr.io/etl:${bundle.target}"}
targets:
  dev: {}
  prod: {variables: {runtime: 16.4.x-scala2.12}}
"""
    files({**PROJECT, "deploy/cluster.json": "{}", "databricks.yml": bundle})
    (found,) = run("--select", "agreement", "--format", "json").json["findings"]

    assert [{"target": "prod", "cluster": "main"}] == found["contexts"]


def test_standard_input_is_linked_too(files: Files, run: Run) -> None:
    files(PROJECT)
    text = PROJECT["deploy/cluster.json"].encode()
    report = run(
        *("--select", "agreement", "--format", "json", "-", "--stdin-filename"),
        *("deploy/cluster.json", "--image", "acme.azurecr.io/etl=images/Dockerfile"),
        stdin=text,
    ).json

    assert [RULE] == [one["rule"] for one in report["findings"]]


@pytest.mark.parametrize("before", ["", "./", "deploy/../", "../project/", "/"])
def test_the_dockerfile_of_an_image_may_be_given_by_any_path(
    files: Files, run: Run, folder: Path, before: str
) -> None:
    """As a shell completes it; in a report it has one name only."""
    files(
        {
            "images/Dockerfile": "FROM ubuntu\nCMD x\n",
            "cluster.json": PROJECT["deploy/cluster.json"],
        }
    )
    path = f"{folder}/images/Dockerfile" if before == "/" else f"{before}images/Dockerfile"
    image = ("--image", f"acme.azurecr.io/etl={path}")

    listed = run(*image, "--scope", "auto", "--format", "json", "images/Dockerfile").json[
        "findings"
    ]
    found = run(*image, "--format", "json", ".", "images/Dockerfile").json["findings"]

    never = ["images/Dockerfile"]
    assert never == [one["path"] for one in listed if one["rule"] == "cmd-never-runs"]
    assert never == [one["path"] for one in found if one["rule"] == "cmd-never-runs"]


def test_of_many_dockerfiles_those_that_clusters_run_are_read_again(
    files: Files, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    files(PROJECT)
    expected = run(".", "--scope", "all")
    monkeypatch.setattr("dcslint.cli.run._MOST_KEPT", 0)

    again = run(".", "--scope", "all")

    assert f"[{RULE}]" in expected.out
    assert (expected.status, expected.out) == (again.status, again.out)
