"""A finding as one line, as cards, editors and `grep` read it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Diagnostic
    from dcslint.source import Span


def visible(text: str) -> str:
    """`text` on one line: control, bidirectional and unpaired characters are shown as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode()
        for char in text
    )


def place(span: Span) -> str:
    """`path:line:column` of a span's start."""
    line, column = span.document.position(span.start)
    return f"{visible(span.document.path)}:{line}:{column}"


def concise_line(diagnostic: Diagnostic) -> str:
    """`path:line:column: severity: message [rule]`."""
    message = visible(diagnostic.message)
    return f"{place(diagnostic.span)}: {diagnostic.severity}: {message} [{diagnostic.rule}]"
