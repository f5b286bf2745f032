"""What is fuzzed: a name for each, the function that takes any bytes, and where seeds come from.

A target raises if something is wrong. Errors that a wrong card, table or configuration is told with
are what these are for, and so no fault.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from whole_run import WholeRun

from dcslint.config import ConfigurationError
from dcslint.facts.load import FactsError, parse_table
from dcslint.model.links.search import find_builds
from dcslint.rulebook.card import CardError, parse_card
from dcslint.source import DictFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Target = Callable[[bytes], object]

ROOT = Path(__file__).resolve().parent.parent
# Target → the name that its bytes are linted by.
NAMES = {
    "dockerfile": "Dockerfile",
    "json": "cluster.json",
    "yaml": "job.yml",
    "bundle": "databricks.yml",
    "terraform": "main.tf",
    "shell": "deploy.sh",
    "makefile": "Makefile",
    "markdown": "README.md",
    "python": "dag.py",
    "workflow": ".github/workflows/ci.yml",
}
# The languages of cards' blocks that are seeds of a target.
_LANGUAGES = {
    "dockerfile": ("dockerfile",),
    "json": ("json",),
    "yaml": ("yaml", "yml"),
    "bundle": ("yaml", "yml"),
    "terraform": ("hcl", "tf"),
    "shell": ("sh", "bash", "shell"),
    "makefile": ("makefile", "make"),
    "markdown": ("markdown", "md"),
    "python": ("python", "py"),
    "workflow": ("yaml", "yml"),
}

# What the cards show too little of.
_EXTRA = {
    "terraform": [
        (
            b'variable "tag" {\n  default = "15.4"\n}\nlocals {\n  image = "x/y:${var.tag}"\n}\n'
            b'resource "databricks_cluster" "a" {\n  spark_version = "15.4.x-scala2.12"\n'
            b"  docker_image {\n    url = local.image\n  }\n}\n"
        ),
    ],
    "workflow": [
        (
            b"on: push\njobs:\n  a:\n    steps:\n      - run: |\n          curl -d "
            b'\'{"docker_image": {"url": "x/y"}}\' https://x/api/2.0/clusters/create\n'
        ),
    ],
}

BUILDERS = (
    "build.sh",
    "Makefile",
    ".github/workflows/a.yml",
    "compose.yaml",
    "Jenkinsfile",
    "docker-bake.hcl",
    "bake.json",
)


@cache
def whole_run() -> WholeRun:
    """dcslint, loaded once."""
    return WholeRun()


def lint(name: str) -> Target:
    """A target that lints its bytes as a file of that name."""
    return lambda data: whole_run().check({name: data})


def card(data: bytes) -> None:
    """Any text as a card."""
    with suppress(CardError):
        parse_card("rules/image/any.md", data.decode("utf-8", "replace"))


def table(data: bytes) -> None:
    """Any text as a table of facts."""
    with suppress(FactsError):
        parse_table(data.decode("utf-8", "replace"), "facts/runtimes.yaml")


def config(data: bytes) -> None:
    """Any bytes as a configuration."""
    from dcslint.cli.config_file import read_config

    with _as_file(data, "dcslint.toml") as place, suppress(ConfigurationError):
        read_config(place, must=True)


def baseline(data: bytes) -> None:
    """Any bytes as a baseline."""
    from dcslint.cli.baseline import read_baseline

    with _as_file(data, "known.json") as place, suppress(ConfigurationError):
        read_baseline(place)


def builds(data: bytes) -> None:
    """Any bytes as each kind of file that says how images are built."""
    for path in BUILDERS:
        found = find_builds([path], DictFiles({path: data, "Dockerfile": b"FROM ubuntu\n"}))
        assert all(build.dockerfile == "Dockerfile" and build.names for build in found)


@contextmanager
def _as_file(data: bytes, name: str) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        place = Path(folder) / name
        place.write_bytes(data)
        yield str(place)


TARGETS: dict[str, Target] = {
    **{target: lint(name) for target, name in NAMES.items()},
    "card": card,
    "table": table,
    "config": config,
    "baseline": baseline,
    "builds": builds,
}


def seeds(target: str) -> Iterator[bytes]:
    """Texts of ours to begin with: examples of cards, fixtures, tables."""
    if target == "card":
        yield from (path.read_bytes() for path in sorted(ROOT.glob("rules/*/*.md")))
        return
    if target == "config":
        for page in ("docs/configuration.md", "README.md"):
            text = (ROOT / page).read_text("utf-8")
            yield from (
                block.encode() for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
            )
        return
    if target == "baseline":
        row = {"path": "Dockerfile", "rule": "r", "message": "m", "fingerprint": "0" * 32}
        yield json.dumps({"version": 1, "findings": [row, row]}).encode()
        return
    if target == "builds":
        yield b"docker build -t a/b:$T --build-arg X=1 -f Dockerfile .\ndocker tag a/b c.io/d\n"
        yield b"R := r.io\nb:\n\t@cd x && docker build \\\n\t-t $(R)/a ..\n"
        yield b"dir('x') { sh \"docker build -t r.io/${env.A} ..\" }\n"
        yield b'target "a" { tags = ["r.io/${T}"], inherits = ["b"] }\nvariable "T" {}\n'
        for pattern in ("projects/**/*.yml", "projects/**/*.yaml", "projects/**/Makefile"):
            found = sorted(ROOT.glob(f"tests/fixtures/{pattern}"))
            yield from (path.read_bytes() for path in found)
        return
    if target == "table":
        yield from (path.read_bytes() for path in sorted(ROOT.glob("rules/facts/*.yaml")))
        return
    for path in sorted(ROOT.glob("rules/*/*.md")):
        for example in parse_card(str(path), path.read_text("utf-8")).examples:
            for block in example.files:
                if block.language in _LANGUAGES[target]:
                    yield block.text.encode("utf-8", "surrogateescape")
    yield from _EXTRA.get(target, ())
    ending = Path(NAMES[target]).suffix
    for path in sorted(ROOT.glob("tests/fixtures/**/*")):
        alike = path.suffix == ending if ending else path.name.startswith(NAMES[target])
        if alike and path.is_file():
            yield path.read_bytes()
