"""What a stage is built from: another stage, an image that the facts know, or one they do not.

Data and the questions that it answers. How it is made of a FROM is in `stages`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.facts import BaseTag, Family, StockImage
    from dcslint.model.image.nodes import Stage
    from dcslint.model.reference import Reference
    from dcslint.source import Value


class Base:
    """What a stage is built from.

    value      the reference with variables resolved, maybe unknown; its span is the word as written
    reference  the parsed reference; None if unknown, malformed, `scratch` or another stage
    stage      the earlier stage that the word names, else None
    is_databricks   whether it is an image of Databricks' own organization, in a table or not
    stock      the row of the image in the facts' table of stock images, else None
    family     the Databricks family of the image (facts), else None
    tag        the row of the tag in the facts, else None
    runtime    the Databricks Runtime ("15.4") or line ("9") that the tag tells, else None
    """

    __slots__ = (
        "family",
        "is_databricks",
        "reference",
        "runtime",
        "stage",
        "stock",
        "tag",
        "value",
    )

    def __init__(self, value: Value) -> None:
        self.value = value
        self.reference: Reference | None = None
        self.stage: Stage | None = None
        self.stock: StockImage | None = None
        self.family: Family | None = None
        self.tag: BaseTag | None = None
        self.is_databricks = False
        self.runtime: str | None = None

    @property
    def python_environment(self) -> str | None:
        """The directory of the Python that notebooks use; "" for none; None if it is not known."""
        stated = None
        if self.tag is not None:
            stated = self.tag.python_environment
        if stated is None and self.family is not None:
            stated = self.family.python_environment
        return "" if stated == "none" else stated

    @property
    def is_scratch(self) -> bool:
        """Whether this is the empty image."""
        return self.value.text == "scratch"

    def part(self, name: str) -> Value | None:
        """The slice of the reference called "registry", "repository", "tag" or "digest"."""
        if self.reference is None:
            return None
        bounds = self.reference.bounds(name)
        return None if bounds is None else self.value.slice(*bounds)
