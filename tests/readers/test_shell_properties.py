"""What holds of the shell reader for every text: places, order, scopes, bounds of depth, time."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dcslint.readers.shell import (
    Assignment,
    Expansion,
    Literal,
    Redirect,
    Scope,
    Script,
    SimpleCommand,
    Substitution,
    Word,
    read_shell,
)
from readers.shell_grammar import COMMANDS, NOISE, SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterator

_MANY = settings(deadline=None, max_examples=120)
_SOME = settings(deadline=None, max_examples=50)
_TEXTS = st.one_of(NOISE, NOISE, SCRIPTS, st.text(max_size=40))


def words_of(command: SimpleCommand) -> Iterator[Word]:
    """All words of a command, with those inside of expansions."""
    waiting = list(command.words)
    for assignment in command.assignments:
        waiting.extend([assignment.value, *assignment.elements])
    waiting.extend(one.target for one in command.redirects if one.target is not None)
    while waiting:
        word = waiting.pop()
        yield word
        waiting.extend(
            part.argument
            for part in word.parts
            if isinstance(part, Expansion) and part.argument is not None
        )


def lineage(scope: Scope) -> list[str]:
    names = []
    inner: Scope | None = scope
    while inner is not None:
        names.append(inner.kind)
        inner = inner.parent
    return names


@_MANY
@given(_TEXTS)
def test_an_exact_literal_slices_back_to_its_text(text: str) -> None:
    for command in read_shell(text).commands:
        for word in words_of(command):
            for part in word.parts:
                if isinstance(part, Literal) and part.exact:
                    assert part.text == text[part.start : part.end]


@_MANY
@given(_TEXTS)
def test_the_parts_of_a_word_follow_each_other_inside_of_it(text: str) -> None:
    for command in read_shell(text).commands:
        for word in words_of(command):
            places = [place for part in word.parts for place in (part.start, part.end)]

            assert sorted(places) == places
            assert [] == [place for place in places if not word.start <= place <= word.end]


@_MANY
@given(_TEXTS)
def test_a_command_holds_its_words_and_is_never_empty(text: str) -> None:
    for command in read_shell(text).commands:
        nodes: list[Assignment | Word | Redirect] = []
        nodes += [*command.assignments, *command.words, *command.redirects]
        starts = [node.start for node in nodes]

        assert starts
        assert command.start == min(starts)
        assert command.end == max(node.end for node in nodes)
        assert [] == [node for node in command.words if node.start >= node.end]
        for assignment in command.assignments:
            assert assignment.start < assignment.value.start <= assignment.value.end
            assert assignment.value.end == assignment.end
        for redirect in command.redirects:
            if redirect.target is not None:
                assert redirect.start < redirect.target.start < redirect.target.end == redirect.end


@_MANY
@given(_TEXTS)
def test_a_word_without_quotes_is_written_as_it_reads(text: str) -> None:
    for command in read_shell(text).commands:
        for word in command.words:
            literal = [part for part in word.parts if isinstance(part, Literal)]
            if len(literal) == len(word.parts) and not any(part.quoted for part in literal):
                source = text[word.start : word.end].replace("\\\n", "").replace("\\\r\n", "")

                assert source == word.literal()


@_MANY
@given(_TEXTS)
def test_commands_are_in_the_order_in_which_they_are_written(text: str) -> None:
    starts = [command.start for command in read_shell(text).commands]

    assert sorted(set(starts)) == starts


@_MANY
@given(_TEXTS)
def test_scopes_form_a_tree_under_the_script(text: str) -> None:
    script = read_shell(text)
    for command in script.commands:
        assert "script" == lineage(command.scope)[-1]
        assert 1 == lineage(command.scope).count("script")


@_MANY
@given(_TEXTS)
def test_a_substitution_runs_in_the_scope_of_the_command_that_holds_it(text: str) -> None:
    for command in read_shell(text).commands:
        for word in words_of(command):
            for part in word.parts:
                if isinstance(part, Substitution) and part.scope is not None:
                    assert "substitution" == part.scope.kind
                    assert part.scope.parent is command.scope


@_MANY
@given(_TEXTS)
def test_faults_and_comments_are_inside_of_the_text(text: str) -> None:
    script = read_shell(text)
    for fault in script.faults:
        assert 0 <= fault.start <= fault.end <= len(text)
        assert fault.kind in {"unterminated-quote", "unclosed", "too-deep"}
    assert ["#"] * len(script.comments) == [text[start] for start, _ in script.comments]


@settings(deadline=None, max_examples=20)
@given(SCRIPTS)
def test_a_script_of_the_grammar_has_no_fault_and_every_cut_of_it_is_read(text: str) -> None:
    assert [] == read_shell(text).faults
    for end in range(len(text)):
        read_shell(text[:end])


def shape(script: Script, offset: int) -> list[tuple[object, ...]]:
    return [
        (
            command.after,
            command.keyword,
            lineage(command.scope),
            [(word.start - offset, word.end - offset) for word in command.words],
            [(one.start - offset, one.end - offset) for one in command.assignments],
        )
        for command in script.commands
    ]


@_SOME
@given(SCRIPTS, SCRIPTS)
def test_two_scripts_one_behind_the_other_have_the_commands_of_both(one: str, two: str) -> None:
    alone = shape(read_shell(one), 0) + shape(read_shell(two), 0)
    first = len(read_shell(one).commands)

    assert alone == shape_of_two(one, two, "\n", first)


def shape_of_two(one: str, two: str, between: str, first: int) -> list[tuple[object, ...]]:
    script = read_shell(one + between + two)
    return shape(script, 0)[:first] + shape(script, len(one) + len(between))[first:]


@_SOME
@given(COMMANDS, COMMANDS)
def test_a_semicolon_between_two_scripts_is_all_that_the_second_one_notices(
    one: str, two: str
) -> None:
    first = len(read_shell(one).commands)
    expected = shape(read_shell(one), 0) + shape(read_shell(two), 0)
    actual = shape_of_two(one, two, "; ", first)
    for index, (wanted, found) in enumerate(zip(expected, actual, strict=True)):
        assert wanted[1:] == found[1:]
        if index != first:
            assert wanted[0] == found[0]
        else:
            assert wanted[0] == found[0] or ";" == found[0]


@_SOME
@given(SCRIPTS)
@example('( ( ( a) && case "$1" in a|b) a;; (*) a\n;; esac))')
def test_a_script_in_a_substitution_has_the_same_commands(text: str) -> None:
    # Without the blank a bracket that the script begins with would make it arithmetic, as in bash.
    inside = read_shell(f"$( {text}\n)").commands

    assert [
        (command.after, command.keyword, lineage(command.scope)[:-1])
        for command in read_shell(text).commands
    ] == [(command.after, command.keyword, lineage(command.scope)[:-2]) for command in inside[1:]]


# --- bounds ------------------------------------------------------------------------------------

_DEEP = {
    "command substitutions": ("$(", ")"),
    "quoted substitutions": ('"$(', ')"'),
    "process substitutions": ("<(", ")"),
    "parameters": ("${x:-", "}"),
    "quoted parameters": ('"${x:-', '}"'),
    "arithmetic": ("$((", "))"),
    "assignments": ("x=$(", ")"),
    "arrays": ("x=(", ") "),
    "subshells": ("( ", ")"),
    "groups": ("{ ", "; }"),
    "branches": ("if ", "; then x; fi"),
    "bodies": ("if x; then ", "; fi"),
    "loops": ("while x; do ", "; done"),
    "lists": ("for x in $(", "); do y; done"),
    "cases": ("case x in x) ", ";; esac"),
    "functions": ("f() { ", "; }"),
    "coprocs": ("coproc N { ", "; }"),
    "tests": ("[[ $(", ") ]]"),
    "heredocs": ("cat <<A\n", "\nA"),
}


# bash has no arrays in arrays, and conditions and heredocs nest nothing.
_FLAT = {"arrays", "branches", "heredocs"}


@pytest.mark.parametrize("name", _DEEP)
def test_nesting_is_bounded_and_what_follows_is_still_read(name: str) -> None:
    opening, closing = _DEEP[name]
    script = read_shell(opening * 500 + "a" + closing * 500 + "; last")
    last = script.commands[-1]

    assert ([] if name in _FLAT else ["too-deep"]) == [fault.kind for fault in script.faults]
    assert "last" == script.text[last.start : last.end]
    assert max(len(lineage(command.scope)) for command in script.commands) < 200


@pytest.mark.parametrize("name", _DEEP)
def test_nesting_is_bounded_where_nothing_is_closed(name: str) -> None:
    script = read_shell(_DEEP[name][0] * 500 + "a")

    assert 0 < len(script.faults) <= 100
    assert max((len(lineage(command.scope)) for command in script.commands), default=0) < 200


def test_one_fault_tells_that_a_text_is_too_deep() -> None:
    text = "$(" * 60 + "a" + ")" * 60 + ";" + "{ " * 60 + "a; " + "};" * 60

    assert ["too-deep"] == [fault.kind for fault in read_shell(text).faults]


def test_what_is_too_deep_is_passed_over_with_its_quotes() -> None:
    inside = "a \"it's $(b ')' \\\" `)` )\" '${' ${x:-)} \\) (c)"
    script = read_shell("$(" * 60 + inside + ")" * 60 + "; last")
    last = script.commands[-1]

    assert ["too-deep"] == [fault.kind for fault in script.faults]
    assert "last" == script.text[last.start : last.end]


def test_nesting_that_people_write_is_read_whole() -> None:
    text = 'echo "$(' * 30 + "a" + ')"' * 30

    assert ([], 31) == (read_shell(text).faults, len(read_shell(text).commands))


def test_the_deepest_nesting_fits_into_half_of_the_stack() -> None:
    text = 'x="$(if x; then for y in "${z:-`a \\`b\\``}"; do ' * 60
    failed: list[RecursionError] = []

    def read() -> None:
        try:
            read_shell(text)
        except RecursionError as error:
            failed.append(error)

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(700)
    try:
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(limit)

    assert [] == failed


# A hundred thousand characters or so each: what is linear takes a tenth of a second or two, what is
# quadratic minutes.
_HOSTILE = {
    "a chain": "a && " * 5_000 + "a",
    "a long chain": "a && " * 20_000 + "a",
    "pipes": "a|" * 50_000,
    "background": "a&" * 50_000,
    "background in brackets": "( " * 20_000 + "a & )" * 15_000,
    "pipes of branches": "if a|b; then c|d; fi|" * 5_000,
    "open substitutions": "$(" * 50_000,
    "open parameters": "${" * 50_000,
    "open defaults": "${a:-" * 20_000,
    "open arithmetic": "$((" * 33_000,
    "closed arithmetic": "$((" * 20_000 + "))" * 20_000,
    "brackets": "(" * 100_000,
    "closing brackets": ")" * 100_000,
    "single quotes": "'" * 99_999,
    "double quotes": '"' * 99_999,
    "quoted substitutions": '"$(' * 33_000,
    "backticks": "`" * 99_999,
    "escaped backticks": "`" + "\\`" * 50_000,
    "many escaped backticks": "`a \\`b\\` c` " * 8_000,
    "quotes in arithmetic": "$(( ' $(( \" " * 10_000,
    "heredocs without a body": "cat <<A " * 12_000,
    "heredocs on every line": "cat <<A\n" * 12_000,
    "heredocs with bodies": "cat <<A;" * 6_000 + "\n" + "A\n" * 6_000,
    "tabs in a heredoc": "cat <<-A\n" + "\t" * 100_000 + "\nA",
    "almost a delimiter": "cat <<A\n" + "AA\n" * 30_000,
    "substitutions in a heredoc": "cat <<A\n" + "$(a) `b`\n" * 10_000 + "A\n",
    "a word": "x" * 1_000_000,
    "an open quote": '"' + "x" * 1_000_000,
    "a name and patterns": "a" * 400_000 + "@(b)" * 40_000,
    "a name and arrays": "a" * 50_000 + "=()" * 10_000,
    "open patterns": "a " + "b@(" * 30_000,
    "open arrays": "a=(" * 30_000,
    "open branches": "if " * 30_000,
    "branches that do not close": "while x;do if y;then " * 5_000 + "done;" * 5_000,
    "open cases": "case x in x) " * 8_000,
    "patterns": "case x in " + "a|" * 50_000,
    "tests": "[[ " * 30_000,
    "redirects": ">" * 100_000,
    "descriptors": "{x}>" * 25_000,
    "backslashes": "\\" * 100_000,
    "continuations": "a\\\n" * 30_000,
    "newlines": "\n" * 100_000,
    "carriage returns": "\r" * 100_000,
    "dollars": "$" * 100_000,
    "digits": "1" * 100_000,
    "comments": "#\n" * 50_000,
    "functions": "f()" * 30_000,
    "zeros": "\0" * 100_000,
    "surrogates": "\ud800'\udfff" * 30_000,
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_text_is_read_in_linear_time(name: str) -> None:
    start = time.perf_counter()
    read_shell(_HOSTILE[name])

    assert time.perf_counter() - start < 60, "it hangs"


def test_a_quote_left_open_anywhere_is_read_in_linear_time() -> None:
    text = 'apt-get install -y a \'b c\' "$d e" `f` $(g "h") && cat <<E\nx\nE\n' * 100
    start = time.perf_counter()
    for place in range(0, len(text), len(text) // 20):
        for quote in ("'", '"', "`", "$(", "${", "<<'"):
            read_shell(text[:place] + quote + text[place:])

    assert time.perf_counter() - start < 60, "it hangs"
