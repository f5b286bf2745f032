"""The labels of a Dockerfile's stages, with variables resolved. Knows no rule."""

from __future__ import annotations

from dcslint.readers.dockerfile.words import expand, name_value_pairs
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.model.image.nodes import Instruction, Stage


def labels_of(stage: Stage) -> Iterator[tuple[Value, Value]]:
    """Names and values of the labels that a stage has, those it is built on first.

    Of one name the last counts. A label that only the first image brings is not seen.
    """
    for one in reversed(list(stage.ancestry)):
        for instruction in one.instructions:
            if instruction.name == "LABEL":
                yield from _labels(instruction)


def _labels(instruction: Instruction) -> Iterator[tuple[Value, Value]]:
    escape = instruction.stage.image.syntax.escape

    def lookup(name: str) -> Value:
        found = instruction.environment.get(name)
        if found is not None:
            return found
        return Value.of_unknown(instruction.span, f"{name} is not set in this file")

    for name, value in name_value_pairs(instruction.syntax.arguments, escape):
        if value is not None:
            yield expand(name, lookup, escape), expand(value, lookup, escape)
