"""Terraform files as units: which are read, and with what. Finds nothing itself."""

from __future__ import annotations

import re

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.compute.terraform_unit import TerraformUnit
    from dcslint.model.project import Project
    from dcslint.source import Document

_EXTENSIONS = (".tf", ".tf.json")
# What only container services have, without which a resource has no image of its own; and the
# actions of policies for Amazon ECR.
_HINT = regex(r"docker_image|enableDcs|\becr:[\w*?$]")
_OPENING = regex(
    r"(?:\s|#[^\n]*|//[^\n]*|/\*.*?\*/)*+"
    r'(?:(?:resource|data)\s+"[^"\n]+"\s+"[^"\n]+"|(?:variable|module|provider)\s+"[^"\n]+"'
    r"|terraform|locals)\s*\{",
    re.DOTALL,
)


class TerraformFormat:
    """The format of Terraform, in HCL and in JSON."""

    __slots__ = ()
    name = "terraform"

    def claims_name(self, path: str) -> bool:
        """Whether the name ends in `.tf` or `.tf.json`."""
        return path.lower().endswith(_EXTENSIONS)

    def claims_text(self, text: str) -> bool:
        """Whether the text opens with a block that only Terraform has."""
        return _OPENING.match(text[:4096]) is not None

    def may_concern_databricks(self, text: str) -> bool:
        """Whether a name of container services, or an action of Amazon ECR, is in the text."""
        return _HINT.search(text) is not None

    def read(self, document: Document, project: Project) -> TerraformUnit:
        """The clusters of a file, with the variables and locals of its folder."""
        from dcslint.model.compute.terraform_unit import terraform_unit

        return terraform_unit(document, project)
