"""JSON files as units: which are read, and with what. Finds nothing itself; `forms` does."""

from __future__ import annotations

import re

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.compute.unit import ComputeUnit
    from dcslint.model.project import Project
    from dcslint.source import Document

_EXTENSION = ".json"
# A word of every spelling of `docker_image` that `shapes` knows, or a letter of it that JSON hides;
# the key that switches container services on; and the actions of policies for Amazon ECR.
_HINT = regex(r"docker|enableDcs|\becr:[\w*?$]|\\u00[4-7]", re.IGNORECASE)
# What the reader survives without losing a key or a value.
_HARMLESS = frozenset(
    f"json-{kind}"
    for kind in (
        "comment",
        "trailing-comma",
        "duplicate-key",
        "template",
        "control-character",
        "bad-escape",
    )
)


class JsonFormat:
    """The format of JSON: requests to the Clusters and Jobs APIs, and what they answer."""

    __slots__ = ()
    name = "json"

    def claims_name(self, path: str) -> bool:
        """Whether the name ends in `.json`."""
        return path.lower().endswith(_EXTENSION)

    def claims_text(self, text: str) -> bool:
        """Whether the text opens as an object, or as a list of objects."""
        start = text[:4096].split(None, 2)
        opening = "".join(start)[:2]
        return opening in ('{"', "{}", "[{", "[]")

    def may_concern_databricks(self, text: str) -> bool:
        """Whether a word of `docker_image` or `enableDcs` is in the text at all."""
        return _HINT.search(text) is not None

    def read(self, document: Document, project: Project) -> ComputeUnit:
        """The clusters of a JSON file."""
        from dcslint.model.compute.unit import ComputeUnit
        from dcslint.readers.json import read_json

        syntax = read_json(document)
        broken = any(problem.kind not in _HARMLESS for problem in syntax.problems)
        return ComputeUnit(document, syntax.roots, syntax.problems, project.facts, broken=broken)
