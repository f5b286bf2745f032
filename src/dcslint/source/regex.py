"""Regular expressions of ours, compiled when first used.

A start meets more than a hundred of them and needs about twenty: compiling the rest cost a quarter
of a run on one file. For patterns that a card's author writes see `pattern`.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "split", "sub", "subn")


class _Compiled:
    """Has every method of a compiled pattern as an attribute: calling one costs what it cost."""


class _Late(_Compiled):
    """A pattern that nobody has asked for anything yet."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        # From here on attributes are found without this method being in their way.
        self.__class__ = _Compiled  # type: ignore[assignment]
        return getattr(compiled, name)


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, but nothing is compiled, nor any error raised, before it is used."""
    return _Late(pattern, flags)  # type: ignore[return-value]
