"""A file that is too large to be read: one fault of form, which says so, and nothing else."""

from __future__ import annotations

from dcslint.readers.problem import SyntaxProblem
from dcslint.source import Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class LargeUnit:
    """The unit of such a file. `most` says in words what is the most that is read."""

    __slots__ = ("document", "problem")

    def __init__(self, path: str, *, most: str) -> None:
        self.document = Document(path, "")
        self.problem = SyntaxProblem("file-too-large", self.document.span(0, 0), most=most)

    def nodes(self, node_type: str) -> Iterable[object]:
        """The fault."""
        return (self.problem,) if node_type == "SyntaxProblem" else ()

    def contexts_of(self, node: object) -> tuple[dict[str, str], ...]:  # noqa: ARG002 - a protocol
        """None."""
        return ()

    def concerns_databricks(self) -> bool:
        """Nobody knows."""
        return False
