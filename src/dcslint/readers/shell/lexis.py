"""The words and marks of the shell's grammar as patterns and tables.

Holds no state and reads nothing by itself. Every pattern that swallows a run is possessive (`++`),
so that a run of any length is walked once. Blanks are space and tab as in POSIX; a carriage return
in front of a newline counts as blank too, because a checkout on Windows adds it and the build
context of the same file elsewhere has none.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Rare:
    """A pattern that most scripts never need: compiled when first used, not at every start."""

    __slots__ = ("_compiled", "_flags", "_source")

    def __init__(self, source: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._source = source
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    def match(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """Do what `re.Pattern.match` does."""
        return (self._compiled or self._compile()).match(text, start, end)

    def fullmatch(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """Do what `re.Pattern.fullmatch` does."""
        return (self._compiled or self._compile()).fullmatch(text, start, end)

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """Do what `re.Pattern.search` does."""
        return (self._compiled or self._compile()).search(text, start, end)

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Do what `re.Pattern.finditer` does."""
        return (self._compiled or self._compile()).finditer(text, start, end)

    def _compile(self) -> re.Pattern[str]:
        self._compiled = re.compile(self._source, self._flags)
        return self._compiled


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

BLANK = re.compile(r"(?:[ \t]++|\\\r?\n|\r(?=\n|\Z))*+")
LINES = Rare(r"(?:[ \t\n]++|\\\r?\n|\r(?=\n|\Z))*+")
# The fast path: blanks and a whole word of plain characters, or one plain string in double quotes.
PLAIN = re.compile(
    rf'[ \t]*+(?:([^#{_BARE}][^{_BARE}]*+)|"([^"\\$`]*+)"){_ENDS}',
)
# The first word of a command, where it may be reserved or the name of a function.
HEAD = re.compile(rf"([^#{_BARE}][^{_BARE}]*+)(?=[ \t\r\n;&|()<>]|\Z)([ \t]*+\([ \t]*+\))?+")
BARE = re.compile(rf"(?:[^{_BARE}]++|{_LONE_DOLLAR})++")
QUOTED = re.compile(rf'(?:[^"\\$`]++|\\[^$`"\\\r\n]|{_LONE_DOLLAR_QUOTED})++')
BRACED = Rare(rf"""(?:[^}}"'\\$`]++|{_LONE_DOLLAR})++""")
BRACED_QUOTED = Rare(rf'(?:[^}}"\\$`]++|\\[^$`"\\\r\n}}]|{_LONE_DOLLAR_QUOTED})++')

ASSIGNMENT = re.compile(r"""([A-Za-z_][A-Za-z0-9_]*+)(\[[^\]\s'"`()]*+\])?(\+?)=""")
ARRAY_NAME = Rare(r"[A-Za-z_][A-Za-z0-9_]*+\+?=")
NAME = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*+|[0-9@*#?$!-])")
SIMPLE_PARAMETER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*+)\}")
PARAMETER = Rare(r"\$\{([!#]?)([A-Za-z_][A-Za-z0-9_]*+|[0-9]++|[@*#?$!-])?")
PARAMETER_OPERATOR = Rare(
    r":[-=?+]|//|/#|/%|/|##|#|%%|%|\^\^|\^|,,|,|@|:|\[|[-=?+]",
)
# With these, quotes inside double quotes are quotes; with the others POSIX takes ' for itself.
PATTERN_OPERATORS = frozenset({"#", "##", "%", "%%", "/", "//", "/#", "/%", "^", "^^", ",", ",,"})

REDIRECT = re.compile(
    r"([0-9]++|\{[A-Za-z_][A-Za-z0-9_]*+\})?+"
    r"(<<<|<<-|<<|<>|<&|>>(?!\()|>&|>\||<(?!\()|>(?!\())"
    r"|(&>>?)",
)
REDIRECT_STARTS = frozenset("<>&{0123456789")
DELIMITER = Rare(
    r"""(?:[^ \t\r\n'"\\|&;()<>]++|\\[^\n]|'[^']*+'|"(?:[^"\\]++|\\.)*+")++""", re.DOTALL
)
DELIMITER_QUOTES = r"""(?s)\\(.)|['"]"""

OPERATOR = re.compile(r"&&|\|\||;;&|;;|;&|\|&|[;&|\n()]")
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
FUNCTION_NAME = Rare(r"[ \t]*+([^ \t\r\n;&|()<>]++)(?:[ \t]*+\([ \t]*+\))?+")
COPROC_NAME = Rare(
    r"[ \t]++[A-Za-z_][A-Za-z0-9_]*+(?=[ \t]++(?:[{(]|(?:if|while|until|for|case|select)[ \t\n]))"
)
TIME_OPTION = Rare(r"[ \t]++-p(?=[ \t\n;&|()<>]|\Z)")
OPTION = Rare(r"[ \t]++-")
TEST_ENDS = Rare(r"\]\](?=[ \t\r\n;&|()<>]|\Z)")
PROCESS_STARTS = ("<(", ">(")

# What a flat scan must not look into, and what it counts.
ARITHMETIC = Rare(r"""\\.|'[^']*+'|"(?:[^"\\]++|\\.)*+"|\(|\)""", re.DOTALL)
SKIPPED = Rare(r"""\\.|\$\(|\$\{|['"`()}]""", re.DOTALL)
# In a heredoc or an arithmetic expression only these matter: quotes there are letters.
EXPANDING = Rare(r"\\.|\$[({]|`", re.DOTALL)
BACKTICK_END = Rare(r"(?:[^`\\]++|\\.)*+", re.DOTALL)
ANSI_END = Rare(r"(?:[^'\\]++|\\.)*+", re.DOTALL)
ANSI_PIECE = Rare(
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


def end_of(pattern: re.Pattern[str] | Rare, text: str, start: int, end: int) -> int:
    """Tell where a run that may be empty ends."""
    run = pattern.match(text, start, end)
    return start if run is None else run.end()
