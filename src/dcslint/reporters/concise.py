"""A finding on one line: what `text` begins with, and what a card's output shows."""

from __future__ import annotations

from dcslint.reporters.place import bounds
from dcslint.reporters.visible import message_of, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Diagnostic
    from dcslint.source import Span


def concise_line(diagnostic: Diagnostic) -> str:
    """`path:line:column: severity: message [rule]`, without a line ending."""
    message = visible(message_of(diagnostic))
    return f"{place_of(diagnostic.span)}: {diagnostic.severity}: {message} [{diagnostic.rule}]"


def place_of(span: Span) -> str:
    """`path:line:column` of where a span begins."""
    document, start, _ = bounds(span)
    line, column = document.position(start)
    return f"{visible(document.path)}:{line}:{column}"
