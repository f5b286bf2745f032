"""Access to Unity Catalog volumes from clusters that run an image."""

from __future__ import annotations

import re

from dcslint.checks import Problem, Related, check
from dcslint.checks.spark_conf import AFTER
from dcslint.model.compute.insertion import add_setting
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Fix, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.compute.cluster import Node
    from dcslint.model.compute.container import Container


@check()
def volumes_without_conf(
    container: Container, facts: Facts, *, path: str, skipped: list[str]
) -> Problems:
    """Report a volume's path in a cluster, or in what runs on it, without the setting for volumes.

    `path` is the directory of all volumes; the keys in `skipped` are not looked into.
    """
    cluster = container.cluster
    conf = facts.spark_conf("volumes")
    if conf is None or cluster.policy_id is not None or not cluster.lacks("spark_conf", conf.key):
        setting = None if conf is None else cluster.spark_conf(conf.key)
        if setting is not None:
            setting.known()
        return
    # The directory at the start of a text, or where a word of it starts.
    volume = re.compile(rf"(?:\A|(?<=[\s=,:'\"])){re.escape(path)}[^/\s]+/")
    for root in (cluster.mapping, *cluster.workloads):
        for value in _texts(root, skipped):
            found = volume.search(value.text or "")
            if found is not None:
                edit = add_setting(cluster.mapping, "spark_conf", conf.key, conf.value, after=AFTER)
                yield Problem(
                    value,
                    fix=Fix(f"set {conf.key} to {conf.value}", [edit]),
                    related=[Related(container.span, "the cluster runs an image")],
                    path=found[0],
                    key=conf.key,
                )
                return


def _texts(root: Node, skipped: list[str]) -> Iterator[Value]:
    """The texts below a node in the order written; those of another cluster left out."""
    stack: list[Node] = [root]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, Value):
            if node.text is not None and node.kind == "string":
                yield node
        elif id(node) in seen:
            continue
        else:
            seen.add(id(node))
            if isinstance(node, Mapping):
                children = [e.value for e in node if e.key.text not in skipped]
            else:
                assert isinstance(node, Sequence)
                children = list(node.items)
            stack.extend(reversed(children))
