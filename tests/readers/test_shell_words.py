"""What the shell reader makes of words, assignments, redirects and heredocs."""

from __future__ import annotations

import pytest

from dcslint.readers.shell import Expansion, read_shell
from readers.shell_views import first_word, part, parts, words

# --- words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", ["b"]),
        ("a 'b c'", ['"b c"']),
        ('a "b c"', ['"b c"']),
        ("a ''", ['""']),
        ('a ""', ['""']),
        ("a $''", ['""']),
        ("a b'c'\"d\"e", ["b", '"c"', '"d"', "e"]),
        ("a b\\ c", ["b", '" "', "c"]),
        ("a \\$b", ['"$"', "b"]),
        ('a "b\\"c\\d\\$e"', ['"b"', '"""', '"c\\d"', '"$"', '"e"']),
        ("a 'b\\'", ['"b\\"']),
        ("a b\\\nc", ["b", "c"]),
        ('a "b\\\nc"', ['"b"', '"c"']),
        ("a b\\\r\nc", ["b", "c"]),
        (
            "a $'b\\tc\\x41\\u00e9\\101\\e\\'\\q'",
            ['"b"', '"~\t"', '"c"', '"~A"', '"~é"', '"~A"', '"~\x1b"', '"~\'"', '"\\q"'],
        ),
        ('a $"b"', ['"b"']),
        ("a $b", ["<b>"]),
        ('a "$b"', ['"<b>"']),
        ("a ${b}c", ["<b>", "c"]),
        ("a $b.c$1$@", ["<b>", ".c", "<1>", "<@>"]),
        ("a $", ["$"]),
        ('a "$" b', ['"$"']),
        ("a $%", ["$%"]),
        ("a ${b:-c}", ["<b:-c>"]),
        ("a ${b-}", ["<b->"]),
        ("a ${b:-'c d'\"e\"}", ['<b:-"c d" "e">']),
        ('a "${b:-it\'s}"', ['"<b:-"it\'s">"']),
        ("a ${b#*/}", ["<b#*/>"]),
        ("a ${b%%'}'*}", ['<b%%"}" *>']),
        ("a \"${b%'}'}\"", ['"<b%"}">"']),
        ("a ${b//c/$d}", ["<b//c/ <d>>"]),
        ("a ${b:1:2}", ["<b:1:2>"]),
        ("a ${#b}", ["<blen>"]),
        ("a ${!b}", ["<b!>"]),
        ("a ${#}", ["<#>"]),
        ("a ${#-}", ["<-len>"]),
        ("a ${#-x}", ["<#-x>"]),
        ("a ${b[0]}", ["<b[0]>"]),
        ("a ${b:-${c:-d}}", ["<b:-<c:-d>>"]),
        ("a ${b:-$(c)}", ["<b:-(command)>"]),
        ("a ${}", ["<invalid>"]),
        ("a ${{ b }}", ["<invalid{ b >", "}"]),
        ("a $(b)", ["(command)"]),
        ("a `b`", ["(backtick)"]),
        ("a <(b)", ["(input)"]),
        ("a --x=>(b)", ["--x=", "(output)"]),
        ("a $((1 + 2))", ["(arithmetic)"]),
        ("a $((b) | c)", ["(command)"]),
        ("a b=(c d)", ["b=", "(array)"]),
        ("a @(b|c)d", ["@", "(", "b", "|", "c", ")", "d"]),
        ("a {b,c}*~", ["{b,c}*~"]),
        ("a b#c", ["b#c"]),
        ("a b\rc", ["b", "\r", "c"]),
    ],
)
def test_a_word_has_its_parts(text: str, expected: list[str]) -> None:
    assert expected == parts(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 'b'\"c\"\\d", "bcd"),
        ('a ""', ""),
        ("a $'\\x41'", "A"),
        ("a $b", None),
        ("a b$(c)", None),
        ("a b=(c)", None),
    ],
)
def test_a_word_of_literals_has_a_text(text: str, expected: str | None) -> None:
    assert expected == first_word(text).literal()


def test_an_expansion_tells_an_empty_argument_from_none() -> None:
    (empty,) = first_word("a ${b:-}").parts
    (none,) = first_word("a ${b}").parts

    assert isinstance(empty, Expansion)
    assert isinstance(none, Expansion)
    assert empty.argument is not None
    assert (7, 7, None) == (empty.argument.start, empty.argument.end, none.argument)


def test_assignments_stand_in_front_of_a_command_or_alone() -> None:
    text = "A= B=x C+='y z' cmd D=1\nE=(x 'y z')\nF[1]=q"
    commands = read_shell(text).commands

    assert [
        [("A", "", False, False), ("B", "x", False, False), ("C", "y z", True, False)],
        [("E", None, False, True)],
        [("F", "q", False, True)],
    ] == [
        [(one.name, one.value.literal(), one.append, one.array) for one in command.assignments]
        for command in commands
    ]
    assert ["x", "y z"] == [word.literal() for word in commands[1].assignments[0].elements]
    assert ["cmd D=1", "", ""] == [words(text, command) for command in commands]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > b", [("", ">", "b")]),
        ("a >>b 2>&1", [("", ">>", "b"), ("2", ">&", "1")]),
        ("a &> b", [("", "&>", "b")]),
        ("a &>>b", [("", "&>>", "b")]),
        ("a <b 3<>c >|d", [("", "<", "b"), ("3", "<>", "c"), ("", ">|", "d")]),
        ("a {fd}>b", [("{fd}", ">", "b")]),
        ("a >&-", [("", ">&", "-")]),
        ("a <<< 'b c'", [("", "<<<", "'b c'")]),
        ("a > >(b)", [("", ">", ">(b)")]),
        ("2>b a c", [("2", ">", "b")]),
        ("a >", [("", ">", None)]),
    ],
)
def test_a_command_has_its_redirects(
    text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    redirects = read_shell(text).commands[0].redirects

    assert expected == [
        (one.fd, one.operator, text[one.target.start : one.target.end] if one.target else None)
        for one in redirects
    ]


def test_a_number_is_a_descriptor_only_where_it_touches_the_operator() -> None:
    text = "a 2 >b c2>d"

    assert ["a 2 c2"] == [words(text, command) for command in read_shell(text).commands]


def test_redirects_of_a_compound_command_are_the_scripts() -> None:
    text = "{ a; } > log 2>&1; while b; do c; done < <(d)"
    script = read_shell(text)

    assert ["> log", "2>&1", "< <(d)"] == [text[one.start : one.end] for one in script.redirects]
    assert ["a", "b", "c", "d"] == [words(text, command) for command in script.commands]


# --- heredocs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "bodies", "following"),
    [
        ("cat <<E\na\nb\nE\nc", [("a\nb\n", True)], ["cat", "c"]),
        ("cat <<'E'\n$(a)\nE\nc", [("$(a)\n", False)], ["cat", "c"]),
        ('cat <<"E F"\na\nE F\nc', [("a\n", False)], ["cat", "c"]),
        ("cat <<\\E\na\nE\nc", [("a\n", False)], ["cat", "c"]),
        ("cat <<E && c\na\nE\nd", [("a\n", True)], ["cat", "c", "d"]),
        ("cat <<-E\n\ta\n\t\tb\x0b\tc\n\tE\nc", [("a\nb\x0b\tc\n", True)], ["cat", "c"]),
        ("cat <<E\n\tE\nE\nc", [("\tE\n", True)], ["cat", "c"]),
        ("cat <<A <<B\na\nA\nb\nB\nc", [("a\n", True), ("b\n", True)], ["cat", "c"]),
        ("cat <<E\nE\nc", [("", True)], ["cat", "c"]),
        ("cat <<E\na\\\nE\nE\nc", [("a\\\nE\n", True)], ["cat", "c"]),
        ("cat <<'E'\na\\\nE\nc", [("a\\\n", False)], ["cat", "c"]),
        ("cat <<E\na\\\\\nE\nc", [("a\\\\\n", True)], ["cat", "c"]),
        ("cat <<E\nit's \"\nE\nc", [("it's \"\n", True)], ["cat", "c"]),
        ("cat <<E\r\na\r\nE\r\nc", [("a\r\n", True)], ["cat", "c"]),
        ("cat <<E 'x\ny'\na\nE\nc", [("a\n", True)], ["cat 'x\ny'", "c"]),
        ("cat <<E $(x\ny)\na\nE\nc", [("a\n", True)], ["cat $(x\ny)", "x", "y", "c"]),
        ("a $(cat <<E)\nb\nE\nc", [("b\n", True)], ["a $(cat <<E)", "cat", "c"]),
        ("a $(cat <<E\nb\nE\n) c", [("b\n", True)], ["a $(cat <<E\nb\nE\n) c", "cat"]),
        ("cat <<E\na", [("a", True)], ["cat"]),
    ],
)
def test_a_heredoc_has_its_body(
    text: str, bodies: list[tuple[str, bool]], following: list[str]
) -> None:
    script = read_shell(text)
    redirects = [one for command in script.commands for one in command.redirects]

    assert bodies == [(one.body.text, one.body.expand) for one in redirects if one.body]
    assert following == [words(text, command) for command in script.commands]


def test_the_substitutions_in_a_body_are_read_unless_its_delimiter_is_quoted() -> None:
    text = "cat <<A <<'B'\n$(a) \"`b`\" \\$(c) ${x:-$(d)}\nA\n$(e)\nB\n"

    assert ["cat", "a", "b", "d"] == [words(text, one) for one in read_shell(text).commands]


def test_a_substitution_left_open_in_a_body_ends_with_the_body() -> None:
    text = "cat <<E\n$(a\nE\nb"

    assert ["cat", "a", "b"] == [words(text, command) for command in read_shell(text).commands]


# --- backticks ---------------------------------------------------------------------------------


def test_escapes_in_backticks_are_undone_once_and_keep_their_places() -> None:
    text = 'a `b \\$c \\`d "e"\\` f\\x` && g'
    script = read_shell(text)
    outer, inner, nested, following = script.commands
    expansion = inner.words[1].parts[0]

    assert [("", "a"), ("", "b"), ("", "d"), ("&&", "g")] == [
        (command.after, text[command.words[0].start : command.words[0].end])
        for command in script.commands
    ]
    assert isinstance(expansion, Expansion)
    assert "$c" == text[expansion.start : expansion.end]
    assert ["d", '"e"'] == [text[word.start : word.end] for word in nested.words]
    assert nested.scope.parent is inner.scope
    assert inner.scope.parent is outer.scope is following.scope


def test_an_empty_value_in_backticks_stands_behind_its_name() -> None:
    assignment = read_shell("`x=\\\\\n").commands[1].assignments[0]

    assert (1, 3, 3, 3) == (
        assignment.start,
        assignment.end,
        assignment.value.start,
        assignment.value.end,
    )


def test_a_literal_that_holds_an_escape_of_backticks_is_not_exact() -> None:
    inner = read_shell("a `b 'c\\\\d' 'e'`").commands[1]

    assert ['"~c\\d"', '"e"'] == [part(piece) for word in inner.words[1:] for piece in word.parts]


def test_a_line_that_goes_on_is_no_part_of_what_is_in_front_of_it() -> None:
    text = "A=\\\n b\\\n >c\\\n d\\\n"
    (command,) = read_shell(text).commands

    assert ["A="] == [text[node.start : node.end] for node in command.assignments]
    assert ["b", "d"] == [text[node.start : node.end] for node in command.words]
    assert [">c"] == [text[node.start : node.end] for node in command.redirects]
    assert (0, "d") == (command.start, text[command.end - 1 : command.end])
