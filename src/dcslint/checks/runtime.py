"""The runtime of clusters that run an image: which it is, and whether the image is made for it."""

from __future__ import annotations

from dcslint.checks import Problem, Related, check
from dcslint.facts import parse_spark_version, version_tuple
from dcslint.source import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from dcslint.config import Today
    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts, SparkVersion
    from dcslint.model.compute.cluster import Cluster
    from dcslint.model.compute.container import Container
    from dcslint.source import Value

_LONGEST_SHOWN = 40


def _runtime(cluster: Cluster) -> tuple[Value, SparkVersion] | None:
    value = cluster.value("spark_version")
    text = None if value is None else value.known()
    key = None if text is None else parse_spark_version(text)
    return None if value is None or key is None else (value, key)


def _variants(value: Value, key: SparkVersion, wanted: Iterable[str]) -> Value:
    """The words between version and Scala from the first to the last of `wanted`."""
    text = value.text or ""
    start = text.find("-") + 1
    found = []
    for word in key.variants:
        if word in wanted:
            found.append((start, start + len(word)))
        start += len(word) + 1
    return value.slice(found[0][0], found[-1][1]) if found else value


def _without(value: Value, key: SparkVersion, dropped: Collection[str]) -> Fix:
    better = key.without(dropped).compose()
    return Fix(f"use {better}", [value.edit(better)])


@check("key", "flag")
def machine_learning_runtime(container: Container, *, variants: list[str]) -> Problems:
    """Report a runtime for machine learning, asked for by its key or by `use_ml_runtime`.

    `variants` are the words of a key that only such runtimes have.
    """
    cluster = container.cluster
    found = _runtime(cluster)
    if found is not None and found[1].is_ml:
        value, key = found
        yield Problem(
            _variants(value, key, variants),
            case="key",
            fix=_without(value, key, variants),
            key=key.text,
        )
    flag = cluster.value("use_ml_runtime")
    text = None if flag is None else flag.known()
    if flag is not None and text is not None and text.lower() == "true":
        fix = Fix("set it to false", [flag.edit("false")])
        yield Problem(flag, case="flag", fix=fix)


@check()
def arm_runtime(container: Container) -> Problems:
    """Report a runtime key of the build for Arm processors."""
    found = _runtime(container.cluster)
    if found is not None and found[1].is_aarch64:
        value, key = found
        arm = ("aarch64",)
        yield Problem(_variants(value, key, arm), fix=_without(value, key, arm), key=key.text)


@check("ended", "unsupported")
def runtime_over(container: Container, facts: Facts, today: Today) -> Problems:
    """Report a runtime that the table knows to have ended, or to be out of support."""
    found = _runtime(container.cluster)
    version = None if found is None else found[1].runtime_version
    if found is None or version is None:
        return
    status = facts.runtime_status(version, today)
    if status not in ("ended", "unsupported"):
        return
    runtime = facts.runtime(version)
    end = None if runtime is None else runtime.end_of_support
    yield Problem(
        found[0].slice(0, len(version)),
        case=status,
        version=version,
        end=f" (on {end})" if end is not None else "",
        checked=facts.as_of if runtime is None else runtime.checked,
    )


@check("near", "other")
def malformed_runtime(container: Container, facts: Facts) -> Problems:
    """Report a text that is no key of a runtime, with the key that it may mean."""
    value = container.cluster.value("spark_version")
    text = None if value is None else value.known()
    if value is None or not text or parse_spark_version(text) is not None:
        return
    better = _meant(text, facts)
    if better is None:
        yield Problem(value, case="other", text=text[:_LONGEST_SHOWN])
        return
    fix = Fix(f"use {better}", [value.edit(better)])
    yield Problem(value, case="near", fix=fix, text=text[:_LONGEST_SHOWN], key=better)


def _meant(text: str, facts: Facts) -> str | None:
    """The key of the runtime that a text begins with ("15.4 LTS"), if the table knows it."""
    import re

    words = re.match(r"(?:dbr[ -]*|databricks[ -]runtime[ -]*)?(\d+(?:\.\d+)?)(?!\d)", text.lower())
    runtime = None if words is None else facts.runtime(words[1])
    if words is None or runtime is None or not runtime.scala:
        return None
    lowered = text.lower()
    variants = ""
    if "photon" in lowered:
        variants = "-photon"
    elif re.search(r"\bml\b", lowered):
        variants = "-gpu-ml" if "gpu" in lowered else "-cpu-ml"
    scala = next((one for one in runtime.scala if one in text), runtime.scala[0])
    return f"{runtime.version}.x{variants}-scala{scala}"


@check()
def image_of_another_runtime(container: Container, facts: Facts) -> Problems:
    """Report a Databricks base image whose tag is for another runtime than the cluster's."""
    url, reference = container.url, container.reference
    if url is None or url.known() is None or reference is None or not reference.tag:
        return
    tag = facts.base_tag(f"{reference.domain}/{reference.path}", reference.tag)
    if tag is None or not tag.lts or tag.runtime is None or "." not in tag.tag:
        return
    found = _runtime(container.cluster)
    version = None if found is None else found[1].runtime_version
    if found is None or version is None or version_tuple(version) is None:
        return
    if facts.is_same_runtime(tag.runtime, version) is not False:
        return
    start, end = reference.bounds("tag") or (0, len(reference.text))
    yield Problem(
        url.slice(start, end),
        because=[found[0]],
        related=[Related(found[0].span, f"the cluster runs {version}")],
        tag=reference.tag,
        version=version,
    )


@check()
def runtime_ends_soon(container: Container, facts: Facts, today: Today, *, days: int) -> Problems:
    """Report a runtime whose support ends within so many days from today."""
    from dcslint.facts.dates import days_between

    found = _runtime(container.cluster)
    version = None if found is None else found[1].runtime_version
    runtime = None if version is None else facts.runtime(version)
    if found is None or version is None or runtime is None or runtime.end_of_support is None:
        return
    left = days_between(today, runtime.end_of_support)
    if 0 <= left <= days:
        place = found[0].slice(0, len(version))
        yield Problem(place, version=version, end=runtime.end_of_support)


@check("photon", "other")
def photon_key_with_engine(container: Container, *, variant: str, engine: str) -> Problems:
    """Report a key that names the engine, beside a `runtime_engine` that does so too."""
    chosen = container.cluster.value("runtime_engine")
    found = _runtime(container.cluster)
    text = None if chosen is None else chosen.known()
    if found is None or not text or text == "NULL" or variant not in found[1].variants:
        return
    value, key = found
    same = text == engine
    yield Problem(
        _variants(value, key, (variant,)),
        case="photon" if same else "other",
        because=[chosen],
        fix=_without(value, key, (variant,)) if same else None,
        key=key.text,
        engine=text,
    )


@check("refused", "other")
def scala_of_another_runtime(container: Container, facts: Facts, *, refused_from: str) -> Problems:
    """Report a Scala version that the runtime does not come with, refused from some runtime on."""
    found = _runtime(container.cluster)
    version = None if found is None else found[1].runtime_version
    runtime = None if version is None else facts.runtime(version)
    if found is None or runtime is None or version is None:
        return
    value, key = found
    if not key.scala or not runtime.scala or key.scala in runtime.scala:
        return
    number, boundary = version_tuple(version), version_tuple(refused_from)
    refused = number is not None and boundary is not None and number >= boundary
    start = len(key.text) - len(key.scala)
    fix = None
    if len(runtime.scala) == 1:
        better = key.text[:start] + runtime.scala[0]
        fix = Fix(f"use {better}", [value.edit(runtime.scala[0], start)])
    yield Problem(
        value.slice(start, len(key.text)),
        case="refused" if refused else "other",
        fix=fix,
        version=version,
        scala=key.scala,
        known=" and ".join(runtime.scala),
    )
