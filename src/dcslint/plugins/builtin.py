"""The built-in pack, readers and reporters, offered through the hooks that every plugin has."""

from __future__ import annotations

import os

from dcslint.plugins.pack import Pack

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def dcslint_packs() -> list[Pack]:
    """Give the pack of our own cards: those of the source tree if this is one, else the wheel's.

    A source tree goes first because an editable install can leave a stale copy in site-packages; it
    has no index, so that an edited card holds in the next run.
    """
    root = os.path.dirname(os.path.dirname(_PACKAGE))
    rules = os.path.join(root, "rules")
    in_source_tree = (
        os.path.basename(os.path.dirname(_PACKAGE)) == "src"
        and os.path.isfile(os.path.join(root, "pyproject.toml"))
        and os.path.isdir(rules)
    )
    index = "" if in_source_tree else os.path.join(_PACKAGE, "own_index.py")
    if not in_source_tree:
        rules = os.path.join(_PACKAGE, "rules")
    facts = os.path.join(rules, "facts")
    checks = ("dcslint.checks",)
    pack = Pack("", rules=rules, checks=checks, facts=facts, index=index, shown="rules", ours=True)
    return [pack]


def dcslint_readers() -> list[str]:
    """Give the formats of the built-in readers."""
    return [
        "dcslint.model.image.format:DockerfileFormat",
        "dcslint.model.compute.terraform_format:TerraformFormat",
        "dcslint.model.compute.format:JsonFormat",
        "dcslint.model.compute.yaml_format:YamlFormat",
        "dcslint.model.compute.embedded_formats:ShellFormat",
        "dcslint.model.compute.embedded_formats:MakefileFormat",
        "dcslint.model.compute.embedded_formats:MarkdownFormat",
        "dcslint.model.compute.embedded_formats:PythonFormat",
    ]


def dcslint_reporters() -> dict[str, str]:
    """Give the built-in reporters by the name that `--format` takes."""
    names = (
        *("text", "concise", "json", "jsonl", "sarif"),
        *("github", "gitlab", "junit", "checkstyle", "markdown"),
    )
    return {name: f"dcslint.reporters.{name}:report" for name in names}
