"""`dcslint links`: the table, the verdicts, JSON."""

from __future__ import annotations

import json

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from cli.conftest import Result

    Files = Callable[[dict[str, Any]], None]
    Run = Callable[..., Result]

AUTH = {"username": "{{secrets/acr/id}}", "password": "{{secrets/acr/key}}"}


def cluster(name: str, url: str, version: str = "15.4.x-scala2.12", **more: object) -> str:
    """A cluster of ours without a fault."""
    return json.dumps(
        {
            "cluster_name": name,
            "spark_version": version,
            "node_type_id": "Standard_D4ds_v5",
            "num_workers": 1,
            "data_security_mode": "SINGLE_USER",
            "docker_image": {"url": url, "basic_auth": AUTH},
            **more,
        }
    )


PROJECT = {
    "images/Dockerfile": "FROM databricksruntime/standard:15.4-LTS\n",
    "build.sh": "docker build -t acme.azurecr.io/etl:$TAG images\n",
    "a.json": cluster("good", "acme.azurecr.io/etl:1.0"),
}


def rows(run: Run, *words: str) -> list[dict[str, Any]]:
    """The rows of the JSON page."""
    found: list[dict[str, Any]] = run("links", "--format", "json", *words).json["links"]
    return found


def verdicts(run: Run, *words: str) -> dict[str, tuple[str, list[str]]]:
    """The verdict and the rules that give it, by cluster."""
    key = {"does not launch": "errors", "risky": "warnings", "no known obstacle": "errors"}
    return {
        row["cluster"]["name"]: (row["verdict"], row[key[row["verdict"]]])
        for row in rows(run, *words)
    }


def test_the_page_shows_links_and_verdicts(files: Files, run: Run) -> None:
    files(PROJECT)
    files(
        {
            "b.json": cluster("old", "acme.azurecr.io/etl:1.0", "16.4.x-scala2.12"),
            "c.json": cluster("ml", "acme.azurecr.io/etl:1.0", "15.4.x-cpu-ml-scala2.12"),
            "d.json": cluster("own", "databricksruntime/standard:15.4-LTS"),
            "e.json": cluster("other", "acme.azurecr.io/other:1.0", "${runtime}"),
            "spare/Dockerfile": "FROM databricksruntime/standard:15.4-LTS\n",
        }
    )
    result = run("links")

    assert (0, "") == (result.status, result.err)
    assert [
        "image                                Dockerfile         cluster         linked by",
        (
            "acme.azurecr.io/etl:1.0              images/Dockerfile  good a.json:1   docker build,"
            " build.sh:1"
        ),
        "                                                        old b.json:1",
        "                                                        ml c.json:1",
        (
            "acme.azurecr.io/other:1.0            -                  other e.json:1  no Dockerfile"
            " here is known to be what this image is built of"
        ),
        (
            "databricksruntime/standard:15.4-LTS  -                  own d.json:1    an image of"
            " Databricks"
        ),
        "",
        "good a.json:1: no known obstacle",
        "old b.json:1: risky",
        "  warnings: cluster-of-another-runtime",
        "ml c.json:1: does not launch",
        "  errors: runtime-ml",
        "other e.json:1: no known obstacle",
        (
            "  the image itself was not judged: no Dockerfile here is known to be what this image"
            " is built of"
        ),
        "  1 value not judged: template ${runtime} (1)",
        "own d.json:1: risky",
        "  warnings: public-image-basic-auth",
        "",
        "no cluster here is known to run what these build:",
        "  spare/Dockerfile",
    ] == result.lines


def test_what_is_wrong_in_the_dockerfile_counts_for_its_clusters(files: Files, run: Run) -> None:
    pip = "RUN /databricks/python3/bin/pip install x\n"
    files({**PROJECT, "images/Dockerfile": "FROM databricksruntime/minimal:16.4-LTS\n" + pip})

    assert {"good": ("does not launch", ["pip-on-minimal"])} == verdicts(run)
    assert {"good": ("risky", ["cluster-of-another-runtime"])} == verdicts(
        run, "--ignore", "pip-on-minimal"
    )


def test_the_image_is_judged_as_the_build_sets_it(files: Files, run: Run) -> None:
    files(
        {
            **PROJECT,
            "images/Dockerfile": (
                "ARG DBR=9.1-LTS\nFROM databricksruntime/standard:${DBR} AS job\n"
                "FROM databricksruntime/standard:${DBR}\nRUN /databricks/conda/bin/pip install x\n"
            ),
            "build.sh": (
                "docker build --build-arg DBR=15.4-LTS --target job -t acme.azurecr.io/etl images\n"
            ),
        }
    )

    assert {"good": ("no known obstacle", [])} == verdicts(run)


def test_a_cluster_is_not_blamed_for_its_neighbours(files: Files, run: Run) -> None:
    good = json.loads(PROJECT["a.json"])
    bad = {**good, "cluster_name": "bad", "use_ml_runtime": True}
    files({**PROJECT, "a.json": json.dumps([good, bad])})

    assert {"good": "no known obstacle", "bad": "does not launch"} == {
        name: verdict for name, (verdict, _) in verdicts(run).items()
    }


def test_a_file_that_is_broken_does_not_launch(files: Files, run: Run) -> None:
    files({**PROJECT, "a.json": PROJECT["a.json"][:-1] + ",}}"})

    ((verdict, rules),) = verdicts(run).values()
    assert ("does not launch", ["json-malformed"]) == (verdict, rules)


def test_what_a_comment_silences_is_no_obstacle(files: Files, run: Run) -> None:
    text = (
        "cluster_name: good\n"
        "# dcslint: ignore[runtime-ml] tried it\n"
        "spark_version: 15.4.x-cpu-ml-scala2.12\n"
        "data_security_mode: SINGLE_USER\n"
        "docker_image: {url: ghcr.io/a/b:1}\n"
    )
    files({"a.yml": text})

    assert {"good": ("no known obstacle", [])} == verdicts(run)


def test_two_candidates_are_shown(files: Files, run: Run) -> None:
    files(PROJECT)
    files(
        {
            "build.sh": PROJECT["build.sh"] * 2 + "docker build -t acme.azurecr.io/etl more\n",
            "more/Dockerfile": "FROM ubuntu\n",
        }
    )
    (row,) = rows(run)

    assert ("several", None) == (row["status"], row["dockerfile"])
    assert ["images/Dockerfile", "more/Dockerfile"] == [
        one["dockerfile"] for one in row["candidates"]
    ]
    assert [
        "acme.azurecr.io/etl:1.0  images/Dockerfile?  good a.json:1  docker build, build.sh:1",
        "                         more/Dockerfile?                   docker build, build.sh:3",
    ] == run("links").lines[1:3]


def test_targets_with_one_verdict_are_one_row(files: Files, run: Run) -> None:
    bundle = """
bundle: {name: x}
resources:
  clusters:
    main:
      cluster_name: main
      spark_version: 15.4.x-scala2.12
      data_security_mode: SINGLE_USER
      docker_image: {url: "ghcr.io/a/b:1"}
targets: {dev: {}, test: {}, prod: {resources: {clusters: {main: {use_ml_runtime: true}}}}}
"""
    files({"databricks.yml": bundle})
    found = [
        (row["verdict"], [one["target"] for one in row["cluster"]["contexts"]]) for row in rows(run)
    ]

    assert [("no known obstacle", ["dev", "test"]), ("does not launch", ["prod"])] == sorted(
        found, key=lambda one: one[1]
    )
    assert "main [dev, test] databricks.yml:6" in run("links").out


def test_configuration_holds_for_links_too(files: Files, run: Run) -> None:
    toml = (
        'ignore = ["runtime-ml"]\nexclude = ["old/"]\nstatistics = true\n'
        'outputs = [{format = "sarif", file = "out.sarif"}]\n'
        '[images]\n"ghcr.io/a/b" = "images/Dockerfile"\n'
    )
    spec = cluster("ml", "ghcr.io/a/b:1", "15.4.x-cpu-ml-scala2.12")
    files({"dcslint.toml": toml, "a.json": spec, "old/a.json": spec})
    files({"images/Dockerfile": PROJECT["images/Dockerfile"]})
    (row,) = rows(run)

    assert ("linked", "no known obstacle") == (row["status"], row["verdict"])
    assert {
        "dockerfile": "images/Dockerfile",
        "target": None,
        "how": "configuration",
        "place": None,
    } == row["linked_by"]


def test_without_clusters_there_is_little_to_show(files: Files, run: Run) -> None:
    assert ["no cluster here runs an image"] == run("links").lines
    files({"Dockerfile": "FROM databricksruntime/standard:15.4-LTS\n"})

    assert [] == rows(run)
    assert "  Dockerfile" in run("links").lines


def test_no_secret_and_no_control_character_is_shown(files: Files, run: Run) -> None:
    url = "https://user:hunter2secret@acme.azurecr.io/a\x1b[31m:1"
    files({"a.json": cluster("x\u202e", url)})

    for out in (run("links").out, run("links", "--format", "json").out):
        assert "hunter2secret" not in out
    assert "\x1b" not in run("links").out
    assert "\u202e" not in run("links").out


@pytest.mark.parametrize(
    ("words", "err"),
    [
        (["--format", "sarif"], "--format is one of text, json, not 'sarif'"),
        (["--fix"], "--fix"),
        (["missing"], "missing: no such file or directory"),
    ],
)
def test_wrong_usage_is_told(run: Run, folder: object, words: list[str], err: str) -> None:
    result = run("links", *words)

    assert 2 == result.status
    assert err in result.err
