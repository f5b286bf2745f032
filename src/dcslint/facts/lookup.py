"""`Facts`: questions about Databricks, answered from the tables.

Built from plain dicts, so that an index in JSON can carry the tables; it never reads a file and
never imports yaml. What the tables do not hold is None: unknown, not wrong. A missing table is an
empty one.
"""

from __future__ import annotations

import re

from dcslint.facts.rows import (
    AccessMode,
    BaseTag,
    EcrAction,
    EcrReference,
    Family,
    ImageField,
    ImagePlace,
    NodePattern,
    NodeType,
    PipPath,
    Registry,
    Row,
    Runtime,
    SparkConf,
    SpecField,
    Stated,
    StockImage,
    TerminationCode,
)
from dcslint.facts.versions import at_or_below, same_line, sorting_key, version_tuple
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    Table = dict[str, Any]
    Tables = dict[str, Table]
    R = TypeVar("R", bound=Row)

# No name or reference is longer; a longer text is not matched, so that none can cost much time.
_LONGEST_NAME = 128
_LONGEST_REFERENCE = 1024
_DOCKER_HUB = "docker.io"
_SCHEME = regex(r"^[A-Za-z][A-Za-z0-9+.-]*://")


class Facts:
    """The tables with typed questions. Rows are made when a table is first asked."""

    __slots__ = ("_hosts", "_made", "_runtimes", "_tags", "tables")

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._made: dict[str, Any] = {}
        self._hosts: dict[str, Registry | None] = {}
        self._runtimes: list[Runtime] | None = None
        self._tags: dict[str, dict[str, BaseTag]] | None = None

    def _rows(self, table: str, make: Callable[[dict[str, Any]], R]) -> list[R]:
        if table not in self._made:
            rows = self.tables.get(table, {}).get("rows", ())
            self._made[table] = [make(cells) for cells in rows]
        made: list[R] = self._made[table]
        return made

    def _by(self, table: str, make: Callable[[dict[str, Any]], R], key: str) -> dict[str, R]:
        name = f"{table} by {key}"
        if name not in self._made:
            self._made[name] = {getattr(row, key): row for row in self._rows(table, make)}
        made: dict[str, R] = self._made[name]
        return made

    def _parts(
        self, table: str, make: Callable[[dict[str, Any]], R], part: str, key: str
    ) -> dict[str, dict[str, R]]:
        """The rows of each part of a table, by their keys; every cluster asks."""
        name = f"{table} by {part} and {key}"
        if name not in self._made:
            parts: dict[str, dict[str, R]] = {}
            for row in self._rows(table, make):
                parts.setdefault(getattr(row, part), {})[getattr(row, key)] = row
            self._made[name] = parts
        made: dict[str, dict[str, R]] = self._made[name]
        return made

    def _stated(self, table: str, name: str) -> Stated | None:
        cells = self.tables.get(table, {}).get(name)
        return None if cells is None else Stated(cells)

    @property
    def as_of(self) -> str:
        """The ISO date of the newest table: the day that cards and tests are judged at."""
        return max((table.get("as_of", "") for table in self.tables.values()), default="")

    # Runtimes: the docs' table of versions, and the Dockerfiles of databricks/containers.

    def runtime(self, version: str) -> Runtime | None:
        """The runtime with exactly this version ("15.4", "18.0", "18"), or None."""
        return self._by("runtimes", Runtime, "version").get(version)

    def runtimes(self) -> list[Runtime]:
        """All runtimes, the newest first."""
        if self._runtimes is None:
            rows = self._rows("runtimes", Runtime)
            self._runtimes = sorted(rows, key=lambda row: sorting_key(row.version), reverse=True)
        return self._runtimes

    def runtime_status(self, version: str, today: str) -> str:
        """Say "ended", "unsupported", "supported" or "unknown" of a version or a line ("9").

        A version without a row is "ended" where the table says that all up to one later are (docs,
        runtime support lifecycle), and otherwise "unknown".
        """
        row = self.runtime(version)
        if row is not None:
            return row.status(today)
        number = version_tuple(version)
        stated = self._stated("runtimes", "ended_at_or_below")
        boundary = None if stated is None else version_tuple(stated.value)
        if number is None or boundary is None or not at_or_below(number, boundary):
            return "unknown"
        return "ended"

    def newest(self) -> Runtime | None:
        """The runtime with the highest version, whatever its status."""
        return next(iter(self.runtimes()), None)

    def latest_lts(self, today: str) -> Runtime | None:
        """The newest long-term support runtime that is released and supported on an ISO date."""
        for row in self.runtimes():
            if row.lts and (row.released or "") <= today and row.status(today) == "supported":
                return row
        return None

    def lts_of_line(self, major: int) -> Runtime | None:
        """The runtime with long-term support among the versions `major`.*, or None."""
        return next((row for row in self.runtimes() if row.lts and row.major == major), None)

    def is_newer_than_table(self, version: str) -> bool:
        """Whether a version is above the newest runtime: then it is unknown, and not wrong."""
        number, newest = version_tuple(version), self.newest()
        if number is None or newest is None:
            return False
        return not at_or_below(number, sorting_key(newest.version))

    def is_same_runtime(self, one: str, other: str) -> bool | None:
        """Whether an image for one version fits a cluster of the other; None if one is no version.

        A line ("9") fits each of its versions. Where the runtime has no minor version any more (18
        and later; docs, release notes of 18) only the majors count.
        """
        first, second = version_tuple(one), version_tuple(other)
        if first is None or second is None:
            return None
        stated = self._stated("runtimes", "no_minor_from")
        if stated is not None and min(first[0], second[0]) >= sorting_key(stated.value)[0]:
            return first[0] == second[0]
        return same_line(first, second)

    def is_standard_mode_refused(self, version: str) -> bool:
        """Whether a runtime is older than container services on standard compute by years.

        Source: the May 2026 Beta, and the docs before it; inferred for the versions it names.
        """
        number = version_tuple(version)
        stated = self._stated("access-modes", "standard_refused_at_or_below")
        if number is None or stated is None:
            return False
        return at_or_below(number, sorting_key(stated.value))

    # Base images: README and release branches of databricks/containers.

    @property
    def organization(self) -> str:
        """The organization on Docker Hub whose images are Databricks' own."""
        stated = self._stated("base-images", "organization")
        return "" if stated is None else stated.value

    @property
    def families(self) -> dict[str, Family]:
        """The families of base images by name."""
        return self._by("base-images", Family, "name")

    def family(self, repository: str) -> Family | None:
        """The family of "standard" or "databricksruntime/standard", also with Docker Hub's host."""
        path = self._without_hub(repository)
        return self.families.get(path.removeprefix(f"{self.organization}/"))

    def _family_tags(self, repository: str) -> dict[str, BaseTag]:
        if self._tags is None:
            self._tags = {}
            for cells in self.tables.get("base-tags", {}).get("rows", ()):
                for name in cells["families"]:
                    self._tags.setdefault(name, {})[cells["tag"]] = BaseTag(name, cells)
        family = self.family(repository)
        return {} if family is None else self._tags.get(family.name, {})

    def base_tag(self, repository: str, tag: str) -> BaseTag | None:
        """The tag of a base image, by repository as for `family`; None if no row has it."""
        return self._family_tags(repository).get(tag)

    def tags_of(self, repository: str) -> list[BaseTag]:
        """The known tags of a family: -LTS first, each group from the newest to the oldest."""
        tags = self._family_tags(repository).values()
        return sorted(tags, key=lambda tag: (tag.lts, _tag_version(tag.tag)[1]), reverse=True)

    def lts_tag(self, repository: str, major: int | None = None) -> BaseTag | None:
        """The newest -LTS tag of a family, or its newest for runtimes `major`.*; None if none."""
        for tag in self.tags_of(repository):
            version = version_tuple(tag.runtime or "")
            if tag.lts and (major is None or (version is not None and version[0] == major)):
                return tag
        return None

    def runtime_of_tag(self, tag: str) -> str | None:
        """The version ("15.4" for "15.4-LTS", "18" for "18.3-LTS") or line ("9" for "9.x")."""
        if self._tags is None:
            self._family_tags("")
        for tags in (self._tags or {}).values():
            if tag in tags and tags[tag].runtime is not None:
                return tags[tag].runtime
        return None

    def is_tag_newer_than_table(self, repository: str, tag: str) -> bool:
        """Whether a tag is above each known tag of its family with the same prefix ("cuda", "v").

        Then it is unknown, and not wrong. So are all tags of a family of which no tag is known.
        """
        known = self._family_tags(repository)
        if not known:
            return True
        prefix, version = _tag_version(tag)
        rivals = [found for name in known if (found := _tag_version(name))[0] == prefix]
        return bool(version) and all(version > rival for _, rival in rivals)

    def pip_path(self, version: str) -> str | None:
        """The documented pip of images for a runtime or line ("15.4", "8", "9.x"), or None.

        Source: Databricks docs, "Customize containers with Databricks Container Service", step 1.
        """
        number = version_tuple(version)
        if number is None:
            return None
        for row in self._rows("pip-paths", PipPath):
            above = row.from_major is None or row.from_major <= number[0]
            if above and (row.to_major is None or number[0] <= row.to_major):
                return row.path
        return None

    def pip_paths(self) -> list[PipPath]:
        """All documented paths of pip, the one of the newest runtimes first."""
        return list(self._rows("pip-paths", PipPath))

    @property
    def environment(self) -> str:
        """The directory of the newest runtimes' documented pip; "" without any. Each stage asks."""
        if "environment" not in self._made:
            newest = next(iter(self._rows("pip-paths", PipPath)), None)
            self._made["environment"] = newest.path.rpartition("/bin/")[0] if newest else ""
        made: str = self._made["environment"]
        return made

    # Compute: databricks-sdk, the Terraform provider, and the clouds' naming of machines.

    def node_type(self, name: str) -> NodeType | None:
        """What a node type's name tells; None for a name of no known form, which is not judged.

        `gpu` is False for any family that the table does not know to have GPUs.
        """
        if len(name) > _LONGEST_NAME:
            return None
        rows = self._rows("node-types", NodePattern)
        found = tuple(row for row in rows if re.fullmatch(row.pattern, name, re.ASCII))
        return NodeType(name, found) if found else None

    def access_mode(self, value: str) -> AccessMode | None:
        """What a value of `data_security_mode` means (databricks-sdk, DataSecurityMode)."""
        return self._by("access-modes", AccessMode, "value").get(value)

    def access_modes(self) -> list[AccessMode]:
        """All values of `data_security_mode`."""
        return list(self._rows("access-modes", AccessMode))

    def spark_conf(self, name: str) -> SparkConf | None:
        """A Spark configuration entry by the table's name for it ("volumes"), or None."""
        return self._by("spark-confs", SparkConf, "name").get(name)

    def image_fields(self, parent: str = "docker_image") -> dict[str, ImageField]:
        """The keys that may stand in "docker_image" or "basic_auth" (bundle schema, SDK)."""
        return self._parts("docker-image-fields", ImageField, "parent", "key").get(parent, {})

    def spec_fields(self, owner: str) -> dict[str, SpecField]:
        """The fields of a "cluster", an "init_script", … by their names (databricks-sdk)."""
        return self._parts("spec-fields", SpecField, "owner", "field").get(owner, {})

    def image_places(self, file_format: str | None = None) -> list[ImagePlace]:
        """Where an image may and may not stand, in one format ("jobs-api", "terraform") or all."""
        rows = self._rows("docker-image-places", ImagePlace)
        return [row for row in rows if file_format in (None, row.format)]

    def termination_code(self, code: str) -> TerminationCode | None:
        """A termination reason code by its name (databricks-sdk, TerminationReasonCode)."""
        return self._by("termination-codes", TerminationCode, "code").get(code)

    # Images and registries: Databricks docs, AWS docs, Docker Hub.

    def _domain(self, reference: str) -> str:
        """The host of an image reference by Docker's rule, or a bare host, in lower case."""
        if "://" in reference:
            reference = _SCHEME.sub("", reference)
        head, slash, _ = reference.partition("/")
        host, _, port = head.partition(":")
        named = "." in host or host == "localhost" or host != host.lower() or (slash and port)
        host = host.lower() if named else _DOCKER_HUB
        registry = self._registry_of(host)
        return _DOCKER_HUB if registry is not None and registry.kind == "docker-hub" else host

    def _registry_of(self, host: str) -> Registry | None:
        if not host or len(host) > _LONGEST_REFERENCE:
            return None
        if host not in self._hosts:
            rows = self._rows("registries", Registry)
            found = (row for row in rows if re.fullmatch(row.host, host, re.ASCII))
            self._hosts[host] = next(found, None)
        return self._hosts[host]

    def _without_hub(self, reference: str) -> str:
        first, slash, rest = reference.partition("/")
        has_host = slash and ("." in first or ":" in first)
        return rest if has_host and self._domain(reference) == _DOCKER_HUB else reference

    def registry(self, domain_or_url: str) -> Registry | None:
        """The registry of a host or an image reference (also one with a scheme in front).

        A reference without a host is Docker Hub's. None for an unknown host, which is not judged.
        """
        return self._registry_of(self._domain(domain_or_url)) if domain_or_url else None

    def ecr_reference(self, url: str) -> EcrReference | None:
        """Take an image reference of Amazon ECR apart; None if it has not that form (AWS docs)."""
        if len(url) > _LONGEST_REFERENCE:
            return None
        for row in self._rows("registries", Registry):
            if row.kind == "ecr" and row.reference is not None:
                found = re.fullmatch(row.reference, url, re.ASCII)
                return None if found is None else EcrReference(found.groupdict())
        return None

    def stock_image(self, path: str) -> StockImage | None:
        """The stock image of a reference ("python:3.12") or repository ("quay.io/jupyter/base")."""
        if len(path) > _LONGEST_REFERENCE:
            return None
        path = path.partition("@")[0]
        head, slash, last = path.rpartition("/")
        path = f"{head}{slash}{last.partition(':')[0]}"
        path = self._without_hub(path).removeprefix("library/")
        images = self._by("stock-images", StockImage, "image")
        if path in images:
            return images[path]
        while "/" in path:
            path = path.rpartition("/")[0]
            if f"{path}/*" in images:
                return images[f"{path}/*"]
        return None

    def ecr_action(self, name: str) -> EcrAction | None:
        """An ECR action by its name in any case, as IAM compares; None if the table lacks it."""
        actions = self._rows("ecr-actions", EcrAction)
        return next((row for row in actions if row.action.lower() == name.lower()), None)

    def ecr_actions(self, role: str | None = None) -> list[EcrAction]:
        """The actions of a role: "pull", "extra", "push", "iam-only", "other"; without one, all."""
        rows = self._rows("ecr-actions", EcrAction)
        return [row for row in rows if role in (None, row.role)]


def _tag_version(tag: str) -> tuple[str, tuple[int, ...]]:
    """The letters before a tag's version, and its numbers: ("cuda", (11, 8)), ("", (9, 1))."""
    found = re.match(r"([A-Za-z]*)(\d{1,9}(?:\.\d{1,9})*)", tag, re.ASCII)
    return (tag, ()) if found is None else (found[1], sorting_key(found[2]))
