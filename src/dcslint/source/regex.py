"""Regular expressions of ours, compiled when first used.

A start meets more than a hundred of them and needs about twenty: compiling the rest cost a quarter
of a run on one file. For patterns that a card's author writes see `pattern`.
"""

from __future__ import annotations

import re
from sys import modules, version_info

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

# CPython's issue 106052, see `possessive`.
_WRONG_POSSESSIVE = version_info < (3, 11, 5)
_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "split", "sub", "subn")
_compile = re.compile


class _Compiled:
    """Has every method of a compiled pattern as an attribute: calling one costs what it cost."""


class _Late(_Compiled):
    """A pattern that nobody has asked for anything yet."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = compile_now(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        # From here on attributes are found without this method being in their way.
        self.__class__ = _Compiled  # type: ignore[assignment]
        return getattr(compiled, name)


def compile_now(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, also where Python matches possessive groups wrongly."""
    if _WRONG_POSSESSIVE:
        from dcslint.source.possessive import compile_atomic

        return compile_atomic(pattern, flags)
    return _compile(pattern, flags)


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, but nothing is compiled, nor any error raised, before it is used."""
    return _Late(pattern, flags)  # type: ignore[return-value]


def import_late(name: str) -> ModuleType:
    """Import a package whose patterns are compiled when first used, as ours are.

    For one that compiles patterns of parts that nobody asks for, and that only calls the methods of
    what `re.compile` gave it: PyYAML's readers in Python, beside its parser in C, are half of what
    importing it costs. Raises what `import` does.
    """
    if name not in modules:
        re.compile = regex  # type: ignore[assignment]
    try:
        __import__(name)  # also waits for another thread that is importing it
    finally:
        re.compile = _compile
    return modules[name]
