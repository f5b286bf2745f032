"""What each table may hold: its columns, its key, and the facts that belong to all of it.

Data only. The reader checks tables against it, the overlay finds equal rows by the key, and the
printer takes the order of columns from it.
"""

from __future__ import annotations


class Column:
    """A column's kind, whether it may be empty, and the words it is limited to.

    Kinds: text, bool, int, date (2026-11-23), version ("15.4", "18"), pattern (a regular expression
    for a whole text), texts, ints and versions (lists).
    """

    __slots__ = ("choices", "kind", "required")

    def __init__(self, kind: str, *choices: str, required: bool = True) -> None:
        self.kind = kind
        self.choices = choices
        self.required = required


class TableSchema:
    """`key` are the columns by which rows are the same; `stated` the facts of the whole table."""

    __slots__ = ("columns", "key", "stated")

    def __init__(
        self, key: tuple[str, ...], columns: dict[str, Column], *, stated: tuple[str, ...] = ()
    ) -> None:
        self.key = key
        self.columns = columns | EVIDENCE
        self.stated = stated


def _maybe(kind: str, *choices: str) -> Column:
    return Column(kind, *choices, required=False)


# On every row of every table.
EVIDENCE = {
    "note": _maybe("text"),
    "mark": Column("text", "C", "S", "K"),
    "checked": Column("date"),
    "source": Column("text"),
}
STATED = {"value": Column("text")} | EVIDENCE

TABLES = {
    "runtimes": TableSchema(
        ("version",),
        {
            "version": Column("version"),
            "lts": Column("bool"),
            "spark": _maybe("text"),
            "scala": Column("versions"),
            "python": _maybe("version"),
            "ubuntu": _maybe("version"),
            "java": _maybe("int"),
            "released": _maybe("date"),
            "end_of_support": _maybe("date"),
            "status": _maybe("text", "ended", "unsupported", "supported"),
        },
        stated=("ended_at_or_below", "no_minor_from"),
    ),
    "base-images": TableSchema(
        ("family",),
        {
            "family": Column("text"),
            "has_lts_tags": _maybe("bool"),
            "has_latest": _maybe("bool"),
            "python_environment": _maybe("text"),
            "path": _maybe("text"),
            "gpu": Column("bool"),
        },
        stated=("organization",),
    ),
    "base-tags": TableSchema(
        ("tag", "families"),
        {
            "tag": Column("text"),
            "families": Column("texts"),
            "runtime": _maybe("version"),
            "lts": Column("bool"),
            "patched": _maybe("bool"),
            "supported": _maybe("bool"),
            "ubuntu": _maybe("version"),
            "python_environment": _maybe("text"),
            "python": _maybe("version"),
            "java": _maybe("ints"),
            "java_default": _maybe("int"),
            "last_commit": _maybe("date"),
        },
    ),
    "pip-paths": TableSchema(
        ("name",),
        {
            "name": Column("text"),
            "from_major": _maybe("int"),
            "to_major": _maybe("int"),
            "path": Column("text"),
        },
    ),
    "node-types": TableSchema(
        ("name",),
        {
            "name": Column("text"),
            "cloud": Column("text", "aws", "azure", "gcp"),
            "pattern": Column("pattern"),
            "arm": Column("bool"),
            "gpu": Column("bool"),
        },
    ),
    "access-modes": TableSchema(
        ("value",),
        {
            "value": Column("text"),
            "kind": Column("text", "standard", "dedicated", "auto", "none", "legacy"),
            "alias_of": _maybe("text"),
            "deprecated_from": _maybe("version"),
        },
        stated=("standard_refused_at_or_below",),
    ),
    "registries": TableSchema(
        ("name",),
        {
            "name": Column("text"),
            "kind": Column(
                "text",
                *("docker-hub", "ecr", "ecr-public", "acr", "artifact-registry"),
                *("gcr", "ghcr", "quay", "mcr"),
            ),
            "host": Column("pattern"),
            "basic_auth": Column("text", "absent", "needed", "private-only", "unconfirmed"),
            "reference": _maybe("pattern"),
        },
    ),
    "stock-images": TableSchema(
        ("image",),
        {
            "image": Column("text"),
            "kind": Column(
                "text", "os", "language", "java", "conda", "notebook", "r", "spark", "gpu", "cuda"
            ),
            "os": _maybe("text", "ubuntu", "debian", "alpine", "windows", "other"),
        },
    ),
    "docker-image-fields": TableSchema(
        ("parent", "key"),
        {
            "parent": Column("text", "docker_image", "basic_auth"),
            "key": Column("text"),
            "type": Column("text", "text", "mapping"),
            "required_in_terraform": Column("bool"),
            "secret": Column("bool"),
        },
    ),
    "docker-image-places": TableSchema(
        ("format", "path"),
        {
            "format": Column("text"),
            "path": Column("text"),
            "key": Column("text"),
            "meaning": Column("text", "allowed", "refused", "other"),
        },
    ),
    "spec-fields": TableSchema(
        ("owner", "field"),
        {
            "owner": Column(
                "text",
                *("cluster", "docker_image", "basic_auth", "aws_attributes"),
                *("init_script", "instance_pool"),
            ),
            "field": Column("text"),
            "type": Column("text", "text", "int", "number", "bool", "mapping", "list"),
            "deprecated": Column("bool"),
        },
        stated=("sdk",),
    ),
    "spark-confs": TableSchema(
        ("name",),
        {
            "name": Column("text"),
            "key": Column("text"),
            "value": Column("text"),
            "when": Column("text"),
        },
    ),
    "ecr-actions": TableSchema(
        ("action",),
        {
            "action": Column("text"),
            "role": Column("text", "pull", "extra", "push", "iam-only", "other"),
            "required": Column("bool"),
        },
    ),
    "termination-codes": TableSchema(
        ("code",),
        {
            "code": Column("text"),
            "about": Column("text", "image", "runtime", "secret"),
            "meaning": Column("text"),
        },
    ),
}
