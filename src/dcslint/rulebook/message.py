"""Messages of cards: a text with `{fields}`, which a check's words fill.

A field is a plain name and nothing else, so that no message reaches into an object.
"""

from __future__ import annotations

from functools import lru_cache

from dcslint.source.regex import regex

_FIELD = regex(r"\{\{|\}\}|\{([a-z_]+)\}|[{}]")


def fields_of(message: str) -> set[str]:
    """The names in a message's `{fields}`. Raises ValueError at a brace that is not one."""
    fields = set()
    for match in _FIELD.finditer(message):
        if match[1]:
            fields.add(match[1])
        elif match[0] in ("{", "}"):
            raise ValueError(f"a field is a plain {{name}}, not {message[match.start() :][:20]!r}")
    return fields


def fill(message: str, words: dict[str, str]) -> str:
    """The message with its fields filled; plain names only. Raises KeyError for a missing word."""
    return "".join([words[text] if is_field else text for text, is_field in _parts(message)])


@lru_cache(maxsize=256)
def _parts(message: str) -> tuple[tuple[str, bool], ...]:
    """A message as texts and names of fields, each with whether it is one."""
    parts = []
    at = 0
    for match in _FIELD.finditer(message):
        parts.append((message[at : match.start()], False))
        parts.append((match[1], True) if match[1] else (match[0][0], False))
        at = match.end()
    return (*parts, (message[at:], False))
