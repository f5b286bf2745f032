"""The matrix of a CI job as choices: which values of its variables go together."""

from __future__ import annotations

from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dcslint.model.links.holes import Choice

    Node = Mapping | Sequence | Value
    Text = Callable[[Node | None], str]

_MOST = 256
_CHOICES = f"{_MOST} choices of a matrix"


def dimensions_of(matrix: Node, text: Text) -> list[list[Choice]]:
    """The dimensions of a matrix; none for one that is put together elsewhere.

    GitHub's names have `matrix.` in front, those of GitLab and Azure have nothing. Each is known by
    the shape that only it has.
    """
    if isinstance(matrix, Sequence):  # GitLab: a list of variables with lists of values
        found: list[Choice] = []
        for item in matrix:
            if isinstance(item, Mapping):
                found += _product(_lists(item, text, ""))
        return [_first(found)]
    if not isinstance(matrix, Mapping):
        return []
    if all(isinstance(entry.value, Mapping) for entry in matrix) and matrix.entries:
        # Azure names each choice.
        return [_first([_flat(entry.value, text, "") for entry in matrix])]
    lists = _lists(matrix, text, "matrix.")
    include = matrix.sequence("include")
    more = [_flat(item, text, "matrix.") for item in include or () if isinstance(item, Mapping)]
    return [_first(_included(_product(lists), _first(more)))]


def _first(found: list[Choice]) -> list[Choice]:
    """As many of the choices as are looked at."""
    if len(found) > _MOST:
        reached(_CHOICES)
    return found[:_MOST]


def _lists(mapping: Mapping, text: Text, prefix: str) -> list[list[Choice]]:
    """For each variable its values."""
    found: list[list[Choice]] = []
    for entry in mapping:
        name, value = entry.key.text or "", entry.value
        if name in ("include", "exclude"):
            continue
        items = value.items if isinstance(value, Sequence) else [value]
        choices = []
        for item in items:
            if isinstance(item, Mapping):
                choices.append(_flat(item, text, f"{prefix}{name}."))
            elif isinstance(item, Value):
                choices.append({f"{prefix}{name}": text(item)})
        found.append(choices)
    return found


def _flat(node: Node, text: Text, prefix: str) -> dict[str, str]:
    entries = node.entries if isinstance(node, Mapping) else []
    return {
        f"{prefix}{entry.key.text}": text(entry.value)
        for entry in entries
        if isinstance(entry.value, Value)
    }


def _product(lists: list[list[Choice]]) -> list[Choice]:
    found: list[Choice] = [{}]
    for choices in lists:
        if len(found) * len(choices) > _MOST:
            reached(_CHOICES)
        elif choices:
            found = [{**one, **other} for one in found for other in choices]
    return [one for one in found if one]


def _included(found: list[Choice], more: list[dict[str, str]]) -> list[Choice]:
    """What `include` adds: to the choices that it agrees with, or choices of its own."""
    names = {name for choice in found for name in choice}
    result = list(found)
    for one in more:
        shared = names.intersection(one)
        fits = [
            at for at, choice in enumerate(result) if all(choice.get(n) == one[n] for n in shared)
        ]
        if not fits or not found:
            result.append(one)
        for at in fits if found else ():
            result[at] = {**result[at], **one}
    return result
