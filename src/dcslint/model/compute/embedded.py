"""Specs inside files of another kind: texts put together from places, and the JSON found in them.

What a shell, make or Markdown does to a text is undone here character by character, so that every
value of a body keeps its place in the file. What these would fill in stays in the text as a
template, which the model takes for unknown. Nothing here judges, and a body's own faults of form
are not reported: an example in a document may leave things out.
"""

from __future__ import annotations

import re

from dcslint.model.compute.template import template_at
from dcslint.model.compute.unit import ComputeUnit
from dcslint.readers.tree import Mapping, Sequence, collections_in
from dcslint.source import Value
from dcslint.source.limits import reached
from dcslint.source.pieces import cut
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.facts import Facts
    from dcslint.model.compute.cluster import Node
    from dcslint.readers.problem import SyntaxProblem
    from dcslint.source import Document
    from dcslint.source.pieces import Piece

# What a text that is worth reading holds: nothing without one of these is a spec with an image, or
# a policy for Amazon ECR.
HINT = regex(r"docker|enableDcs|spark_version|\becr:[\w*?$]", re.IGNORECASE)
_OPENING = regex(r"\s*[\[{]")
# Behind these a key or a value may be lost.
_LOSSES = frozenset(
    ("json-comment", "json-quotes", "json-too-deep", "json-unclosed", "json-unexpected")
)
# A table of fields and their types, written as JSON or YAML.
_TYPE = regex(
    r"""(?<=[\s"':])<(?:array|bool|boolean|enum|float|int|int32|int64|integer|long|number|object"""
    r"""|str|string)>(?=["'\s,}\]]|\Z)"""
)
# What may be put into a text besides the source itself: a variable in each word of it could make
# much of little.
_MOST_PUT = 2_000_000
_LEFT_OUT = regex(r"\.\.\.|…")


class Assembly:
    """A text put together from parts of another one, with the place of each.

    It is none once what was put in is far longer than what it stands for.
    """

    __slots__ = ("_left", "_length", "_pieces", "_source", "_texts")

    def __init__(self, source: Value) -> None:
        self._source = source
        self._texts: list[str] = []
        self._pieces: list[Piece] = []
        self._length = 0
        self._left = _MOST_PUT

    def take(self, start: int, end: int) -> None:
        """Add the characters `[start, end)` of the source as they are."""
        self.put((self._source.text or "")[start:end], start, end)

    def put(self, text: str, start: int, end: int) -> None:
        """Add `text`, for which `[start, end)` stands in the source."""
        self._left -= max(len(text) - (end - start), 0)
        if self._left < 0:
            reached(f"{_MOST_PUT:,} characters that variables come to", self._source.span)
        if not text or self._left < 0:
            return
        source = self._source.text or ""
        pieces = cut(self._source.map(), start, end, source)
        if text == source[start:end]:
            at = self._length
            self._pieces.extend((at + offset, doc, a, b) for offset, doc, a, b in pieces)
        elif pieces:
            document = pieces[0][1]
            first = min(piece[2] for piece in pieces)
            last = max(piece[3] for piece in pieces)
            self._pieces.append((self._length, document, first, last))
        self._texts.append(text)
        self._length += len(text)

    def value(self) -> Value | None:
        """The text as a value, whose span is all that it is written in; None if there is none."""
        if not self._pieces or self._left < 0:
            return None
        first = min(piece[2] for piece in self._pieces)
        last = max(piece[3] for piece in self._pieces)
        span = self._pieces[0][1].span(first, last)
        return Value("".join(self._texts), span, pieces=tuple(self._pieces))


def whole(document: Document) -> Value:
    """The text of a document as a value."""
    return Value(document.text, document.span(0, len(document.text)))


def holds_hint(document: Document) -> bool:
    """Whether anything in a document is worth reading."""
    return HINT.search(document.text) is not None


def read_body(body: Value, *, sure: bool) -> list[Node]:
    """The trees of a body of JSON, one for each document in it. Never raises.

    Only what opens as an object or a list is one. Where nothing but the content says that it is
    JSON (not `sure`), it must be so throughout. A table of types is no spec.
    """
    text = body.text or ""
    opening = _OPENING.match(text)
    if opening is None or HINT.search(text) is None or _TYPE.search(text) is not None:
        return []
    from dcslint.readers.json import read_json_text

    syntax = read_json_text(body.slice(opening.end() - 1, len(text)))
    lossy = any(problem.kind in _LOSSES for problem in syntax.problems)
    if lossy and not sure:
        return []
    roots: list[Node] = [root for root in syntax.roots if not isinstance(root, Value)]
    open_up(roots, everything=lossy or _LEFT_OUT.search(text) is not None)
    return roots


def read_yaml_body(body: Value) -> list[Node]:
    """The trees of a body of YAML; none if it is none. Never raises."""
    text = body.text or ""
    if HINT.search(text) is None or _TYPE.search(text) is not None:
        return []
    from dcslint.readers.yaml import read_yaml_text

    syntax = read_yaml_text(body)
    if any(problem.kind != "yaml-duplicate-key" for problem in syntax.problems):
        return []
    roots: list[Node] = [root for root in syntax.roots if not isinstance(root, Value)]
    open_up(roots, everything=bool(syntax.comments) or _LEFT_OUT.search(text) is not None)
    return roots


def open_up(roots: Iterable[Node], *, everything: bool) -> None:
    """Say of mappings that keys may be hidden: where one is a template, or of all."""
    for node in collections_in(roots):
        if everything or (
            isinstance(node, Mapping)
            and any(
                entry.key.text is None or template_at(entry.key.text) is not None for entry in node
            )
        ):
            node.complete = False


def unit_of(
    document: Document,
    roots: Iterable[Node],
    facts: Facts,
    problems: tuple[SyntaxProblem, ...] = (),
) -> ComputeUnit:
    """The unit of a document that holds the trees."""
    roots = [root for root in roots if isinstance(root, Mapping | Sequence)]
    return ComputeUnit(document, roots, problems, facts)
