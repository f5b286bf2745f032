"""A file that is too large or too crowded to be read: one fault of form, and nothing else.

Each part that is read takes time and memory. What has more of them than anybody writes is there to
take these, or was made by a program, and is not worth half a judgement.
"""

from __future__ import annotations

from dcslint.readers.problem import SyntaxProblem
from dcslint.source import Document
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_PARTS = 160_000
MOST_PARTS_OF_PYTHON = 40_000
MOST_PARTS_TOGETHER = 500_000
MOST_WORDS = 400_000
# Lines, and what separates or opens something in the formats that are read.
_MARKS = "\n,;&|[{"


class CrowdedError(Exception):
    """A file has more of something than is read; `most` says what and how many."""

    def __init__(self, most: str) -> None:
        super().__init__(most)
        self.most = most


def crowd_of(text: str, most: int = MOST_PARTS) -> str:
    """What a text has more of than is read, and the number; "" for any that people write.

    Says nothing of what only its format can count.
    """
    if len(text) <= most:
        return ""
    if parts_of(text) > most:
        return f"{most:,} lines and separators"
    if len(text.split()) > MOST_WORDS:
        return f"{MOST_WORDS:,} words"
    return ""


def parts_of(text: str) -> int:
    """How many lines and separators a text has."""
    return sum(map(text.count, _MARKS))


class Allowance:
    """How much is read of files that others draw in: each may be small, and all of them large."""

    __slots__ = ("_is_told", "_left", "_taken")

    def __init__(self) -> None:
        self._is_told = False
        self._left = MOST_PARTS_TOGETHER
        self._taken: dict[str, int] = {}

    def takes(self, name: str, text: str) -> bool:
        """Whether a further text is read; one that is too crowded alone is not.

        What was taken under the same name is forgotten: an editor has a file read over and over.
        """
        crowd = crowd_of(text)
        if crowd:
            reached(crowd, name)
            return False
        parts = parts_of(text)
        self._left += self._taken.get(name, 0) - parts
        self._taken[name] = parts
        if self._left < 0 and not self._is_told:
            self._is_told = True
            reached(f"{MOST_PARTS_TOGETHER:,} lines and separators together with other files", name)
        return self._left >= 0


class LargeUnit:
    """The unit of such a file. `most` says in words what is the most that is read."""

    __slots__ = ("document", "most", "problem")

    def __init__(self, path: str, *, most: str) -> None:
        self.most = most
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
