"""Lists of images, `*.images`: one reference a line, `#` starts a comment."""

from __future__ import annotations

from dcslint.source import Span, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.model.project import Project
    from dcslint.source import Document


class ListedImage:
    """A line of a list: what checks with a first parameter of this type are called for."""

    __slots__ = ("reference",)

    def __init__(self, reference: Value) -> None:
        self.reference = reference


class ImageListUnit:
    """A list and its lines."""

    __slots__ = ("document", "images")

    def __init__(self, document: Document, images: list[ListedImage]) -> None:
        self.document = document
        self.images = images

    def nodes(self, node_type: str) -> Iterable[object]:
        """The lines; there is nothing else in a list."""
        return self.images if node_type == "ListedImage" else ()

    def contexts_of(self, node: object) -> tuple[dict[str, str], ...]:
        """A list belongs to no cluster."""
        return ()

    def concerns_databricks(self) -> bool:
        """Whether a line names an image of Databricks."""
        return any("databricksruntime/" in image.reference.text for image in self.images)


class ImageListFormat:
    """The format of image lists."""

    __slots__ = ()
    name = "image list"

    def claims_name(self, path: str) -> bool:
        """`*.images`."""
        return path.endswith(".images")

    def claims_text(self, text: str) -> bool:
        """Never: a list looks like any text."""
        return False

    def may_concern_databricks(self, text: str) -> bool:
        """Whether the word is in the text at all."""
        return "databricks" in text

    def read(self, document: Document, project: Project) -> ImageListUnit:
        """The images of a list, each with its place."""
        images = []
        start = 0
        for line in document.text.splitlines(keepends=True):
            text = line.partition("#")[0].strip()
            if text:
                at = start + line.index(text)
                images.append(ListedImage(Value(text, Span(document, at, at + len(text)))))
            start += len(line)
        return ImageListUnit(document, images)
