"""`--fix` and `--diff`: what the fixes of a run make of its files, written or shown.

The files are linted again after each round of fixes, from memory. A file is written whole or not
at all, and only if it still is what was linted. Nothing is judged here.
"""

from __future__ import annotations

import os

from dcslint.cli import console
from dcslint.cli.disk import reason, write_whole
from dcslint.diagnostic import Failure
from dcslint.fixer import choose_fixes, fix_in_rounds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dcslint.cli.arguments import Arguments
    from dcslint.diagnostic import Diagnostic, Report
    from dcslint.source import Document

    Lint = Callable[[dict[str, bytes]], Report]


class Fixes:
    """What fixing has led to, all of it in memory.

    report     of the files as they are fixed
    applied    the findings that are fixed, in order
    documents  path → each file that changes, as it was
    texts      path → what it becomes
    """

    __slots__ = ("applied", "documents", "report", "texts")

    def __init__(self, report: Report) -> None:
        self.report = report
        self.applied: list[Diagnostic] = []
        self.documents: dict[str, Document] = {}
        self.texts: dict[str, str] = {}

    def data(self) -> dict[str, bytes]:
        """The bytes of the files as they are fixed."""
        return {path: self.documents[path].to_bytes(text) for path, text in self.texts.items()}


def fix(report: Report, lint: Lint, *, unsafe: bool) -> Fixes:
    """Fix what can be fixed. `report` is of the files as they are, `lint` of changed ones."""
    fixes = Fixes(report)

    def findings(texts: Mapping[str, str]) -> list[Diagnostic]:
        fixes.texts = dict(texts)
        if texts:
            fixes.report = lint(fixes.data())
        found = fixes.report.diagnostics
        for one in choose_fixes(found, unsafe=unsafe):
            for edit in one.fix.edits if one.fix is not None else ():
                document = edit.span.document
                fixes.documents.setdefault(document.path, document)
        return found

    fixed = fix_in_rounds({}, findings, unsafe=unsafe)
    fixes.applied = fixed.applied
    if fixes.texts != fixed.texts:
        findings(fixed.texts)
    return fixes


def write(fixes: Fixes, lint: Lint, skipped: Iterable[str] = ()) -> list[str]:
    """Write each file that changed; one that cannot be becomes a failure of the report.

    Files in `skipped` are somebody else's to write. The report is then of the files as they are on
    the disk. Returns the paths that were not written.
    """
    failed = {}
    left_out = set(skipped)
    for path, data in fixes.data().items():
        if path not in left_out:
            why = _write(path, fixes.documents[path].to_bytes(), data)
            if why:
                failed[path] = why
    if failed:
        for path in failed:
            del fixes.texts[path]
        fixes.report = lint(fixes.data())
        fixes.report.failures += [
            Failure(f"not fixed: {why}", path=path) for path, why in failed.items()
        ]
    return list(failed)


def _write(path: str, before: bytes, after: bytes) -> str:
    """Write one file. Returns why it could not be, or ""."""
    real = os.path.realpath(path)
    inside = not path.startswith("../") and not os.path.isabs(path)
    if inside and not real.startswith(os.path.realpath(os.getcwd()).rstrip(os.sep) + os.sep):
        return "it is a link that leads out of this folder"
    try:
        with open(real, "rb") as file:
            now = file.read(len(before) + 1)
        if now != before:
            return "it has changed since it was read"
        write_whole(real, after)
    except OSError as error:
        return reason(error)
    return ""


def show_diff(fixes: Fixes, arguments: Arguments) -> bool:
    """Print the patch that the fixes are; whether that succeeded."""
    from dcslint.cli.patch import patch_of
    from dcslint.reporters.visible import visible

    parts = []
    for path in sorted(fixes.texts):
        document = fixes.documents[path]
        patch = patch_of(document, fixes.texts[path])
        parts.append(patch.text)
        for line in patch.hidden:
            console.say("note", f"{path}:{line}: a fix of a line with a secret is not shown")
    text = "".join(parts)
    if console.is_terminal():  # an escape in a file must not reach a terminal
        text = "\n".join(visible(line) for line in text.split("\n"))
    try:
        console.write_bytes(text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        console.say("error", f"standard output: {reason(error)}")
        return False
    if not arguments.has("--quiet"):
        console.say("note", f"{_count(len(fixes.applied))} would be fixed")
    return True


def _count(number: int) -> str:
    return "1 finding" if number == 1 else f"{number} findings"
