"""What an image must say of itself: labels, variables and instructions, had or not had."""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.checks.general.image_names import comes_from
from dcslint.checks.general.judged import fits
from dcslint.model.image.labels import labels_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.model.image.nodes import Image, Instruction
    from dcslint.source import Value
    from dcslint.source.pattern import Pattern


@check()
def label_missing(image: Image, *, labels: list[str], unless_from: list[str] = []) -> Problems:  # noqa: B006
    """Report labels that the Dockerfile gives its final image nowhere.

    labels       names of the labels that an image must have
    unless_from  names of base images that bring them
    words        label
    """
    final = image.final
    if final is None or comes_from(final, unless_from):
        return
    names = [name.known() for name, _ in labels_of(final)]
    if None not in names:
        for label in labels:
            if label not in names:
                yield Problem(final.span, label=label)


@check()
def label_not_matching(image: Image, *, label: str, pattern: Pattern) -> Problems:
    """Report a label of the final image whose value is not as it must be.

    label    name of the label
    pattern  what its whole value must match
    words    label, value
    """
    final = image.final
    values: dict[str | None, Value] = {}
    for name, value in () if final is None else labels_of(final):
        values[name.text] = value
    found = values.get(label)
    if found is not None and None not in values and fits(found, pattern) is False:
        yield Problem(found, label=label, value=found.text or "")


@check()
def env_missing(
    image: Image,
    *,
    variables: list[str],
    unless_from: list[str] = [],  # noqa: B006
) -> Problems:
    """Report variables that no ENV of the final image sets.

    variables    names of the variables that an image must set
    unless_from  names of base images that set them
    words        variable
    """
    final = image.final
    if final is None or comes_from(final, unless_from):
        return
    for variable in variables:
        if final.end.kind(variable) != "env":
            yield Problem(final.span, variable=variable)


@check()
def env_not_matching(image: Image, *, variable: str, pattern: Pattern) -> Problems:
    """Report an ENV of the final image whose value is not as it must be.

    variable  name of the variable
    pattern   what its whole value must match
    words     variable, value
    """
    final = image.final
    if final is None or final.end.kind(variable) != "env":
        return
    value = final.end.get(variable)
    if value is not None and fits(value, pattern) is False:
        yield Problem(value, variable=variable, value=value.text or "")


@check(names=("ENV",))
def env_forbidden(instruction: Instruction, *, variables: list[str]) -> Problems:
    """Report an ENV of the final image that sets a variable that it must not.

    variables  names of the variables
    words      variable
    """
    if instruction.stage.is_shipped:
        for name, _ in instruction.variables:
            if name.text in variables:
                yield Problem(name, variable=name.text)


@check()
def instruction_missing(image: Image, *, keywords: list[str]) -> Problems:
    """Report instructions that the final image lacks.

    keywords  the instructions, such as `USER` or `HEALTHCHECK`
    words     keyword
    """
    final = image.final
    if final is None:
        return
    there = {one.name for stage in final.ancestry for one in stage.instructions}
    for keyword in keywords:
        if keyword.upper() not in there:
            yield Problem(final.span, keyword=keyword.upper())


@check()
def instruction_forbidden(
    instruction: Instruction, *, keywords: list[str], build_stages: bool = True
) -> Problems:
    """Report an instruction that a Dockerfile must not have.

    keywords      the instructions, such as `ADD` or `VOLUME`
    build_stages  whether stages count that the final image is not built on
    words         keyword
    """
    counts = instruction.stage.is_shipped or build_stages
    if counts and instruction.name in {keyword.upper() for keyword in keywords}:
        yield Problem(instruction.keyword, keyword=instruction.name)
