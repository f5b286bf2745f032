"""What is fuzzed: a name for each, the function that takes any bytes, and where seeds come from.

A target raises if something is wrong. Errors that a wrong card, table or configuration is told with
are what these are for, and so no fault.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from whole_run import WholeRun

from dcslint.facts.load import FactsError, parse_table
from dcslint.rulebook.card import CardError, parse_card

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


TARGETS: dict[str, Target] = {
    **{target: lint(name) for target, name in NAMES.items()},
    "card": card,
    "table": table,
}


def seeds(target: str) -> Iterator[bytes]:
    """Texts of ours to begin with: examples of cards, fixtures, tables."""
    if target == "card":
        yield from (path.read_bytes() for path in sorted(ROOT.glob("rules/*/*.md")))
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
