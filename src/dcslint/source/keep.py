"""Answers that are kept: `lru_cache` for functions of a text, which may be of any length.

A long text is worked out each time: a thousand of them kept would be all the memory there is.
"""

from __future__ import annotations

from functools import lru_cache, wraps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    F = TypeVar("F", bound=Callable[..., Any])


def kept(most: int, longest: int = 1000) -> Callable[[F], F]:
    """Keep the last `most` answers of a function about texts of at most `longest` characters.

    The text is its first argument. What it returns is not to be changed.
    """

    def mark(function: F) -> F:
        cached = lru_cache(most)(function)

        @wraps(function)
        def call(text: str, *others: Any) -> Any:
            return (cached if len(text) <= longest else function)(text, *others)

        return call  # type: ignore[return-value]

    return mark
