"""Whether a value fits a pattern, where that can be known in bounded time."""

from __future__ import annotations

from dcslint.source.limits import reached
from dcslint.source.pattern import MOST_CHARACTERS, TOO_LONG, compile_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Value
    from dcslint.source.pattern import Pattern


def fits(value: Value, pattern: Pattern) -> bool | None:
    """Whether the whole text fits; None if it is unknown, or too long to be tried."""
    text = value.known()
    if text is None:
        return None
    if len(text) > MOST_CHARACTERS:
        reached(TOO_LONG, value.span)
        return None
    return compile_pattern(pattern).matches(text)
