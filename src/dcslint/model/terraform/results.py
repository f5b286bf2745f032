"""What a function or an operator makes of values: a new value that names what it was made of."""

from __future__ import annotations

from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.source import Origin, Span

    Node = Mapping | Sequence | Value

_MOST_ORIGINS = 8
_DEEPEST = 8


class Results:
    """Makes values that stand at one place."""

    __slots__ = ("span",)

    def __init__(self, span: Span) -> None:
        self.span = span

    def text(self, text: str, sources: Iterable[Node], kind: str = "string") -> Value:
        """The value of a text made of `sources`; the outside may replace it as it may them."""
        origins: dict[Origin, None] = {}
        overridable = False
        for source in sources:
            overridable = overridable or is_overridable(source)
            if isinstance(source, Value):
                origins.update(dict.fromkeys(source.origins))
        return Value(
            text,
            self.span,
            kind=kind,
            pieces=((0, self.span.document, self.span.start, self.span.end),),
            origins=tuple(origins)[-_MOST_ORIGINS:],
            overridable=overridable,
        )

    def truth(self, sources: Iterable[Node], *, is_true: bool) -> Value:
        """The same of true or false."""
        return self.text("true" if is_true else "false", sources, "boolean")

    def number(self, value: int, sources: Iterable[Node]) -> Value:
        """The same of a whole number."""
        return self.text(str(value), sources, "number")

    def unknown(self, reason: str) -> Value:
        """An unknown value."""
        return Value.of_unknown(self.span, reason)


def is_overridable(node: Node, depth: int = _DEEPEST) -> bool:
    """Whether the outside may replace a node or a part of it."""
    if isinstance(node, Value):
        return node.overridable
    if depth <= 0:
        return True
    if isinstance(node, Sequence):
        return any(is_overridable(item, depth - 1) for item in node.items)
    return any(entry.key.overridable or is_overridable(entry.value, depth - 1) for entry in node)
