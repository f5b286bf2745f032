"""Which fixes may be told in an output: none that holds or takes away a secret."""

from __future__ import annotations

from dcslint.reporters.place import bounds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Diagnostic
    from dcslint.source import Fix


def safe_fix(diagnostic: Diagnostic) -> Fix | None:
    """The fix of a finding; None if it has none, or if its edits would show a secret.

    What an edit takes away shows nothing by itself, but a reader of the report that keeps the file
    beside it (a code scanning page) shows the lines that change.
    """
    fix = diagnostic.fix
    if fix is None or not fix.edits:
        return None
    for edit in fix.edits:
        document, start, end = bounds(edit.span)
        if document.holds_secret(start, end) or document.redact(edit.text) != edit.text:
            return None
        if document.secrets and edit.text:
            from dcslint.source.secrets import find_secrets

            if find_secrets(edit.text):
                return None
    return fix
