"""Files of other kinds that hold specs, as units: shell scripts, makefiles, Markdown and Python.

Every run imports this, so it says only which files are read. In scope `auto` a file must hold a
name that only container services have, or an action of Amazon ECR; Python is never read there.
"""

from __future__ import annotations

from dcslint.model.large import MOST_PARTS_OF_PYTHON, LargeUnit, crowd_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.compute.unit import ComputeUnit
    from dcslint.model.project import Project, Unit
    from dcslint.source import Document

_SHELL_NAMES = (".sh", ".bash", ".zsh", ".ksh")
_SHELLS = ("sh", "bash", "dash", "ksh", "zsh")
_MAKEFILES = ("Makefile", "makefile", "GNUmakefile")
_MARKDOWN_NAMES = (".md", ".markdown")
_PYTHON_NAMES = (".py", ".pyi")


def _may_hold_spec(text: str) -> bool:
    return "docker_image" in text or "enableDcs" in text or "ecr:" in text


class ShellFormat:
    """The format of shell scripts."""

    __slots__ = ()
    name = "shell"

    def claims_name(self, path: str) -> bool:
        """Whether the name ends like that of a script."""
        return path.lower().endswith(_SHELL_NAMES)

    def claims_text(self, text: str) -> bool:
        """Whether the first line names a shell that is to run the text."""
        if not text.startswith("#!"):
            return False
        words = text[2:128].split("\n", 1)[0].split()
        return any(word.rsplit("/", 1)[-1] in _SHELLS for word in words)

    def may_concern_databricks(self, text: str) -> bool:
        """Whether a name that only container services have is in the text."""
        return _may_hold_spec(text)

    def read(self, document: Document, project: Project) -> ComputeUnit:
        """The clusters in the bodies that the script sends."""
        from dcslint.model.compute.embedded import holds_hint, unit_of, whole

        if not holds_hint(document):
            return unit_of(document, (), project.facts)
        from dcslint.model.compute.shell_bodies import read_shell_code

        return unit_of(document, read_shell_code(whole(document)), project.facts)


class MakefileFormat:
    """The format of makefiles, of which only recipes are read."""

    __slots__ = ()
    name = "makefile"

    def claims_name(self, path: str) -> bool:
        """Whether make would look for a file of this name, or include it."""
        name = path.rsplit("/", 1)[-1]
        return name.split(".", 1)[0] in _MAKEFILES or name.endswith(".mk")

    def claims_text(self, text: str) -> bool:  # noqa: ARG002 - the protocol hands it in
        """Never: the name always tells."""
        return False

    def may_concern_databricks(self, text: str) -> bool:
        """Whether a name that only container services have is in the text."""
        return _may_hold_spec(text)

    def read(self, document: Document, project: Project) -> ComputeUnit:
        """The clusters in the bodies that recipes send."""
        from dcslint.model.compute.embedded import holds_hint, unit_of, whole

        if not holds_hint(document):
            return unit_of(document, (), project.facts)
        from dcslint.model.compute.shell_bodies import read_makefile

        return unit_of(document, read_makefile(whole(document)), project.facts)


class MarkdownFormat:
    """The format of Markdown."""

    __slots__ = ()
    name = "markdown"

    def claims_name(self, path: str) -> bool:
        """Whether the name ends like that of Markdown."""
        return path.lower().endswith(_MARKDOWN_NAMES)

    def claims_text(self, text: str) -> bool:  # noqa: ARG002 - the protocol hands it in
        """Never: any text is Markdown."""
        return False

    def may_concern_databricks(self, text: str) -> bool:
        """Whether a name that only container services have is in the text."""
        return _may_hold_spec(text)

    def read(self, document: Document, project: Project) -> ComputeUnit:
        """The clusters in the document's examples."""
        from dcslint.model.compute.embedded import holds_hint, unit_of, whole

        if not holds_hint(document):
            return unit_of(document, (), project.facts)
        from dcslint.model.compute.markdown_blocks import read_markdown

        return unit_of(document, read_markdown(whole(document)), project.facts)


class PythonFormat:
    """The format of Python, read only where it is named or the scope is `all`."""

    __slots__ = ()
    name = "python"

    def claims_name(self, path: str) -> bool:
        """Whether the name ends like that of a Python module."""
        return path.endswith(_PYTHON_NAMES)

    def claims_text(self, text: str) -> bool:  # noqa: ARG002 - the protocol hands it in
        """Never: the name always tells."""
        return False

    def may_concern_databricks(self, text: str) -> bool:  # noqa: ARG002 - the protocol hands it in
        """Never: scope `auto` asks this, and code may make of a dict whatever it likes."""
        return False

    def read(self, document: Document, project: Project) -> Unit:
        """The clusters in literal dicts and calls; Python's own parser takes far more for each."""
        from dcslint.model.compute.embedded import holds_hint, unit_of

        if not holds_hint(document):
            return unit_of(document, (), project.facts)
        most = crowd_of(document.text, MOST_PARTS_OF_PYTHON)
        if most:
            return LargeUnit(document.path, most=most)
        from dcslint.model.compute.python_tree import read_python

        roots, problems = read_python(document)
        return unit_of(document, roots, project.facts, problems)
