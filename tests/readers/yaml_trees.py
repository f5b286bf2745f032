"""What the tests of the YAML reader share: trees as data, and the walk over their values."""

from __future__ import annotations

from dcslint.readers.tree import Mapping, Sequence
from dcslint.readers.yaml import read_yaml
from dcslint.source import Document, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.readers.yaml import YamlSyntax

    Node = Mapping | Sequence | Value


def read(text: str) -> YamlSyntax:
    return read_yaml(Document("databricks.yml", text))


def plain(node: Node) -> object:
    """The tree as data; what is no string with its kind, what is unknown with its reason."""
    if isinstance(node, Mapping):
        return {plain(entry.key): plain(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [plain(item) for item in node]
    if node.text is None:
        assert node.unknown is not None
        return f"<{node.unknown.reason}>"
    return node.text if node.kind == "string" else f"{node.kind} {node.text}".rstrip()


def roots(text: str) -> list[object]:
    return [plain(node) for node in read(text).roots]


def root(text: str) -> Mapping:
    node = read(text).roots[0]
    assert isinstance(node, Mapping)
    return node


def value(text: str, key: str = "a") -> Value:
    node = root(text).get(key)
    assert isinstance(node, Value)
    return node


def kinds(text: str) -> list[str]:
    return [found.kind for found in read(text).problems]


def problems(text: str) -> list[tuple[str, str]]:
    """The kind of each problem, and the characters that it points at."""
    return [(found.kind, found.span.source) for found in read(text).problems]


def values(node: Node) -> Iterator[Value]:
    """Every scalar of a tree, keys included, in the order of the text."""
    if isinstance(node, Mapping):
        for entry in node:
            yield entry.key
            yield from values(entry.value)
    elif isinstance(node, Sequence):
        for item in node:
            yield from values(item)
    else:
        yield node
