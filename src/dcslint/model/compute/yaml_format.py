"""YAML files as units: cluster and job specs, dbx deployments, bundles, and the scripts of CI.

Templates of CloudFormation too, for their policies. Finds nothing itself. Most YAML of a repository
is none of this: a search of the text tells, before the reader is imported.
"""

from __future__ import annotations

import re

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.project import Project, Unit
    from dcslint.source import Document

_EXTENSIONS = (".yml", ".yaml")
# A key of a cluster or of what holds one, the key that switches container services on, the head of
# a bundle (what it includes may hold the rest), an action in a policy for Amazon ECR, or a letter
# of one of these that YAML hides.
_HINT = regex(
    r"docker_image|spark_version|new_cluster|enableDcs|^bundle\s*:|\becr:[\w*?$]|\\x[4-7]|\\u00[4-7]",
    re.MULTILINE,
)
_OPENING = regex(
    r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?:---(?:\s|\Z)|[\"']?[A-Za-z_][\w-]*[\"']?[ \t]*:(?:\s|\Z))"
)
# A body in a script is sent by one of these, or put into a file for them.
_MAY_SEND = regex(r"\b(?:curl|databricks)\b|<<")
# What the reader survives without losing a key or a value.
_HARMLESS = frozenset(
    f"yaml-{kind}"
    for kind in (
        "bad-merge",
        "complex-key",
        "control-character",
        "duplicate-anchor",
        "duplicate-key",
        "template",
    )
)


class YamlFormat:
    """The format of YAML."""

    __slots__ = ()
    name = "yaml"

    def claims_name(self, path: str) -> bool:
        """Whether the name ends in `.yml` or `.yaml`."""
        return path.lower().endswith(_EXTENSIONS)

    def claims_text(self, text: str) -> bool:
        """Whether the text opens as a YAML document of a bundle or of a compute spec."""
        return _OPENING.match(text[:4096]) is not None and _HINT.search(text) is not None

    def may_concern_databricks(self, text: str) -> bool:
        """Whether a word that only compute specs and bundles have is in the text at all."""
        return _HINT.search(text) is not None

    def read(self, document: Document, project: Project) -> Unit:
        """The clusters of a YAML file, or of the bundle that it belongs to."""
        from dcslint.model.compute.bundle import BundleFile, first_mapping
        from dcslint.model.compute.bundle_unit import bundle_unit
        from dcslint.model.compute.unit import ComputeUnit
        from dcslint.readers.yaml import read_yaml

        syntax = read_yaml(document)
        broken = any(problem.kind not in _HARMLESS for problem in syntax.problems)
        file = BundleFile(document, first_mapping(syntax.roots), syntax.problems)
        unit = bundle_unit(file, project, broken=broken)
        if unit is not None:
            return unit
        roots = list(syntax.roots)
        if _MAY_SEND.search(document.text) is not None:
            from dcslint.model.compute.ci_scripts import bodies_in_scripts

            roots.extend(bodies_in_scripts(syntax.roots))
        return ComputeUnit(document, roots, syntax.problems, project.facts, broken=broken)
