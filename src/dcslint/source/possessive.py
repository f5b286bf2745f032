"""Possessive groups for Pythons that match them wrongly: 3.11.0 to 3.11.4, as Debian 12 has it.

There `(?:ab?c)*+` keeps of its last turn, which failed, what that had taken (CPython's issue
106052). An atomic group around a greedy one means the same and was right from the start; 3.11.5
makes one of the other by itself. Imported by those Pythons only, so it may rest on their `re`.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Any

_parser: Any = import_module("re._parser")
_compiler: Any = import_module("re._compiler")
_constants: Any = import_module("re._constants")
_CHARACTERS = (_constants.LITERAL, _constants.NOT_LITERAL, _constants.IN, _constants.ANY)


def compile_atomic(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, with atomic groups where the pattern has possessive ones.

    Its attribute `pattern` is None. Raises `re.error`.
    """
    tree = _parser.parse(pattern, flags)
    _rewrite(tree)
    compiled: re.Pattern[str] = _compiler.compile(tree, flags)
    return compiled


def _rewrite(tree: Any) -> None:
    for at, (kind, what) in enumerate(tree.data):
        for inner in _inside(what):
            _rewrite(inner)
        if kind is not _constants.POSSESSIVE_REPEAT:
            continue
        repeated = what[2].data
        # One character, repeated, has a loop of its own that was never wrong.
        if len(repeated) != 1 or repeated[0][0] not in _CHARACTERS:
            greedy = _parser.SubPattern(tree.state, [(_constants.MAX_REPEAT, what)])
            tree.data[at] = (_constants.ATOMIC_GROUP, greedy)


def _inside(what: Any) -> list[Any]:
    """The trees in what belongs to a node: itself, or items of its tuples and lists."""
    if isinstance(what, _parser.SubPattern):
        return [what]
    return [tree for one in what for tree in _inside(one)] if isinstance(what, tuple | list) else []
