"""Lint files of the most that is read (2 MB), one of each format, and files that are larger.

usage: python benchmarks/limit.py [--dcslint PROGRAM]

The first texts are of ordinary shape and density: instructions, clusters and fields as repositories
have them, repeated up to the limit. The others are made of as many small parts as are read. Each
must end within two seconds and 150 MiB; a larger file is one finding, within 50 ms. Prints tables;
exits 1 if one is over a limit by the best of three runs.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from run import least, measured

from dcslint.cli.run import MOST_BYTES
from dcslint.model.image.commands import MOST_COMMANDS
from dcslint.model.large import MOST_PARTS, MOST_PARTS_OF_PYTHON, MOST_WORDS
from dcslint.readers.dockerfile import MOST_INSTRUCTIONS

MOST_SECONDS, MOST_MEMORY, MOST_SECONDS_ABOVE = 2.0, 150.0, 0.05

HEAD = "FROM databricksruntime/standard:15.4-LTS\n"
STEP = """
# What step {0} needs: a tool, its library, and the configuration of both.
ENV STEP_{0}_HOME=/opt/step{0} \\
    STEP_{0}_LEVEL=info
COPY --chown=root:root step{0}/requirements.txt step{0}/settings.yaml /opt/step{0}/
RUN set -eux; \\
    apt-get update; \\
    apt-get install -y --no-install-recommends ca-certificates tool{0} libtool{0}-dev; \\
    if [ -e /opt/step{0}/setup.sh ]; then \\
        sh -x /opt/step{0}/setup.sh --level "$STEP_{0}_LEVEL"; \\
    fi; \\
    rm -rf /var/lib/apt/lists/*
RUN /databricks/python3/bin/pip install --no-cache-dir -r /opt/step{0}/requirements.txt
"""


def cluster(number: int) -> dict[str, object]:
    """A cluster with the fields that people write."""
    return {
        "spark_version": "15.4.x-scala2.12",
        "node_type_id": "i3.xlarge",
        "driver_node_type_id": "i3.2xlarge",
        "autoscale": {"min_workers": 2, "max_workers": 8},
        "data_security_mode": "SINGLE_USER",
        "docker_image": {"url": f"123456789012.dkr.ecr.us-east-1.amazonaws.com/etl:1.{number}"},
        "aws_attributes": {
            "availability": "SPOT_WITH_FALLBACK",
            "first_on_demand": 1,
            "instance_profile_arn": "arn:aws:iam::123456789012:instance-profile/etl",
            "zone_id": "auto",
        },
        "spark_conf": {
            "spark.sql.shuffle.partitions": "200",
            "spark.databricks.delta.preview.enabled": "true",
        },
        "spark_env_vars": {"PYSPARK_PYTHON": "/databricks/python3/bin/python3"},
        "custom_tags": {"team": "data", "cost-center": f"cc-{number}"},
    }


def dockerfile(count: int) -> str:
    """Steps of one image."""
    return HEAD + "".join(STEP.format(number) for number in range(count))


def json_job(count: int) -> str:
    """A job with its clusters, as `databricks jobs get` writes it."""
    clusters = [{"job_cluster_key": f"c{n}", "new_cluster": cluster(n)} for n in range(count)]
    return json.dumps({"name": "nightly", "tasks": [], "job_clusters": clusters}, indent=2)


def bundle(count: int) -> str:
    """A bundle with its clusters."""
    lines = ["bundle: {name: nightly}", "resources:", "  clusters:"]
    for number in range(count):
        lines.append(f"    c{number}:")
        for key, value in cluster(number).items():
            if not isinstance(value, dict):
                lines.append(f"      {key}: {value}")
                continue
            lines.append(f"      {key}:")
            lines += [f"        {name}: {json.dumps(inner)}" for name, inner in value.items()]
    return "\n".join(lines) + "\n"


def terraform(count: int) -> str:
    """A module with its clusters."""
    lines = []
    for number in range(count):
        lines.append(f'resource "databricks_cluster" "c{number}" {{')
        for key, value in cluster(number).items():
            if not isinstance(value, dict):
                lines.append(f"  {key} = {json.dumps(value)}")
                continue
            equals = " =" if key in ("spark_conf", "spark_env_vars", "custom_tags") else ""
            lines.append(f"  {key}{equals} {{")
            quoted = '"{}"' if equals else "{}"
            for name, inner in value.items():
                lines.append(f"    {quoted.format(name)} = {json.dumps(inner)}")
            lines.append("  }")
        lines += ["}", ""]
    return "\n".join(lines)


def shell(count: int) -> str:
    """A script that makes clusters."""
    calls = (
        "databricks clusters create --json '" + json.dumps(cluster(number), indent=2) + "'\n"
        for number in range(count)
    )
    return "#!/bin/bash\nset -e\n" + "".join(calls)


def markdown(count: int) -> str:
    """A page that shows clusters."""
    shown = (
        f"## Cluster {number}\n\nWhat the team for {number} uses:\n\n```json\n"
        + json.dumps(cluster(number), indent=2)
        + "\n```\n\n"
        for number in range(count)
    )
    return "# Clusters\n\n" + "".join(shown)


FORMATS = {
    "Dockerfile": dockerfile,
    "job.json": json_job,
    "databricks.yml": bundle,
    "main.tf": terraform,
    "deploy.sh": shell,
    "README.md": markdown,
}
CLUSTER = '{"spark_version": "15.4.x-scala2.12", "docker_image": {"url": "a/b:c"}, "x": '
BASE = "FROM debian:12\n"
MISSPELT = CLUSTER[:-5] + '"num_worker": 1}'
POOL = '{"instance_pool_id": "a", "preloaded_docker_images": [{"url": "a/b:1"}]}'
ON_POOL = CLUSTER[:-5] + '"instance_pool_id": "a"}'
SPEC = "{'spark_version': '15.4.x-scala2.12'}"
# A few less than the most, for what stands around them.
DENSE = {
    "Dockerfile: stages": ("Dockerfile", "FROM a\n" * MOST_INSTRUCTIONS),
    "Dockerfile: unknown words": ("Dockerfile", "x\n" * MOST_INSTRUCTIONS),
    "Dockerfile: heredocs": ("Dockerfile", BASE + "RUN <<E\na\nE\n" * (MOST_INSTRUCTIONS - 1)),
    "Dockerfile: pip": ("Dockerfile", BASE + "RUN pip install a b c\n" * (MOST_INSTRUCTIONS - 1)),
    "Dockerfile: commands": (
        "Dockerfile",
        BASE + ("RUN " + "export A=b;" * 10_000 + "\n") * (MOST_COMMANDS // 10_000),
    ),
    "Dockerfile: packages": (
        "Dockerfile",
        BASE + ("RUN apt-get install" + " a" * 49_990 + "\n") * (MOST_WORDS // 50_000),
    ),
    "JSON: objects": ("job.json", CLUSTER + "[" + "{}," * (MOST_PARTS // 2 - 10) + "1]}"),
    "JSON: numbers": ("job.json", CLUSTER + "[" + "1," * (MOST_PARTS - 10) + "1]}"),
    "JSON: clusters": ("job.json", f"[{','.join([MISSPELT] * 23_000)}]"),
    "JSON: pools": ("job.json", f"[{','.join([POOL] * 1_400 + [ON_POOL] * 1_400)}]"),
    "bundle: clusters of targets": (
        "databricks.yml",
        "bundle: {name: x}\nresources:\n  clusters:\n"
        + "".join(f"    c{number}: {MISSPELT}\n" for number in range(17_000))
        + "targets:\n"
        + "".join(f"  t{number}: {{}}\n" for number in range(100)),
    ),
    "YAML: items": ("databricks.yml", "bundle: {name: x}\nx:\n" + "- a\n" * (MOST_PARTS - 10)),
    "YAML: flow": ("databricks.yml", "bundle: {name: x}\nx: [" + "1," * (MOST_PARTS - 10) + "1]"),
    "HCL: blocks": ("main.tf", "b{}\n" * (MOST_PARTS // 2 - 10)),
    "shell: commands": (
        "deploy.sh",
        "databricks clusters create --json '" + CLUSTER + "1}'\n" + "a;" * (MOST_PARTS - 20),
    ),
    "Markdown: examples": (
        "README.md",
        '```json\n{"spark_version": "1"}\n```\n' * (MOST_PARTS // 4 - 10),
    ),
    "Python: dicts": ("dag.py", f"x = {SPEC}\n" * (MOST_PARTS_OF_PYTHON // 2 - 10)),
}


def table(program: list[str]) -> int:
    """Print them; returns how many files are over a limit."""
    over = dense(program)
    print(f"{'':20}{'kB':>8}{'s':>8}{'MiB':>8}{'above: s':>10}")
    with tempfile.TemporaryDirectory() as directory:
        work = Path(directory)
        for name, make in FORMATS.items():
            text = fill(make)
            seconds, memory = least(program, work, name, text, 3)
            above, _ = least(program, work, name, text + "\n" * (MOST_BYTES + 1 - len(text)), 3)
            bad = seconds > MOST_SECONDS or memory > MOST_MEMORY or above > MOST_SECONDS_ABOVE
            over += bad
            print(
                f"{name:20}{len(text) / 1000:8.0f}{seconds:8.2f}{memory:8.1f}{above:10.3f}"
                f"{'  over the limit' if bad else ''}"
            )
    return over


def dense(program: list[str]) -> int:
    """Print what the densest files cost; returns how many are over a limit."""
    over = 0
    print(f"{'':28}{'kB':>8}{'s':>8}{'MiB':>8}")
    with tempfile.TemporaryDirectory() as directory:
        for title, (name, text) in DENSE.items():
            seconds, memory = least(program, Path(directory), name, text, 3)
            bad = seconds > MOST_SECONDS or memory > MOST_MEMORY
            over += bad
            told = "  over the limit" if bad else ""
            print(f"{title:28}{len(text) / 1000:8.0f}{seconds:8.2f}{memory:8.1f}{told}")
    print()
    return over


def fill(make: object) -> str:
    """The longest text that fits."""
    assert callable(make)
    low, high = 1, 2
    while len(make(high)) <= MOST_BYTES:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if len(make(middle)) <= MOST_BYTES else (low, middle)
    text: str = make(low)
    return text


if __name__ == "__main__":
    raise SystemExit(measured(__doc__, table))
