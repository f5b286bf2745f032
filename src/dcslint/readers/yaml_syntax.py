"""`YamlSyntax`: what the YAML reader gives. Data only."""

from __future__ import annotations

from dcslint.readers.problem import SyntaxProblem
from dcslint.readers.yaml_values import LONGEST_SHOWN
from dcslint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.tree import Mapping, Sequence
    from dcslint.source import Document, Value

    Node = Mapping | Sequence | Value

_MOST_PROBLEMS = 20
# Duplicate keys must not keep a syntax error from being told.
_MOST_OF_A_KIND = 10


class YamlSyntax:
    """A whole YAML stream as read.

    roots     one for each document
    comments  outside of scalars, in order, without what ends the line
    shared    nodes that an alias uses too: an edit in one of them changes several places
    """

    __slots__ = ("comments", "document", "problems", "roots", "shared")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.roots: list[Node] = []
        self.comments: list[Span] = []
        self.problems: list[SyntaxProblem] = []
        self.shared: list[Span] = []

    def report(self, kind: str, start: int, end: int, **words: str) -> None:
        """Note a problem at `[start, end)`, up to the limits."""
        problems = self.problems
        if len(problems) >= _MOST_PROBLEMS:
            problems[-1].most = f"{_MOST_PROBLEMS} faults of form"
        elif sum(one.kind == kind for one in problems) >= _MOST_OF_A_KIND:
            problems[-1].most = f"{_MOST_OF_A_KIND} faults of one form"
        else:
            span = Span(self.document, start, end)
            problems.append(SyntaxProblem(kind, span, longest=LONGEST_SHOWN, **words))
