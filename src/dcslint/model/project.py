"""A project: the units that are linted together. Loads documents through `Files` only.

A unit is one document with its meaning; a format makes units of documents. Both are open to
plugins.
"""

from __future__ import annotations

from dcslint.source.limits import within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from dcslint.config import Settings
    from dcslint.facts import Facts
    from dcslint.source import Document, Files

    class Unit(Protocol):
        """A document and the model nodes found in it."""

        document: Document

        def nodes(self, node_type: str) -> Iterable[object]:
            """The nodes of a type, named as in a check's signature ("Stage")."""
            ...

        def contexts_of(self, node: object) -> tuple[dict[str, str], ...]:
            """The targets and clusters that a node belongs to, as {"target": …, "cluster": …}."""
            ...

        def concerns_databricks(self) -> bool:
            """Whether the document is meant for Databricks, by its content (scope `auto`)."""
            ...

    class Format(Protocol):
        """A kind of file: what plugins register as a reader."""

        name: str

        def claims_name(self, path: str) -> bool:
            """Whether a file of that name is of this format: what a directory walk goes by."""
            ...

        def claims_text(self, text: str) -> bool:
            """Whether a text whose name tells nothing is of this format."""
            ...

        def may_concern_databricks(self, text: str) -> bool:
            """Whether `read` may give a unit in scope: a cheap test, wrong only towards yes."""
            ...

        def read(self, document: Document, project: Project) -> Unit:
            """The unit of a document. Never raises, whatever the text."""
            ...


class Project:
    """What units are read with, and the units themselves where rules need several at once.

    shared  what a format has made of files that several documents need, by path
    """

    __slots__ = ("facts", "files", "settings", "shared", "units")

    def __init__(self, files: Files, facts: Facts, settings: Settings) -> None:
        self.files = files
        self.facts = facts
        self.settings = settings
        self.units: list[Unit] = []
        self.shared: dict[str, object] = {}


def read_unit(form: Format, document: Document, project: Project) -> Unit:
    """The unit of a document; limits that are reached in reading it are told of it."""
    with within(document):
        return form.read(document, project)


def format_of(formats: Iterable[Format], path: str, text: str) -> Format | None:
    """The format that claims a file by its name or, failing that, by its text."""
    formats = list(formats)
    for one in formats:
        if one.claims_name(path):
            return one
    for one in formats:
        if one.claims_text(text):
            return one
    return None
