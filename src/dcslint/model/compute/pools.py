"""`InstancePool`: a pool of machines, and which clusters of the same document run on it.

Knows the pool's keys and what refers to it; whether the two agree is for rules to say.
"""

from __future__ import annotations

from dcslint.model.compute.cluster import as_mapping, is_empty, is_null
from dcslint.model.compute.policies import names_of
from dcslint.model.compute.template import resolve
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.compute.cluster import Cluster, Named, Node
    from dcslint.readers.tree import Entry
    from dcslint.source import Span

PRELOADED = "preloaded_docker_images"
_PRELOADED_IN_TERRAFORM = "preloaded_docker_image"
# How bundles and Terraform name a pool that stands in the same files.
_REFERENCE = regex(
    r"\s*(?:\$\{)?\s*(?:resources\.instance_pools|databricks_instance_pool)\.([\w-]+)"
    r"\.(?:id|instance_pool_id)\s*\}?\s*"
)


class InstancePool:
    """One instance pool of a document.

    span  where a finding about the whole pool points: its key `instance_pool_name`
    key   what the files call it (the key of a resource), if it stands under one
    form  the kind of text it stands in: "api", "terraform"
    """

    __slots__ = ("form", "key", "mapping", "span")

    def __init__(
        self, mapping: Mapping, span: Span, *, key: Value | None = None, form: str = "api"
    ) -> None:
        self.mapping = mapping
        self.span = span
        self.key = key
        self.form = form

    def __repr__(self) -> str:
        return f"InstancePool({self.span!r})"

    def value(self, *path: str) -> Value | None:
        """The scalar at a path, unknown where a template hides it; None if there is none."""
        node: Node | None = self.mapping
        for key in path:
            mapping = as_mapping(node)
            node = None if mapping is None else mapping.get(key)
        return resolve(node) if isinstance(node, Value) and not is_null(node) else None

    def entry(self, key: str) -> Entry | None:
        """The key and value of a field."""
        return self.mapping.entry(key)

    @property
    def concerns_images(self) -> bool:
        """Whether a key of the pool, perhaps a misspelt one, names an image."""
        return any(
            "docker_image" in (entry.key.text or "") and not is_empty(entry.value)
            for entry in self.mapping
        )

    @property
    def preloaded(self) -> list[Value] | None:
        """The urls of the preloaded images; None where some may be hidden or are not known."""
        is_block = self.form == "terraform"
        node = self.mapping.get(_PRELOADED_IN_TERRAFORM if is_block else PRELOADED)
        if node is None or is_null(node):
            return []
        if not isinstance(node, Sequence) or not node.complete:
            return None
        urls = []
        for item in node.items:
            url = item.get("url") if isinstance(item, Mapping) else None
            known = resolve(url) if isinstance(url, Value) else None
            if known is None or known.known() is None:
                return None
            urls.append(known)
        return urls

    @property
    def names(self) -> frozenset[Named]:
        """By what a cluster of the same files can name it: its id or its key."""
        return names_of(self.key, self.value("instance_pool_id"))


def pool_of(cluster: Cluster) -> Named:
    """The pool that a cluster names for its workers."""
    return cluster.names("instance_pool_id", _REFERENCE)
