"""`ComputeUnit`: a document with the clusters in it, for any format whose reader makes trees.

The same trees may hold policies of AWS IAM, which let clusters pull their images.
"""

from __future__ import annotations

import re

from dcslint.model.compute.cluster import Cluster
from dcslint.model.compute.container import Container
from dcslint.model.compute.forms import find_clusters
from dcslint.model.compute.secrets import find_secrets, mark_secrets
from dcslint.model.iam import HINT as ECR_HINT
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dcslint.facts import Facts
    from dcslint.model.compute.cluster import Node
    from dcslint.model.compute.forms import Specification
    from dcslint.model.compute.policies import ClusterPolicy
    from dcslint.model.compute.pools import InstancePool
    from dcslint.model.iam.policy import IamPolicy, PolicyGroup
    from dcslint.readers.problem import SyntaxProblem
    from dcslint.source import Document


# Faults of a document's structure: what is said of the rest is often only what they lead to.
_STRUCTURE = frozenset(
    {
        *("json-unexpected", "json-unclosed", "json-missing-comma", "json-quotes"),
        *("yaml-syntax", "yaml-unclosed", "yaml-tab", "yaml-unknown-alias"),
        *("hcl-syntax", "hcl-unclosed"),
    }
)
# Habits of a file: to say so once is enough.
_HABITS = frozenset({"json-comment", "json-trailing-comma"})
# The field with something in it, or where a text breaks off.
_IMAGE_IN_YAML = regex(r"^[ \t-]*docker_image[ \t]*:\s*[^\s{\[]", re.MULTILINE)
_IMAGE = regex(r'"docker_image"\s*:\s*(?:\{\s*[^}\s]|\[\s*[^\]\s]|\Z)')
_IMAGE_IN_HCL = regex(r"^[ \t]*docker_image[ \t]*\{", re.MULTILINE)


class ComputeUnit:
    """A document and its nodes.

    These are Specification, Cluster, Container, ClusterPolicy, InstancePool, WorkspaceConf,
    IamPolicy, IamStatement and SyntaxProblem.
    `broken` says that the reader lost something: what concerns Databricks may be in that. The
    specification is found in the trees, unless a format has made it.
    """

    __slots__ = (
        "_may_hold_policies",
        "_policy_group",
        "broken",
        "document",
        "problems",
        "specification",
    )

    def __init__(
        self,
        document: Document,
        roots: Iterable[Node],
        problems: Sequence[SyntaxProblem],
        facts: Facts,
        *,
        broken: bool = False,
        specification: Specification | None = None,
    ) -> None:
        roots = tuple(roots)
        mark_secrets(roots)
        document.find_secrets = find_secrets
        self.document = document
        self.problems = problems
        self.broken = broken
        self.specification = specification or find_clusters(roots, facts)
        self._policy_group: PolicyGroup | None = None
        self._may_hold_policies: bool | None = None

    def nodes(self, node_type: str) -> Iterable[object]:
        """The nodes of a type."""
        if node_type == "Container":
            return self.containers
        if node_type == "Cluster":
            return self.specification.clusters
        if node_type == "Specification":
            return (self.specification,)
        if node_type == "InstancePool":
            return self.pools
        if node_type == "ClusterPolicy":
            return self.policies
        if node_type == "WorkspaceConf":
            return self.specification.workspace_confs
        if node_type == "IamPolicy":
            return self.iam_policies
        if node_type == "IamStatement":
            return [one for policy in self.iam_policies for one in policy.statements]
        if node_type == "SyntaxProblem":
            return distinct(self.problems)
        return ()

    @property
    def containers(self) -> list[Container]:
        """The containers of those clusters that have one."""
        clusters = self.specification.clusters
        return [cluster.container for cluster in clusters if cluster.container is not None]

    @property
    def pools(self) -> list[InstancePool]:
        """The pools that stand in this document."""
        return self.specification.pools

    @property
    def policies(self) -> list[ClusterPolicy]:
        """The policies that stand in this document."""
        return self.specification.policies

    @property
    def iam_policies(self) -> list[IamPolicy]:
        """The policies of AWS IAM in this document that speak of Amazon ECR."""
        if self._may_hold_policies is None:  # asked for each kind of node, and texts are long
            self._may_hold_policies = ECR_HINT.search(self.document.text) is not None
        if not self._may_hold_policies:
            return []
        if self._policy_group is None:
            from dcslint.model.iam.find import find_policies
            from dcslint.model.iam.policy import PolicyGroup

            self._policy_group = PolicyGroup({self.document.path: self.document.text})
            find_policies(self.specification.roots, self._policy_group)
        return self._policy_group.judged()

    def contexts_of(self, node: object) -> tuple[dict[str, str], ...]:
        """The cluster by name, where the document has several."""
        if isinstance(node, Container):
            node = node.cluster
        return node.contexts if isinstance(node, Cluster) else ()

    def concerns_databricks(self) -> bool:
        """Whether a cluster has an image, a pool preloads one, or one is where no cluster is.

        So does a document that switches container services on for a workspace, and one that names
        Databricks beside a policy for Amazon ECR.

        A broken document in which the field says something counts too: what for is lost.
        """
        specification = self.specification
        if specification.misplaced or specification.workspace_confs:
            return True
        if any(pool.concerns_images for pool in self.pools):
            return True
        if any(policy.concerns_images for policy in self.policies):
            return True
        for cluster in specification.clusters:
            if cluster.container is not None or cluster.misspelt_image is not None:
                return True
        if self.broken and holds_image(self.document.text):
            return True
        return any(policy.group.names_databricks for policy in self.iam_policies)


def holds_image(text: str) -> bool:
    """Whether a text that is no whole tree has a `docker_image` with something in it."""
    return any(one.search(text) is not None for one in (_IMAGE, _IMAGE_IN_YAML, _IMAGE_IN_HCL))


def distinct(problems: Sequence[SyntaxProblem]) -> list[SyntaxProblem]:
    """The problems without those that may only follow from the first fault of the structure.

    Of a habit, such as comments in JSON, the first stands for all.
    """
    kept = []
    said: set[str] = set()
    for problem in problems:
        kind = "structure" if problem.kind in _STRUCTURE else problem.kind
        if kind in said:
            continue
        if kind == "structure" or kind in _HABITS:
            said.add(kind)
        kept.append(problem)
    if kept:
        kept[-1].most = problems[-1].most
    return kept
