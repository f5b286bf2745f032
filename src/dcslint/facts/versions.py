"""Versions of the Databricks Runtime: how they compare, and how `spark_version` keys are written.

The one place where two versions are compared. It knows the grammar of keys, no single runtime:
which versions exist, and what is true of them, is in the tables.
"""

from __future__ import annotations

import re

from dcslint.source.keep import kept
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    Version = tuple[int, ...]

# Tokens are lower-case words; only two kinds hold digits. Each is matched in one way only: with the
# known tokens spelt out beside `[a-z]+`, a long key that fails took time exponential in its length.
_KEY = regex(
    r"(?P<major>[1-9]\d?)\.(?:(?P<minor>0|[1-9]\d?)\.)?(?P<patch>x|\d+)"
    r"(?P<variants>(?:-(?:aarch64|db\d+|[a-z]+))*?)"
    r"-scala(?P<scala>\d+\.\d+)",
    re.ASCII,
)
_LIGHT = regex(r"apache-spark-(?P<spark>\d+\.\d+\.x)-scala(?P<scala>\d+\.\d+)", re.ASCII)
_AUTO = regex(r"auto:(?P<alias>(?:latest|prev-major|prev-lts|latest-lts)(?:-ml)?)", re.ASCII)
_CUSTOM = regex(r"custom:.+", re.ASCII)
_VERSION = regex(r"\d{1,9}(?:\.\d{1,9}){0,3}(?:\.x)?", re.ASCII)


def version_tuple(text: str) -> Version | None:
    """Read "15.4", "15.4.x", "18" or "9.x" as numbers, a closing "x" left out; None for others."""
    if _VERSION.fullmatch(text) is None:
        return None
    return tuple(int(part) for part in text.removesuffix(".x").split("."))


def sorting_key(text: str) -> Version:
    """The numbers of a version to sort by; what is no version comes before all versions."""
    return version_tuple(text) or ()


def at_or_below(version: Version, boundary: Version) -> bool:
    """Whether a version, or every version of a line ("10"), is not above a version or line.

    14.3 is at or below the line 14; the line 10 is not at or below 10.3, since 10.4 belongs to it.
    """
    if len(version) < len(boundary):
        return version < boundary[: len(version)]
    return version[: len(boundary)] <= boundary


def same_line(one: Version, other: Version) -> bool:
    """Whether one is the other, or lies in the line that the shorter of them names."""
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


class SparkVersion:
    """A `spark_version` key taken apart.

    `kind` is "runtime" ("15.4.x-scala2.12"), "light" ("apache-spark-2.4.x-scala2.11"), "auto" (an
    alias of cluster policies, "auto:latest-lts") or "custom" ("custom:…", which tells nothing).
    `variants` are the words between version and Scala, in order: ("cpu", "ml").
    """

    __slots__ = ("alias", "kind", "major", "minor", "patch", "scala", "spark", "text", "variants")

    def __init__(self, kind: str, text: str) -> None:
        self.kind = kind
        self.text = text
        self.major: int | None = None
        self.minor: int | None = None
        self.patch = ""
        self.variants: tuple[str, ...] = ()
        self.scala = ""
        self.spark = ""
        self.alias = ""

    def __repr__(self) -> str:
        return f"SparkVersion({self.kind} {self.text!r})"

    @property
    def is_ml(self) -> bool:
        """Whether it asks for Databricks Runtime for Machine Learning."""
        return "ml" in self.variants or self.alias.endswith("-ml")

    @property
    def is_photon(self) -> bool:
        """Whether it asks for Photon by the key itself."""
        return "photon" in self.variants

    @property
    def is_aarch64(self) -> bool:
        """Whether it asks for the build for Arm processors."""
        return "aarch64" in self.variants

    @property
    def is_gpu(self) -> bool:
        """Whether it asks for the build for GPUs."""
        return "gpu" in self.variants

    @property
    def runtime_version(self) -> str | None:
        """The runtime as the tables name it: "15.4", "18.0" (18.0.x), "18" (18.x), or None."""
        if self.major is None:
            return None
        if self.minor is not None:
            return f"{self.major}.{self.minor}"
        return str(self.major) if self.patch == "x" else f"{self.major}.{self.patch}"

    def without(self, dropped: Collection[str]) -> SparkVersion:
        """The same but for some of its variants; an alias is that of the plain runtime."""
        other = SparkVersion(self.kind, self.text)
        other.major, other.minor, other.patch = self.major, self.minor, self.patch
        other.scala, other.spark = self.scala, self.spark
        other.alias = self.alias.removesuffix("-ml")
        other.variants = tuple(word for word in self.variants if word not in dropped)
        return other

    def compose(self) -> str:
        """The key put together again from its parts."""
        if self.kind == "auto":
            return f"auto:{self.alias}"
        if self.kind == "light":
            return f"apache-spark-{self.spark}-scala{self.scala}"
        if self.kind == "custom":
            return self.text
        numbers = (self.major, self.minor, self.patch)
        version = ".".join(str(number) for number in numbers if number is not None)
        return "-".join([version, *self.variants, f"scala{self.scala}"])


@kept(256)  # a score of rules ask of the same few keys
def parse_spark_version(text: str) -> SparkVersion | None:
    """Take a `spark_version` key apart; None for a text that is no key. Never raises.

    What it returns is not to be changed.

    Source: the keys in the Databricks docs and in databricks-sdk's `select_spark_version`; from
    Databricks Runtime 18 on a key has no minor version (docs, release notes of 18).
    """
    if found := _KEY.fullmatch(text):
        key = SparkVersion("runtime", text)
        key.major = int(found["major"])
        key.minor = None if found["minor"] is None else int(found["minor"])
        key.patch = found["patch"]
        key.variants = tuple(found["variants"].split("-")[1:])
        key.scala = found["scala"]
        return key
    if found := _LIGHT.fullmatch(text):
        key = SparkVersion("light", text)
        key.spark = found["spark"]
        key.scala = found["scala"]
        return key
    if found := _AUTO.fullmatch(text):
        key = SparkVersion("auto", text)
        key.alias = found["alias"]
        return key
    return SparkVersion("custom", text) if _CUSTOM.fullmatch(text) else None
