"""Fields of a cluster by dotted paths: `docker_image.url`, `init_scripts.*.volumes.destination`.

`*` stands for every item of a list and every key. Below the maps of Spark settings, environment
variables and tags, whose keys may hold dots, all that follows is one key.
"""

from __future__ import annotations

from dcslint.model.compute.cluster import as_mapping, is_empty
from dcslint.model.compute.template import resolve
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.model.compute.cluster import Cluster, Node
    from dcslint.readers.tree import Entry
    from dcslint.source import Span

_MAPS_OF_TEXTS = ("custom_tags", "spark_conf", "spark_env_vars")


class Found:
    """What stands at a path. `entry` is None for an item of a list."""

    __slots__ = ("entry", "node")

    def __init__(self, node: Node, entry: Entry | None) -> None:
        self.node = node
        self.entry = entry

    @property
    def place(self) -> Value | Span:
        """The value, or the key of a mapping or list."""
        if isinstance(self.node, Value):
            return resolve(self.node)
        return self.node.span if self.entry is None else self.entry.key


class Lacking:
    """A place at which a path ends early. `span` is what lacks the rest of it."""

    __slots__ = ("span",)

    def __init__(self, span: Span) -> None:
        self.span = span


def find(cluster: Cluster, path: str) -> Iterator[Found | Lacking]:
    """What stands at a path, and the places where surely nothing does.

    Null, an empty text and an empty list or mapping are nothing. Of what a template or a policy may
    add, nothing is said.
    """
    keys = path.split(".")
    if keys[0] in _MAPS_OF_TEXTS and len(keys) > 2:
        keys[1:] = [".".join(keys[1:])]
    yield from _find(cluster.mapping, None, keys, cluster.span, sure=cluster.policy_id is None)


def _find(
    node: Node, entry: Entry | None, keys: list[str], span: Span, *, sure: bool
) -> Iterator[Found | Lacking]:
    if not keys:
        yield Found(node, entry)
    elif keys[0] == "*":
        if isinstance(node, Sequence):
            for item in node.items:
                yield from _find(item, None, keys[1:], item.span, sure=sure)
        elif isinstance(node, Mapping):
            for child in node:
                yield from _find(child.value, child, keys[1:], child.key.span, sure=sure)
    elif (mapping := as_mapping(node)) is None:
        if isinstance(node, Value):
            resolve(node).known()
    else:
        one = mapping.entry(keys[0])
        if one is not None and not is_empty(one.value):
            yield from _find(one.value, one, keys[1:], one.key.span, sure=sure)
        elif sure and (one is not None or mapping.complete):
            yield Lacking(span)
