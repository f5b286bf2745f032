"""Terraform's operators on values that are known, and what follows where one of them is not."""

from __future__ import annotations

from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.terraform.results import Results
    from dcslint.readers.tree import Mapping, Sequence

    Node = Mapping | Sequence | Value

_LONGEST_NUMBER = 15  # digits that every program holds exactly
_ORDER = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_ARITHMETIC = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}


def compute(operators: list[str], operands: list[Node], results: Results) -> Value:
    """The value of operands with operators of one precedence between them, from left to right."""
    total: Node = operands[0]
    for operator, operand in zip(operators, operands[1:], strict=True):
        found = _apply(operator, total, operand, results)
        if found is None:
            return results.unknown(f"it is computed with {operator}")
        total = found
    return total if isinstance(total, Value) else results.unknown("it is computed")


def negate(operator: str, operand: Node, results: Results) -> Value:
    """The value of `!operand` or `-operand`."""
    if operator == "!":
        truth = _truth(operand)
        return (
            results.unknown("it is computed with !")
            if truth is None
            else results.truth([operand], is_true=not truth)
        )
    number = whole_number(operand)
    return (
        results.unknown("it is computed") if number is None else results.number(-number, [operand])
    )


def _apply(operator: str, left: Node, right: Node, results: Results) -> Value | None:
    if operator in ("&&", "||"):
        return _connect(operator, left, right, results)
    if operator in ("==", "!="):
        same = are_equal(left, right)
        if same is None:
            return None
        return results.truth([left, right], is_true=same == (operator == "=="))
    first, second = whole_number(left), whole_number(right)
    if first is None or second is None:
        return None
    if operator in _ORDER:
        return results.truth([left, right], is_true=_ORDER[operator](first, second))
    if operator not in _ARITHMETIC:
        return None
    number = _ARITHMETIC[operator](first, second)
    return results.number(number, [left, right]) if len(str(number)) <= _LONGEST_NUMBER else None


def _connect(operator: str, left: Node, right: Node, results: Results) -> Value | None:
    """`&&` and `||`: one side may decide alone."""
    deciding = operator == "||"
    first, second = _truth(left), _truth(right)
    for truth, side in ((first, left), (second, right)):
        if truth is deciding:
            return results.truth([side], is_true=deciding)
    if first is None or second is None:
        return None
    return results.truth([left, right], is_true=not deciding)


def are_equal(left: Node, right: Node) -> bool | None:
    """Whether two nodes are equal as Terraform compares them; None if it cannot be known.

    A null equals only a null; values of different kinds differ, which a block never is with one.
    """
    if isinstance(left, Value) and isinstance(right, Value):
        if left.text is None or right.text is None or left.unknown or right.unknown:
            return None
        if left.kind != right.kind:
            # A variable may convert what is written to its type.
            return False if "null" in (left.kind, right.kind) else None
        return left.text == right.text
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Value) and one.kind == "null" and not isinstance(other, Value):
            return False
    return None


def _truth(node: Node) -> bool | None:
    if isinstance(node, Value) and node.text in ("true", "false"):
        return node.text == "true"
    return None


def whole_number(node: Node) -> int | None:
    """The number that a value is, if it is a whole one."""
    text = node.text if isinstance(node, Value) and node.kind == "number" else None
    if text is None or len(text) > _LONGEST_NUMBER or not text.removeprefix("-").isdecimal():
        return None
    return int(text)
