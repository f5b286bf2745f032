"""The repositories of Amazon ECR that Terraform makes: what their `repository_url` ends in."""

from __future__ import annotations

from dcslint.model.links.holes import has_hole, hole
from dcslint.readers.hcl import Interpolation, Literal, Template, read_hcl
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.readers.hcl import Expression
    from dcslint.source import Document

_TYPE = "aws_ecr_repository"


def repository_urls(documents: Iterable[Document]) -> dict[str, str]:
    """What stands for each repository's url, by the reference to it: a registry and its name."""
    found: dict[str, str] = {}
    for document in documents:
        if _TYPE not in document.text:
            continue
        for block in read_hcl(document).body.blocks("resource", "data"):
            labels = [label.text or "" for label in block.labels]
            attribute = block.body.attribute("name")
            if len(labels) != 2 or labels[0] != _TYPE or attribute is None:
                continue
            name = _text(attribute.expression)
            if name and not has_hole(name):
                prefix = "data." if block.type.text == "data" else ""
                url = f"{hole('registry')}/{name}"
                found[f"{prefix}{_TYPE}.{labels[1]}.repository_url"] = url
                found[f"{prefix}{_TYPE}.{labels[1]}.name"] = name
    return found


def _text(expression: Expression) -> str:
    if isinstance(expression, Literal):
        return expression.value.text or ""
    if not isinstance(expression, Template):
        return ""
    parts = []
    for part in expression.parts:
        if isinstance(part, Interpolation):
            return ""
        parts.append(part.text or "" if isinstance(part, Value) else "")
    return "".join(parts)
