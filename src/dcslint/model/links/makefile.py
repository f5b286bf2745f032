"""The recipes of a makefile as shell code, with the makefile's own variables filled in."""

from __future__ import annotations

import re

from dcslint.model.compute.embedded import Assembly
from dcslint.model.compute.shell_bodies import recipes_of
from dcslint.model.links.holes import ROOT, hole
from dcslint.model.links.script import Runner, folders_above
from dcslint.source.limits import reached
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.model.links.script import Ran
    from dcslint.source import Value

_ASSIGNMENT = regex(
    r"^(?:export[ ]+|override[ ]+)?(?P<name>[A-Za-z_][\w.-]*)[ \t]*(?P<operator>::?:?=|\?=|\+=|=)"
    r"[ \t]*(?P<value>(?:[^\\\n#]|\\.|\\\n)*)",
    re.MULTILINE,
)
_REFERENCE = regex(
    r"\$(?:\((?P<round>(?:[^()\n]|\([^()\n]{0,100}\)){0,200})\)|\{(?P<curly>[^{}\n]{0,200})\}"
    r"|(?P<letter>[@<^?*+%])|(?P<dollar>\$))"
)
_HERE = regex(r"shell\s+pwd|CURDIR|PWD")
_TOP = regex(r"shell\s+git\s+rev-parse\s+--show-toplevel")
_CONTINUED = regex(r"\\\r?\n[ \t]*")
_DEEPEST = 8
_LONGEST = 4096
_STOPS = regex(rf"\n\t?|{_REFERENCE.pattern}")


def commands_in(makefile: Value, path: str) -> Iterator[Ran]:
    """The commands of all recipes. Never raises."""
    text = makefile.text or ""
    variables = Variables(text, path)
    for start, end in recipes_of(text):
        code = _recipe(makefile, start, end, variables)
        if code is not None:
            yield from Runner(folders_above(path)).run(code)


class Variables:
    """The variables of a makefile, each as last assigned."""

    __slots__ = ("_active", "_expanded", "_folder", "_known")

    def __init__(self, text: str, path: str) -> None:
        self._folder = path.rpartition("/")[0]
        self._known: dict[str, str] = {}
        self._expanded: dict[str, str] = {}
        self._active: set[str] = set()
        for found in _ASSIGNMENT.finditer(text):
            name, value = found["name"], _CONTINUED.sub(" ", found["value"]).strip()
            operator = found["operator"]
            if operator == "+=":
                value = f"{self._known.get(name, '')} {value}".strip()
            if operator != "?=" or name not in self._known:
                self._known[name] = value[:_LONGEST]

    def value(self, reference: re.Match[str]) -> str:
        """What a reference stands for, or a hole."""
        if reference["dollar"]:
            return "$"
        name = (reference["round"] or reference["curly"] or reference["letter"] or "").strip()
        if name in self._known:
            return self._expand(name)
        if _HERE.fullmatch(name):
            return ROOT + self._folder
        return ROOT if _TOP.fullmatch(name) else hole(name)

    def _expand(self, name: str) -> str:
        """A variable's value with those in it filled in: once, or it would cost without bound."""
        if name not in self._expanded:
            if len(self._active) > _DEEPEST:
                reached(f"{_DEEPEST} variables of make in each other")
                return hole(name)
            if name in self._active:
                return hole(name)
            self._active.add(name)
            value = _REFERENCE.sub(self.value, self._known[name])
            self._active.remove(name)
            self._expanded[name] = value if len(value) <= _LONGEST else hole(name)
        return self._expanded[name]


def _recipe(makefile: Value, start: int, end: int, variables: Variables) -> Value | None:
    """What make hands to the shell."""
    text = makefile.text or ""
    code = Assembly(makefile)
    at = start + 1
    while at < end and text[at] in "@+- \t":
        at += 1
    for found in _STOPS.finditer(text, at, end):
        first, last = found.span()
        code.take(at, first)
        if text[first] == "\n":
            code.take(first, first + 1)
        else:
            code.put(variables.value(found), first, last)
        at = last
    code.take(at, end)
    return code.value()
