"""Which files differ from a revision, for `--changed-since`: asked of git, run as a program.

Everything is linted as without it, since what a changed file breaks may be told of another one;
what is reported is narrowed to findings that touch a changed file. Imported only on demand.
"""

from __future__ import annotations

import os

from dcslint.config import ConfigurationError
from dcslint.diagnostic import BASELINE
from dcslint.reporters.place import bounds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Diagnostic, Report

_OPTION = "--changed-since"
# A repository's own settings must not make git start programs of that repository's choice.
_HARMLESS = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
_DIFF = ("diff", "--name-only", "-z", "--no-renames", "--no-relative", "--diff-filter=d")
_NOTHING_ELSE = ("--no-ext-diff", "--no-textconv")


class Changed:
    """The files that changed, by absolute paths without links in their folders.

    folders  those of them that are checkouts of their own, each with "/" at its end
    """

    __slots__ = ("_folders", "_known", "paths")

    def __init__(self, paths: set[str]) -> None:
        self.paths = paths
        self._folders = tuple(os.path.join(path, "") for path in paths if os.path.isdir(path))
        self._known: dict[str, bool] = {}

    def has(self, path: str) -> bool:
        """Whether a file, by its path in outputs, or what it is a link to, has changed."""
        known = self._known.get(path)
        if known is None:
            folder, name = os.path.split(path)
            itself = os.path.join(os.path.realpath(folder), name)
            known = any(
                one in self.paths or one.startswith(self._folders)
                for one in (itself, os.path.realpath(path))
            )
            self._known[path] = known
        return known

    def concerns(self, found: Diagnostic) -> bool:
        """Whether a finding, or a place that belongs to it, is in a changed file."""
        spans = (found.span, *(related.span for related in found.related))
        return any(self.has(bounds(span)[0].path) for span in spans)

    def narrow(self, report: Report) -> None:
        """Leave in a report what concerns changed files, and all that failed."""
        report.diagnostics = [one for one in report.diagnostics if self.concerns(one)]
        report.suppressed = [one for one in report.suppressed if self.concerns(one)]
        report.unjudged = [one for one in report.unjudged if self.has(bounds(one.span)[0].path)]
        report.known = sum(
            one.suppressed is not None and one.suppressed.kind == BASELINE
            for one in report.suppressed
        )


def changed_since(revision: str, unsaved: str | None = None) -> Changed:
    """What differs between the working tree and where it parted from a revision.

    Files that git does not track and does not ignore count too, and so does `unsaved`. Raises
    ConfigurationError where git cannot tell.
    """
    top = os.fsdecode(_git("rev-parse", "--show-toplevel").removesuffix(b"\n"))
    commit = _commit(revision)
    # Where the histories do not meet, as in a shallow clone, the revision itself is compared with.
    parted = _git("merge-base", commit, "HEAD", fails=True).decode().strip() or commit
    changed = _git("-C", top, *_DIFF, *_NOTHING_ELSE, parted, "--")
    unknown = _git("-C", top, "ls-files", "--others", "--exclude-standard", "-z")
    real = os.path.realpath(top)
    names = [os.fsdecode(name) for name in (changed + unknown).split(b"\0") if name]
    paths = {os.path.join(real, name).rstrip("/") for name in names}
    if unsaved is not None:
        folder, name = os.path.split(unsaved)
        paths.add(os.path.join(os.path.realpath(folder), name))
    return Changed(paths)


def _commit(revision: str) -> str:
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = _git(*words, fails=True).decode().strip()
    if not commit:
        hint = "in CI, fetch it first: a shallow clone has one commit"
        raise ConfigurationError(f"{_OPTION} {revision}: git knows no such revision ({hint})")
    return commit


def _git(*words: str, fails: bool = False) -> bytes:
    """What git prints; b"" if it fails and may."""
    import subprocess

    command = ["git", "--no-optional-locks", *_HARMLESS, *words]
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and no word is an option by accident
            command, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=environment
        )
    except OSError:
        raise ConfigurationError(f"{_OPTION} needs git, which is not to be found") from None
    if done.returncode and not fails:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["git failed"]
        raise ConfigurationError(f"{_OPTION}: {lines[0].removeprefix('fatal: ')}")
    return b"" if done.returncode else done.stdout
