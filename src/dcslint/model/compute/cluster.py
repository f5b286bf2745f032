"""`Cluster`: one compute spec as a tree of values, whatever the format it was written in.

Answers what stands at a path, what surely does not, and what follows from it by the facts. A value
that holds a template is unknown here; `node` gives what was written.
"""

from __future__ import annotations

from dcslint.facts import parse_spark_version
from dcslint.model.compute.template import resolve
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from dcslint.facts import AccessMode, Facts, SparkVersion
    from dcslint.model.compute.container import Container
    from dcslint.readers.tree import Entry
    from dcslint.source import Document, Span

    Node = Mapping | Sequence | Value
    Named = tuple[str, str]

IMAGE = "docker_image"


class Cluster:
    """One cluster of a document.

    mapping    the fields: `spark_version`, `node_type_id`, `docker_image`, …
    span       where a finding about the whole cluster points: the key that introduces it
    form       the kind of spec that it stands in: "clusters-api", "jobs-api"
    key_name   what a job calls it (`job_cluster_key`, `task_key`), for a cluster without a name
    workloads  the tasks (or the job) that are known to run on it
    contexts   the targets and clusters that its findings hold for
    """

    __slots__ = (
        "_named",
        "_values",
        "container",
        "contexts",
        "facts",
        "form",
        "key_name",
        "mapping",
        "span",
        "workloads",
    )

    def __init__(
        self,
        mapping: Mapping,
        span: Span,
        facts: Facts,
        *,
        form: str = "clusters-api",
        key_name: Value | None = None,
        workloads: tuple[Mapping, ...] = (),
    ) -> None:
        from dcslint.model.compute.container import container_of

        self.mapping = mapping
        self.span = span
        self.facts = facts
        self.form = form
        self.key_name = key_name
        self.workloads = workloads
        self.contexts: tuple[dict[str, str], ...] = ()
        self._values: dict[tuple[str, ...], Value | None] = {}
        self._named: dict[str, Named] = {}
        self.container: Container | None = container_of(self)

    def __repr__(self) -> str:
        return f"Cluster({self.name or '?'} at {self.span!r})"

    @property
    def document(self) -> Document:
        """The document that it is written in."""
        return self.span.document

    def node(self, *path: str) -> Node | None:
        """What is written at a path of keys; None for nothing, a null, and behind a scalar."""
        node: Node | None = self.mapping
        for key in path:
            mapping = as_mapping(node)
            node = None if mapping is None else mapping.get(key)
        return None if is_null(node) else node

    def value(self, *path: str) -> Value | None:
        """The scalar at a path, unknown where a template hides it; None if there is none."""
        if path not in self._values:  # a score of rules ask of the same few fields
            self._values[path] = self._value(path)
        return self._values[path]

    def _value(self, path: tuple[str, ...]) -> Value | None:
        node: Node | None = self.mapping
        behind = False
        for key in path:
            mapping = as_mapping(node)
            if mapping is None:
                behind = True
                break
            node = mapping.get(key)
        if not isinstance(node, Value) or is_null(node):
            return None
        value = resolve(node)
        # A whole block may be a variable: what it holds at the rest of the path is unknown too.
        return None if behind and value.is_known else value

    def values(self, path: str) -> Iterator[Value]:
        """The scalars at a dotted path of keys, as `value`; `*` stands for any key or item."""
        return (resolve(value) for value in self.written(path))

    def written(self, path: str) -> Iterator[Value]:
        """The same with their templates and placeholders as they are written."""
        found: list[Node] = [self.mapping]
        for key in path.split("."):
            found = [child for node in found for child in _children(node, key)]
        return (node for node in found if isinstance(node, Value) and not is_null(node))

    def entry(self, *path: str) -> Entry | None:
        """The key and value at a path, for a finding that points at the key."""
        mapping = as_mapping(self.node(*path[:-1]))
        return None if mapping is None else mapping.entry(path[-1])

    def lacks(self, *path: str) -> bool:
        """Whether it is sure that nothing stands at a path.

        Empty (null, "", {} and []) counts as nothing. Not sure where a template, an unknown value
        or an incomplete mapping may hide it. What a policy may add is the caller's to ask.
        """
        node: Node | None = self.mapping
        for key in path:
            mapping = as_mapping(node)
            if mapping is None:
                return is_empty(node)
            node = mapping.get(key)
            if node is None and not mapping.complete:
                return False
        return is_empty(node)

    @property
    def misspelt_image(self) -> Entry | None:
        """The key that seems to mean `docker_image`, on a cluster that has no such key."""
        if self.mapping.entry(IMAGE) is not None:
            return None
        for entry in self.mapping:
            if looks_like_image_key(entry.key.text or "") and not is_empty(entry.value):
                return entry
        return None

    @property
    def name(self) -> str | None:
        """Its own name or, failing that, what the job calls it; None if neither is known."""
        for value in (self.value("cluster_name"), self.key_name):
            text = None if value is None else resolve(value).or_unknown()
            if text:
                return text
        return None

    @property
    def complete(self) -> bool:
        """Whether all keys of the cluster are seen."""
        return self.mapping.complete

    @property
    def policy_id(self) -> Value | None:
        """The policy that may supply fields, if one is set."""
        return self._set("policy_id")

    @property
    def pool(self) -> Value | None:
        """The instance pool of the workers or the driver, if one is set."""
        return self._set("instance_pool_id") or self._set("driver_instance_pool_id")

    def _set(self, key: str) -> Value | None:
        value = self.value(key)
        return None if value is None or value.or_unknown() == "" else value

    def names(self, field: str, reference: re.Pattern[str]) -> Named:
        """What a field names: the key of something in the same files, else an id; "" for neither.

        Group 1 of `reference` is the key. Each policy and each pool asks it of every cluster.
        """
        if field not in self._named:
            written = self.node(field)
            key = id_ = ""
            if isinstance(written, Value):
                text = written.span.source if written.text is None else written.text
                found = reference.fullmatch(text)
                key = "" if found is None else found[1]
                id_ = "" if found is not None else resolve(written).or_unknown() or ""
            self._named[field] = (key, id_)
        return self._named[field]

    @property
    def spark_version(self) -> SparkVersion | None:
        """The runtime key taken apart; None if it is unknown or no key."""
        value = self.value("spark_version")
        text = None if value is None else value.or_unknown()
        return None if text is None else parse_spark_version(text)

    @property
    def runtime(self) -> str | None:
        """The version of Databricks Runtime as the tables name it ("15.4", "18"), if known."""
        version = self.spark_version
        return None if version is None else version.runtime_version

    @property
    def access_mode(self) -> AccessMode | None:
        """What `data_security_mode` means, if it is known."""
        value = self.value("data_security_mode")
        text = None if value is None else value.or_unknown()
        return None if text is None else self.facts.access_mode(text)

    def spark_conf(self, key: str) -> Value | None:
        """The Spark configuration entry of a key."""
        return self.value("spark_conf", key)


def as_mapping(node: Node | None) -> Mapping | None:
    """The mapping that a node is, or that it holds as a block in a list (Terraform's JSON)."""
    if isinstance(node, Sequence) and len(node.items) == 1:
        node = node.items[0]
    return node if isinstance(node, Mapping) else None


def is_null(node: Node | None) -> bool:
    """Whether a node is a written null."""
    return isinstance(node, Value) and node.kind == "null"


def is_empty(node: Node | None) -> bool:
    """Whether a node surely says nothing: absent, null, an empty text, or {} and [] seen whole."""
    if isinstance(node, Value):
        return node.kind == "null" or node.text == ""
    if isinstance(node, Mapping):
        return not node.entries and node.complete
    return node is None or (not node.items and node.complete)


def says_nothing(node: Node, *, texts_count: bool, depth: int = 4) -> bool:
    """Whether a block is empty, or holds only nulls; and empty texts, unless `texts_count`.

    `depth` bounds how deep blocks in it are looked into; a deeper one says something.
    """
    if isinstance(node, Value):
        return is_empty(node)
    mapping = as_mapping(node)
    if mapping is None or not mapping.complete:
        return is_empty(node)
    for child in (entry.value for entry in mapping):
        if isinstance(child, Value):
            if not (is_null(child) if texts_count else is_empty(child)):
                return False
        elif not depth or not says_nothing(child, texts_count=texts_count, depth=depth - 1):
            return False
    return True


def looks_like_image_key(key: str) -> bool:
    """Whether a key is `docker_image` misspelt: in case, hyphens, or by two slips at most."""
    if key == IMAGE or abs(len(key) - len(IMAGE)) > 2 or key[:1].lower() != IMAGE[0]:
        return False
    wanted = IMAGE.replace("_", "")
    word = key.lower().replace("-", "").replace("_", "")
    row = list(range(len(wanted) + 1))  # of the table of edit distances
    for at, char in enumerate(word, 1):
        diagonal, row[0] = row[0], at
        for column, other in enumerate(wanted, 1):
            cost = min(row[column] + 1, row[column - 1] + 1, diagonal + (char != other))
            diagonal, row[column] = row[column], cost
    return row[-1] <= 2


def _children(node: Node, key: str) -> list[Node]:
    if isinstance(node, Sequence):
        if key == "*":
            return list(node.items)
        block = as_mapping(node)
        return [] if block is None else _children(block, key)
    if not isinstance(node, Mapping):
        return []
    if key == "*":
        return [entry.value for entry in node]
    child = node.get(key)
    return [] if child is None else [child]
