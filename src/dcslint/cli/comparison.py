"""What of a report is told: what is new since a baseline, what concerns files that have changed.

Writes the baseline where that is asked for. Finds nothing itself.
"""

from __future__ import annotations

from dcslint.cli import console
from dcslint.config import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.cli.arguments import Arguments
    from dcslint.cli.baseline import Baseline
    from dcslint.cli.changed import Changed
    from dcslint.diagnostic import Report
    from dcslint.rulebook.rulebook import Rulebook


class Comparison:
    """What the reports of a run are compared with."""

    __slots__ = ("_arguments", "_baseline", "_changed", "_known")

    def __init__(self, arguments: Arguments, known: Rulebook, unsaved: str | None) -> None:
        """Read the baseline and ask git. `known` are all rules, `unsaved` the standard input.

        Raises ConfigurationError for a baseline that cannot be read, or where git cannot tell.
        """
        self._arguments = arguments
        self._known = known
        self._baseline = self._read_baseline()
        self._changed = self._ask_git(unsaved)

    def _read_baseline(self) -> Baseline | None:
        path = self._arguments.last("--baseline")
        if not path or self._arguments.has("--write-baseline"):
            return None
        from dcslint.cli.baseline import read_baseline

        return read_baseline(path)

    def _ask_git(self, unsaved: str | None) -> Changed | None:
        revision = self._arguments.last("--changed-since")
        if not revision:
            return None
        from dcslint.cli.changed import changed_since

        changed = changed_since(revision, unsaved)
        if self._arguments.has("--verbose"):
            words = f"{_count(len(changed.paths), 'file')} changed since {revision}"
            console.say("note", f"{words}; only findings that touch one are reported")
        return changed

    def record(self, report: Report, ran: Rulebook) -> bool:
        """Write the baseline of what stands, if asked for; whether that succeeded.

        Raises ConfigurationError if a file that is none would be overwritten.
        """
        if not self._arguments.has("--write-baseline"):
            return True
        from dcslint.cli.baseline import DEFAULT, Ran, write_baseline

        path = self._arguments.last("--baseline") or DEFAULT
        if report.failures:
            words = f"the baseline {path} is not written: not every file could be linted"
            console.say("error", words)
            return False
        self._baseline = write_baseline(report, path, Ran(self._known, ran))
        if self._baseline is not None and not self._arguments.has("--quiet"):
            words = f"{path}: {_count(len(self._baseline.entries), 'finding')} recorded"
            console.say("note", words)
        return self._baseline is not None

    def narrow(self, report: Report, ran: Rulebook) -> None:
        """Leave in a report what is new and what concerns changed files. `ran`: its rules."""
        if self._baseline is not None:
            from dcslint.cli.baseline import Ran

            self._baseline.apply(report, Ran(self._known, ran))
        if self._changed is not None:
            self._changed.narrow(report)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def mending(arguments: Arguments, *, unsaved: bool) -> str:
    """What is to be done with fixes: "fix", "diff" or "".

    What is given goes before what is configured, and the standard input is fixed on demand only: a
    configured `fix` must not take an editor's report away. Raises ConfigurationError for two that
    exclude each other.
    """
    from dcslint.cli.arguments import Written

    given = {name for name, value in arguments.options if not isinstance(value, Written)}
    if "--write-baseline" in given:
        if given.intersection(("--fix", "--diff")):
            raise ConfigurationError("--write-baseline goes without --fix and --diff")
        return ""
    if "--diff" in given:
        if "--fix" in given:
            raise ConfigurationError("--fix and --diff: give one of them")
        return "diff"
    return "fix" if "--fix" in given or (arguments.has("--fix") and not unsaved) else ""
