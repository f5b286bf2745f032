"""`TerraformUnit`: one file of a Terraform module, with the compute that its resources declare.

Policies of IAM stand in the same module, beside the clusters that pull by them. A module is read
once for all of its files. Which block is what, and what the provider calls the fields that the APIs
have too, is known here (databricks/terraform-provider-databricks, v1.128.0).
"""

from __future__ import annotations

from dcslint.model.compute.cluster import IMAGE
from dcslint.model.compute.forms import Specification, Walk, name_contexts
from dcslint.model.compute.secrets import find_secrets, mark_secrets
from dcslint.model.compute.shapes import PIPELINE, POOL, WAREHOUSE
from dcslint.model.compute.unit import ComputeUnit
from dcslint.model.compute.workspace import ENABLE, WorkspaceConf
from dcslint.model.folders import folder_of
from dcslint.model.iam import HINT as ECR_HINT
from dcslint.model.terraform.blocks import Blocks, element
from dcslint.model.terraform.evaluate import pairs_of
from dcslint.model.terraform.modules import Modules
from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Value
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.facts import Facts
    from dcslint.model.compute.policies import ClusterPolicy
    from dcslint.model.compute.pools import InstancePool
    from dcslint.model.iam.policy import IamPolicy
    from dcslint.model.project import Project
    from dcslint.model.terraform.module import Module, ModuleFile
    from dcslint.readers.hcl.syntax import Block
    from dcslint.source import Document, Span

    Node = Mapping | Sequence | Value
    Scope = dict[str, Node]

FORM = "terraform"
_MOST_INSTANCES = 50
_RESOURCE = "resource"
_NEW_CLUSTER = "new_cluster"
# What the provider calls a block that the APIs have as a list of the other name.
_OF_CLUSTER = {"init_scripts": "init_scripts", "library": "libraries"}
_OF_JOB = {"job_cluster": "job_clusters", "task": "tasks", **_OF_CLUSTER}
_OF_TASK = {"library": "libraries"}
_OF_PIPELINE = {"cluster": "clusters", "library": "libraries"}
_OF_POOL = {"preloaded_docker_image": "preloaded_docker_image"}
_HARMLESS = frozenset(
    {
        *("hcl-duplicate-attribute", "json-comment", "json-trailing-comma", "json-duplicate-key"),
        *("json-control-character", "json-bad-escape"),
    }
)


class TerraformModule:
    """The compute of a folder, as its resources declare it: once for each call of the module.

    iam_policies  those that speak of Amazon ECR
    """

    __slots__ = ("_blocks", "_evaluator", "_walk", "iam_policies", "specification")

    def __init__(self, modules: list[Module], facts: Facts) -> None:
        self.specification = Specification(())
        self._walk = Walk(self.specification, facts, FORM)
        for module in modules:
            self._evaluator = module.evaluator
            self._blocks = Blocks(module.evaluator, frozenset({IMAGE}))
            _mark_variables(module)
            for block in module.blocks(_RESOURCE):
                make = _MAKERS.get(block.labels[0].text or "") if len(block.labels) == 2 else None
                if make is not None and self.specification.has_room(block.header):
                    for scope in self._instances(block):
                        tree = self._blocks.tree(block.body, scope, is_resource=True)
                        mark_secrets((tree,))
                        make(self, block, tree)
        self._walk.apply_policies()
        name_contexts(self.specification.clusters)
        self.iam_policies = self._iam_policies(modules)

    def _iam_policies(self, modules: list[Module]) -> list[IamPolicy]:
        texts = modules[0].texts()
        if not any(ECR_HINT.search(text) for text in texts.values()):
            return []
        from dcslint.model.iam.policy import PolicyGroup
        from dcslint.model.iam.terraform import add_terraform_policies

        group = PolicyGroup(texts)
        for module in modules:
            self._evaluator = module.evaluator
            blocks = Blocks(module.evaluator, frozenset())
            add_terraform_policies(module, blocks, self._instances, group)
        return group.judged()

    def _instances(self, block: Block) -> list[Scope]:
        """What `each` stands for in each instance of a resource; none for one that is not made."""
        evaluator = self._evaluator
        count = block.body.attribute("count")
        if count is not None:
            number = evaluator.evaluate(count.expression, {})
            if isinstance(number, Value) and number.is_literal and number.text == "0":
                return []
        each = block.body.attribute("for_each")
        if each is None:
            return [{}]
        pairs = pairs_of(evaluator.evaluate(each.expression, {}))
        if not pairs:
            return [{}]
        if len(pairs) > _MOST_INSTANCES:
            reached(f"{_MOST_INSTANCES} instances of a policy", each.expression.span)
        return [
            {"each": element(_key(key, value), value)} for key, value in pairs[:_MOST_INSTANCES]
        ]

    def cluster(self, block: Block, tree: Mapping) -> None:
        """Add a `databricks_cluster`."""
        mapping = _renamed(tree, _OF_CLUSTER)
        self._walk.add_cluster(mapping, block.header, key_name=block.labels[1])

    def job(self, block: Block, tree: Mapping) -> None:
        """Add the clusters of a `databricks_job`."""
        del block
        job = _renamed(tree, _OF_JOB)
        for name in ("job_clusters", "tasks"):
            for item in job.sequence(name) or ():
                if isinstance(item, Mapping):
                    _rename_task(item)
        _rename_task(job)
        self._walk.run((job,))

    def pipeline(self, block: Block, tree: Mapping) -> None:
        """Note an image in a `databricks_pipeline`."""
        del block
        pipeline = _renamed(tree, _OF_PIPELINE)
        self._walk.note_misplaced(pipeline, PIPELINE)
        self._walk.add_pipeline_clusters(pipeline)

    def pool(self, block: Block, tree: Mapping) -> None:
        """Add a `databricks_instance_pool`."""
        pool = _renamed(tree, _OF_POOL)
        self._walk.note_misplaced(pool, POOL)
        self._walk.add_pool(pool, block.header, block.labels[1])

    def policy(self, block: Block, tree: Mapping) -> None:
        """Add a `databricks_cluster_policy`."""
        self._walk.add_policies(tree, block.labels[1])

    def warehouse(self, block: Block, tree: Mapping) -> None:
        """Note an image in a SQL warehouse."""
        del block
        self._walk.note_misplaced(tree, WAREHOUSE)

    def workspace(self, block: Block, tree: Mapping) -> None:
        """Add the settings of a `databricks_workspace_conf`."""
        del block
        settings = tree.mapping("custom_config")
        if settings is not None and isinstance(settings.get(ENABLE), Value):
            self.specification.workspace_confs.append(WorkspaceConf(settings, form=FORM))


_MAKERS = {
    "databricks_cluster": TerraformModule.cluster,
    "databricks_cluster_policy": TerraformModule.policy,
    "databricks_instance_pool": TerraformModule.pool,
    "databricks_job": TerraformModule.job,
    "databricks_pipeline": TerraformModule.pipeline,
    "databricks_sql_endpoint": TerraformModule.warehouse,
    "databricks_workspace_conf": TerraformModule.workspace,
}


def _key(key: Value, value: Node) -> Value:
    """What `each.key` is: of a set, the item itself."""
    is_index = key.kind == "number" and key.pieces == ()
    return value if is_index and isinstance(value, Value) else key


def _renamed(mapping: Mapping, names: dict[str, str]) -> Mapping:
    """The mapping with blocks under the names that the APIs have, each a list."""
    entries = []
    for entry in mapping:
        key, value = entry.key, entry.value
        name = names.get(key.text or "")
        if name is not None:
            if isinstance(value, Mapping):
                value = Sequence(value.span, [value])
            span = key.span
            if name != key.text:
                pieces = ((0, span.document, span.start, span.end),)
                key = Value(name, span, pieces=pieces)
        entries.append(Entry(key, value, entry.span))
    return Mapping(mapping.span, entries, complete=mapping.complete)


def _rename_task(task: Mapping) -> None:
    """Rename what stands in a task, an item of job clusters, or a job of one task."""
    task.entries = _renamed(task, _OF_TASK).entries
    for at, entry in enumerate(task.entries):
        name, value = entry.key.text, entry.value
        if name == _NEW_CLUSTER and isinstance(value, Mapping):
            task.entries[at] = Entry(entry.key, _renamed(value, _OF_CLUSTER), entry.span)
        elif name == "for_each_task" and isinstance(value, Mapping):
            inner = value.mapping("task")
            if inner is not None and inner is not task:
                _rename_task(inner)


def _mark_variables(module: Module) -> None:
    """Say which defaults and given values are secret, by name or because they are declared so."""
    for value in module.secrets:
        value.mark_secret()
    for name, variable in module.variables.items():
        if variable.node is None:
            continue
        key = Value(name, variable.node.span, pieces=())
        entry = Entry(key, variable.node, variable.node.span)
        mark_secrets((Mapping(variable.node.span, [entry]),))


class TerraformUnit(ComputeUnit):
    """A file of a module. Pools of the other files are known too: its clusters may run on them."""

    __slots__ = ("_iam_policies", "_left_out")

    def __init__(
        self,
        document: Document,
        file: ModuleFile,
        whole: TerraformModule,
        facts: Facts,
        left_out: Iterable[str],
    ) -> None:
        broken = any(problem.kind not in _HARMLESS for problem in file.problems)
        part = Specification(())
        every = whole.specification
        part.clusters = [one for one in every.clusters if _path(one.span) == document.path]
        part.misplaced = [one for one in every.misplaced if _path(one.key.span) == document.path]
        part.workspace_confs = [
            one for one in every.workspace_confs if _path(one.mapping.span) == document.path
        ]
        part.pools = every.pools
        part.policies = every.policies
        super().__init__(document, (), file.problems, facts, broken=broken, specification=part)
        self._iam_policies = whole.iam_policies
        self._left_out = sorted(left_out)

    def nodes(self, node_type: str) -> Iterator[object]:
        """The nodes of a type."""
        yield from super().nodes(node_type)
        # As for a bundle: told in a rule that has run.
        if node_type == "Specification" and self._left_out:
            first, *others = self._left_out
            more = f" and {len(others)} more are" if others else " is"
            reason = f"{first}{more} too large to be read: what is said there is not known"
            Value.of_unknown(self.document.span(0, 0), reason).known()

    @property
    def pools(self) -> list[InstancePool]:
        """The pools that stand in this document."""
        return [one for one in self.specification.pools if _path(one.span) == self.document.path]

    @property
    def policies(self) -> list[ClusterPolicy]:
        """The policies that stand in this document."""
        return [one for one in self.specification.policies if _path(one.span) == self.document.path]

    @property
    def iam_policies(self) -> list[IamPolicy]:
        """The policies of AWS IAM in this document that speak of Amazon ECR."""
        return [one for one in self._iam_policies if _path(one.span) == self.document.path]


def _path(span: Span) -> str:
    return span.document.path


def terraform_unit(document: Document, project: Project) -> TerraformUnit:
    """The unit of a file; its folder is read once in a run."""
    modules = project.shared.get(FORM)
    if not isinstance(modules, Modules):
        modules = Modules(project.files, project.settings.variables, _prepare)
        project.shared[FORM] = modules
    folder = folder_of(document.path)
    key = f"{FORM}:{folder}"
    known = project.shared.get(key)
    if not isinstance(known, TerraformModule) or not modules.holds(document):
        known = TerraformModule(modules.of(document), project.facts)
        project.shared[key] = known
    left_out = (path for path in modules.left_out if folder_of(path) == folder)
    return TerraformUnit(document, modules.file(document), known, project.facts, left_out)


def _prepare(document: Document) -> None:
    document.find_secrets = find_secrets
