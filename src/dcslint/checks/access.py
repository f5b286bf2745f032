"""The access mode of clusters that run an image."""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.source import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.compute.container import Container
    from dcslint.source import Value


@check("refused", "beta")
def shared_access_mode(container: Container, facts: Facts, *, instead: dict[str, str]) -> Problems:
    """Report standard (shared) access mode, harder where the runtime is too old for the Beta."""
    mode = _mode(container, facts, "standard")
    if mode is None:
        return
    cluster = container.cluster
    runtime = cluster.runtime
    refused = runtime is not None and facts.is_standard_mode_refused(runtime)
    yield Problem(
        mode,
        case="refused" if refused else "beta",
        because=[cluster.value("spark_version")] if refused else [],
        fix=_use(mode, instead),
        mode=mode.text or "",
        runtime=runtime or "",
    )


@check()
def automatic_access_mode(
    container: Container, facts: Facts, *, standard_from: str, instead: dict[str, str]
) -> Problems:
    """Report an access mode that Databricks chooses, where it may choose the standard one.

    It chooses the dedicated one for runtimes below `standard_from` and those for machine learning.
    """
    mode = _mode(container, facts, "auto")
    if mode is None or _is_dedicated_by_itself(container, facts, standard_from):
        return
    yield Problem(mode, fix=_use(mode, instead), mode=mode.text or "")


def _mode(container: Container, facts: Facts, kind: str) -> Value | None:
    value = container.cluster.value("data_security_mode")
    text = None if value is None else value.known()
    mode = None if text is None else facts.access_mode(text)
    return value if mode is not None and mode.kind == kind else None


def _is_dedicated_by_itself(container: Container, facts: Facts, standard_from: str) -> bool:
    from dcslint.facts import version_tuple

    cluster = container.cluster
    version = cluster.spark_version
    if version is not None and version.is_ml:
        return True
    number, boundary = version_tuple(cluster.runtime or ""), version_tuple(standard_from)
    if number is not None and boundary is not None and number < boundary:
        return True
    node_type = cluster.value("node_type_id")
    text = None if node_type is None else node_type.or_unknown()
    node = None if text is None else facts.node_type(text)
    return node is not None and node.gpu


def _use(mode: Value, instead: dict[str, str]) -> Fix | None:
    better = instead.get(mode.text or "")
    return None if better is None else Fix(f"use {better}", [mode.edit(better)])


@check()
def legacy_access_mode(container: Container, facts: Facts, *, instead: dict[str, str]) -> Problems:
    """Report an access mode that is deprecated, unless the runtime is older than that."""
    from dcslint.facts import version_tuple

    mode = _mode(container, facts, "legacy")
    row = None if mode is None else facts.access_mode(mode.text or "")
    if mode is None or row is None or row.deprecated_from is None:
        return
    version = container.cluster.value("spark_version")
    if version is not None and version.known() is None:
        return
    runtime = version_tuple(container.cluster.runtime or "")
    since = version_tuple(row.deprecated_from)
    if runtime is not None and since is not None and runtime < since:
        return
    yield Problem(
        mode,
        because=[version] if runtime is not None else [],
        fix=_use(mode, instead),
        mode=row.value,
        since=row.deprecated_from,
    )


@check()
def missing_access_mode(container: Container) -> Problems:
    """Report a cluster without an access mode, where no policy can bring one."""
    cluster = container.cluster
    mode = cluster.value("data_security_mode")
    if mode is not None:
        mode.known()
    elif cluster.policy_id is None and cluster.lacks("data_security_mode"):
        yield Problem(container.span)


@check("mode", "runtime")
def environments_without_standard_mode(container: Container, *, value: str, since: str) -> Problems:
    """Report a way of managing dependencies that needs standard mode and a runtime from `since`."""
    from dcslint.facts import version_tuple

    cluster = container.cluster
    dependencies = cluster.value("dependency_mode")
    if dependencies is None or dependencies.known() != value:
        return
    mode = cluster.access_mode
    if mode is not None and mode.kind not in ("standard", "auto"):
        written = cluster.value("data_security_mode")
        yield Problem(dependencies, case="mode", because=[written], mode=mode.value)
        return
    runtime, boundary = version_tuple(cluster.runtime or ""), version_tuple(since)
    if runtime is not None and boundary is not None and runtime < boundary:
        version = cluster.value("spark_version")
        yield Problem(
            dependencies,
            case="runtime",
            because=[version],
            runtime=cluster.runtime or "",
            since=since,
        )
