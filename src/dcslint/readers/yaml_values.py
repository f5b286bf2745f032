"""Makes a `Value` of a scalar: its type as YAML 1.1 resolves it, its text, its source map."""

from __future__ import annotations

from dcslint.readers.problem import shown
from dcslint.readers.tree import Mapping, Sequence
from dcslint.readers.yaml_scalars import map_scalar, skip_properties
from dcslint.source import Span, Unknown, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.readers.yaml_source import Source

    Node = Mapping | Sequence | Value

LONGEST_SHOWN = 60
_MARK = "\ufeff"  # a byte order mark is skipped where a line begins, and a letter elsewhere
_CORE = "tag:yaml.org,2002:"
_KINDS = {
    _CORE + "bool": "boolean",
    _CORE + "float": "number",
    _CORE + "int": "number",
    _CORE + "null": "null",
}
# A date is a string to us: no field holds one, and its text is what was written.
_STRINGS = frozenset({_CORE + "str", _CORE + "timestamp"})
# Plain texts that begin with a letter and are no strings: all that YAML 1.1 has, as PyYAML does.
_WORDS = {
    **{
        word: "boolean"
        for lower in ("yes", "no", "true", "false", "on", "off")
        for word in (lower, lower.capitalize(), lower.upper())
    },
    **dict.fromkeys(("null", "Null", "NULL"), "null"),
}
_DIGITS = frozenset("0123456789")
# What numbers and dates that begin with a digit are made of.
_OF_NUMBERS = "0123456789abcdefABCDEFxTtZ_.:+- \t\n"
_COLLECTIONS = frozenset(_CORE + name for name in ("map", "omap", "pairs", "seq", "set"))


class Scalars:
    """The scalars of one stream. `kinds` remembers the type of each plain text."""

    __slots__ = ("_resolvers", "_source", "kinds")

    def __init__(self, source: Source, resolvers: dict[str | None, Any]) -> None:
        self.kinds: dict[str, str] = {}
        self._resolvers = resolvers
        self._source = source

    def kind_of(self, text: str) -> str:
        """The type of a plain scalar, as PyYAML's safe loader resolves it."""
        kind = _plain_kind(text)
        if not kind:
            kind = "string"
            for tag, pattern in self._resolvers.get(text[:1], ()):
                if pattern.match(text):
                    kind = _KINDS.get(tag, "string")
                    break
        self.kinds[text] = kind
        return kind

    def read(self, event: Any, start: int, end: int) -> Value:
        """The scalar of an event whose source, anchor and tag included, is `[start, end)`."""
        source = self._source
        document = source.document
        tag, text = event.tag, event.value
        if event.anchor is not None or tag is not None:
            start = skip_properties(source.text, start, end)
            while source.text.startswith(_MARK, start) and not text.startswith(_MARK):
                start += 1
        first, last, places = map_scalar(source.text, start, end, event.style, text)
        span = Span(document, first, last)
        kind = unknown = ""
        if tag is None or tag == "!":
            kind = self.kind_of(text) if event.implicit[0] else "string"
        elif tag in _STRINGS:
            kind = "string"
        else:
            kind = _KINDS.get(tag, "")
            if not kind or (kind != "null" and kind != self.kind_of(text)):
                unknown = tag_reason(tag)
        if source.altered:
            text = source.restore(text, first, last, places)
            if source.hides(start, end):
                unknown = "template"
            elif source.template_in(first, last):
                kind = "string"
                if not event.style and source.is_template(first):
                    unknown = "template"
        if unknown:
            return Value.of_unknown(span, unknown)
        pieces = None
        if places is not None:
            pieces = tuple([(offset, document, low, high) for offset, low, high in places])
        return Value(text, span, kind=kind, pieces=pieces)


def _plain_kind(text: str) -> str:
    """What `kind_of` says of most texts; empty for others. Compiling the resolvers costs 2 ms."""
    first = text[:1]
    if first.isalpha():
        return "" if text[-1] == "\n" else _WORDS.get(text, "string")
    if first in _DIGITS:
        if first != "0" and text.isascii() and text.isdecimal():
            return "number"
        if text.strip(_OF_NUMBERS):
            return "string"
    return ""


def is_known_collection(tag: str | None) -> bool:
    """Whether a mapping or sequence with this tag is just that."""
    return tag is None or tag == "!" or tag in _COLLECTIONS


def tag_reason(tag: str) -> str:
    """Why what has this tag is unknown."""
    name = "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else tag
    return "tag " + shown(name, LONGEST_SHOWN)


def make_unknown(node: Node, reason: str) -> None:
    """Make every scalar in a tree unknown, but for keys."""
    if isinstance(node, Value):
        forget(node, reason)
    elif isinstance(node, Sequence):
        for item in node.items:
            make_unknown(item, reason)
    else:
        for entry in node.entries:
            make_unknown(entry.value, reason)


def forget(value: Value, reason: str) -> None:
    """Make a value that is still being read unknown."""
    value.text = value.pieces = None
    value.kind = "string"
    value.unknown = Unknown(reason)
