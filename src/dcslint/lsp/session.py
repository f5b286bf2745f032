"""The texts of one folder and what is found in them, kept up to date with every change.

`work` lints what a change made stale, one file a step, so that the server can hear the next change
in between; the state is then what a fresh run over the folder would find. Knows no protocol.
"""

from __future__ import annotations

from copy import copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.diagnostic import Diagnostic
    from dcslint.lsp.linter import Linted, Linter
    from dcslint.lsp.texts import OpenText
    from dcslint.model.project import Unit


class Folder:
    """A workspace folder: what is open, what was linted, what is found.

    alone    whether only what is open is looked at: a file that lies in no workspace folder
    stale    the files to lint again
    changed  the files whose findings may have changed since `take_changed` was last called
    """

    __slots__ = (
        "_alone",
        "_by_path",
        "_generation",
        "_is_settled",
        "_linted",
        "_looked",
        "_together",
        "_was_settled",
        "changed",
        "linter",
        "open",
        "stale",
    )

    def __init__(self, linter: Linter, *, alone: bool = False) -> None:
        self._alone = alone
        self.open: dict[str, OpenText] = {}
        self.changed: set[str] = set()
        self.linter = linter
        self._generation = 0
        self._reset()

    def _reset(self) -> None:
        self._linted: dict[str, Linted] = {}
        self._together: list[Diagnostic] = []
        self._by_path: dict[str, list[Diagnostic]] | None = None
        self._is_settled = self._was_settled = False
        self._looked = self._alone
        self.stale: set[str] = set(self.open)

    # Changes

    def opened(self, path: str, text: OpenText) -> None:
        """A text is open from now on, and what it says counts instead of the file."""
        self.open[path] = text
        self.touch(path)

    def closed(self, path: str) -> None:
        """The file counts again."""
        self.open.pop(path, None)
        self.touch(path)

    def touch(self, path: str) -> None:
        """A file or an open text has changed, come or gone."""
        self._generation += 1
        self._is_settled = False
        self.stale.add(path)
        for other, linted in self._linted.items():
            if linted.reads.rests_on(path):
                self.stale.add(other)

    def relint(self, linter: Linter) -> None:
        """Start afresh with another linter: the configuration has changed."""
        self.changed.update(self.found())
        self.changed.update(self.open)
        self._generation += 1
        self.linter = linter
        self._reset()

    # Work

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to do."""
        return self._is_settled

    @property
    def is_answerable(self) -> bool:
        """Whether what is found in open texts can be told, though other files are still read."""
        return self._is_settled or (not self._was_settled and not self.stale & self.open.keys())

    def work(self) -> Iterator[None]:
        """Lint what is stale, a step for each file, open ones first; then judge all together.

        A change between two steps is taken up. Left in the middle, the rest stays stale.
        """
        while not self._is_settled:
            if not self._looked:
                self._looked = True
                self.stale.update(self.linter.paths())
            generation = self._generation
            batch = self.linter.batch({path: text.data() for path, text in self.open.items()})
            for path in sorted(self.stale, key=lambda one: (one not in self.open, one)):
                if path not in self.stale:
                    continue  # somebody else who waits has linted it
                self.stale.discard(path)
                self._store(path, batch.lint(path) if self._is_ours(path) else None)
                yield
                if generation != self._generation:
                    break
            if generation != self._generation:
                continue
            units = (self._linted[path].unit for path in sorted(self._linted))
            together = batch.lint_together([unit for unit in units if unit is not None])
            self._note(self._together, together)
            self._together = together
            self._by_path = None
            self._is_settled = self._was_settled = True

    def settle(self) -> None:
        """Do all there is to do."""
        for _ in self.work():
            pass

    def _is_ours(self, path: str) -> bool:
        return path in self.open or self.linter.claims(path)

    def _store(self, path: str, linted: Linted | None) -> None:
        before = self._linted.pop(path, None)
        if linted is not None:
            self._linted[path] = linted
        self._by_path = None
        self._note(before.findings if before else (), linted.findings if linted else ())
        self.changed.add(path)

    def _note(self, *findings: Iterable[Diagnostic]) -> None:
        self.changed.update(found.path for some in findings for found in some)

    # Answers

    def take_changed(self) -> set[str]:
        """The files whose findings may have changed since the last call."""
        changed, self.changed = self.changed, set()
        return changed

    def found(self) -> dict[str, list[Diagnostic]]:
        """All findings by file, each once, in order of place and rule."""
        if self._by_path is None:
            self._by_path = _merged(
                found
                for some in (*(one.findings for _, one in self._sorted()), self._together)
                for found in some
            )
        return self._by_path

    def _sorted(self) -> list[tuple[str, Linted]]:
        return sorted(self._linted.items())

    def findings(self, path: str) -> list[Diagnostic]:
        """The findings in one file."""
        return self.found().get(path, [])

    def unit(self, path: str) -> Unit | None:
        """The model of a file, if it was linted."""
        linted = self._linted.get(path)
        return None if linted is None else linted.unit


def _merged(findings: Iterable[Diagnostic]) -> dict[str, list[Diagnostic]]:
    """Findings by file. The same one found through several files is one, with all its contexts."""
    merged: dict[tuple[str, str, int, int, str], Diagnostic] = {}
    for found in findings:
        key = (found.path, found.rule, found.span.start, found.span.end, found.message)
        known = merged.setdefault(key, found)
        more = tuple(one for one in found.contexts if one not in known.contexts)
        if more:
            merged[key] = known = copy(known)  # the first is one unit's own, and stays so
            known.contexts += more
    by_path: dict[str, list[Diagnostic]] = {}
    for found in merged.values():
        by_path.setdefault(found.path, []).append(found)
    for some in by_path.values():
        some.sort(key=lambda one: (one.span.start, one.span.end, one.rule, one.message))
    return by_path
