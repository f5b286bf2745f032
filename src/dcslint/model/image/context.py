"""The build context: files beside the Dockerfile that it copies and then uses.

Requirement files and scripts are read where they can be found, through `Files` only. What is not
there, is too large or leads out of the project stays unseen.
"""

from __future__ import annotations

import re

from dcslint.source import Document, FileUnavailableError, Value
from dcslint.source.limits import reached
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.source import Files, Span

_LARGEST = 1_000_000
_MOST_FILES = 1_000  # each is looked for on the disk
# Scripts may run each other, and each run is walked anew.
_MOST_SCRIPTS = 50
# Requirement files may draw each other in, line by line.
MOST_READ = 4_000_000  # bytes of all files of the context
MOST_REQUIREMENTS = 20_000  # lines of all requirement files
_LINE = regex(r"^[ \t]*([^#\n]*(?:(?<=\S)#[^#\n]*)*)", re.MULTILINE)
_NESTED = regex(r"(?:-r|--requirement)[ =]+(\S+)")
_PROJECT = regex(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]]*\])?\s*(?:[<>=!~@].*)?")


class Requirements:
    """What requirement files name: values with their places; `open` says that there may be more."""

    __slots__ = ("open", "packages")

    def __init__(self) -> None:
        self.packages: list[Value] = []
        self.open = False


class Context:
    """Reads files of the build context, each once. `directory` is the Dockerfile's.

    What would be too much of them stays unseen.
    """

    __slots__ = ("_bytes", "_directory", "_files", "_read", "_requirements", "_scripts")

    def __init__(self, files: Files | None, directory: str) -> None:
        self._files = files
        self._directory = directory
        self._read: dict[str, Document | None] = {}
        self._scripts = 0
        self._bytes = 0
        self._requirements = 0

    def script(self, path: str) -> Document | None:
        """A script of the context that is about to be run; None once too many were."""
        document = self.document(path)
        if document is None:
            return None
        self._scripts += 1
        if self._scripts > _MOST_SCRIPTS:
            reached(f"{_MOST_SCRIPTS} runs of scripts that are files")
            return None
        return document

    def mentions(self, texts: Iterable[str]) -> bool:
        """Whether one of these is written in one of the files that were read so far."""
        read = [one.text for one in self._read.values() if one is not None]
        return any(text in written for written in read for text in texts)

    def document(self, path: str) -> Document | None:
        """A file of the context: beside the Dockerfile or, failing that, below the root."""
        path = path.strip("/")
        if self._files is None or not path or any(char in path for char in "*?[$"):
            return None
        if path not in self._read:
            if len(self._read) >= _MOST_FILES:
                reached(f"{_MOST_FILES:,} files that a Dockerfile's commands may use")
                return None
            found = self._load(f"{self._directory}/{path}") if self._directory else None
            self._read[path] = found or self._load(path)
        return self._read[path]

    def _load(self, path: str) -> Document | None:
        assert self._files is not None
        try:
            data = self._files.read(path)
        except FileUnavailableError:
            return None
        if b"\0" in data:
            return None
        if len(data) > _LARGEST:
            reached(f"{_LARGEST:,} bytes", path)
            return None
        before = self._bytes
        self._bytes += len(data)
        if self._bytes > MOST_READ:
            if before <= MOST_READ:
                reached(f"{MOST_READ:,} bytes of all files that a Dockerfile's commands use", path)
            return None
        from dcslint.source.secrets import find_secrets

        document = Document.from_bytes(path, data)
        document.find_secrets = find_secrets
        return document

    def requirements(self, path: str | None) -> Requirements:
        """The packages that a requirement file and those it names ask for."""
        found = Requirements()
        waiting = [path]
        seen = set()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += self._collect(name, found)
        return found

    def environment(self, path: str) -> Requirements | None:
        """What the `dependencies` of a conda environment file ask for; None if it is not there."""
        document = self.document(path)
        if document is None:
            return None
        from dcslint.readers.tree import Mapping, Sequence
        from dcslint.readers.yaml import read_yaml

        found = Requirements()
        syntax = read_yaml(document)
        root = syntax.roots[0] if syntax.roots else None
        listed = root.sequence("dependencies") if isinstance(root, Mapping) else None
        found.open = bool(syntax.problems) or listed is None or not listed.complete
        for item in listed or ():
            inner = item.get("pip") if isinstance(item, Mapping) else None
            for one in inner if isinstance(inner, Sequence) else (item,):
                if self._are_too_many(item.span):
                    found.open = True
                    return found
                if isinstance(one, Value) and one.text:
                    found.packages.append(one)
                else:
                    found.open = True
        return found

    def _are_too_many(self, place: Span) -> bool:
        """Count a line of requirements; whether that is one too many, which is said once."""
        self._requirements += 1
        if self._requirements == MOST_REQUIREMENTS + 1:
            reached(f"{MOST_REQUIREMENTS:,} lines of requirements for one image", place)
        return self._requirements > MOST_REQUIREMENTS

    def _collect(self, path: str | None, found: Requirements) -> list[str]:
        """Add what one file asks for; the paths of the files that it draws in."""
        document = None if path is None else self.document(path)
        if document is None:
            found.open = True
            return []
        drawn = []
        for match in _LINE.finditer(document.text):
            if self._are_too_many(document.span(match.start(), match.start())):
                found.open = True
                break
            text = match[1].rstrip().rstrip("\\").rstrip()
            if not text:
                continue
            nested = _NESTED.fullmatch(text)
            if nested is not None:
                folder = (path or "").rpartition("/")[0]
                drawn.append(f"{folder}/{nested[1]}" if folder else nested[1])
            elif _PROJECT.fullmatch(text) and ";" not in text:
                start = match.start(1)
                found.packages.append(Value(text, document.span(start, start + len(text))))
            elif not text.startswith("--"):
                found.open = True
        return drawn
