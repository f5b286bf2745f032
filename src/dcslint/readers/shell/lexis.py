"""The words and marks of the shell's grammar as patterns and tables.

Holds no state and reads nothing by itself. Every pattern that swallows a run is possessive (`++`),
so that a run of any length is walked once. Blanks are space and tab as in POSIX; a carriage return
in front of a newline counts as blank too, because a checkout on Windows adds it and the build
context of the same file elsewhere has none.
"""

from __future__ import annotations

import re

from dcslint.source.regex import regex

TYPE_CHECKING = False


# Nested substitutions, expansions and scopes. Real scripts stay below 10; every level of a
# substitution costs up to seven Python calls, and the interpreter allows 1,000.
DEPTH_LIMIT = 50
# Enough to show what is wrong with a broken script; a hostile one has one fault per character.
FAULT_LIMIT = 100

# A dollar sign that starts nothing is a character like any other.
_LONE_DOLLAR = r"""\$(?![A-Za-z0-9_({'"@*#?$!-])"""
_LONE_DOLLAR_QUOTED = r"\$(?![A-Za-z0-9_({@*#?$!-])"
_BARE = r""" \t\r\n'"\\$`|&;()<>"""
_ENDS = r"(?=[ \t\n;&|)]|\Z)"

BLANK = regex(r"(?:[ \t]++|\\\r?\n|\r(?=\n|\Z))*+")
BLANK_STARTS = frozenset(" \t\\\r")
LINES = regex(r"(?:[ \t\n]++|\\\r?\n|\r(?=\n|\Z))*+")
# The fast path: blanks and a whole word of plain characters, or one plain string in double quotes.
PLAIN = regex(
    rf'[ \t]*+(?:([^#{_BARE}][^{_BARE}]*+)|"([^"\\$`]*+)"){_ENDS}',
)
# The first word of a command, where it may be reserved or the name of a function.
HEAD = regex(rf"([^#{_BARE}][^{_BARE}]*+)(?=[ \t\r\n;&|()<>]|\Z)([ \t]*+\([ \t]*+\))?+")
BARE = regex(rf"(?:[^{_BARE}]++|{_LONE_DOLLAR})++")
QUOTED = regex(rf'(?:[^"\\$`]++|\\[^$`"\\\r\n]|{_LONE_DOLLAR_QUOTED})++')
BRACED = regex(rf"""(?:[^}}"'\\$`]++|{_LONE_DOLLAR})++""")
BRACED_QUOTED = regex(rf'(?:[^}}"\\$`]++|\\[^$`"\\\r\n}}]|{_LONE_DOLLAR_QUOTED})++')

ASSIGNMENT = regex(r"""([A-Za-z_][A-Za-z0-9_]*+)(\[[^\]\s'"`()]*+\])?(\+?)=""")
ARRAY_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*+\+?=")
NAME = regex(r"\$([A-Za-z_][A-Za-z0-9_]*+|[0-9@*#?$!-])")
SIMPLE_PARAMETER = regex(r"\$\{([A-Za-z_][A-Za-z0-9_]*+)\}")
PARAMETER = regex(r"\$\{([!#]?)([A-Za-z_][A-Za-z0-9_]*+|[0-9]++|[@*#?$!-])?")
PARAMETER_OPERATOR = regex(
    r":[-=?+]|//|/#|/%|/|##|#|%%|%|\^\^|\^|,,|,|@|:|\[|[-=?+]",
)
# With these, quotes inside double quotes are quotes; with the others POSIX takes ' for itself.
PATTERN_OPERATORS = frozenset({"#", "##", "%", "%%", "/", "//", "/#", "/%", "^", "^^", ",", ",,"})

REDIRECT = regex(
    r"([0-9]++|\{[A-Za-z_][A-Za-z0-9_]*+\})?+"
    r"(<<<|<<-|<<|<>|<&|>>(?!\()|>&|>\||<(?!\()|>(?!\())"
    r"|(&>>?)",
)
REDIRECT_STARTS = frozenset("<>&{0123456789")
DELIMITER = regex(
    r"""(?:[^ \t\r\n'"\\|&;()<>]++|\\[^\n]|'[^']*+'|"(?:[^"\\]++|\\.)*+")++""", re.DOTALL
)
DELIMITER_QUOTES = r"""(?s)\\(.)|['"]"""

OPERATOR = regex(r"&&|\|\||;;&|;;|;&|\|&|[;&|\n()]")
OPERATOR_STARTS = frozenset("&|;\n()")
ARM_ENDS = frozenset({";;", ";&", ";;&"})
PIPES = frozenset({"|", "|&"})
CONTINUING = frozenset({"|", "|&", "&&", "||"})
WORD_ENDS = frozenset(" \t\n;&|<>)")
COMMAND_ENDS = frozenset("\n;&|()#")

RESERVED = frozenset(
    {
        *("if", "then", "elif", "else", "fi"),
        *("while", "until", "for", "select", "do", "done"),
        *("case", "esac", "function", "coproc", "{", "}", "!", "time", "[["),
    }
)
FUNCTION_NAME = regex(r"[ \t]*+([^ \t\r\n;&|()<>]++)(?:[ \t]*+\([ \t]*+\))?+")
COPROC_NAME = regex(
    r"[ \t]++[A-Za-z_][A-Za-z0-9_]*+(?=[ \t]++(?:[{(]|(?:if|while|until|for|case|select)[ \t\n]))"
)
TIME_OPTION = regex(r"[ \t]++-p(?=[ \t\n;&|()<>]|\Z)")
OPTION = regex(r"[ \t]++-")
TEST_ENDS = regex(r"\]\](?=[ \t\r\n;&|()<>]|\Z)")
PROCESS_STARTS = ("<(", ">(")

# What a flat scan must not look into, and what it counts.
ARITHMETIC = regex(r"""\\.|'[^']*+'|"(?:[^"\\]++|\\.)*+"|\(|\)""", re.DOTALL)
SKIPPED = regex(r"""\\.|\$\(|\$\{|['"`()}]""", re.DOTALL)
# In a heredoc or an arithmetic expression only these matter: quotes there are letters.
EXPANDING = regex(r"\\.|\$[({]|`", re.DOTALL)
BACKTICK_END = regex(r"(?:[^`\\]++|\\.)*+", re.DOTALL)
ANSI_END = regex(r"(?:[^'\\]++|\\.)*+", re.DOTALL)
ANSI_PIECE = regex(
    r"([^\\]++)|\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})"
    r"|([0-7]{1,3})|c(.)|(.))|(\\)",
    re.DOTALL,
)
_ANSI_LETTERS = {
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "?": "?",
}
_LAST_CODE_POINT = 0x10FFFF


def ansi_text(piece: re.Match[str]) -> str:
    r"""Decode one match of ANSI_PIECE: what `\n`, `\x41`, `\101` … in `$'…'` stand for."""
    plain, byte, short, long, octal, control, letter, lone = piece.groups()
    if plain is not None or lone is not None:
        return piece[0]
    if letter is not None:
        return _ANSI_LETTERS.get(letter, piece[0])
    if control is not None:
        return chr(ord(control) & 0x1F)
    code = int(octal, 8) & 0xFF if octal is not None else int(byte or short or long, 16)
    return chr(code) if code <= _LAST_CODE_POINT else piece[0]


def end_of(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Tell where a run that may be empty ends."""
    run = pattern.match(text, start, end)
    return start if run is None else run.end()
