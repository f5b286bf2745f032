"""The JSON reader against `json.loads`, and what must hold of any text at all."""

from __future__ import annotations

import json
from json import JSONDecodeError, JSONDecoder

from hypothesis import example, given, settings
from hypothesis import strategies as st

from dcslint.readers.json import read_json
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Document, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.source import Span

    Node = Mapping | Sequence | Value

_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.text(alphabet='"\\/\b\f\n\r\t\x00\x7fa\u00e9\u20ac\U0001f600\ud83d\ude00{}[]:,'),
)
_data = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)
_texts = st.builds(
    lambda data, indent, separators, ascii_only: json.dumps(
        data, indent=indent, separators=separators, ensure_ascii=ascii_only
    ),
    _data,
    st.sampled_from([None, 0, 2, "\t"]),
    st.sampled_from([None, (",", ":"), (" ,\n", " :\t"), (", ", ": ")]),
    st.booleans(),
)
_snippets = st.sampled_from(
    [
        *"{}[],:\"'\\/#$% \t\r\n01.-eExutf\x00\u00a0\ufeff",
        *"// /* */ true null NaN -Infinity".split(),
        *'"a" "a": \\u00 \\ud83d {{ }} ${ {% %(x)s [] {}'.split(),
    ]
)
_mutations = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 3), st.one_of(st.just(""), _snippets)),
    min_size=1,
    max_size=4,
)


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    text = draw(_texts)
    for place, length, insertion in draw(_mutations):
        at = place % (len(text) + 1)
        text = text[:at] + insertion + text[at + length :]
    return text


_decoder = JSONDecoder(
    object_pairs_hook=lambda pairs: ("object", pairs),
    parse_int=lambda text: ("number", text),
    parse_float=lambda text: ("number", text),
    parse_constant=lambda text: ("number", text),
)


def _plain(node: Node) -> object:
    """The tree in the shapes that `_decoder` makes."""
    if isinstance(node, Mapping):
        return ("object", [(entry.key.text, _plain(entry.value)) for entry in node])
    if isinstance(node, Sequence):
        return [_plain(item) for item in node]
    if node.kind == "string":
        return node.text
    if node.kind == "number":
        return ("number", node.text)
    return {"true": True, "false": False, "null": None}[str(node.text)]


def _values(node: Node) -> Iterator[Value]:
    if isinstance(node, Mapping):
        for entry in node:
            yield entry.key
            yield from _values(entry.value)
    elif isinstance(node, Sequence):
        for item in node:
            yield from _values(item)
    else:
        yield node


def _check_pieces(document: Document, value: Value) -> None:
    """Each piece, read as JSON reads it, is its part of the text; they follow on one another."""
    if value.text is None:
        return
    pieces = value.map()
    at = value.span.start
    for index, (offset, where, start, end) in enumerate(pieces):
        stop = pieces[index + 1][0] if index + 1 < len(pieces) else len(value.text)
        part, source = value.text[offset:stop], document.text[start:end]
        assert document is where
        assert at == start
        assert part == source or part == json.loads(f'"{source}"', strict=False)
        at = end
    assert value.span.end == at


@settings(deadline=None, max_examples=150)
@given(_texts)
def test_what_json_writes_is_read_without_a_problem_and_as_the_same_data(text: str) -> None:
    syntax = read_json(Document("a.json", text))
    assert [] == syntax.problems
    assert [_decoder.decode(text)] == [_plain(node) for node in syntax.roots]


@settings(deadline=None, max_examples=400)
@given(_mutated())
@example('{"a":1,"a":2}')
@example("[1//\n]")
@example('{"a":1}\n}')
@example('"a\\')
@example("[1.]")
@example("[--Infinity]")
@example("[\u0661]")
def test_a_text_has_a_problem_exactly_if_json_refuses_it(text: str) -> None:
    syntax = read_json(Document("a.json", text))
    faults = [found for found in syntax.problems if found.kind != "json-duplicate-key"]
    try:
        data = _decoder.decode(text)
    except JSONDecodeError:
        assert faults or _are_json_lines(text, syntax.roots)
    else:
        assert [] == faults
        assert [data] == [_plain(node) for node in syntax.roots]


def _are_json_lines(text: str, roots: list[Node]) -> bool:
    """Whether each root is JSON and all of them are the whole text, one to a line."""
    sources = [node.span.source for node in roots]
    for source in sources:
        _decoder.decode(source)
    lines = text
    for source in sources:
        before, _, lines = lines.partition(source)
        if before.strip(" \t\r\n"):
            return False
    return len(roots) > 1 and not lines.strip(" \t\r\n")


@settings(deadline=None, max_examples=300)
@given(st.one_of(_mutated(), st.text(), st.lists(_snippets, max_size=30).map("".join)))
@example('{"a')
@example("'")
@example("{a")
def test_no_text_raises_and_every_place_is_inside_it(text: str) -> None:
    document = Document("a.json", text)
    syntax = read_json(document)
    assert len(syntax.problems) <= 20
    starts = [found.span.start for found in syntax.problems]
    assert sorted(starts) == starts
    spans = [found.span for found in syntax.problems] + syntax.comments
    whole = document.span(0, len(text))
    for node in syntax.roots:
        spans.append(node.span)
        for value in _values(node):
            spans.append(value.span)
            if value.kind == "string":
                _check_pieces(document, value)
        for entry_span, parts in _entries(node):
            spans.append(entry_span)
            assert all(part in entry_span for part in parts)
    assert all(span in whole and span.start <= span.end for span in spans)


def _entries(node: Node) -> Iterator[tuple[Span, list[Span]]]:
    if isinstance(node, Mapping):
        assert "{" == node.span.source[0]
        for entry in node:
            yield entry.span, [entry.key.span, entry.value.span]
            yield from _entries(entry.value)
    elif isinstance(node, Sequence):
        assert "[" == node.span.source[0]
        for item in node:
            assert item.span in node.span
            yield from _entries(item)
