"""Where clusters stand in a tree: the shapes of the APIs' requests and answers, found by content.

A walk over any roots, so that wrappers ("settings", "new_settings", the body of a recorded
request, lists of them) need no names of their own. A mapping is a cluster where the APIs put one,
or where it has the keys of one; elsewhere a `docker_image` is misplaced, if its holder is known.
"""

from __future__ import annotations

from dcslint.model.compute.cluster import IMAGE, Cluster, as_mapping
from dcslint.model.compute.named import NamedBy
from dcslint.model.compute.policies import POLICY, ClusterPolicy, named_by, policies_in
from dcslint.model.compute.pools import InstancePool, pool_of
from dcslint.model.compute.secrets import mark_secrets
from dcslint.model.compute.shapes import (
    ENVIRONMENT,
    ITEM,
    JOB,
    NEW_CLUSTER,
    OF_ENVIRONMENT,
    PIPELINE,
    POOL,
    TASK,
    WAREHOUSE,
    holder_of,
    is_image,
    looks_like_cluster,
)
from dcslint.model.compute.workspace import WorkspaceConf, is_workspace_conf
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Span, Value
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.facts import Facts
    from dcslint.model.compute.cluster import Node
    from dcslint.readers.tree import Entry

_PIPELINE_CLUSTER = "a pipeline's cluster"
_WITHOUT_IMAGES = frozenset({PIPELINE, _PIPELINE_CLUSTER, WAREHOUSE, ENVIRONMENT})
_FREE_BLOCKS = frozenset({IMAGE, "spark_conf", "spark_env_vars", "custom_tags"})
# What is found in one document: every rule judges each of it, so it costs more than its text does.
MOST_FOUND = 3_000
FOUND = f"{MOST_FOUND:,} clusters, pools and policies"
_DEEPEST_TASK = 4  # a task of for_each_task cannot have another one
# Tasks of other products that have containers of their own.
_OTHERS_TASKS = frozenset({"ai_runtime_task"})


class Misplaced:
    """A `docker_image` where no cluster is.

    holder       the kind of thing that holds it ("a task")
    can_run_one  whether that has a cluster to which the image can be moved
    form         the kind of text it stands in, as of a cluster
    around       the mapping that holds it
    cluster      the one cluster of that, if it is written there and has no image
    """

    __slots__ = ("around", "can_run_one", "cluster", "entry", "form", "holder")

    def __init__(
        self, entry: Entry, around: Mapping, holder: str, form: str, cluster: Mapping | None
    ) -> None:
        self.entry = entry
        self.around = around
        self.holder = holder
        self.form = form
        self.can_run_one = holder not in _WITHOUT_IMAGES
        self.cluster = cluster

    @property
    def key(self) -> Value:
        """The key `docker_image`, at which a finding points."""
        return self.entry.key


class Specification:
    """All that a document says of compute. `roots` are the trees of its documents."""

    __slots__ = (
        "_by_policy",
        "_by_pool",
        "clusters",
        "misplaced",
        "policies",
        "pools",
        "roots",
        "workspace_confs",
    )

    def __init__(self, roots: tuple[Node, ...]) -> None:
        self.roots = roots
        self.clusters: list[Cluster] = []
        self.misplaced: list[Misplaced] = []
        self.policies: list[ClusterPolicy] = []
        self.pools: list[InstancePool] = []
        self.workspace_confs: list[WorkspaceConf] = []
        self._by_pool: NamedBy | None = None
        self._by_policy: NamedBy | None = None

    def on_pool(self, pool: InstancePool) -> list[Cluster]:
        """The clusters whose workers run on a pool; asked once all are found."""
        if self._by_pool is None:
            self._by_pool = NamedBy(map(pool_of, self.clusters))
        return [self.clusters[at] for at in self._by_pool.of(pool.names, pool.span)]

    def under_policy(self, policy: ClusterPolicy) -> list[Cluster]:
        """The clusters that a policy governs; asked once all are found."""
        if self._by_policy is None:
            self._by_policy = NamedBy(map(named_by, self.clusters))
        return [self.clusters[at] for at in self._by_policy.of(policy.names, policy.span)]

    @property
    def size(self) -> int:
        """How much was found, of whatever kind."""
        return (
            len(self.clusters)
            + len(self.misplaced)
            + len(self.policies)
            + len(self.pools)
            + len(self.workspace_confs)
        )

    def has_room(self, place: Span) -> bool:
        """Whether one more is judged; if not, that is noted with where it stands."""
        if self.size < MOST_FOUND:
            return True
        reached(FOUND, place)
        return False


def find_clusters(roots: Iterable[Node], facts: Facts) -> Specification:
    """Every cluster in the trees, and every misplaced `docker_image`. Never raises."""
    specification = Specification(tuple(roots))
    walk = Walk(specification, facts)
    walk.run(specification.roots)
    walk.apply_policies()
    name_contexts(specification.clusters)
    return specification


def name_contexts(clusters: list[Cluster]) -> None:
    """Give each of several clusters its name as a context."""
    if len(clusters) > 1:
        for cluster in clusters:
            name = cluster.name
            cluster.contexts = () if name is None else ({"cluster": name},)


class _Around:
    """What a node stands in: its key, and the nearest job, task and item of `job_clusters`."""

    __slots__ = ("item", "job", "key", "task")

    def __init__(
        self,
        key: Value | None = None,
        job: Mapping | None = None,
        task: Mapping | None = None,
        item: Mapping | None = None,
    ) -> None:
        self.key = key
        self.job = job
        self.task = task
        self.item = item


class Walk:
    """Goes through trees in the order written, each node once: it may stand in several places.

    form  the kind of text that the trees stand in, where they are no requests to an API
    """

    __slots__ = ("_facts", "_form", "_found", "_seen", "_tasks")

    def __init__(self, found: Specification, facts: Facts, form: str | None = None) -> None:
        self._found = found
        self._facts = facts
        self._form = form
        # With the node itself, so that its number is not given to another.
        self._seen: dict[int, Node] = {}
        self._tasks: tuple[Mapping, dict[str, list[Mapping]]] | None = None

    def run(self, roots: Iterable[Node]) -> None:
        """Add all that is in the trees to the specification."""
        stack: list[tuple[Node, _Around]] = [(root, _Around()) for root in roots]
        stack.reverse()
        while stack:
            node, around = stack.pop()
            if isinstance(node, Value):
                continue
            if isinstance(node, Sequence):
                children = [(item, around) for item in node.items]
            elif self._is_cluster(node, around):
                self._add(node, around)
                continue
            else:
                children = self._inside(node, around)
            if id(node) not in self._seen:
                self._seen[id(node)] = node
                stack.extend(reversed(children))

    def _is_cluster(self, mapping: Mapping, around: _Around) -> bool:
        if around.key is not None and around.key.text == NEW_CLUSTER:
            return bool(mapping.entries)
        return looks_like_cluster(mapping)

    def _inside(self, mapping: Mapping, around: _Around) -> list[tuple[Node, _Around]]:
        job, task, item = around.job, around.task, around.item
        holder = holder_of(mapping)
        if holder == JOB:
            job, task, item = mapping, None, None
        elif holder == TASK:
            task = mapping
        elif holder == ITEM:
            item = mapping
        elif holder is not None:
            job = task = item = None
        if holder is not None:
            self.note_misplaced(mapping, holder)
        if holder == POOL and id(mapping) not in self._seen:
            name = mapping.entry("instance_pool_name")
            self.add_pool(mapping, mapping.span if name is None else name.key.span, around.key)
        if holder is None and id(mapping) not in self._seen:
            self.add_policies(mapping, around.key)
        is_conf = is_workspace_conf(mapping) and id(mapping) not in self._seen
        if is_conf and self._found.has_room(mapping.span):
            self._found.workspace_confs.append(WorkspaceConf(mapping))
        if holder == ENVIRONMENT:
            for key in OF_ENVIRONMENT:
                spec = mapping.mapping(key)
                if spec is not None:
                    self.note_misplaced(spec, holder)
        if holder == PIPELINE:
            self.add_pipeline_clusters(mapping)
        return [
            (entry.value, _Around(entry.key, job, task, item))
            for entry in mapping
            if entry.key.text not in _OTHERS_TASKS
            and not (holder == PIPELINE and entry.key.text == "clusters")
        ]

    def add_pool(self, mapping: Mapping, span: Span, key: Value | None) -> None:
        """Add an instance pool; see `InstancePool`."""
        if self._found.has_room(span):
            form = self._form or "api"
            self._found.pools.append(InstancePool(mapping, span, key=key, form=form))

    def add_policies(self, mapping: Mapping, key: Value | None) -> None:
        """Add the policies that a mapping is or holds, and what each fixes as a cluster.

        That is a cluster of its own only if it has an image: the rest is for others to choose.
        """
        for policy in policies_in(mapping, self._facts.spec_fields("cluster"), key):
            mark_secrets((policy.definition,))
            self._seen[id(policy.definition)] = policy.definition
            if not self._found.has_room(policy.span):
                return
            self._found.policies.append(policy)
            fixed = policy.fixed()
            if fixed.mapping(IMAGE) is not None:
                self.add_cluster(fixed, policy.span, form=POLICY)

    def apply_policies(self) -> None:
        """Give clusters what the policies that they name fix."""
        if not self._found.policies:
            return
        clusters = self._found.clusters
        none = ("", "")
        named = NamedBy(none if one.form == POLICY else named_by(one) for one in clusters)
        for policy in self._found.policies:
            for at in named.of(policy.names, policy.span):
                clusters[at] = policy.applied_to(clusters[at])

    def add_pipeline_clusters(self, pipeline: Mapping) -> None:
        """Note what a pipeline's clusters hold that they cannot have."""
        clusters = pipeline.sequence("clusters")
        for node in () if clusters is None else clusters:
            if isinstance(node, Mapping):
                self.note_misplaced(node, _PIPELINE_CLUSTER)

    def note_misplaced(self, mapping: Mapping, holder: str, cluster: Mapping | None = None) -> None:
        """Add the `docker_image` of a mapping that is no cluster, if it has one.

        `cluster` is the one that the mapping is part of; else it is the `new_cluster` in it.
        """
        entry = mapping.entry(IMAGE)
        if entry is None or not is_image(entry.value):
            return
        cluster = cluster or as_mapping(mapping.get(NEW_CLUSTER))
        if cluster is not None and cluster.entry(IMAGE) is not None:
            cluster = None
        if self._found.has_room(entry.key.span):
            form = self._form or "api"
            self._found.misplaced.append(Misplaced(entry, mapping, holder, form, cluster))

    def _add(self, mapping: Mapping, around: _Around) -> None:
        key = around.key
        in_job = key is not None and key.text == NEW_CLUSTER
        if in_job and key is not None:
            span = key.span
        else:
            name = mapping.entry("cluster_name")
            opening = Span(mapping.span.document, mapping.span.start, mapping.span.start + 1)
            span = opening if name is None else name.key.span
        named = around.task or around.item
        key_name = None
        if in_job and named is not None:
            key_name = named.value("task_key" if named is around.task else "job_cluster_key")
        elif in_job and around.job is not None:
            key_name = around.job.value("name") or around.job.value("run_name")
        form = self._form or ("jobs-api" if in_job else "clusters-api")
        workloads = self._workloads(around) if in_job else ()
        self.add_cluster(mapping, span, form=form, key_name=key_name, workloads=workloads)

    def _workloads(self, around: _Around) -> tuple[Mapping, ...]:
        """The tasks that run on a cluster of a job; the job itself where it is its only task."""
        job = around.job
        if around.task is not None:
            return (around.task,)
        if job is None:
            return ()
        if around.item is None:
            return (job,)
        key = around.item.value("job_cluster_key")
        if key is None or key.text is None:
            return ()
        known = self._tasks
        if known is None or known[0] is not job:  # each of its clusters asks
            known = self._tasks = (job, _tasks_by_key(job))
        return tuple(known[1].get(key.text, ()))

    def add_cluster(
        self,
        mapping: Mapping,
        span: Span,
        *,
        form: str | None = None,
        key_name: Value | None = None,
        workloads: tuple[Mapping, ...] = (),
    ) -> None:
        """Add a cluster; see `Cluster`. Without a form of its own it has that of the walk."""
        if not self._found.has_room(span):
            return
        cluster = Cluster(
            mapping,
            span,
            self._facts,
            form=form or self._form or "clusters-api",
            key_name=key_name,
            workloads=workloads,
        )
        self._found.clusters.append(cluster)
        for entry in mapping:
            block, name = as_mapping(entry.value), entry.key.text
            if block is not None and name is not None and name not in _FREE_BLOCKS:
                self.note_misplaced(block, name, mapping)


def _tasks_by_key(job: Mapping) -> dict[str, list[Mapping]]:
    """The tasks of a job by the key of the job cluster that they run on, those in a loop too."""
    found: dict[str, list[Mapping]] = {}
    for item in job.sequence("tasks") or ():
        task: Node | None = item
        for _ in range(_DEEPEST_TASK):
            if not isinstance(task, Mapping):
                break
            named = task.value("job_cluster_key")
            if named is not None and named.text is not None:
                found.setdefault(named.text, []).append(task)
            each = task.mapping("for_each_task")
            task = None if each is None else each.get("task")
    return found
