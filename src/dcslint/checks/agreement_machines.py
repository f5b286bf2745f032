"""The machines of a cluster and the Dockerfile of its image: processors and GPUs.

As in `agreement`, the place of a problem is the cluster's.
"""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.checks.agreement import base_of, places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts, NodeType
    from dcslint.model.links.deployment import Deployment
    from dcslint.source import Span, Value


def _nodes(
    deployment: Deployment, facts: Facts, fields: list[str]
) -> Iterator[tuple[Value, NodeType]]:
    for field in fields:
        value = deployment.container.cluster.value(field)
        text = None if value is None else value.known()
        node = None if text is None else facts.node_type(text)
        if value is not None and node is not None:
            yield value, node


_LIBRARIES = "libraries"  # of a task or a cluster: they may bring what uses a GPU


@check("image", "node")
def gpu_on_one_side(
    deployment: Deployment, facts: Facts, *, fields: list[str], words: list[str]
) -> Problems:
    """Report an image for GPUs on machines without, and a cluster with GPUs whose image has no use.

    `words` are in the text of any Dockerfile that brings what uses a GPU.
    """
    nodes = list(_nodes(deployment, facts, fields))
    root = deployment.stage.root
    if not nodes or root.reference is None:
        return
    value, node = nodes[0]
    place = base_of(deployment)
    if root.family is not None and root.family.gpu:
        if not any(one.gpu for _, one in nodes) and deployment.container.cluster.pool is None:
            yield Problem(
                value,
                case="image",
                because=[root.value],
                related=places(deployment, place),
                node=node.name,
                base=root.family.name,
            )
    elif root.family is not None and node.gpu and not _may_use_gpu(deployment, words):
        yield Problem(
            value,
            case="node",
            because=[root.value],
            related=places(deployment, place),
            node=node.name,
            base=root.family.name,
        )


def _may_use_gpu(deployment: Deployment, words: list[str]) -> bool:
    """Whether a GPU may be of use to what a stage installs: something unseen, or by its name."""
    stage, cluster = deployment.stage, deployment.container.cluster
    files = stage.filesystem
    if any(one.entry(_LIBRARIES) is not None for one in (cluster.mapping, *cluster.workloads)):
        return True
    if files.opaque or files.packages.open or files.unknown:
        return True
    if any(None in names for names in files.python.values()):
        return True
    text = "\n".join(
        instruction.span.source for one in stage.ancestry for instruction in one.instructions
    ).lower()
    installed = {name or "" for names in files.python.values() for name in names}
    return any(word in text or any(word in name for name in installed) for word in words)


@check("refused", "other", "amd64")
def image_for_another_processor(
    deployment: Deployment,
    facts: Facts,
    *,
    fields: list[str],
    platforms: list[str],
    organizations: list[str],
    cloud: str,
) -> Problems:
    """Report an image for Arm, or one that exists for amd64 only, on machines with the other.

    Arm machines of `cloud` run no image at all; of those another rule speaks.
    """
    nodes = list(_nodes(deployment, facts, fields))
    arm = _arm(deployment, platforms, organizations)
    root = deployment.stage.root
    for value, node in nodes:
        if arm is not None and not node.arm:
            yield Problem(
                value,
                case="refused" if node.cloud == cloud else "other",
                because=[arm[0]] if arm[0] is not None else [],
                related=places(deployment, (arm[1], "this is for Arm")),
                node=node.name,
            )
        elif arm is None and node.arm and node.cloud != cloud and root.family is not None:
            yield Problem(
                value,
                case="amd64",
                because=[root.value],
                related=places(deployment, base_of(deployment)),
                node=node.name,
            )
        else:
            continue
        return


def _arm(
    deployment: Deployment, platforms: list[str], organizations: list[str]
) -> tuple[Value | None, Span | None] | None:
    """What says that the image is for Arm: a value of the Dockerfile with its place, or neither."""

    def is_arm(text: str | None) -> bool:
        return any(text == one or (text or "").startswith(f"{one}/") for one in platforms)

    stage = deployment.stage
    for one in stage.ancestry:
        if one.platform is not None:
            return (one.platform, one.platform.span) if is_arm(one.platform.known()) else None
    reference = stage.root.reference
    if reference is not None and reference.domain == "docker.io":
        organization = reference.path.partition("/")[0]
        if organization in organizations:
            return stage.root.value, stage.root.value.span
    return (None, None) if is_arm(deployment.build.platform or None) else None
