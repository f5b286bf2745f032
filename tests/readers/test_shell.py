"""What the shell reader makes of lists, compound commands and mistakes."""

from __future__ import annotations

import pytest

from dcslint.readers.shell import Substitution, read_shell
from readers.shell_views import faults, joined, keywords, scoped, words

# --- what joins commands -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a && b || c; d", [("", "a"), ("&&", "b"), ("||", "c"), (";", "d")]),
        ("a | b |& c", [("", "a"), ("|", "b"), ("|&", "c")]),
        ("a & b", [("", "a"), ("&", "b")]),
        ("a\nb;\nc &\nd", [("", "a"), ("", "b"), ("", "c"), ("", "d")]),
        ("a &&\n# why\n\nb |\nc", [("", "a"), ("&&", "b"), ("|", "c")]),
        ("[[ a ]] && b", [("&&", "b")]),
        ("((a)) || b", [("||", "b")]),
        ("[[ a =~ (#b) ]] && c", [("&&", "c")]),
        ("f() && a", [("&&", "a")]),
        ("(a; b) && c", [("", "a"), (";", "b"), ("&&", "c")]),
        ("if a; then b; c; fi && d", [("", "a"), ("", "b"), (";", "c"), ("&&", "d")]),
        ("a && if b; then c; fi", [("", "a"), ("&&", "b"), ("", "c")]),
        ("a || for x in y; do b; done", [("", "a"), ("||", "x y"), ("", "b")]),
        ("f() { a; }; b", [("", "a"), (";", "b")]),
        ("case x in a) b; c;; d) e;; esac; f", [("", "b"), (";", "c"), ("", "e"), (";", "f")]),
        ("a $(b; c) && d", [("", "a $(b; c)"), ("", "b"), (";", "c"), ("&&", "d")]),
        ("a ) b", [("", "a"), (";", "b")]),
        ("a \\\n  && \\\n  b", [("", "a"), ("&&", "b")]),
    ],
)
def test_after_is_the_operator_in_front(text: str, expected: list[tuple[str, str]]) -> None:
    assert expected == joined(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "if a; then b; elif c; then d; else e; fi",
            [("if", "a"), ("then", "b"), ("elif", "c"), ("then", "d"), ("else", "e")],
        ),
        ("if a; b; then c; d; fi", [("if", "a"), ("", "b"), ("then", "c"), ("", "d")]),
        ("while a; do b; done", [("while", "a"), ("do", "b")]),
        ("until a\ndo\nb\ndone", [("until", "a"), ("do", "b")]),
        ("for x in a b c; do d; done", [("for", "x a b c"), ("do", "d")]),
        ("for x\nin a\ndo d; done", [("for", "x a"), ("do", "d")]),
        ("for x do d; done", [("for", "x"), ("do", "d")]),
        ("for ((i = 0; i < 3; i++)); do d; done", [("do", "d")]),
        ("select x in a b; do c; done", [("select", "x a b"), ("do", "c")]),
        ("! a; b", [("!", "a"), ("", "b")]),
        ("if ! a; then b; fi", [("!", "a"), ("then", "b")]),
        ("time a", [("time", "a")]),
        ("time -p a | b", [("time", "a"), ("", "b")]),
        ("time -f x a", [("", "time -f x a")]),
        ("coproc a b", [("coproc", "a b")]),
        ("coproc N { a; }", [("", "a")]),
        ("case x in a) b;; esac", [("", "b")]),
        ("(a); { b; }", [("", "a"), ("", "b")]),
    ],
)
def test_keyword_is_the_reserved_word_in_front(text: str, expected: list[tuple[str, str]]) -> None:
    assert expected == keywords(text)


@pytest.mark.parametrize(
    "text",
    [
        "echo if then fi { } ! [[ do",
        "X=1 if a",
        "\\if a",
        "'if' a",
        "if\\x a",
        "ifconfig; done.sh; {a,b}",
        ">x if a",
    ],
)
def test_a_word_is_reserved_only_as_a_whole_and_in_front_of_a_command(text: str) -> None:
    script = read_shell(text)

    assert [""] * len(script.commands) == [command.keyword for command in script.commands]
    assert [] == faults(script)


# --- scopes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a; b && c", [("a", ""), ("b", ""), ("c", "")]),
        ("(a)", [("a", "subshell")]),
        ("{ a; }", [("a", "group")]),
        ("a | b", [("a", "pipe"), ("b", "pipe")]),
        ("a | (b) && c", [("a", "pipe"), ("b", "subshell in pipe"), ("c", "")]),
        ("a && b & c", [("a", "background"), ("b", "background"), ("c", "")]),
        ("a; b & c", [("a", ""), ("b", "background"), ("c", "")]),
        ("a\nb | c &", [("a", ""), ("b", "pipe in background"), ("c", "pipe in background")]),
        ("(a) &", [("a", "subshell in background")]),
        ("(a &)", [("a", "background in subshell")]),
        ("if a; then b; else c; fi", [("a", ""), ("b", "branch"), ("c", "branch")]),
        (
            "if a; then b; elif c; then d; fi",
            [*(("a", ""), ("b", "branch")), *(("c", "branch"), ("d", "branch"))],
        ),
        ("if a; then b; fi & c", [("a", "background"), ("b", "branch in background"), ("c", "")]),
        (
            "if a | b; then c; fi | d",
            [("a", "pipe in pipe"), ("b", "pipe in pipe"), ("c", "branch in pipe"), ("d", "pipe")],
        ),
        ("while a; do b; done; c", [("a", ""), ("b", "branch"), ("c", "")]),
        ("a | while b; do c; done", [("a", "pipe"), ("b", "pipe"), ("c", "branch in pipe")]),
        ("for x in y; do b; done", [("x y", ""), ("b", "branch")]),
        (
            "case $(w) in a) b;; c) d;; esac",
            [("w", "substitution"), ("b", "branch"), ("d", "branch")],
        ),
        ("f() { a; }; b", [("a", "group in function"), ("b", "")]),
        ("f() (a); function g { b; }", [("a", "subshell in function"), ("b", "group in function")]),
        ("f() if a; then b; fi; c", [("a", "function"), ("b", "branch in function"), ("c", "")]),
        ("coproc a; b", [("a", "background"), ("b", "")]),
        (
            "a $(b | c) | d",
            [
                ("a $(b | c)", "pipe"),
                ("b", "pipe in substitution in pipe"),
                ("c", "pipe in substitution in pipe"),
                ("d", "pipe"),
            ],
        ),
        ("a `b` & c", [("a `b`", "background"), ("b", "substitution in background"), ("c", "")]),
        ("[[ $(a) ]] | b", [("a", "substitution in pipe"), ("b", "pipe")]),
        ("a <(b) >(c)", [("a <(b) >(c)", ""), ("b", "substitution"), ("c", "substitution")]),
        ("((x + $(a))) && b", [("a", "substitution"), ("b", "")]),
        ("cat <<E | b\n$(c)\nE\n", [("cat", "pipe"), ("b", "pipe"), ("c", "substitution in pipe")]),
        ("(cat <<E)\n$(c)\nE\n", [("cat", "subshell"), ("c", "substitution in subshell")]),
        (
            "cat <<E | a &&\n$(b)\nE\nc &",
            [
                ("cat", "pipe in background"),
                ("a", "pipe in background"),
                ("b", "substitution in pipe in background"),
                ("c", "background"),
            ],
        ),
        ("f()\n{ a; }", [("a", "group in function")]),
        ("f(); a", [("a", "")]),
        (
            "a\n(b\nc) | d",
            [("a", ""), ("b", "subshell in pipe"), ("c", "subshell in pipe"), ("d", "pipe")],
        ),
    ],
)
def test_a_command_is_in_its_scope(text: str, expected: list[tuple[str, str]]) -> None:
    assert expected == scoped(text)


def test_every_branch_and_every_element_of_a_pipeline_is_a_scope_of_its_own() -> None:
    text = "if a; then b; elif c; then d; else e; fi; f | g | h; case x in i) j;; k) l;; esac"
    scopes = [command.scope for command in read_shell(text).commands]

    assert len(scopes) == len({id(scope) for scope in scopes})


def test_a_scope_tells_the_operator_in_front_of_its_brackets() -> None:
    commands = read_shell("a && { b; } || (c)").commands

    assert ["", "&&", "||"] == [command.scope.after for command in commands]


def test_a_scope_tells_the_name_of_its_function() -> None:
    scope = read_shell("install_all() { a; }").commands[0].scope.parent

    assert scope is not None
    assert ("function", "install_all") == (scope.kind, scope.name)


def test_a_substitution_knows_the_scope_of_its_commands() -> None:
    outer, inner = read_shell("a x$(b)").commands
    found = outer.words[1].parts[1]

    assert isinstance(found, Substitution)
    assert inner.scope is found.scope


def test_a_branch_is_isolated_by_what_is_around_it() -> None:
    (command,) = read_shell("( [[ a ]] && { if [[ b ]]; then c; fi; } )").commands

    assert "subshell" == command.scope.isolated().kind


# --- comments ----------------------------------------------------------------------------------


def test_comments_are_noted() -> None:
    text = "# a\nb # c\nd#e 'f # g' $# ${#x} (h)# i\nx=(j # k\n) && # l"

    assert ["# a", "# c", "# i", "# k", "# l"] == [
        text[start:end] for start, end in sorted(read_shell(text).comments)
    ]


# --- what is not shell ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 'b", [("unterminated-quote", "'b")]),
        ('a "b', [("unterminated-quote", '"b')]),
        ("a $'b", [("unterminated-quote", "$'b")]),
        ("a `b", [("unclosed", "`b")]),
        ("a $(b", [("unclosed", "$(b")]),
        ("a ${b", [("unclosed", "${b")]),
        ("a=(b", [("unclosed", "(b")]),
        ("(a", [("unclosed", "(")]),
        ("{ a", [("unclosed", "{")]),
        ("if a; then b", [("unclosed", "i")]),
        ("while a; do if b; then c; done; d", [("unclosed", "i")]),
        ("[[ a", [("unclosed", "[[ a")]),
        ("cat <<E", [("unclosed", "<<E")]),
        ("cat <<E\na", [("unclosed", "<<E")]),
        ("cat <<A <<B\na\nA", [("unclosed", "<<B")]),
        ("a ) fi done } ;; b", []),
    ],
)
def test_what_is_left_open_is_a_fault(text: str, expected: list[tuple[str, str]]) -> None:
    assert expected == faults(read_shell(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a; fi; b", ["a", "b"]),
        ("a; } b", ["a", "b"]),
        ("while a; do if b; then c; done; d", ["a", "b", "c", "d"]),
        ("[[ a; b", ["b"]),
        ("(a; b", ["a", "b"]),
        ("a ;; b", ["a", "b"]),
        ("a && && b", ["a", "b"]),
        ("case x in a b) c;; esac; d", ["c", "d"]),
        ("x=(a; b", ["", "b"]),
        ("function", ["function"]),
        ("for; do a; done", ["a"]),
        ("a (b) c", ["a", "b", "c"]),
    ],
)
def test_what_stands_around_a_mistake_is_still_read(text: str, expected: list[str]) -> None:
    assert expected == [words(text, command) for command in read_shell(text).commands]


def test_a_carriage_return_in_front_of_a_newline_is_blank() -> None:
    text = "if a\r\nthen\r\n  b \\\r\n  c\r\nfi\r\n"

    assert [("if", "a"), ("then", "b c")] == keywords(text)
