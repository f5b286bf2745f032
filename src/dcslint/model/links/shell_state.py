"""What a shell knows at one point of a script: variables, arrays, the directory it is in.

Follows what is written and runs nothing. A directory is a set of candidates, as a script does not
say where it is started.
"""

from __future__ import annotations

from dcslint.model.links.holes import ROOT, hole
from dcslint.readers.shell import Expansion, Literal, Substitution
from dcslint.source.limits import reached
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.shell import Scope, Word

_LONGEST = 4096
# What variables may add to one word; a word that is written out may be longer.
_MOST_FILLED_IN = 100_000
_SPACE = regex(r"[ \t\n]+")
# The directory of the script, however it is asked for.
_OWN_FOLDER = regex(
    r"""\$\(\s*dirname\s+(?:--\s+)?"?(?:\$\(\s*(?:readlink\s+-f|realpath)\s+)?"?"""
    r"""(?:\$0|\$\{?BASH_SOURCE(?:\[0\])?\}?|\$\{0\})"?\s*\)?"?\s*\)"""
)
_INTO = regex(
    r"""\$\(\s*cd\s+(?:--\s+|-P\s+)?"?(?P<to>\$\([^()]{1,80}(?:\([^()]{0,80}\)[^()]{0,80})?\)"""
    r"""[^"()&;]{0,80}|[^"()$&;]{1,80})"?\s*(?:>\s*/dev/null\s*(?:2>&1)?\s*)?"""
    r"""(?:&&|;)\s*pwd(?:\s+-P)?\s*\)"""
)
_HERE = regex(r"\$\(\s*pwd(?:\s+-P)?\s*\)|`pwd`")
_TOP = regex(r"\$\(\s*git\s+rev-parse\s+--show-toplevel\s*\)|`git rev-parse --show-toplevel`")
_DEFAULTS = (":-", "-", ":=", "=")


class Shell:
    """The state of one shell; a scope that keeps its changes to itself has a copy.

    folders  the directories that the shell may be in, from the project's root; () if not known
    own      the directory of the script; None where the code stands in no script of its own
    """

    __slots__ = ("above", "arrays", "folders", "own", "stack", "text", "variables")

    def __init__(
        self,
        text: str,
        folders: tuple[str, ...],
        variables: dict[str, str] | None = None,
        own: str | None = None,
    ) -> None:
        self.text = text
        self.folders = folders
        self.variables = dict(variables or {})
        self.arrays: dict[str, list[str]] = {}
        self.own = own
        self.stack: list[tuple[str, ...]] = []
        self.above: Shell | None = None

    def inside(self, scope: Scope) -> Shell:
        """The state for a scope inside: a branch tells this one what it changes."""
        copy = Shell(self.text, self.folders, self.variables, self.own)
        copy.arrays.update(self.arrays)
        copy.stack = list(self.stack)
        copy.above = self if scope.kind == "branch" else None
        return copy

    def set(self, name: str, value: str) -> None:
        """Set a variable; above a branch it is no longer known."""
        self.variables[name] = value if len(value) <= _LONGEST else hole(name)
        self.arrays.pop(name, None)
        shell = self.above
        while shell is not None:
            if shell.variables.get(name) != value:
                shell.variables[name] = hole(name)
            shell = shell.above

    def set_array(self, name: str, values: list[str]) -> None:
        """Set an array."""
        self.set(name, hole(name))
        if self.above is None:
            self.arrays[name] = values

    def enter(self, folders: tuple[str, ...]) -> None:
        """Go to another directory."""
        self.folders = folders
        shell = self.above
        while shell is not None:
            if shell.folders != folders:
                shell.folders = ()
            shell = shell.above

    def change(self, to: str) -> None:
        """Follow `cd`."""
        if to in ("", "-") or to.startswith("~"):
            self.enter(())
        elif to.startswith(ROOT):
            self.enter((to.removeprefix(ROOT).lstrip("/"),))
        elif to.startswith("/"):
            self.enter(())
        else:
            self.enter(tuple(f"{one}/{to}" if one else to for one in self.folders))

    def words(self, word: Word) -> list[str]:
        """The words that a word becomes: none, one or several."""
        fields: list[str] = []
        current: str | None = None
        left = _MOST_FILLED_IN
        for part in word.parts:
            if isinstance(part, Literal):
                current = (current or "") + part.text
                continue
            array = self._array(part)
            if array is not None and len(word.parts) == 1:
                return array
            text = self._value(part)
            left -= len(text)
            if left < 0:
                reached(f"{_MOST_FILLED_IN:,} characters of a word with variables")
                return [hole("word")]
            if part.quoted or not _SPACE.search(text):
                current = (current or "") + text if text or part.quoted else current
                continue
            first, *others = _SPACE.split(text)
            fields.append((current or "") + first)
            fields.extend(others[:-1])
            current = others[-1] if others else None
        if current is not None:
            fields.append(current)
        return [field for field in fields if field or word.parts]

    def one(self, word: Word) -> str:
        """The text of a word where nothing is split: the right side of an assignment."""
        text = ""
        for part in word.parts:
            text += part.text if isinstance(part, Literal) else self._value(part)
            if len(text) > _LONGEST:
                break
        return text[:_LONGEST]

    def _array(self, part: Expansion | Substitution) -> list[str] | None:
        if isinstance(part, Expansion) and part.operator == "[":
            source = self.text[part.start : part.end].strip('"')
            if source.endswith(("[@]}", "[*]}")):
                return self.arrays.get(part.name)
        return None

    def _value(self, part: Expansion | Substitution) -> str:
        if isinstance(part, Substitution):
            return self._substituted(self.text[part.start : part.end])
        if part.operator == "" and part.name in self.variables:
            return self.variables[part.name]
        if part.operator == "" and part.name in ("PWD", "CURDIR") and len(self.folders) == 1:
            return ROOT + self.folders[0]
        if part.operator in _DEFAULTS:
            known = self.variables.get(part.name)
            if known:
                return known
            if part.argument is not None:
                return self.one(part.argument)
        if part.operator in ("%", "%%") and self.own is not None:
            source = self.text[part.start : part.end]
            if source in ("${0%/*}", "${BASH_SOURCE%/*}"):
                return ROOT + self.own
        if part.operator in (":?", "?") and self.variables.get(part.name):
            return self.variables[part.name]
        return hole(part.name or "expression")

    def _substituted(self, source: str) -> str:
        source = source.strip('"')
        if len(source) > 400:
            return hole("command")
        if self.own is not None and _OWN_FOLDER.fullmatch(source):
            return ROOT + self.own
        into = _INTO.fullmatch(source)
        if into is not None:
            return self._into(into["to"].strip())
        if _HERE.fullmatch(source) and len(self.folders) == 1:
            return ROOT + self.folders[0]
        return ROOT if _TOP.fullmatch(source) else hole("command")

    def _into(self, to: str) -> str:
        """Where `$(cd … && pwd)` leads."""
        own = _OWN_FOLDER.match(to)
        if own is not None and self.own is not None:
            rest = to[own.end() :].strip('"')
            return (
                f"{ROOT}{self.own}{rest}" if rest.startswith("/") or not rest else hole("command")
            )
        if "$" in to or to.startswith(("/", "~")) or len(self.folders) != 1:
            return hole("command")
        return f"{ROOT}{self.folders[0]}/{to}"
