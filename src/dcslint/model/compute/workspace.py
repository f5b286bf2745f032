"""`WorkspaceConf`: settings of a workspace, of which one switches container services on.

Knows that the settings are there; what they must say is for rules.
"""

from __future__ import annotations

from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.tree import Mapping

ENABLE = "enableDcs"


class WorkspaceConf:
    """The body of a request to `workspace-conf`, or what a tool sends as one.

    form  the kind of text it stands in: "api"; a tool may turn what is written into texts itself
    """

    __slots__ = ("form", "mapping")

    def __init__(self, mapping: Mapping, *, form: str = "api") -> None:
        self.mapping = mapping
        self.form = form

    def __repr__(self) -> str:
        return f"WorkspaceConf({self.mapping!r})"

    def written(self, key: str) -> Value | None:
        """The scalar at a key as written; None for nothing, a null, and anything else."""
        return self.mapping.value(key)


def is_workspace_conf(mapping: Mapping) -> bool:
    """Whether a mapping is settings of a workspace: it has the key of container services."""
    return isinstance(mapping.get(ENABLE), Value)
