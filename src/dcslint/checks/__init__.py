"""The logic of rules: small functions over the model, found by name in this folder's modules.

A check knows neither its severity nor its wording (cards have those) and holds no fact as a
literal (tables have those). `check` marks one; the signature is the contract: the first parameter's
type is the model node it is called for, parameters of type Facts, Project or Today are handed in,
and keyword-only parameters are what a card must set under `with:`.
"""

from __future__ import annotations

from dcslint.diagnostic import Problem, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import TypeVar

    from dcslint.diagnostic import Problems

    F = TypeVar("F", bound=Callable[..., Problems])

CASES = "__dcslint_cases__"
NAMES = "__dcslint_names__"
NAMES_IN = "__dcslint_names_in__"


def check(
    *cases: str, names: Collection[str] = (), names_in: str | None = None
) -> Callable[[F], F]:
    """Mark a generator function of Problems as a check that cards can name.

    `cases` are the cases it yields. A card must list exactly these; without any, a single message.
    A check of an Instruction or a Command that is about some of them says so, and is called for no
    other: `names` are their keywords or programs (`names=("COPY", "ADD")`), `names_in` is the name
    of the check's parameter that lists them (`names_in="programs"`).
    """

    def mark(function: F) -> F:
        setattr(function, CASES, cases)
        setattr(function, NAMES, frozenset(names))
        setattr(function, NAMES_IN, names_in)
        return function

    return mark


__all__ = ["CASES", "Problem", "Related", "check"]
