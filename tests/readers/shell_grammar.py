"""Scripts made from a grammar, for hypothesis: valid for bash, and of every construct it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_NAMES = st.sampled_from(["a", "PATH", "X_1", "_v"])
_PLAIN = st.sampled_from(
    ["pip", "install", "-y", "--no-cache-dir", "a.b", "/usr/bin", "x=1", "numpy==1.2", "a,b", "é"]
)
_COMMAND_NAMES = st.sampled_from(["pip", "apt-get", "echo", "/bin/sh", "set", "true", "ls", "é"])
_IN_QUOTES = st.sampled_from(["", "a b", "$x", "é;", "|", "&& b", "#", "(", ")", "{}", "\\n"])


def _words(commands: SearchStrategy[str]) -> SearchStrategy[str]:
    double = st.lists(
        st.one_of(
            st.sampled_from(["a b", "'", "#", "é", ";", "&&", "|", "(", ")", '\\"', "\\$", "{"]),
            _NAMES.map(lambda name: f"${name} "),
            _NAMES.map(lambda name: f"${{{name}}}"),
            _NAMES.map(lambda name: f"${{{name}:-d}}"),
            commands.map(lambda body: f"$( {body})"),
        ),
        max_size=3,
    ).map(lambda pieces: '"' + "".join(pieces) + '"')
    piece = st.one_of(
        _PLAIN,
        _PLAIN,
        _IN_QUOTES.map(lambda text: f"'{text}'"),
        double,
        _NAMES.map(lambda name: f"${{{name}}}"),
        st.tuples(
            _NAMES, st.sampled_from([":-", ":=", "-", "+", ":+", "?", "#", "##", "%", "%%"])
        ).map(lambda pair: f"${{{pair[0]}{pair[1]}w}}"),
        commands.map(lambda body: f"$( {body})"),
        st.sampled_from(["$((1 + 2))", "z\\ z", "\\;", "$'a\\n'", "$1"]),
    )
    return st.one_of(
        _PLAIN,
        st.lists(piece, min_size=1, max_size=2).map("".join),
        commands.map(lambda body: f"<( {body})"),
        st.sampled_from(["*.c", "~/x", "[a-z]*", "{a,b}", "a#b"]),
    )


def _simple(commands: SearchStrategy[str]) -> SearchStrategy[str]:
    words = _words(commands)
    assignment = st.tuples(_NAMES, st.sampled_from(["=", "+="]), words).map("".join)
    redirect = st.one_of(
        st.tuples(st.sampled_from([">", ">>", "2>", "<", "&>", ">| "]), _PLAIN).map("".join),
        st.sampled_from(["2>&1", ">&2", "> /dev/null", '<<< "a b"']),
    )
    return st.tuples(
        st.lists(assignment, max_size=2),
        _COMMAND_NAMES,
        st.lists(words, max_size=3),
        st.lists(redirect, max_size=2),
        st.sampled_from([" ", " ", "  ", " \\\n"]),
    ).map(lambda parts: parts[4].join([*parts[0], parts[1], *parts[2], *parts[3]]))


def _compound(commands: SearchStrategy[str]) -> SearchStrategy[str]:
    words = st.lists(_PLAIN, min_size=1, max_size=2).map(" ".join)
    return st.one_of(
        commands.map(lambda body: f"( {body})"),
        commands.map(lambda body: f"{{ {body}; }}"),
        st.tuples(commands, commands).map(lambda two: f"if {two[0]}; then {two[1]}; fi"),
        st.tuples(commands, commands, commands).map(
            lambda three: f"if {three[0]}\nthen {three[1]}\nelse {three[2]}\nfi"
        ),
        st.tuples(commands, commands, commands, commands).map(
            lambda four: f"if {four[0]}; then {four[1]}; elif {four[2]}; then {four[3]}; fi"
        ),
        st.tuples(words, commands).map(lambda two: f"for i in {two[0]}; do {two[1]}; done"),
        st.tuples(st.sampled_from(["while", "until"]), commands, commands).map(
            lambda three: f"{three[0]} {three[1]}; do {three[2]}; done"
        ),
        st.tuples(commands, commands).map(
            lambda two: f'case "$1" in a|b) {two[0]};; (*) {two[1]}\n;; esac'
        ),
        commands.map(lambda body: f"f() {{ {body}; }}"),
        commands.map(lambda body: f"function g {{ {body}; }}"),
        commands.map(lambda body: f"[[ -f x && $( {body}) == a* ]]"),
        st.sampled_from(
            ["(( x + 1 ))", "[[ a =~ ^(b|c)+$ ]]", "[ -f x ]", "> x", "X=1", "A=(1 2)"]
        ),
        st.sampled_from(["export A=b", "declare -r x", "unset x y"]),
    )


def _joined(commands: SearchStrategy[str]) -> SearchStrategy[str]:
    single = st.one_of(_simple(commands), _simple(commands), _compound(commands))
    return st.tuples(
        single,
        st.lists(
            st.tuples(
                st.sampled_from(
                    [" && ", " || ", "; ", "\n", " | ", " & ", " |\n", " &&\n", "\n\n"]
                ),
                single,
            ).map("".join),
            max_size=2,
        ),
    ).map(lambda parts: parts[0] + "".join(parts[1]))


_SMALL = st.sampled_from(["a", "b -c 'd'", "$X y", "cmd | grep e", "x=1 y", "! t", "q; r"])
# Deferred, not recursive: every strategy exists once, and a script may stand in itself.
COMMANDS: SearchStrategy[str] = st.deferred(lambda: st.one_of(_SMALL, _SMALL, _SMALL, SCRIPTS))
SCRIPTS: SearchStrategy[str] = _joined(COMMANDS)

# Text that is no script: every mark the shell knows, in any order.
NOISE = st.lists(
    st.sampled_from(
        [
            *("a", "B=", "x+=(", "'", '"', "`", "\\", "\\\n", "$", "${", "${x:-", "${#", "}", "$("),
            *(
                ")",
                "((",
                "))",
                "$((",
                "[[",
                "]]",
                "&&",
                "||",
                ";",
                "&",
                "|",
                "|&",
                "\n",
                "\r\n",
                " ",
            ),
            *("if ", "then ", "elif ", "else ", "fi ", "while ", "do ", "done ", "for ", "in "),
            *("case ", "esac ", ";;", "{ ", "} ", "(", "function ", "f()", "coproc ", "time ", "!"),
            *(
                "<",
                "<<E",
                "<<-E",
                "<<'E'",
                "\nE\n",
                "<<<",
                ">",
                "2>&1",
                "&>",
                "<(",
                "#",
                "$'",
                '$"',
            ),
            *("@(", "\ud800", "\0", "é", "\r", "\t", "{x}>"),
        ]
    ),
    max_size=30,
).map("".join)
