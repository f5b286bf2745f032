"""Facts about Databricks, as tables with a source on every row, and typed questions about them.

Checks ask `Facts`; no fact stands in a check. This package must not know any rule or any file
format that is linted. Reading the YAML tables is `facts.load`, printing them `facts.render`:
neither is imported where an index carries the tables.
"""

from __future__ import annotations

from dcslint.facts.lookup import Facts
from dcslint.facts.rows import (
    AccessMode,
    BaseTag,
    EcrAction,
    EcrReference,
    Family,
    ImageField,
    ImagePlace,
    NodeType,
    PipPath,
    Registry,
    Runtime,
    SparkConf,
    SpecField,
    StockImage,
    TerminationCode,
)
from dcslint.facts.versions import SparkVersion, parse_spark_version, version_tuple

__all__ = [
    "AccessMode",
    "BaseTag",
    "EcrAction",
    "EcrReference",
    "Facts",
    "Family",
    "ImageField",
    "ImagePlace",
    "NodeType",
    "PipPath",
    "Registry",
    "Runtime",
    "SparkConf",
    "SparkVersion",
    "SpecField",
    "StockImage",
    "TerminationCode",
    "parse_spark_version",
    "version_tuple",
]
