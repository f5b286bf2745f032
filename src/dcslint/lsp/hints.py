"""Inlay hints: the image and the runtime that a FROM comes to through its arguments."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.model.image.nodes import Stage
    from dcslint.model.project import Unit


def hints(unit: Unit) -> Iterator[tuple[int, str]]:
    """Offset and text of each hint, in order. Only where the line itself does not show it."""
    for stage in unit.nodes("Stage"):
        found = _hint(stage)  # type: ignore[arg-type]
        if found is not None:
            yield found


def _hint(stage: Stage) -> tuple[int, str] | None:
    value = stage.base.value
    if value.text is None:
        return None
    place = value.span.outermost()
    document = place.document
    words = []
    if value.text != place.source.strip("\"'"):
        by_default = " by default" if value.overridable else ""
        words.append(f"= {document.redact(value.text)}{by_default}")
    elif stage.base.stage is None:
        return None  # the tag stands there to be read
    root = stage.root
    if root.runtime is not None:
        words.append(f"Databricks Runtime {root.runtime}")
    return (place.end, ", ".join(words)) if words else None
