"""`dcslint rules checks`: what cards can name, read off signatures and docstrings."""

from __future__ import annotations

import inspect

from dcslint.checks import CASES
from dcslint.config import ConfigurationError
from dcslint.rulebook.signature import signature_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    CheckTable = Mapping[str, Callable[..., Any]]

GENERAL = "dcslint.checks.general"
# The annotations of parameters in the words of the person who writes a card.
_KINDS = {
    "str": "text",
    "bool": "true or false",
    "int": "whole number",
    "int | None": "whole number",
    "list[str]": "list",
    "list[str | int | bool]": "list",
    "dict[str, str]": "mapping",
    "Pattern": "pattern",
    "Schema": "JSON Schema",
}


class CheckInfo:
    """A check as its documentation shows it.

    parameters  rows of name, kind, default ("" where the card must give it) and meaning
    words       what a message can name
    """

    __slots__ = ("cases", "general", "name", "node", "parameters", "sentence", "words")

    def __init__(self, function: Callable[..., Any]) -> None:
        signature = signature_of(function)
        defaults: dict[str, Any] = function.__kwdefaults__ or {}
        text, rows = _docstring(function)
        self.name = function.__name__.replace("_", "-")
        self.general = function.__module__.startswith(GENERAL)
        self.node = signature.node
        self.sentence = text
        self.words = [word for word in rows.pop("words", "").split(", ") if word]
        self.cases = [case for case in getattr(function, CASES) if case]
        self.parameters = [
            (name, _KINDS.get(kind, kind), _default(defaults, name), rows.get(name, ""))
            for name, kind in signature.parameters.items()
        ]


def _default(defaults: dict[str, Any], name: str) -> str:
    if name not in defaults:
        return ""
    value = defaults[name]
    if isinstance(value, bool):
        return str(value).lower()
    return "none" if value in (None, [], "") else str(value)


def _docstring(function: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    """The sentences of a docstring and its rows `name  meaning`."""
    sentences: list[str] = []
    rows: dict[str, str] = {}
    last = ""
    for line in (inspect.getdoc(function) or "").split("\n"):
        name, gap, meaning = line.partition("  ")
        if line.startswith(" ") and last:
            rows[last] += f" {line.strip()}"
        elif gap and name.isidentifier():
            last = name
            rows[name] = meaning.strip()
        elif line.strip():
            last = ""
            sentences.append(line.strip())
    return " ".join(sentences), rows


def checks_of_table(table: CheckTable) -> list[CheckInfo]:
    """All checks, the general ones first, each group in order of names."""
    found = [CheckInfo(function) for function in table.values()]
    return sorted(found, key=lambda one: (not one.general, one.name))


def chosen(found: list[CheckInfo], names: Iterable[str]) -> list[CheckInfo]:
    """The checks of these names. Raises ConfigurationError, with a suggestion, for another name."""
    by_name = {one.name: one for one in found}
    wanted = []
    for given in dict.fromkeys(names):
        name = given.replace("_", "-")
        if name not in by_name:
            from dcslint.rulebook.card import suggest

            hint = suggest(name, by_name) or " ('dcslint rules checks' lists them)"
            raise ConfigurationError(f"there is no check {given!r}{hint}")
        wanted.append(by_name[name])
    return wanted


def as_text(found: list[CheckInfo], others: list[CheckInfo]) -> str:
    """The catalogue for a person; of `others` only the names are given."""
    blocks = ["\n".join(_lines(one)) for one in found]
    if others:
        names = ", ".join(one.name for one in others)
        blocks.append("\n".join(["The checks of built-in rules:", *_wrapped(names, "  ")]))
    return "\n\n".join(blocks) + "\n"


def _lines(one: CheckInfo) -> Iterator[str]:
    yield one.name
    yield from _wrapped(one.sentence, "  ")
    rows = [
        (name, f"{kind}, {default}" if default else kind, meaning)
        for name, kind, default, meaning in one.parameters
    ]
    width = max((len(name) for name, _, _ in rows), default=0)
    for name, kind, meaning in rows:
        first = f"    {name:<{width}}  ({kind}) {meaning}".rstrip()
        yield from _wrapped(first, "", " " * (width + 6))
    if one.cases:
        yield f"    cases: {', '.join(one.cases)}"
    if one.words:
        yield f"    a message can name {', '.join(f'{{{word}}}' for word in one.words)}"


def _wrapped(text: str, first: str, later: str | None = None) -> list[str]:
    import textwrap

    return textwrap.wrap(
        text,
        width=96,
        initial_indent=first,
        subsequent_indent=first if later is None else later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def as_data(found: list[CheckInfo]) -> list[dict[str, Any]]:
    """The catalogue for a machine."""
    return [
        {
            "name": one.name,
            "general": one.general,
            "node": one.node,
            "summary": one.sentence,
            "cases": one.cases,
            "words": one.words,
            "parameters": [
                {"name": name, "type": kind, "default": default or None, "meaning": meaning}
                for name, kind, default, meaning in one.parameters
            ],
        }
        for one in found
    ]
