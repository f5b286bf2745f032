"""The tree that JSON, YAML and HCL have in common: mappings, sequences and values, with places."""

from __future__ import annotations

from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.source import Span

    Node = "Mapping | Sequence | Value"


_FEW = 32  # entries: they are looked through


class Entry:
    """One `key: value` of a mapping. `span` covers both."""

    __slots__ = ("key", "span", "value")

    def __init__(self, key: Value, value: Mapping | Sequence | Value, span: Span) -> None:
        self.key = key
        self.value = value
        self.span = span


class Mapping:
    """Keys and values in the order written. `complete` is False where keys may be hidden."""

    __slots__ = ("_index", "_indexed", "complete", "entries", "span")

    def __init__(self, span: Span, entries: list[Entry], *, complete: bool = True) -> None:
        self.span = span
        self.entries = entries
        self.complete = complete
        self._index: dict[str | None, int] = {}
        self._indexed = 0

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def entry(self, key: str) -> Entry | None:
        """The entry of `key`; of several the last, which is what every consumer of JSON takes."""
        if len(self.entries) > _FEW:
            at = self._place(key)
            return None if at is None else self.entries[at]
        for entry in reversed(self.entries):
            if entry.key.text == key:
                return entry
        return None

    def _place(self, key: str) -> int | None:
        """Where the last entry of a key is: of ten thousand entries each may be asked for.

        Entries may be added at the end and exchanged for others of the same key at any time.
        """
        count = len(self.entries)
        if self._indexed > count:
            self._index, self._indexed = {}, 0
        for at in range(self._indexed, count):  # those added since: what fills it asks in between
            self._index[self.entries[at].key.text] = at
        self._indexed = count
        return self._index.get(key)

    def get(self, key: str) -> Mapping | Sequence | Value | None:
        """What stands at `key`, or None."""
        entry = self.entry(key)
        return None if entry is None else entry.value

    def mapping(self, key: str) -> Mapping | None:
        """The mapping at `key`, or None if there is none or something else."""
        node = self.get(key)
        return node if isinstance(node, Mapping) else None

    def sequence(self, key: str) -> Sequence | None:
        """The sequence at `key`, or None if there is none or something else."""
        node = self.get(key)
        return node if isinstance(node, Sequence) else None

    def value(self, key: str) -> Value | None:
        """The scalar at `key`, or None if there is none, a null, or something else."""
        node = self.get(key)
        return node if isinstance(node, Value) and node.kind != "null" else None

    def __repr__(self) -> str:
        return f"Mapping({[entry.key.text for entry in self.entries]})"


class Sequence:
    """The items of a list in order. `complete` is False where items may be hidden from us."""

    __slots__ = ("complete", "items", "span")

    def __init__(
        self, span: Span, items: list[Mapping | Sequence | Value], *, complete: bool = True
    ) -> None:
        self.span = span
        self.items = items
        self.complete = complete

    def __iter__(self) -> Iterator[Mapping | Sequence | Value]:
        return iter(self.items)

    def __repr__(self) -> str:
        return f"Sequence({self.items!r})"


def collections_in(
    roots: Iterable[Mapping | Sequence | Value],
) -> Iterator[Mapping | Sequence]:
    """Every mapping and sequence of the trees, each once however many places share it."""
    stack = list(roots)
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, Value) or id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, Sequence):
            stack.extend(node.items)
        else:
            stack.extend(entry.value for entry in node)
