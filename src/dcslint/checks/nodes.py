"""The machines of clusters that run an image: processors, and a single node."""

from __future__ import annotations

from dcslint.checks import Problem, check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.compute.cluster import Cluster
    from dcslint.model.compute.container import Container
    from dcslint.source import Value


@check()
def arm_node(container: Container, facts: Facts, *, fields: list[str], cloud: str) -> Problems:
    """Report a node type with an Arm processor, of one cloud, at any of the dotted paths."""
    for field in fields:
        for value in container.cluster.values(field):
            text = value.known()
            node = None if text is None else facts.node_type(text)
            if node is not None and node.arm and node.cloud == cloud:
                yield Problem(value, node=node.name)


@check()
def incomplete_single_node(
    container: Container, *, spark_conf: dict[str, str], custom_tags: dict[str, str]
) -> Problems:
    """Report a cluster without workers that has not all settings of a single node.

    The settings are given as key and the text that its value begins with.
    """
    cluster = container.cluster
    workers = cluster.value("num_workers")
    if workers is None or workers.known() != "0" or not cluster.lacks("autoscale"):
        return
    if cluster.policy_id is not None or _may_be_single(cluster):
        return
    rests_on: list[Value | None] = [cluster.value("is_single_node")]
    missing = []
    for block, settings in (("spark_conf", spark_conf), ("custom_tags", custom_tags)):
        for key, wanted in settings.items():
            value = cluster.value(block, key)
            if value is None:
                if not cluster.lacks(block, key):
                    return
                missing.append(key)
                continue
            text = value.known()
            if text is None:
                return
            if not text.startswith(wanted):
                missing.append(key)
                rests_on.append(value)
    if missing:
        yield Problem(workers, because=rests_on, missing=", ".join(missing))


def _may_be_single(cluster: Cluster) -> bool:
    if not cluster.complete:
        return True
    flag = cluster.value("is_single_node")
    return flag is not None and (flag.known() or "").lower() != "false"
