"""Instructions that a Databricks cluster does not use."""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.source import Edit, Fix, Public, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.model.image.nodes import Image, Instruction


@check()
def ignored_instruction(image: Image, *, keyword: str) -> Problems:
    """Report the instruction of the shipped stages that would be in force, and is ignored."""
    final = image.final
    if final is None:
        return
    for stage in final.ancestry:
        for instruction in reversed(stage.instructions):
            if instruction.name == keyword:
                # Only the last one counts in Docker too, so it alone stands for what is lost.
                fix = Fix(f"remove the {keyword} instruction", [_removal(instruction)])
                yield Problem(instruction.keyword, fix=fix, keyword=Public(keyword))
                return


def _removal(instruction: Instruction) -> Edit:
    """Take the instruction out with its line ending."""
    span = instruction.span
    text = span.document.text
    end = span.end
    if text.startswith("\r\n", end):
        end += 2
    elif text.startswith("\n", end):
        end += 1
    return Edit(Span(span.document, span.start, end), "")
