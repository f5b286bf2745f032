"""The rows of the tables as typed objects: they carry what a table says, and no opinion.

A cell that a table leaves empty is None: not known, which is different from False or "none".
"""

from __future__ import annotations

from dcslint.facts.versions import sorting_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Cells = dict[str, Any]


class Row:
    """What every row says about itself: where it is from, when that was read, how sure it is.

    `mark` is "C" (read in a primary source), "S" (a third party says so) or "K" (general
    knowledge); no error may rest on "K".
    """

    __slots__ = ("checked", "mark", "note", "source")

    def __init__(self, cells: Cells) -> None:
        self.source: str = cells["source"]
        self.checked: str = cells["checked"]
        self.mark: str = cells["mark"]
        self.note: str | None = cells.get("note")


class Stated(Row):
    """A single fact that belongs to a table as a whole; `value` is its text."""

    __slots__ = ("value",)

    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self.value: str = cells["value"]


class Runtime(Row):
    """A version of Databricks Runtime. Dates are ISO dates; `end_of_support` is the last day."""

    __slots__ = (
        "end_of_support",
        "java",
        "lts",
        "python",
        "released",
        "scala",
        "spark",
        "stated_status",
        "ubuntu",
        "version",
    )

    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self.version: str = cells["version"]
        self.lts: bool = cells["lts"]
        self.spark: str | None = cells.get("spark")
        self.scala: tuple[str, ...] = tuple(cells["scala"])
        self.python: str | None = cells.get("python")
        self.ubuntu: str | None = cells.get("ubuntu")
        self.java: int | None = cells.get("java")
        self.released: str | None = cells.get("released")
        self.end_of_support: str | None = cells.get("end_of_support")
        self.stated_status: str | None = cells.get("status")

    def __repr__(self) -> str:
        return f"Runtime({self.version})"

    @property
    def major(self) -> int:
        """The number before the first dot."""
        return sorting_key(self.version)[0]

    def status(self, today: str) -> str:
        """Say what the table says of this version on an ISO date.

        "ended": new compute cannot start; "unsupported": support has ended, the API may still
        create it; "supported"; "unknown". A version is never called ended because time has passed:
        only the table's own word makes it so, and not before the table's last day of support.
        """
        if self.end_of_support is not None and today <= self.end_of_support:
            return "supported"
        if self.stated_status is not None and self.stated_status != "supported":
            return self.stated_status
        if self.end_of_support is not None:
            return "unsupported"
        return self.stated_status or "unknown"


class Family(Row):
    """A repository of base images that Databricks publishes or has a recipe for.

    `python_environment` is the directory of the Python that notebooks use, "none", or None where it
    differs by tag or is not known. `path` is what its PATH has in front of the system's, or None.
    """

    __slots__ = ("gpu", "has_latest", "has_lts_tags", "name", "path", "python_environment")

    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self.name: str = cells["family"]
        self.has_lts_tags: bool | None = cells.get("has_lts_tags")
        self.has_latest: bool | None = cells.get("has_latest")
        self.python_environment: str | None = cells.get("python_environment")
        self.path: str | None = cells.get("path")
        self.gpu: bool = cells["gpu"]

    def __repr__(self) -> str:
        return f"Family({self.name})"


class BaseTag(Row):
    """A tag of one family. `runtime` is a version ("15.4") or a line ("9"); None: not bound to one.

    `patched` says whether Databricks patches it, `supported` whether Databricks still supports what
    it holds (GPU tags). `python` is the version in `python_environment`. `java` lists the JDKs.
    """

    __slots__ = (
        "family",
        "java",
        "java_default",
        "last_commit",
        "lts",
        "patched",
        "python",
        "python_environment",
        "runtime",
        "supported",
        "tag",
        "ubuntu",
    )

    def __init__(self, family: str, cells: Cells) -> None:
        super().__init__(cells)
        self.family = family
        self.tag: str = cells["tag"]
        self.runtime: str | None = cells.get("runtime")
        self.lts: bool = cells["lts"]
        self.patched: bool | None = cells.get("patched")
        self.supported: bool | None = cells.get("supported")
        self.ubuntu: str | None = cells.get("ubuntu")
        self.python_environment: str | None = cells.get("python_environment")
        self.python: str | None = cells.get("python")
        self.java: tuple[int, ...] = tuple(cells.get("java") or ())
        self.java_default: int | None = cells.get("java_default")
        self.last_commit: str | None = cells.get("last_commit")

    def __repr__(self) -> str:
        return f"BaseTag({self.family}:{self.tag})"


class PipPath(Row):
    """The pip to use in images for runtimes of some majors; an open end is None."""

    __slots__ = ("from_major", "name", "path", "to_major")

    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self.name: str = cells["name"]
        self.path: str = cells["path"]
        self.from_major: int | None = cells.get("from_major")
        self.to_major: int | None = cells.get("to_major")


class NodePattern(Row):
    """A pattern for whole names of node types of one cloud, and what it tells about them."""

    __slots__ = ("arm", "cloud", "gpu", "name", "pattern")

    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self.name: str = cells["name"]
        self.cloud: str = cells["cloud"]
        self.pattern: str = cells["pattern"]
        self.arm: bool = cells["arm"]
        self.gpu: bool = cells["gpu"]


class NodeType:
    """What the name of a node type tells: the cloud, whether it is Arm, whether it has GPUs.

    `rows` are the patterns that say so.
    """

    __slots__ = ("arm", "cloud", "gpu", "name", "rows")

    def __init__(self, name: str, rows: tuple[NodePattern, ...]) -> None:
        self.name = name
        self.rows = rows
        self.cloud = rows[0].cloud
        self.arm = any(row.arm for row in rows)
        self.gpu = any(row.gpu for row in rows)

    def __repr__(self) -> str:
        return f"NodeType({self.name}: {self.cloud}, arm={self.arm}, gpu={self.gpu})"


class AccessMode(Row):
    """A value of `data_security_mode`; `kind` is standard, dedicated, auto, none or legacy."""

    __slots__ = ("alias_of", "deprecated_from", "kind", "value")

    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self.value: str = cells["value"]
        self.kind: str = cells["kind"]
        self.alias_of: str | None = cells.get("alias_of")
        self.deprecated_from: str | None = cells.get("deprecated_from")

    def __repr__(self) -> str:
        return f"AccessMode({self.value}: {self.kind})"


class Registry(Row):
    """A registry by its host. `basic_auth` says how `docker_image.basic_auth` must be for it.

    "absent": must not be set; "needed"; "private-only": only where the image is private;
    "unconfirmed": nothing to go by. `reference` is the pattern of a whole image reference.
    """

    __slots__ = ("basic_auth", "host", "kind", "name", "reference")

    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self.name: str = cells["name"]
        self.kind: str = cells["kind"]
        self.host: str = cells["host"]
        self.basic_auth: str = cells["basic_auth"]
        self.reference: str | None = cells.get("reference")

    def __repr__(self) -> str:
        return f"Registry({self.name})"


class EcrReference:
    """An image reference of Amazon ECR taken apart; `tag` and `digest` may be None."""

    __slots__ = ("account", "digest", "fips", "path", "region", "suffix", "tag")

    def __init__(self, groups: dict[str, str | None]) -> None:
        self.account = groups["acct"] or ""
        self.region = groups["region"] or ""
        self.suffix = groups["suffix"] or ""
        self.path = groups["path"] or ""
        self.fips = groups["fips"] is not None
        self.tag = groups["tag"]
        self.digest = groups["digest"]


class StockImage(Row):
    """A stock image that is not made for Databricks; `os` is None where it differs by tag."""

    __slots__ = ("image", "kind", "os")

    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self.image: str = cells["image"]
        self.kind: str = cells["kind"]
        self.os: str | None = cells.get("os")

    def __repr__(self) -> str:
        return f"StockImage({self.image})"


class ImageField(Row):
    """A key of `docker_image`, with the key of the mapping it stands in."""

    __slots__ = ("key", "parent", "required_in_terraform", "secret", "type")

    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self.parent: str = cells["parent"]
        self.key: str = cells["key"]
        self.type: str = cells["type"]
        self.required_in_terraform: bool = cells["required_in_terraform"]
        self.secret: bool = cells["secret"]


class ImagePlace(Row):
    """A place of a file format: where an image may stand ("allowed") or may not ("refused").

    "other": a key that looks alike means something else. `path` ends in `key`, or holds it.
    """

    __slots__ = ("format", "key", "meaning", "path")

    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self.format: str = cells["format"]
        self.path: str = cells["path"]
        self.key: str = cells["key"]
        self.meaning: str = cells["meaning"]


class SpecField(Row):
    """A field of a cluster, of a block in it, or of an instance pool, with the type of its value.

    `type` is text, int, number, bool, mapping or list; `deprecated` is what the SDK says of it.
    """

    __slots__ = ("deprecated", "field", "owner", "type")

    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self.owner: str = cells["owner"]
        self.field: str = cells["field"]
        self.type: str = cells["type"]
        self.deprecated: bool = cells["deprecated"]


class SparkConf(Row):
    """A Spark configuration entry that images need, and when."""

    __slots__ = ("key", "name", "value", "when")

    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self.name: str = cells["name"]
        self.key: str = cells["key"]
        self.value: str = cells["value"]
        self.when: str = cells["when"]


class EcrAction(Row):
    """An IAM action of ECR in its canonical spelling; `role` is as in `ecr_actions`."""

    __slots__ = ("action", "required", "role")

    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self.action: str = cells["action"]
        self.role: str = cells["role"]
        self.required: bool = cells["required"]


class TerminationCode(Row):
    """A reason for which a cluster ends; `about` is image, runtime or secret."""

    __slots__ = ("about", "code", "meaning")

    def __init__(self, cells: Cells) -> None:
        super().__init__(cells)
        self.code: str = cells["code"]
        self.about: str = cells["about"]
        self.meaning: str = cells["meaning"]
