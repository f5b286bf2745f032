"""`RegistryAccess`: a cluster's image in Amazon ECR, with the IAM policies of the same files.

Puts together what was read on its own; nothing here judges. Which role a policy is attached to is
rarely written where it could be followed, so all policies count that are written for Databricks, or
in the files that the cluster stands in.
"""

from __future__ import annotations

from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.facts import EcrReference, Facts
    from dcslint.model.compute.container import Container
    from dcslint.model.iam.policy import IamPolicy
    from dcslint.model.project import Unit

_PROFILE = ("aws_attributes", "instance_profile_arn")
# Each cluster is held against each policy: steps of so many characters of a policy, and at most so
# many of them. A hundred clusters and a hundred policies take two fifths of it.
_EFFORT = 200
MOST_EFFORT = 50_000
_FEW = 2  # actions of a pull that a policy for pulling names


class RegistryAccess:
    """What a cluster pulls from Amazon ECR, and what may let it.

    reference  the image taken apart
    policies   of roles and of repositories
    """

    __slots__ = ("container", "policies", "reference")

    def __init__(
        self, container: Container, reference: EcrReference, policies: list[IamPolicy]
    ) -> None:
        self.container = container
        self.reference = reference
        self.policies = policies

    def __repr__(self) -> str:
        return f"RegistryAccess({self.container!r} by {self.policies!r})"


class AccessUnit:
    """One access as a unit; its document is that of the cluster's `unit`."""

    __slots__ = ("access", "document", "unit")

    def __init__(self, unit: Unit, access: RegistryAccess) -> None:
        self.document = unit.document
        self.unit = unit
        self.access = access

    def nodes(self, node_type: str) -> Iterable[object]:
        """The access, for the checks that ask for one."""
        return (self.access,) if node_type == "RegistryAccess" else ()

    def contexts_of(self, node: object) -> tuple[dict[str, str], ...]:
        """Those of the cluster."""
        del node
        return self.unit.contexts_of(self.access.container)

    def concerns_databricks(self) -> bool:
        """A cluster always does."""
        return True


def accesses(units: Iterable[Unit]) -> Iterator[AccessUnit]:
    """The accesses of all clusters whose image is surely in Amazon ECR."""
    units = list(units)
    policies: list[IamPolicy] = []
    for unit in units:
        policies.extend(unit.nodes("IamPolicy"))  # type: ignore[arg-type]
    if not policies:
        return
    effort = MOST_EFFORT
    for unit in units:
        for container in _containers(unit):
            name = container.name
            reference = None if name is None else container.facts.ecr_reference(name.text)
            if reference is None:
                continue
            path = container.span.document.path
            ours = [
                one for one in policies if one.group.names_databricks or path in one.group.paths
            ]
            effort -= sum(1 + len(one.mapping.span.source) // _EFFORT for one in ours)
            if effort < 0:
                most = f"{MOST_EFFORT * _EFFORT:,} characters of policies, for each cluster anew"
                reached(most, container.span)
                return
            if ours:
                yield AccessUnit(unit, RegistryAccess(container, reference, ours))


def _containers(unit: Unit) -> list[Container]:
    return list(unit.nodes("Container"))  # type: ignore[arg-type]


def uses_roles(unit: Unit) -> bool:
    """Whether a cluster with an image has an instance profile, or pulls by one."""
    for container in _containers(unit):
        registry = container.registry
        if registry is not None and registry.kind == "ecr":
            return True
        if container.cluster.value(*_PROFILE) is not None:
            return True
    return False


def may_serve_clusters(unit: Unit, facts: Facts) -> bool:
    """Whether a unit has a policy that is for a pull, and for nothing else of a registry's."""
    pull = {row.action.lower() for row in facts.ecr_actions("pull")}
    push = {row.action.lower() for row in facts.ecr_actions("push")}
    policies: Iterable[IamPolicy] = unit.nodes("IamPolicy")  # type: ignore[assignment]
    for policy in policies:
        named = {
            (value.text or "").lower()
            for statement in policy.statements
            for value in statement.actions
        }
        if len(named & pull) >= _FEW and named.isdisjoint(push):
            return True
    return False
