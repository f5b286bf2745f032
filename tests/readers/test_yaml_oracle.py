"""The YAML reader against `yaml.safe_load`, and what must hold of any text at all.

Left out of the comparison is what safe_load refuses though it is good YAML, for want of a Python
object: unknown tags, `=` and `<<` as values, dates that are none, numbers without a digit.
"""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from dcslint.readers.tree import Mapping, Sequence
from dcslint.readers.yaml import read_yaml
from dcslint.readers.yaml_source import Source
from dcslint.readers.yaml_values import Scalars
from dcslint.source import Document, Span, Value
from readers.yaml_trees import read, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.yaml import YamlSyntax

    Node = Mapping | Sequence | Value

_HARMLESS = {"yaml-duplicate-key"}
_BREAKS = "\r\n\x85\u2028\u2029"
# The reader takes a date for a text, safe_load makes an object of it.
_DATE = re.compile(r"\d{4}-\d")

_odd = st.text(
    "ab \n\t:#-?!&*|>'\"%@`{}[],\u00e9\x85\u2028\xa0\U0001f600\\=<~.1$\r\x07", max_size=12
)
_words = st.sampled_from(
    "yes on 1e3 0x1f ~ 1_0 .5 1:30 null << = 15.4.x-scala2.12 ${var.x}".split()
)
_scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), _odd, _words
)
_data = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.one_of(_odd, _words, st.integers(-9, 9)), inner, max_size=4)
    ),
    max_leaves=20,
)
_texts = st.builds(
    lambda data, options: yaml.dump(data, Dumper=yaml.CSafeDumper, **options),
    _data,
    st.fixed_dictionaries(
        {
            "default_style": st.sampled_from([None, None, '"', "'", "|", ">"]),
            "default_flow_style": st.sampled_from([None, True, False]),
            "width": st.sampled_from([5, 20, 80]),
            "indent": st.sampled_from([2, 4, 7]),
            "allow_unicode": st.booleans(),
            "explicit_start": st.booleans(),
            "line_break": st.sampled_from(["\n", "\r\n", "\r"]),
        }
    ),
)
_snippets = st.sampled_from(
    [
        *"ab:-#\n \t'\"{}[],&*!|>%@?<.=~1\r\\\x85\u2028\u00e9\x7f\ufeff\x00\ud800",
        *("\n  ", "\n- ", "a: ", "<<: ", "*a", "&a ", "{{ x }}", "${x}", "---\n", "...\n"),
        *(
            "|\n ",
            ">-\n ",
            "\r\n",
            "{% if x %}",
            "!!str ",
            "!x ",
            "# c\n",
            "%YAML 1.1\n",
            "{{",
            "}}",
        ),
    ]
)
_mutations = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 3), st.one_of(st.just(""), _snippets)),
    min_size=1,
    max_size=4,
)


def _mutate(text: str, mutations: list[tuple[int, int, str]]) -> str:
    for place, length, snippet in mutations:
        at = place % (len(text) + 1)
        text = text[:at] + snippet + text[at + length :]
    return text


_mutated = st.builds(_mutate, _texts, _mutations)
_noise = st.lists(_snippets, max_size=40).map("".join)


class _UnknownError(Exception):
    """Something of the tree is unknown, so it is no data."""


def _load(text: str) -> object:
    return list(yaml.load_all(text, yaml.CSafeLoader))


def _as_data(node: Node) -> object:
    """The data of a tree, each scalar made by PyYAML's own constructors."""
    if isinstance(node, Mapping):
        if not node.complete:
            raise _UnknownError
        return {_as_data(entry.key): _as_data(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [_as_data(item) for item in node]
    if node.text is None or _DATE.match(node.text):
        raise _UnknownError
    if node.kind == "string":
        return node.text
    return yaml.load(node.text, yaml.CSafeLoader)


def _faults(syntax: YamlSyntax) -> list[str]:
    return [found.kind for found in syntax.problems if found.kind not in _HARMLESS]


def _compare(text: str) -> None:
    syntax = read(text)
    try:
        expected = _load(text)
    except (yaml.constructor.ConstructorError, ValueError, KeyError, OverflowError) as error:
        # Good YAML that has no Python object: said to be unknown, or taken for a text.
        has_object = isinstance(error, UnicodeError) or "unhashable" in str(error)
        if has_object or ("for merging" in str(error) and "!" not in text):
            assert syntax.problems
        return
    except yaml.YAMLError:
        assert [] != _faults(syntax)
        return
    assert [] == _faults(syntax)
    try:
        found = [_as_data(node) for node in syntax.roots]
    except _UnknownError:
        return
    # As text, because a number that is none equals nothing.
    assert repr(expected) == repr(found)


def _check_places(syntax: YamlSyntax) -> None:
    """Each character of a value is written where its source map says."""
    for node in syntax.roots:
        for value in values(node):
            if value.text is None:
                continue
            if value.pieces is None:
                assert value.text == value.span.source
                continue
            pieces = value.pieces
            assert not value.text or pieces[0][0] == 0
            reached = value.span.start
            for index, (offset, document, start, end) in enumerate(pieces):
                stop = pieces[index + 1][0] if index + 1 < len(pieces) else len(value.text)
                assert offset < stop
                assert reached <= start < end <= value.span.end
                reached = end
                _check_piece(value.text[offset:stop], document.text[start:end])


def _check_piece(part: str, written: str) -> None:
    if part == written:
        return
    if written == "''":
        assert part == "'"
    elif written.startswith("\\") and written[1] not in _BREAKS:
        assert yaml.load(f'"{written}"', yaml.CSafeLoader) == part
    else:
        assert "" == written.strip(" \t\\" + _BREAKS)
        assert " " == part or "" == part.strip("\n\u2028\u2029")


@settings(deadline=None, max_examples=150)
@given(_texts)
@example("a: &x {k: 1}\nb: {<<: *x, l: *x}\n")
@example("? a\n: b\n")
@example("a: 'it''s\n\n  b'\n")
@example("a: >1\n  b\n   c\n\n d\n")
@example("{a: 1, 'b':2, \"c\":3, d, ? e, [f]: }\n")
def test_what_safe_load_takes_is_read_as_the_same_data_without_a_problem(text: str) -> None:
    _compare(text)


@settings(deadline=None, max_examples=400)
@given(_mutated | _noise)
@example("a: b: c\n")
@example("a: {{ x }}\n")
@example("[a, b")
@example("a: 'b\n---\nc: d\n")
@example("a: \x7f\n")
@example("a: \ud800\n")
@example('"\\ud83d\\ude00"')
@example("k" * 1025 + ": v\n")
@example('{"a"\n:1}')
@example('{"a":1 "b":2}')
@example("{a:\n\t1, \tb: 2}\n")
@example("{a: 1, # c\n b: 2,}\n")
@example("a: *b\n")
@example("<<: 1\n")
@example("&a a: 1\n&a b: 2\n")
def test_what_safe_load_refuses_has_a_problem_and_what_it_takes_has_none(text: str) -> None:
    _compare(text)


@settings(deadline=None, max_examples=300)
@given(_texts | _mutated | _noise)
@example("a: |2\n    b\n\n  c\n")
@example("a: >+\n  b\n\n   \n")
@example("a: |\r\n  b\r\n \r\n  c")
@example('a: "b \\\n  c\\x41  \n\n d"\n')
@example("!!str \ufeff'x'")
@example("&a:a")
@example("- &a:# c\n")
@example("{&a:x y, &b ?z: 1}")
def test_the_pieces_lead_through_escapes_and_folds_to_the_text(text: str) -> None:
    assume("\x7f" not in text)
    assume("\ud800" not in text)
    _check_places(read(text))


@settings(deadline=None, max_examples=300)
@given(_texts | _mutated | _noise | st.text(max_size=60))
def test_any_text_is_read_and_every_place_lies_within_it(text: str) -> None:
    syntax = read(text)
    assert len(syntax.problems) <= 20
    spans = [problem.span for problem in syntax.problems]
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    assert all(text[span.start] == "#" for span in syntax.comments)
    ends = [span.end for span in syntax.comments]
    assert all(span.start >= end for span, end in zip(syntax.comments[1:], ends, strict=False))
    spans += syntax.comments
    spans += [value.span for node in syntax.roots for value in values(node)]
    spans += _inner_spans(syntax.roots)
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)


def _inner_spans(nodes: list[Node]) -> list[Span]:
    spans: list[Span] = []
    for node in nodes:
        if isinstance(node, Sequence):
            spans += [node.span, *_inner_spans(node.items)]
        elif isinstance(node, Mapping):
            spans += [node.span, *(entry.span for entry in node.entries)]
            spans += _inner_spans([entry.value for entry in node.entries])
            for entry in node.entries:
                if not entry.key.origins:
                    assert entry.span.start <= entry.key.span.start
                    assert entry.key.span.end <= entry.span.end
    return spans


@settings(deadline=None, max_examples=60)
@given(_mutated)
def test_reading_does_not_depend_on_libyaml(text: str) -> None:
    """PyYAML without its C extension: another scanner, the same promises."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader")
        syntax = read_yaml(Document("a.yml", text))
    try:
        expected = list(yaml.safe_load_all(text))
    except Exception:  # noqa: BLE001 - it lets through what `chr` and `int` raise
        return
    assert [] == _faults(syntax)
    try:
        found = [_as_data(node) for node in syntax.roots]
    except (_UnknownError, yaml.YAMLError):
        return
    assert repr(expected) == repr(found)


_PLAIN = st.one_of(
    st.text("0123456789abcdefxtTzZ_.:+- \n", max_size=12),
    st.from_regex(r"(?:[Yy]es|[Nn]o|ON|oFF|[Tt]rue|FALSE|null|Null|[~=<])\n?", fullmatch=True),
    st.integers().map(str),
    st.dates().map(str),
    st.datetimes().map(str),
    st.text(max_size=6),
)


@given(_PLAIN)
@example("15.4.x-scala2.12")
@example("08")
@example("1:30:59.5")
@example("0x1F")
@example("y")
@example("\u0661")
def test_a_plain_text_is_what_the_resolvers_of_safe_load_make_of_it(text: str) -> None:
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers
    tags = [tag for tag, pattern in resolvers.get(text[:1], ()) if pattern.match(text)]
    kind = tags[0].rpartition(":")[2] if tags else "str"
    expected = {"bool": "boolean", "null": "null", "int": "number", "float": "number"}

    scalars = Scalars(Source(Document("a.yml", text)), resolvers)

    assert expected.get(kind, "string") == scalars.kind_of(text)
