"""What words resolve to: BuildKit's shell lexer, with places."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.readers.dockerfile.patterns import Pattern, PatternError
from dcslint.readers.dockerfile.words import expand
from dcslint.source import Document, Origin, Span, Unknown, Value

SET = {"A": "one", "EMPTY": "", "PATH": "/a/b/c.tar.gz", "SPACED": "x y  z", "É": "e"}
BASH = shutil.which("bash")


def word(text: str) -> Value:
    """The word as the whole of a document."""
    document = Document("Dockerfile", text)
    return Value(text, Span(document, 0, len(text)))


VALUES = {name: word(text) for name, text in SET.items()}


def resolved(text: str, escape: str = "\\") -> str | None:
    return expand(word(text), VALUES.get, escape).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("a$A", "aone"),
        ("${A}b", "oneb"),
        ("$Ab", ""),
        ("$A-$A", "one-one"),
        ("$NONE|", "|"),
        ("$", "$"),
        ("$.$/", "$.$/"),
        ("a$", "a$"),
        ("$É$Aé", "e"),
        ("$12a", "a"),
        ("$@$*$#$?$-$$$!$0|", "|"),
        ("${1}${@}${#}|", "|"),
        ("'$A'", "$A"),
        ('"$A"', "one"),
        ("\"'$A'\"", "'one'"),
        ("'\"'", '"'),
        ("a''b", "ab"),
        ("\\$A", "$A"),
        ("\\'", "'"),
        ("\\a\\\\", "a\\"),
        ("a\\", "a"),
        ('"\\$A \\" \\\\ \\a"', '$A " \\ \\a'),
        ("'a\\'", "a\\"),
        ("`$A`", "`one`"),
        ("$(a)", "$(a)"),
        ("a <<  b", "a <<  b"),
        ("${A}}", "one}"),
        ("${A:-x}${EMPTY:-x}${NONE:-x}", "onexx"),
        ("${A-x}${EMPTY-x}${NONE-x}", "onex"),
        ("${A:+x}${EMPTY:+y}${NONE:+z}", "x"),
        ("${A+x}${EMPTY+y}${NONE+z}", "xy"),
        ("${A:?x}${A?x}${EMPTY?x}", "oneone"),
        ("${NONE:-${NONE:-$A}}", "one"),
        ("${NONE:-a b}", "a b"),
        ("${NONE:-'}'}", "}"),
        ('${NONE:-"$A }"}', "one }"),
        ("${NONE:-\\}}", "}"),
        ("${NONE:-}", ""),
        ('"${NONE:-"a"}"', "a"),
        ("${A:+:$A}", ":one"),
        ("${PATH#*/}", "a/b/c.tar.gz"),
        ("${PATH##*/}", "c.tar.gz"),
        ("${PATH%.*}", "/a/b/c.tar"),
        ("${PATH%%.*}", "/a/b/c"),
        ("${PATH#/?/}", "b/c.tar.gz"),
        ("${PATH%%*}", ""),
        ("${PATH#*}", "/a/b/c.tar.gz"),
        ("${PATH#}", "/a/b/c.tar.gz"),
        ("${PATH#x}", "/a/b/c.tar.gz"),
        ("${PATH%.$NONE}", "/a/b/c.tar.gz"),
        ("${PATH%.${NONE:-gz}}", "/a/b/c.tar"),
        ("${PATH%\\*}", "/a/b/c.tar.gz"),
        ("${PATH/\\//-}", "-a/b/c.tar.gz"),
        ("${PATH//\\//-}", "-a-b-c.tar.gz"),
        ("${PATH/b*t/B}", "/a/Bar.gz"),
        ("${PATH//?a/X}", "X/b/c.Xr.gz"),
        ("${PATH/z/}", "/a/b/c.tar.g"),
        ("${PATH/x/y}", "/a/b/c.tar.gz"),
        ("${NONE#x}${NONE/a/b}${EMPTY%%*}|", "|"),
    ],
)
def test_expansion(text: str, expected: str) -> None:
    assert expected == resolved(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("'a", "a single quote is never closed"),
        ("\"a'", "a double quote is never closed"),
        ('"a\\"', "a double quote is never closed"),
        ("${", "bad substitution"),
        ("${}", "bad substitution"),
        ("${{A}", "bad substitution"),
        ("${:-a}", "bad substitution"),
        ("${A", "unsupported modifier  in a substitution"),
        ("${A:", "unsupported modifier : in a substitution"),
        ("${A:=a}", "unsupported modifier := in a substitution"),
        ("${A:#a}", "unsupported modifier :# in a substitution"),
        ("${A^}", "unsupported modifier ^ in a substitution"),
        ("${.}", "unsupported modifier . in a substitution"),
        ("${A:-a", "} is missing in a substitution"),
        ("${A/a}", "/ is missing in a substitution"),
        ("${NONE?}", "NONE is not set"),
        ("${EMPTY:?no}", "EMPTY is not set"),
        ("${A#\\x}", "invalid escape \\x in a pattern"),
        ("${A//a/\\$}", "a replacement with a dollar sign is not resolved"),
        ("${A//*/b}", "a pattern that matches the empty text is not resolved"),
        ("${A:-" * 10_000 + "}" * 10_000, "substitutions are nested too deeply"),
        ("${A:-" * 10_000, "substitutions are nested too deeply"),
        ("$A" + "'" + "a" * 200_000 + "'", "the text is too long"),
    ],
)
def test_what_buildkit_refuses_is_unknown(text: str, reason: str) -> None:
    value = expand(word(text), VALUES.get, "\\")
    assert value.text is None
    assert value.unknown is not None
    assert reason == value.unknown.reason


def test_the_other_escape() -> None:
    assert "$A\\one" == resolved("`$A\\$A", "`")
    assert "c:\\temp" == resolved('"c:\\temp"', "`")
    assert '"' == resolved('"`""', "`")


def test_text_without_anything_to_resolve_is_the_value_itself() -> None:
    value = word("a/b:c")
    assert expand(value, VALUES.get, "\\") is value
    unknown = Value.of_unknown(value.span, "not known")
    assert expand(unknown, VALUES.get, "\\") is unknown


def test_each_character_maps_to_where_it_stands() -> None:
    value = expand(word("\"a\"$A\\ b${NONE:-'c'd}"), VALUES.get, "\\")
    assert "aone bcd" == value.text
    assert [(0, "a"), (1, "one"), (4, " b"), (6, "c"), (7, "d")] == [
        (offset, document.text[start:end]) for offset, document, start, end in value.map()
    ]
    assert value.map()[1][1] is VALUES["A"].span.document


def test_the_span_stays_that_of_the_word() -> None:
    value = word("$A-x")
    result = expand(value, VALUES.get, "\\")
    assert value.span == result.span
    assert "-x" == result.place(3, 5).source


def test_a_part_of_a_variable_maps_to_that_part() -> None:
    value = expand(word("${PATH##*/}:${PATH/b/B}"), VALUES.get, "\\")
    assert "c.tar.gz:/a/B/c.tar.gz" == value.text
    assert ["c.tar.gz", ":", "/a/", "B", "/c.tar.gz"] == [
        document.text[start:end] for _, document, start, end in value.map()
    ]


def test_a_value_that_stands_nowhere_maps_to_the_reference() -> None:
    elsewhere = Value("given", word("").span, pieces=())
    value = expand(word("a${X}b"), {"X": elsewhere}.get, "\\")
    assert "agivenb" == value.text
    assert ["a", "${X}", "b"] == [
        document.text[start:end] for _, document, start, end in value.map()
    ]


def test_a_mapped_word_stays_mapped() -> None:
    document = Document("Dockerfile", "a\\\nb'c'")
    pieces = ((0, document, 0, 1), (1, document, 3, 7))
    value = Value("ab'c'", Span(document, 0, 7), pieces=pieces)
    result = expand(value, VALUES.get, "\\")
    assert "abc" == result.text
    assert ["a", "b", "c"] == [document.text[start:end] for _, _, start, end in result.map()]


ORIGINS = {name: Origin("variable", name, word(name).span) for name in ("A", "B", "E")}
UNSET = Value(
    None, word("").span, unknown=Unknown("ARG U has no default", unset=True), overridable=True
)


def variable(text: str, name: str, *, overridable: bool = False) -> Value:
    return Value(text, word(text).span, origins=(ORIGINS[name],), overridable=overridable)


def test_origins_and_overridable_are_joined() -> None:
    names = {"A": variable("a", "A"), "B": variable("b", "B", overridable=True)}
    value = expand(word("$A$A${B:-x}"), names.get, "\\")
    assert "aab" == value.text
    assert (ORIGINS["A"], ORIGINS["B"]) == value.origins
    assert value.overridable
    assert not expand(word("$A"), names.get, "\\").overridable


@pytest.mark.parametrize("text", ["${E:-x}", "${A:+x}", "${A+x}", "${A#a}", "${A/a/b}", "${E}x"])
def test_a_result_rests_on_every_variable_asked(text: str) -> None:
    names = {
        "A": variable("a", "A", overridable=True),
        "E": variable("", "E", overridable=True),
    }
    value = expand(word(text), names.get, "\\")
    assert value.overridable
    assert 1 == len(value.origins)


def test_a_default_that_is_not_used_counts_for_nothing() -> None:
    names = {"A": variable("a", "A"), "B": variable("b", "B", overridable=True)}
    names["U"] = Value.of_unknown(word("").span, "nobody knows")
    value = expand(word("${A:-$B$U}"), names.get, "\\")
    assert "a" == value.text
    assert (ORIGINS["A"],) == value.origins
    assert not value.overridable


@pytest.mark.parametrize(
    "text",
    [
        *("$U", "a${U}b", '"$U"', "${U:-x}", "${U+x}", "${U:?}", "${U#a}", "${U/a/b}"),
        *("${NONE:-$U}", "${A%$U}", "${A/$U/b}", "${A/n/$U}", "${A:+$U}"),
    ],
)
def test_an_unknown_variable_makes_the_word_unknown(text: str) -> None:
    unknown = Unknown("ARG U has no default")
    names = dict(VALUES, U=Value(None, word("").span, unknown=unknown))
    value = expand(word(text), names.get, "\\")
    assert value.text is None
    assert unknown is value.unknown


@pytest.mark.parametrize(
    ("text", "expected"),
    [("${U:-x}", "x"), ("${U-x}", "x"), ("a${U:+x}", "a"), ("a${U+x}", "a")],
)
def test_an_unset_variable_takes_its_default(text: str, expected: str) -> None:
    value = expand(word(text), {"U": UNSET}.get, "\\")
    assert expected == value.text
    assert value.overridable


@pytest.mark.parametrize("text", ["$U", "${U}", "${U?}", "${U#x}", "${U/x/y}"])
def test_an_unset_variable_without_default_is_unknown(text: str) -> None:
    assert expand(word(text), {"U": UNSET}.get, "\\").text is None


def test_values_that_double_end_somewhere() -> None:
    value = word("ab")
    for _ in range(40):
        names = {"A": value}
        value = expand(word("$A$A"), names.get, "\\")
    assert value.text is None


patterns = st.text(st.sampled_from("ab*?"), max_size=6)
subjects = st.text(st.sampled_from("abc"), max_size=12)


@settings(deadline=None, max_examples=300)
@given(patterns, subjects, st.booleans())
def test_patterns_match_as_the_regular_expressions_of_buildkit(
    pattern: str,
    subject: str,
    longest: bool,  # noqa: FBT001
) -> None:
    star = ".*" if longest else ".*?"
    found = re.match(pattern.replace("?", ".").replace("*", star), subject)
    parsed = Pattern(pattern)
    assert (len(found[0]) if found else 0) == parsed.length_of_prefix(subject, longest=longest)
    found = re.match(pattern[::-1].replace("?", ".").replace("*", star), subject[::-1])
    assert (len(found[0]) if found else 0) == parsed.length_of_suffix(subject, longest=longest)


@settings(deadline=None, max_examples=300)
@given(patterns, subjects)
def test_replaced_ranges_are_those_of_the_regular_expression(pattern: str, subject: str) -> None:
    expression = re.compile(pattern.replace("?", ".").replace("*", ".*"))
    try:
        found = Pattern(pattern).ranges_in(subject, everywhere=True)
    except PatternError:
        assert not pattern.strip("*")
        return
    assert [match.span() for match in expression.finditer(subject)] == found
    assert found[:1] == Pattern(pattern).ranges_in(subject, everywhere=False)


def test_a_costly_pattern_is_not_judged() -> None:
    names = {"A": word("a" * 100_000)}
    assert expand(word("${A##" + "*a" * 1000 + "}"), names.get, "\\").text is None


NAMES = st.sampled_from(["A", "EMPTY", "PATH", "SPACED", "NONE"])
PIECES = st.sampled_from(["a", "b/", ".", "-", "_", ":", "=", "\\$", "\\\\", '\\"', "$.", "'$A b'"])
GLOBS = st.sampled_from(["*/", "/*", ".*", "*.", "?", "one", "gz", "*", "*a*", ".t?r*", "\\*", ""])


def _shell_words(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    choice = st.sampled_from([":-", "-", ":+", "+"])
    cut = st.sampled_from(["#", "##", "%", "%%"])
    return st.one_of(
        st.builds("${{{0}{1}{2}}}".format, NAMES, choice, inner),
        st.builds("${{{0}{1}{2}}}".format, NAMES, cut, GLOBS),
        st.builds("${{{0}{1}{2}/{3}}}".format, NAMES, st.sampled_from(["/", "//"]), PLAIN, PLAIN),
        st.builds("${{{0}}}".format, NAMES),
        st.builds('"{0}"'.format, inner.filter(lambda text: "'" not in text and '"' not in text)),
        st.lists(inner, max_size=3).map("".join),
    )


PLAIN = st.sampled_from(["a", "b", "tar", "?a", "c*r", "x"])
WORDS = st.recursive(PIECES, _shell_words, max_leaves=8)


@pytest.mark.skipif(BASH is None, reason="bash is the oracle")
@settings(deadline=None, max_examples=25)
@given(st.lists(WORDS, min_size=20, max_size=40))
def test_words_resolve_as_in_bash(words: list[str]) -> None:
    script = "".join(f"{name}='{text}'\n" for name, text in SET.items() if name.isascii())
    script += "unset NONE\n" + "".join(f"v={one}\nprintf '%s\\0' \"$v\"\n" for one in words)
    run = subprocess.run([str(BASH), "-c", script], capture_output=True, check=True)
    assert run.stdout.decode().split("\0")[:-1] == [resolved(one) for one in words]
