"""What FROM and COPY --from refer to: stages and arguments of the file itself."""

from __future__ import annotations

from dcslint.checks import Problem, Related, check
from dcslint.source import Fix
from dcslint.source.likeness import Nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.image.nodes import Image, Stage
    from dcslint.source import Value

_IN_IMAGES = frozenset(":/@$")
_MOST_NAMES = 50  # of earlier stages that a name may be meant for: the last so many


@check("later", "near")
def stage_not_found(image: Image, facts: Facts) -> Problems:
    """Report a name that is no earlier stage, though nearly one, or the name of a later one."""
    names = {
        stage.name.text.lower(): stage
        for stage in image.stages
        if stage.name is not None and stage.name.text
    }
    ordered = list(names)
    for stage in image.stages:
        if stage.base.stage is None:
            yield from _judge(stage.base.value, stage.index, names, ordered, facts)
        for instruction in stage.instructions:
            if instruction.name not in ("COPY", "ADD") or instruction.source_stage is not None:
                continue
            flag = instruction.syntax.flag("from")
            if flag is not None and flag.value is not None:
                yield from _judge(flag.value, stage.index, names, ordered, facts)


def _judge(
    value: Value, index: int, names: dict[str, Stage], ordered: list[str], facts: Facts
) -> Problems:
    text = (value.known() or "").lower()
    # With a tag, a registry or a path it is an image for sure.
    if not _IN_IMAGES.isdisjoint(text) or not text or text.isdecimal() or text == "scratch":
        return
    later = names.get(text)
    # `FROM python AS python` means the image.
    if facts.stock_image(text) is not None or (later is not None and later.index == index):
        return
    if later is not None and later.index > index:
        related = Related(later.span, "the stage begins here")
        yield Problem(value, case="later", related=(related,), name=text)
        return
    last = ordered[max(0, index - _MOST_NAMES) : index]
    near = Nearest((one for one in last if names[one].index < index), least=0.8).of(text)
    if near is not None:
        fix = Fix(f"use the stage {near}", [value.edit(near)])
        related = Related(names[near].span, "this stage has nearly the name")
        yield Problem(value, case="near", fix=fix, related=(related,), name=text, near=near)


@check()
def base_without_default(stage: Stage) -> Problems:
    """Report a base that a variable without a default leaves open."""
    value = stage.base.value
    unknown = value.unknown
    if not stage.is_shipped or value.or_unknown() is not None or unknown is None:
        return
    if unknown.unset and unknown.span is not None:
        related = Related(unknown.span, "the argument is declared here")
        yield Problem(value.span, related=(related,), reason=unknown.reason)


@check()
def python_of_another_runtime(stage: Stage, facts: Facts) -> Problems:
    """Report an environment for notebooks made with another Python than the runtime's."""
    prefix = stage.python_environment
    if not stage.is_final or prefix is None or prefix.span is None or prefix.python is None:
        return
    import re

    runtime = facts.runtime(stage.runtime or "")
    found = re.fullmatch(r"(?:.*/)?python(\d\.\d+)", prefix.python)
    if runtime is None or runtime.python is None or found is None or found[1] == runtime.python:
        return
    yield Problem(
        prefix.span,
        because=(stage.root.value,),
        python=found[1],
        wanted=runtime.python,
        version=runtime.version,
    )
