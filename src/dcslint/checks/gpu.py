"""Machines with GPUs, in clusters that run an image."""

from __future__ import annotations

from dcslint.checks import Problem, check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.compute.container import Container


@check("certain", "likely")
def gpu_in_standard_mode(container: Container, facts: Facts, *, fields: list[str]) -> Problems:
    """Report a node type with GPUs in standard access mode.

    "likely" where that the family has GPUs is no more than general knowledge.
    """
    cluster = container.cluster
    mode = cluster.access_mode
    if mode is None or mode.kind != "standard":
        return
    for field in fields:
        value = cluster.value(field)
        text = None if value is None else value.known()
        node = None if text is None else facts.node_type(text)
        if value is None or node is None or not node.gpu:
            continue
        sure = any(row.gpu and row.mark != "K" for row in node.rows)
        yield Problem(
            value,
            case="certain" if sure else "likely",
            because=[cluster.value("data_security_mode")],
            node=node.name,
        )
