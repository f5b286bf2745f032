"""What the language server asks of the front end, and the record of what linting a file read.

Paths are relative to a workspace folder, with "/".
"""

from __future__ import annotations

from dcslint.source.files import FileUnavailableError, compile_glob, normalise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Protocol

    from dcslint.diagnostic import Diagnostic, Failure
    from dcslint.facts import Facts
    from dcslint.model.project import Format, Unit
    from dcslint.rulebook.rulebook import Rulebook
    from dcslint.source import Files

    class Linter(Protocol):
        """Lints the files of one folder as `dcslint check --scope auto` does in it."""

        facts: Facts
        formats: list[Format]
        rulebook: Rulebook
        # Paths on the disk of files that it was made of, beside the configuration.
        rests_on: frozenset[str]

        def paths(self) -> list[str]:
            """The files that a run over the folder looks at."""
            ...

        def claims(self, path: str) -> bool:
            """Whether a run over the folder would look at a file of that path."""
            ...

        def take_failures(self) -> list[Failure]:
            """What failed since the last call: a rule, a plugin. The rest was linted."""
            ...

        def batch(self, unsaved: Mapping[str, bytes]) -> Batch:
            """A look at the folder as it is now, with the texts that are not saved yet."""
            ...

        def card(self, rule: str) -> str:
            """Title, reasons and sources of a rule, in Markdown; "" for no rule of ours."""
            ...

    class Batch(Protocol):
        """Linting against one state of the folder."""

        def lint(self, path: str) -> Linted | None:
            """What one file gives; None for one that is not ours to lint. Never raises."""
            ...

        def lint_together(self, units: list[Unit]) -> list[Diagnostic]:
            """The findings that rest on several files."""
            ...

    Choices = Mapping[str, Any]
    MakeLinter = Callable[[str, Choices], Linter]


class Linted:
    """What linting one file gave: its unit, the findings (some in other files), what it read.

    Without a unit it is not for Databricks; what it read may make it so.
    """

    __slots__ = ("findings", "reads", "unit")

    def __init__(self, unit: Unit | None, findings: list[Diagnostic], reads: Reads) -> None:
        self.unit = unit
        self.findings = findings
        self.reads = reads


class Reads:
    """Which files a judgement rests on: those read or asked for, and patterns looked through."""

    __slots__ = ("globs", "others", "paths")

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.globs: dict[str, Callable[[str], bool]] = {}
        self.others: list[Reads] = []

    def path(self, path: str) -> None:
        """Note a path, whether there is a file or not."""
        self.paths.add(path)

    def glob(self, pattern: str) -> None:
        """Note a pattern."""
        if pattern not in self.globs:
            self.globs[pattern] = compile_glob(pattern)

    def follow(self, other: Reads) -> None:
        """Note that it also rests on all that another judgement rests on."""
        if other is not self and not any(one is other for one in self.others):
            self.others.append(other)

    def rests_on(self, path: str) -> bool:
        """Whether a change of that file may change the judgement."""
        seen: set[int] = set()
        waiting = [self]
        while waiting:
            reads = waiting.pop()
            if id(reads) in seen:
                continue
            seen.add(id(reads))
            if path in reads.paths or any(matches(path) for matches in reads.globs.values()):
                return True
            waiting.extend(reads.others)
        return False


class RecordingFiles:
    """Files that note in `reads` what is asked of them."""

    __slots__ = ("below", "reads")

    def __init__(self, below: Files) -> None:
        self.below = below
        self.reads = Reads()

    def read(self, path: str) -> bytes:
        """See `Files.read`."""
        self._note(path)
        return self.below.read(path)

    def exists(self, path: str) -> bool:
        """See `Files.exists`."""
        self._note(path)
        return self.below.exists(path)

    def glob(self, pattern: str) -> list[str]:
        """See `Files.glob`."""
        self.reads.glob(pattern)
        return self.below.glob(pattern)

    def _note(self, path: str) -> None:
        try:
            self.reads.path(normalise(path))
        except FileUnavailableError:
            return


class Shared(dict[str, object]):
    """What formats share between the units of a project; who uses an entry rests on its maker's."""

    def __init__(self, files: RecordingFiles) -> None:
        super().__init__()
        self._files = files
        self._makers: dict[str, Reads] = {}

    def __setitem__(self, key: str, value: object) -> None:
        self._makers[key] = self._files.reads
        super().__setitem__(key, value)

    def __getitem__(self, key: str) -> object:
        self._follow(key)
        return super().__getitem__(key)

    def get(self, key: str, default: object = None) -> object:
        """The entry, or `default`."""
        self._follow(key)
        return super().get(key, default)

    def setdefault(self, key: str, default: object = None) -> object:
        """The entry, made if there is none."""
        if key not in self:
            self[key] = default
        return self[key]

    def _follow(self, key: str) -> None:
        maker = self._makers.get(key)
        if maker is not None:
            self._files.reads.follow(maker)
