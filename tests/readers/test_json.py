"""The JSON reader on what people write: places, recovery, and the problem reported for each."""

from __future__ import annotations

import time

import pytest

from dcslint.readers.json import read_json, read_json_text
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Document, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.json import JsonSyntax

    Node = Mapping | Sequence | Value


def read(text: str) -> JsonSyntax:
    return read_json(Document("cluster.json", text))


def plain(node: Node) -> object:
    """The tree as data; an unknown value is its reason in angle brackets."""
    if isinstance(node, Mapping):
        return {str(entry.key.text): plain(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [plain(item) for item in node]
    if node.text is None:
        assert node.unknown is not None
        return f"<{node.unknown.reason}>"
    return node.text


def problems(text: str) -> list[tuple[str, int, int]]:
    return [(found.kind, found.span.start, found.span.end) for found in read(text).problems]


def root(text: str) -> Mapping:
    node = read(text).roots[0]
    assert isinstance(node, Mapping)
    return node


def test_kinds_and_texts_are_those_written() -> None:
    items = read('["a", -1.50e+3, true, false, null, ""]').roots[0]
    assert isinstance(items, Sequence)
    expected = [
        ("string", "a", "a"),
        ("number", "-1.50e+3", "-1.50e+3"),
        ("boolean", "true", "true"),
        ("boolean", "false", "false"),
        ("null", "null", "null"),
        ("string", "", ""),
    ]
    values = [item for item in items if isinstance(item, Value)]
    assert expected == [(value.kind, value.text, value.span.source) for value in values]


def test_the_span_of_a_string_is_what_stands_between_its_quotes() -> None:
    value = root('{"spark_version": "15.4.x-scala2.12"}').value("spark_version")
    assert value is not None
    assert (19, 35) == (value.span.start, value.span.end)
    edit = value.edit("16.4.x-scala2.12")
    assert edit is not None
    assert (19, 35) == (edit.span.start, edit.span.end)


def test_an_empty_string_has_an_empty_span_between_its_quotes_and_can_be_filled() -> None:
    value = root('{"url": ""}').value("url")
    assert value is not None
    assert (9, 9) == (value.span.start, value.span.end)
    assert value.edit("python:3") is not None


def test_an_entry_goes_from_the_quote_of_its_key_to_the_end_of_its_value() -> None:
    mapping = root('{ "a" : "x" , "b":{"c": [1 ]} ,"d": 12}')
    expected = ['"a" : "x"', '"b":{"c": [1 ]}', '"d": 12']
    assert expected == [entry.span.source for entry in mapping]
    assert ["a", "b", "d"] == [entry.key.span.source for entry in mapping]


def test_brackets_are_in_the_span_of_what_they_hold() -> None:
    mapping = root(' {"a": [1, {"b": {}}] } ')
    assert '{"a": [1, {"b": {}}] }' == mapping.span.source
    items = mapping.sequence("a")
    assert items is not None
    assert '[1, {"b": {}}]' == items.span.source
    assert mapping.complete
    assert items.complete


def test_an_escape_keeps_its_place() -> None:
    value = root(r'{"a": "x\n\"y"}').value("a")
    assert value is not None
    assert 'x\n"y' == value.text
    assert [r"x", r"\n", r"\"", "y"] == [value.place(at, at + 1).source for at in range(4)]
    assert value.edit("z", 0, 1) is not None
    assert value.edit("z", 1, 2) is None


def test_a_surrogate_pair_is_one_character_of_twelve() -> None:
    value = root(r'{"a": "\ud83d\uDE00!"}').value("a")
    assert value is not None
    assert "\U0001f600!" == value.text
    assert r"\ud83d\uDE00" == value.place(0, 1).source
    assert "!" == value.place(1, 2).source


def test_half_a_surrogate_pair_is_kept_as_json_keeps_it() -> None:
    value = root(r'{"a": "\ud83d\u0041\ude00"}').value("a")
    assert value is not None
    assert "\ud83dA\ude00" == value.text


@pytest.mark.parametrize(
    ("text", "data", "expected"),
    [
        ("", None, [("json-empty", 0, 0)]),
        (" \n\t", None, [("json-empty", 0, 0)]),
        ("// a\n", None, [("json-empty", 0, 0), ("json-comment", 0, 4)]),
        ("[1, // one\n2 /* two */]", ["1", "2"], [("json-comment", 4, 10)]),
        ("# yes\n{}", {}, [("json-comment", 0, 5)]),
        ("[1] /* open", ["1"], [("json-unclosed", 4, 6), ("json-comment", 4, 11)]),
        ("[1, 2 , ]", ["1", "2"], [("json-trailing-comma", 6, 7)]),
        ('{"a": 1,\n}', {"a": "1"}, [("json-trailing-comma", 7, 8)]),
        ("[1, /* c */ ]", ["1"], [("json-trailing-comma", 2, 3), ("json-comment", 4, 11)]),
        ("[,]", [], [("json-unexpected", 1, 2)]),
        ("[1,,2]", ["1", "2"], [("json-unexpected", 3, 4)]),
        ("[1 2]", ["1", "2"], [("json-missing-comma", 2, 2)]),
        ('{"a": 1\n  "b": 2}', {"a": "1", "b": "2"}, [("json-missing-comma", 7, 7)]),
        ('[{} "a"]', [{}, "a"], [("json-missing-comma", 3, 3)]),
        ("[[] {}]", [[], {}], [("json-missing-comma", 3, 3)]),
        ("{'a': 'it'}", {"a": "it"}, [("json-unexpected", 1, 2), ("json-unexpected", 6, 7)]),
        ("{a: 1}", {"a": "1"}, [("json-unexpected", 1, 2)]),
        ('{"a": yes}', {"a": "yes"}, [("json-unexpected", 6, 9)]),
        ("{1: true}", {"1": "true"}, [("json-unexpected", 1, 2)]),
        ("[01, .5, 1., +1, 0x1F]", ["01", ".5", "1.", "+1", "0x1F"], "json-unexpected"),
        ("[True, None]", ["True", "None"], [("json-unexpected", 1, 5), ("json-unexpected", 7, 11)]),
        ('{"a" 1}', {"a": "1"}, [("json-unexpected", 5, 6)]),
        ('{"a"= 1}', {"a": "1"}, [("json-unexpected", 4, 5)]),
        ('{"a": "b, "c": 1}', {"a": "<malformed>"}, [("json-quotes", 11, 12)]),
        ('{"a"": {"b": 1}}', {}, [("json-quotes", 4, 9)]),
        ('{"a": b", "c": {"d": 1}}', {"a": "<no value>"}, [("json-quotes", 6, 7)]),
        ('[{"a": 1}, {b": 2, "c": [3]}]', [{"a": "1"}, {}], [("json-quotes", 12, 13)]),
        ('{"a":}', {"a": "<no value>"}, [("json-unexpected", 5, 6)]),
        ('{"a":, "b": 1}', {"a": "<no value>", "b": "1"}, [("json-unexpected", 5, 6)]),
        ('{"a", "b": 1}', {"a": "<no value>", "b": "1"}, [("json-unexpected", 4, 5)]),
        ('{"a": 1, "b"}', {"a": "1", "b": "<no value>"}, [("json-unexpected", 12, 13)]),
        ('{"a":: 1}', {"a": "1"}, [("json-unexpected", 5, 6)]),
        ("{{}}", "<template>", [("json-template", 0, 4)]),
        ('{"a": 1}}', {"a": "1"}, [("json-unexpected", 8, 9)]),
        ('{"a": 1} x y z', {"a": "1"}, [("json-unexpected", 9, 10)]),
        ('x = {"a": 1};', {"a": "1"}, [("json-unexpected", 0, 1), ("json-unexpected", 12, 13)]),
        ("[1}", ["1"], [("json-unclosed", 0, 1), ("json-unexpected", 2, 3)]),
        ('{"a": [1, 2}', {"a": ["1", "2"]}, [("json-unclosed", 6, 7)]),
        ('{"a": [{"b": 1}', {"a": ["<not closed>"]}, [("json-unclosed", 6, 7)]),
        (
            '["b": 1]',
            ["<malformed>", "1"],
            [("json-missing-comma", 4, 4), ("json-unexpected", 4, 5)],
        ),
        ('{"a":', {"a": "<no value>"}, [("json-unclosed", 0, 1)]),
        ('{"a": "b\n}', {"a": "b"}, [("json-unclosed", 6, 7)]),
        ('{"a": "b,\r\n"c": 1}', {"a": "b", "c": "1"}, [("json-unclosed", 6, 7)]),
        ('{"a": "b}', {"a": "b"}, [("json-unclosed", 6, 7)]),
        ('{"a": 1, "a": 2}', {"a": "2"}, [("json-duplicate-key", 10, 11)]),
        ('["a\tb"]', ["a\tb"], [("json-control-character", 3, 4)]),
        (r'["C:\dir"]', [r"C:\dir"], [("json-bad-escape", 4, 6)]),
        (r'["\u12g4"]', [r"\u12g4"], [("json-bad-escape", 2, 4)]),
        ("[1,\u00a02]", ["1", "2"], [("json-unexpected", 3, 4)]),
        ("\ufeff[]", [], [("json-unexpected", 0, 1)]),
        ("[NaN, -Infinity]", ["NaN", "-Infinity"], []),
    ],
)
def test_a_fault_is_reported_at_its_place_and_the_rest_is_read(
    text: str, data: object, expected: list[tuple[str, int, int]] | str
) -> None:
    syntax = read(text)
    assert data == (plain(syntax.roots[0]) if syntax.roots else None)
    if isinstance(expected, str):
        assert {expected} == {found.kind for found in syntax.problems}
    else:
        assert sorted(expected) == sorted(problems(text))


def test_behind_a_missing_quote_nothing_is_known() -> None:
    mapping = root('{"a": 1, "b": {"c": 1, d": 2, "e": 3}, "f": 4}')

    assert {"a": "1", "b": {"c": "1"}} == plain(mapping)
    inner = mapping.mapping("b")
    assert inner is not None
    assert not mapping.complete
    assert not inner.complete


@pytest.mark.parametrize("text", ['["a" b "c"]', '["a"$b"c"]', '["a"+"c"]'])
def test_words_between_strings_are_no_missing_quote(text: str) -> None:
    assert "json-quotes" not in {kind for kind, _, _ in problems(text)}
    assert "c" == plain(read(text).roots[0])[-1]  # type: ignore[index]


@pytest.mark.parametrize("template", ["{{ x }}", "${x}", "%(x)s", "$x", "$(x)", "{{x}}0", "n-${x}"])
def test_a_template_in_place_of_a_value_is_unknown_and_hides_no_key(template: str) -> None:
    mapping = root(f'{{"a": {template}, "b": [1, {template}]}}')
    assert {"a": "<template>", "b": ["1", "<template>"]} == plain(mapping)
    value, items = mapping.get("a"), mapping.sequence("b")
    assert isinstance(value, Value)
    assert items is not None
    assert template == value.span.source
    assert mapping.complete
    assert not items.complete


def test_a_template_in_place_of_entries_may_hide_keys() -> None:
    text = '{ {{ common }}, "a": 1 }'
    assert {"a": "1"} == plain(root(text))
    assert not root(text).complete
    assert [("json-template", 2, 14)] == problems(text)


def test_a_template_without_a_comma_behind_it_is_not_taken_for_a_key() -> None:
    text = '{ {{ common }} "a": 1 }'
    assert {"a": "1"} == plain(root(text))
    assert [("json-template", 2, 14)] == problems(text)


@pytest.mark.parametrize("text", ['{"a": 1, {{ more }} }', '{"a": 1, {{ more }}, "b": 2}'])
def test_a_comma_before_a_template_is_none_too_many(text: str) -> None:
    assert [("json-template", 9, 19)] == problems(text)


def test_a_template_key_without_a_value_is_reported() -> None:
    text = '{"a": 1, {{ key }}: }'
    assert [("json-template", 9, 18), ("json-unexpected", 20, 21)] == problems(text)


def test_a_template_statement_may_hide_keys() -> None:
    text = '{ {% if x %} "a": 1 {% endif %} }'
    assert {"a": "1"} == plain(root(text))
    assert not root(text).complete
    assert {"json-template"} == {found.kind for found in read(text).problems}


def test_what_statements_choose_between_is_no_fault() -> None:
    text = (
        '{{% if x %}"a": {{ y }}{% else %}"a": 2{% endif %}, [{{ "," if not last }}] {% endif %}}'
    )
    assert {"json-template"} == {found.kind for found in read(text).problems}


def test_a_template_inside_a_string_is_only_text() -> None:
    assert {"a": "{{ x }}"} == plain(root('{"a": "{{ x }}"}'))
    assert [] == problems('{"a": "{{ x }}"}')


def test_what_is_cut_off_may_hide_keys() -> None:
    outer = root('{"a": {"b": 1, "c": [2')
    inner = outer.mapping("a")
    assert inner is not None
    assert not outer.complete
    assert not inner.complete


def test_json_lines_are_several_documents() -> None:
    syntax = read('{"a": 1}\n{"a": 2}\r\n[3]\n')
    assert [{"a": "1"}, {"a": "2"}, ["3"]] == [plain(node) for node in syntax.roots]
    assert [] == syntax.problems


def test_a_second_document_on_the_line_of_the_first_is_reported_and_read() -> None:
    syntax = read('{"a": 1} {"a": 2}')
    assert [{"a": "1"}, {"a": "2"}] == [plain(node) for node in syntax.roots]
    assert [("json-unexpected", 9, 10)] == problems('{"a": 1} {"a": 2}')


def test_every_comment_is_kept_and_the_first_is_reported() -> None:
    syntax = read("// one\r\n[/* two */ 1] # three")
    assert ["// one", "/* two */", "# three"] == [span.source for span in syntax.comments]
    assert ["json-comment"] == [found.kind for found in syntax.problems]


def test_of_several_values_of_a_key_the_last_counts() -> None:
    mapping = root('{"a": 1, "b": 2, "a": 3}')
    value = mapping.value("a")
    assert value is not None
    assert "3" == value.text
    assert 3 == len(mapping.entries)


def test_a_problem_names_what_it_found() -> None:
    found = read('{"a": yes, "k\\u00e9y": 1, "k\u00e9y": 2, \u00a0}').problems
    expected: list[dict[str, str]] = [{"word": "yes"}, {"key": "k\u00e9y"}, {}, {"word": "U+00A0"}]
    assert sorted(map(str, expected)) == sorted(str(problem.words) for problem in found)


def test_a_long_word_is_cut_for_the_message() -> None:
    (found,) = read("x" * 5000).problems
    assert "x" * 40 + "…" == found.words["word"]


def test_text_that_is_no_json_gives_one_problem() -> None:
    assert [("json-unexpected", 0, 4)] == problems("This is a letter, not a cluster.\nYours.")


def test_at_most_twenty_problems_are_reported() -> None:
    syntax = read("[" + "yes, " * 100 + "1]")
    assert 20 == len(syntax.problems)
    items = syntax.roots[0]
    assert isinstance(items, Sequence)
    assert 101 == len(items.items)


def test_nesting_beyond_the_limit_is_reported_once_and_skipped() -> None:
    text = '{"a": ' * 150 + "[" * 60 + '1, "]"' + "]" * 60 + "}" * 150
    syntax = read(f'[{text}, {text}, "after"]')
    assert ["json-too-deep"] == [found.kind for found in syntax.problems]
    assert "[" == syntax.problems[0].span.source
    items = syntax.roots[0]
    assert isinstance(items, Sequence)
    assert "after" == plain(items.items[2])


def test_nesting_up_to_the_limit_is_no_problem() -> None:
    assert [] == problems("[" * 200 + "]" * 200)
    assert ["json-too-deep"] == [found.kind for found in read("[" * 201 + "]" * 201).problems]


@pytest.mark.parametrize(
    "unit",
    [
        *"""" ' \\" '\\ { [ } {{ ${ $( %( {% /* // [} {"a": $ "a", "\\ud83d """.split(),
        *["a ", "1 ", "{} ", "{}\n", '{"a" 1', "\x00"],
    ],
)
def test_hostile_text_is_read_in_time_linear_in_its_length(unit: str) -> None:
    """Allows ten times what the slowest takes; what is quadratic takes a hundred times as long."""
    length = 100_000
    start = time.process_time()
    read("[" * 150 + unit * (length // len(unit)))
    assert time.process_time() - start < 60, "it hangs"


def test_json_inside_a_string_leads_to_the_file_around_it() -> None:
    document = Document(
        "policy.json", r'{"definition": "{\"spark_version\": {\"type\": \"fixed\"}}"}'
    )
    outer = read_json(document).roots[0]
    assert isinstance(outer, Mapping)
    definition = outer.value("definition")
    assert definition is not None
    syntax = read_json_text(definition)
    inner = syntax.roots[0]
    assert isinstance(inner, Mapping)
    fixed = inner.mapping("spark_version")
    assert fixed is not None
    value = fixed.value("type")
    assert value is not None
    assert "fixed" == value.text
    place = value.span.outermost()
    assert document is place.document
    assert "fixed" == place.source
    assert r"{\"type\": \"fixed\"}" == fixed.span.outermost().source
