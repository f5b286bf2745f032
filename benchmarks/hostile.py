"""Lint files made to hurt: time, peak memory, and what twice the size costs.

usage: python benchmarks/hostile.py [--dcslint PROGRAM]

Each case must end within a second and 80 MiB, and twice the input may take 2.3 times the time that
is above a small file's. Prints a table; exits 1 if a case is over a limit by the best of five runs.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from run import least, measured

BASE = "FROM databricksruntime/standard:15.4-LTS\n"
MOST_SECONDS, MOST_MEMORY, MOST_GROWTH = 1.0, 80.0, 2.3


def _steps(count: int) -> str:
    return BASE + "RUN echo start" + "".join(f" \\\n && echo {n}" for n in range(count))


def _runs(count: int) -> str:
    return BASE + "".join(
        f"RUN apt-get update && pip install p{n} \\\n  q{n}\n" for n in range(count)
    )


def _constants(count: int) -> str:
    return BASE + "".join(f"ENV KEY{n}=v{n}\n" for n in range(count)) + "RUN pip install $KEY1\n"


def _variables(count: int) -> str:
    lines = (f"ENV V{n}=/opt/{n} PATH=/opt/{n}/bin:$V{n - 1}\n" for n in range(count))
    return BASE + "".join(lines) + "RUN pip install $V1\n"


def _stages(count: int) -> str:
    lines = (f"FROM s{n} AS s{n + 1}\nRUN virtualenv /opt/v{n} && echo $X\n" for n in range(count))
    return BASE.rstrip() + " AS s0\n" + "".join(lines)


def _nested(opening: str, closing: str) -> object:
    return lambda count: f"{BASE}RUN echo {opening * count}x{closing * count}\n"


def _job(count: int) -> str:
    cluster = (
        '{{"job_cluster_key": "c{0}", "new_cluster": {{"spark_version": "16.4.x-scala2.12", '
        '"num_workers": 2, "node_type_id": "i3.xlarge", "docker_image": {{"url": "a/b:{0}"}}}}}}'
    )
    clusters = ", ".join(cluster.format(n) for n in range(count))
    return f'{{"name": "j", "tasks": [], "job_clusters": [{clusters}]}}'


def _bundle(count: int) -> str:
    head = "bundle: {name: a}\nresources:\n  clusters:\n    a:\n      spark_version: 16.4.x\n"
    image = "      docker_image: {url: 'a/b:${bundle.target}'}\n      num_workers: 1\ntargets:\n"
    return head + image + "".join(f"  t{n}: {{mode: development}}\n" for n in range(count))


def _merges(count: int) -> str:
    lines = ["a0: &a0 {spark_version: 1, num_workers: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}], k{n}: 1}}" for n in range(1, count)]
    return "\n".join(lines) + "\ndocker_image: {url: a}\n"


def _aliases(count: int) -> str:
    doubled = [f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}]" for n in range(1, 40)]
    many = ["- *a" for _ in range(count)]
    cluster = "a: &a {spark_version: x, docker_image: {url: b}, num_workers: 1}"
    return "\n".join([cluster, "b0: &b0 [*a]", *doubled, "many:", *many]) + "\n"


def _resources(count: int) -> str:
    return (
        "".join(
            f'resource "databricks_cluster" "c{n}" {{\n  spark_version = "16.4.x-scala2.12"\n'
            f'  num_workers = var.n\n  docker_image {{\n    url = "a/b:{n}"\n  }}\n}}\n'
            for n in range(count)
        )
        + 'variable "n" {\n  default = 2\n}\n'
    )


def _locals(count: int) -> str:
    lines = "".join(f"  l{n} = [local.l{n - 1}, local.l{n - 1}]\n" for n in range(1, count))
    return f"locals {{\n  l0 = 1\n{lines}}}\n" + _resources(1)


def _deep(opening: str, closing: str, head: str = "", tail: str = "") -> object:
    return lambda count: f"{head}{opening * count}{closing * count}{tail}"


# name → (maker of a text, size, name of the file)
SPECS = {
    "JSON: 100,000 brackets": (_deep("[", "]", '{"docker_image": ', "}"), 100_000, "a.json"),
    "JSON: 50,000 objects": (lambda size: '{"a":' * size + "1" + "}" * size, 50_000, "a.json"),
    "JSON: 2,000 clusters": (_job, 2_000, "a.json"),
    "JSON: 2,000 clusters of 2,000 tasks": (
        lambda size: _job(size).replace(
            '"tasks": []',
            '"tasks": ['
            + ", ".join(f'{{"task_key": "t{n}", "job_cluster_key": "c{n}"}}' for n in range(size))
            + "]",
        ),
        2_000,
        "a.json",
    ),
    "JSON: 20,000 misspelt fields": (
        lambda size: (
            '{"spark_version": "16.4.x", "num_workers": 1, "docker_image": {"url": "a/b"}, '
            + ", ".join(f'"node_typ_i{n}": 1' for n in range(size))
            + "}"
        ),
        20_000,
        "a.json",
    ),
    "YAML: 50,000 brackets": (_deep("[", "]", "docker_image: "), 50_000, "a.yml"),
    "YAML: 5,000 dashes": (_deep("- ", "", "", "docker_image\n"), 5_000, "a.yml"),
    "YAML: 300 merges of merges": (_merges, 300, "a.yml"),
    "YAML: 5,000 aliases, doubled": (_aliases, 5_000, "a.yml"),
    "bundle: 10,000 targets": (_bundle, 10_000, "databricks.yml"),
    "HCL: 50,000 brackets": (_deep("[", "]", "docker_image = "), 50_000, "a.tf"),
    "HCL: 20,000 blocks": (_deep("docker_image {\n", "}\n"), 20_000, "a.tf"),
    "HCL: 2,000 resources": (_resources, 2_000, "a.tf"),
    "HCL: 200 doubling locals": (_locals, 200, "a.tf"),
    "shell: 10,000 commands": (
        lambda size: "curl -d '{\"docker_image\": {}}' x\n" * size,
        10_000,
        "a.sh",
    ),
    "Markdown: 20,000 fences": (
        lambda size: '```json\n{"docker_image": 1}\n```\n' * size,
        20_000,
        "a.md",
    ),
}

# name → (maker of a text, size)
CASES = {
    "one RUN with 5,000 &&": (_steps, 5_000),
    "2,000 RUNs": (_runs, 2_000),
    "20,000 ENVs": (_constants, 20_000),
    "5,000 ENVs that use others": (_variables, 5_000),
    "1,000 stages": (_stages, 1_000),
    "one line of 1 MB": (lambda size: f"{BASE}RUN echo {'a' * size}\n", 1_000_000),
    "one word list of 1 MB": (
        lambda size: f"{BASE}RUN pip install {'ab ' * (size // 3)}\n",
        1_000_000,
    ),
    "10,000 nested $(": (_nested("$(", ")"), 10_000),
    "10,000 nested ${": (_nested("${x:-", "}"), 10_000),
    "10,000 quotes": (_nested("\"'", "'\""), 10_000),
    "10,000 open quotes": (_nested('"', ""), 10_001),
    "10,000 nested subshells": (_nested("(", ")"), 10_000),
    "3,000 heredocs": (
        lambda size: BASE + "".join(f"RUN cat <<E{n}\nx\nE{n}\n" for n in range(size)),
        3_000,
    ),
    "5,000 links in a row": (
        lambda size: (
            BASE + "RUN " + " && ".join(f"ln -s /l{n} /l{n + 1}" for n in range(size)) + "\n"
        ),
        5_000,
    ),
    "3,000 times PATH prolonged": (
        lambda size: BASE + "".join(f"ENV PATH=/opt/{n}/bin:$PATH\n" for n in range(size)),
        3_000,
    ),
    "1,500 environments activated": (
        lambda size: BASE + "RUN " + " && ".join(f". /opt/{n}/bin/activate" for n in range(size)),
        1_500,
    ),
    "2,000 COPYs and what they bring": (
        lambda size: (
            BASE + "".join(f"COPY a{n} /a{n}/\nRUN /a{n}/x && pip install y\n" for n in range(size))
        ),
        2_000,
    ),
    "2,000 stages, misspelt": (
        lambda size: BASE + "".join(f"FROM a AS s{n}\nCOPY --from=t{n} x y\n" for n in range(size)),
        2_000,
    ),
    "doubling variables": (
        lambda size: BASE + "ENV A=aaaaaaaa\n" + "ENV A=$A$A\n" * (size // 100),
        10_000,
    ),
}


def table(program: list[str]) -> int:
    """Print it; returns how many cases are over a limit."""
    over = 0
    print(f"{'':28}{'kB':>8}{'s':>8}{'MiB':>8}{'x2':>8}")
    with tempfile.TemporaryDirectory() as directory:
        work = Path(directory)
        small = least(program, work, "Dockerfile", BASE, 5)[0]
        dockerfiles = {name: (*case, "Dockerfile") for name, case in CASES.items()}
        for case, (make, size, name) in {**dockerfiles, **SPECS}.items():
            text = make(size)
            seconds, memory = least(program, work, name, text, 5)
            double, _ = least(program, work, name, make(2 * size), 5)
            growth = (double - small) / max(seconds - small, 0.02)
            bad = seconds > MOST_SECONDS or memory > MOST_MEMORY or growth > MOST_GROWTH
            over += bad
            print(
                f"{case:28}{len(text) / 1000:8.0f}{seconds:8.2f}{memory:8.1f}{growth:8.2f}"
                f"{'  over the limit' if bad else ''}"
            )
    return over


if __name__ == "__main__":
    raise SystemExit(measured(__doc__, table))
