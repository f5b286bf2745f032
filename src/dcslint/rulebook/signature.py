"""The signature of a check, read without `inspect`: node, what is handed in, what a card sets."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dcslint.diagnostic import Problems

HANDED_IN = ("Facts", "Project", "Today")


class SignatureError(ValueError):
    """A check whose signature breaks the contract; the message says where and how."""


class Signature:
    """`node`: the type it is for; `handed_in` and `parameters`: name → annotation."""

    __slots__ = ("handed_in", "node", "optional", "parameters")

    def __init__(
        self,
        node: str,
        handed_in: dict[str, str],
        parameters: dict[str, str],
        optional: tuple[str, ...] = (),
    ) -> None:
        self.node = node
        self.handed_in = handed_in
        self.parameters = parameters
        self.optional = optional


def signature_of(function: Callable[..., Problems]) -> Signature:
    """Read the contract off a check. Raises SignatureError if it has none."""
    code: Any = function.__code__
    annotations: dict[str, str] = function.__annotations__
    name = f"{function.__module__}.{function.__name__}"
    positional = code.co_varnames[: code.co_argcount]
    keywords = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    if not positional:
        raise SignatureError(f"{name}: a check needs a first parameter, the node it judges")
    for parameter in (*positional, *keywords):
        if not isinstance(annotations.get(parameter), str):
            raise SignatureError(f"{name}: parameter {parameter} needs an annotation")
    handed_in = {}
    for parameter in positional[1:]:
        if annotations[parameter] not in HANDED_IN:
            known = ", ".join(HANDED_IN)
            raise SignatureError(f"{name}: parameter {parameter} is none of {known}")
        handed_in[parameter] = annotations[parameter]
    return Signature(
        annotations[positional[0]],
        handed_in,
        {keyword: annotations[keyword] for keyword in keywords},
        tuple(getattr(function, "__kwdefaults__", None) or ()),
    )
