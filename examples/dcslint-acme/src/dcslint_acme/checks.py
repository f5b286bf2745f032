"""The logic of Acme's rules."""

from __future__ import annotations

from dcslint.checks import Problem, check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.model.image.nodes import Image
    from dcslint_acme.reader import ListedImage


@check()
def label_missing(image: Image, *, label: str) -> Problems:
    """Report a final stage without a label, at its FROM."""
    final = image.final
    if final is None:
        return
    for stage in final.ancestry:
        for instruction in stage.instructions:
            if instruction.name == "LABEL" and label in instruction.span.source:
                return
    yield Problem(final.span, label=label)


@check()
def digest_missing(listed: ListedImage) -> Problems:
    """Report an image of a list that is not fixed to a digest."""
    if "@sha256:" not in listed.reference.text:
        yield Problem(listed.reference, image=listed.reference.text)
