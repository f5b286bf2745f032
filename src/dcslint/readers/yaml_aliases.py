"""Anchors, aliases and merges of one YAML document.

An alias gives a copy of its anchor's node, each scalar of which names the alias as an origin, so a
tree is a tree, whoever walks it. Copies are counted: no text can make the tree much larger than
itself. Merges follow https://yaml.org/type/merge.html as `yaml.safe_load` does.
"""

from __future__ import annotations

from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Origin, Span, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Node = Mapping | Sequence | Value

DEEPEST = 200
# Copied nodes of a stream: far above what people write, and less than a second to judge.
_MOST_COPIES = 40_000
_MOST_ORIGINS = 8


class _TooManyError(Exception):
    """The copies are used up."""


class _TooDeepError(Exception):
    """A copy would nest deeper than any node may."""


class Aliases:
    """The anchors of the document that is being read, and how much may still be copied."""

    __slots__ = ("_anchors", "_left", "_report", "_shared")

    def __init__(self, report: Callable[..., None]) -> None:
        self._anchors: dict[str, Node | None] = {}
        self._left = _MOST_COPIES
        self._report = report
        self._shared: dict[Span, None] = {}

    @property
    def shared(self) -> list[Span]:
        """The nodes that stand in more than one place."""
        return list(self._shared)

    def begin_document(self) -> None:
        """Forget all anchors: they hold for one document."""
        self._anchors = {}

    def open(self, name: str, start: int) -> None:
        """Say that a node with this anchor begins; `start` is where the anchor stands."""
        if name in self._anchors:
            self._report("yaml-duplicate-anchor", start, start + 1 + len(name), name="&" + name)
        self._anchors[name] = None

    def close(self, name: str, node: Node) -> None:
        """Say what the node is."""
        self._anchors[name] = node

    def resolve(self, name: str, span: Span, depth: int) -> Node:
        """What `*name` stands for at `span`, inside `depth` collections."""
        shown = "*" + name
        if name not in self._anchors:
            self._report("yaml-unknown-alias", span.start, span.end, name=shown)
            return Value.of_unknown(span, f"{shown} has no anchor")
        node = self._anchors[name]
        if node is None:
            return Value.of_unknown(span, f"{shown} stands inside itself")
        if self._left <= 0:
            return Value.of_unknown(span, "too many aliases")
        try:
            copy = self._copy(node, (Origin("alias", shown, span),), depth)
        except _TooManyError:
            self._report("yaml-too-many-aliases", span.start, span.end, name=shown)
            return Value.of_unknown(span, "too many aliases")
        except _TooDeepError:
            self._report("yaml-too-deep", span.start, span.end)
            return Value.of_unknown(span, "too deep")
        self._shared[node.span] = None
        return copy

    def _copy(self, node: Node, through: tuple[Origin], depth: int) -> Node:
        if isinstance(node, Value):
            self._count(1)
            return _copy_value(node, through)
        if depth >= DEEPEST:
            raise _TooDeepError
        if isinstance(node, Sequence):
            self._count(1)
            items = [self._copy(item, through, depth + 1) for item in node.items]
            return Sequence(node.span, items, complete=node.complete)
        self._count(1 + len(node.entries))
        entries = [
            Entry(
                _copy_value(entry.key, through),
                self._copy(entry.value, through, depth + 1),
                entry.span,
            )
            for entry in node.entries
        ]
        return Mapping(node.span, entries, complete=node.complete)

    def _count(self, nodes: int) -> None:
        self._left -= nodes
        if self._left < 0:
            raise _TooManyError


def _copy_value(value: Value, through: tuple[Origin]) -> Value:
    origins = (*value.origins[1 - _MOST_ORIGINS :], *through) if value.origins else through
    return Value(
        value.text,
        value.span,
        kind=value.kind,
        pieces=value.pieces,
        origins=origins,
        overridable=value.overridable,
        unknown=value.unknown,
    )


def merge(
    entries: list[Entry], merge_keys: list[Value], report: Callable[..., None]
) -> tuple[list[Entry], bool]:
    """The entries with what each `<<` brings in its place, and whether nothing may be hidden.

    An entry of the mapping itself wins over any merged one, the first mapping of a list over the
    rest, and a second `<<` over the first.
    """
    complete = True
    sources: list[tuple[Entry, list[Mapping]]] = []
    seen: set[tuple[str, str | None]] = set()
    merging = {id(key) for key in merge_keys}
    for entry in entries:
        if id(entry.key) not in merging:
            seen.add(_identity(entry.key))
            continue
        mappings = []
        for node in _parts(entry.value):
            if isinstance(node, Mapping):
                mappings.append(node)
                complete = complete and node.complete
            else:
                complete = False
                if not isinstance(node, Value) or node.text is not None:
                    span = node.span
                    report("yaml-bad-merge", span.start, span.end)
        if isinstance(entry.value, Sequence):
            complete = complete and entry.value.complete
        sources.append((entry, mappings))
    merged: dict[int, list[Entry]] = {}
    for entry, mappings in reversed(sources):
        kept: list[Entry] = []
        for mapping in mappings:
            new = [one for one in mapping.entries if _identity(one.key) not in seen]
            seen.update(_identity(one.key) for one in new if one.key.text is not None)
            kept.extend(new)
        merged[id(entry)] = kept
    result: list[Entry] = []
    for entry in entries:
        result.extend(merged.get(id(entry), (entry,)))
    return result, complete


def _parts(node: Node) -> Iterable[Node]:
    return node.items if isinstance(node, Sequence) else (node,)


def _identity(key: Value) -> tuple[str, str | None]:
    return key.kind, key.text
