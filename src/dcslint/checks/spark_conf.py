"""Settings of Spark that clusters with an image need."""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.model.compute.insertion import add_setting
from dcslint.source import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.compute.container import Container

AFTER = "spark_version"  # the field that Spark's settings are written behind


@check()
def setting_not_as_needed(container: Container, facts: Facts, *, setting: str) -> Problems:
    """Report a setting, by the table's name for it, that is there with another value."""
    conf = facts.spark_conf(setting)
    value = None if conf is None else container.cluster.spark_conf(conf.key)
    text = None if value is None else value.known()
    if conf is None or value is None or text is None or text.strip().lower() == conf.value:
        return
    fix = Fix(f"set it to {conf.value}", [value.edit(conf.value)], safe=True)
    yield Problem(value, fix=fix, key=conf.key, value=conf.value)


@check("missing", "other")
def setting_of_stock_image(
    container: Container, facts: Facts, *, setting: str, families: list[str], since: str
) -> Problems:
    """Report a setting that base images of some families need, on runtimes from `since` on.

    A policy may bring it. Images that are built on them may not need it.
    """
    from dcslint.facts import version_tuple

    cluster, reference, conf = container.cluster, container.name, facts.spark_conf(setting)
    family = None
    if reference is not None:
        family = facts.family(f"{reference.domain}/{reference.path}")
    if family is None or conf is None or family.name not in families or container.url is None:
        return
    if not (reference and reference.path.startswith(f"{facts.organization}/")):
        return
    written = cluster.value("spark_version")
    if written is not None:
        written.known()
    runtime, boundary = version_tuple(cluster.runtime or ""), version_tuple(since)
    if runtime is None or boundary is None or runtime < boundary:
        return
    words = {"family": family.name, "key": conf.key, "value": conf.value}
    value = cluster.spark_conf(conf.key)
    if value is not None:
        text = value.known()
        if text is not None and text.strip().lower() != conf.value:
            fix = Fix(f"set it to {conf.value}", [value.edit(conf.value)])
            yield Problem(value, case="other", because=[written], fix=fix).with_words(words)
    elif cluster.policy_id is None and cluster.lacks("spark_conf", conf.key):
        edit = add_setting(cluster.mapping, "spark_conf", conf.key, conf.value, after=AFTER)
        yield Problem(
            container.written or container.span,
            case="missing",
            because=[written],
            fix=Fix(f"set {conf.key} to {conf.value}", [edit]),
        ).with_words(words)
