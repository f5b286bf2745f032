"""Fields of clusters: there or not, and with which values. A JSON Schema says the rest."""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.checks.general.judged import fits
from dcslint.checks.general.paths import Found, Lacking, find
from dcslint.model.compute.template import resolve
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.diagnostic import Problems
    from dcslint.model.compute.cluster import Cluster
    from dcslint.model.compute.json_schema import Schema
    from dcslint.source.pattern import Pattern

_LONGEST_SHOWN = 80


@check()
def field_missing(cluster: Cluster, *, fields: list[str], with_image: bool = False) -> Problems:
    """Report fields that a cluster does not have, or that are empty.

    Silent where the cluster has a policy, which may add them.

    fields      paths such as `autotermination_minutes`, `custom_tags.team`, `aws_attributes.*`
    with_image  whether only clusters that run an image of their own count
    words       field
    """
    if with_image and cluster.container is None:
        return
    for field in fields:
        for found in find(cluster, field):
            if isinstance(found, Lacking):
                yield Problem(found.span, field=field)


@check()
def field_forbidden(cluster: Cluster, *, fields: list[str], with_image: bool = False) -> Problems:
    """Report fields that a cluster has and must not have.

    fields      paths such as `ssh_public_keys`, `spark_env_vars.HTTP_PROXY`, `docker_image.*`
    with_image  whether only clusters that run an image of their own count
    words       field
    """
    if with_image and cluster.container is None:
        return
    for field in fields:
        for found in find(cluster, field):
            if isinstance(found, Found):
                yield Problem(found.place if found.entry is None else found.entry.key, field=field)


@check()
def field_not_one_of(
    cluster: Cluster, *, field: str, values: list[str | int | bool], with_image: bool = False
) -> Problems:
    """Report a field whose value is none of those allowed.

    field       a path such as `data_security_mode`, `init_scripts.*.s3.region`
    values      the values that it may have
    with_image  whether only clusters that run an image of their own count
    words       field, value
    """
    allowed = [_as_written(one) for one in values]
    for value in _values(cluster, field, with_image=with_image):
        text = value.known()
        if text is not None and _plain(value, text) not in allowed:
            yield Problem(value, field=field, value=_shown(text))


@check()
def field_one_of(
    cluster: Cluster, *, field: str, values: list[str | int | bool], with_image: bool = False
) -> Problems:
    """Report a field with one of the values that it must not have.

    field       a path such as `runtime_engine`, `aws_attributes.availability`
    values      the values that it must not have
    with_image  whether only clusters that run an image of their own count
    words       field, value
    """
    refused = [_as_written(one) for one in values]
    for value in _values(cluster, field, with_image=with_image):
        text = value.known()
        if text is not None and _plain(value, text) in refused:
            yield Problem(value, field=field, value=_shown(text))


@check()
def field_not_matching(
    cluster: Cluster, *, field: str, pattern: Pattern, with_image: bool = False
) -> Problems:
    """Report a field whose value is not as it must be.

    field       a path such as `cluster_name`, `custom_tags.cost-center`, `docker_image.url`
    pattern     what its whole value must match
    with_image  whether only clusters that run an image of their own count
    words       field, value
    """
    for value in _values(cluster, field, with_image=with_image):
        if fits(value, pattern) is False:
            yield Problem(value, field=field, value=_shown(value.text or ""))


@check()
def field_matching(
    cluster: Cluster, *, field: str, pattern: Pattern, with_image: bool = False
) -> Problems:
    """Report a field whose value is as it must not be.

    field       a path such as `node_type_id`, `init_scripts.*.workspace.destination`
    pattern     what its whole value must not match
    with_image  whether only clusters that run an image of their own count
    words       field, value
    """
    for value in _values(cluster, field, with_image=with_image):
        if fits(value, pattern):
            yield Problem(value, field=field, value=_shown(value.text or ""))


@check()
def field_out_of_range(
    cluster: Cluster,
    *,
    field: str,
    least: int | None = None,
    most: int | None = None,
    with_image: bool = False,
) -> Problems:
    """Report a field whose number is too small or too large.

    field       a path such as `autotermination_minutes`, `autoscale.max_workers`
    least       the smallest number that is allowed
    most        the largest number that is allowed
    with_image  whether only clusters that run an image of their own count
    words       field, value
    """
    for value in _values(cluster, field, with_image=with_image):
        number = _number(value.known())
        if number is None:
            continue
        if (least is not None and number < least) or (most is not None and number > most):
            yield Problem(value, field=field, value=_shown(value.text or ""))


@check()
def matches_schema(cluster: Cluster, *, schema: Schema, with_image: bool = False) -> Problems:
    """Report what in a cluster breaks a JSON Schema, at the key or value at fault.

    What is unknown breaks nothing, and a field that a policy may add is not missing.

    schema      the schema, as YAML; references only inside it, patterns as everywhere in cards
    with_image  whether only clusters that run an image of their own count
    words       field, reason
    """
    from dcslint.model.compute.json_schema import violations

    if with_image and cluster.container is None:
        return
    for violation in violations(cluster, schema):
        yield Problem(
            violation.place,
            because=violation.because,
            field=violation.field or "the cluster",
            reason=violation.reason,
        )


def _values(cluster: Cluster, field: str, *, with_image: bool) -> Iterator[Value]:
    """The scalars at a path; one that holds a template is unknown."""
    if with_image and cluster.container is None:
        return
    for found in find(cluster, field):
        if isinstance(found, Found) and isinstance(found.node, Value):
            yield resolve(found.node)


def _as_written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(value: Value, text: str) -> str:
    """The text, for a truth value the one that JSON has for it."""
    if value.kind != "boolean":
        return text
    return "true" if text.lower() in ("true", "yes", "on", "y") else "false"


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
