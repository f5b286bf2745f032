"""Evaluates Terraform's expressions, so far as the files of a module tell what they are.

A value that comes through `var.x` or `local.x` stands where it was written and names the reference
as an origin; what is put together stands where it is put together. What only Terraform, a provider
or the cloud knows is unknown, with the reason. Reads no file; never raises; ends soon on any input.
"""

from __future__ import annotations

from dcslint.model.copies import COPIES, Budget, copy_through, given_value
from dcslint.model.terraform.functions import FUNCTIONS
from dcslint.model.terraform.operators import are_equal, compute, negate
from dcslint.model.terraform.results import Results, is_overridable
from dcslint.readers.hcl import reason_of
from dcslint.readers.hcl.syntax import (
    Access,
    AttributeStep,
    Call,
    Conditional,
    ForExpression,
    IndexStep,
    Interpolation,
    Literal,
    ObjectExpression,
    Operation,
    Parentheses,
    Reference,
    Template,
    TupleExpression,
    Unary,
)
from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Origin, Unknown, Value, concatenate
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.copies import Variable
    from dcslint.readers.hcl.syntax import Expression, Step
    from dcslint.source import Span

    Node = Mapping | Sequence | Value
    Scope = dict[str, Node]

_DEEPEST = 120
_LONGEST_CHAIN = 12
_LONGEST_TEXT = 20_000
_LONGEST_SHOWN = 60
_MOST_ITEMS = 1_000
_ITEMS = f"{_MOST_ITEMS:,} items of a list"
_LONGEST_INDEX = 9  # digits; Python refuses to read some thousands of them


class Evaluator:
    """The expressions of one module.

    variables  by name, with what the files or a call give them
    locals     the expressions of `locals` blocks, by name
    given      what `--var` says, by name
    """

    __slots__ = ("_active", "_depth", "_given", "_known_locals", "_locals", "_variables", "budget")

    def __init__(
        self,
        variables: dict[str, Variable],
        locals_: dict[str, Expression],
        given: dict[str, str],
        budget: Budget | None = None,
    ) -> None:
        self._variables = variables
        self._locals = locals_
        self._given = given
        self.budget = Budget() if budget is None else budget
        self._known_locals: dict[str, Node | None] = {}
        self._active: list[str] = []
        self._depth = 0

    def evaluate(self, expression: Expression, scope: Scope) -> Node:
        """The value of an expression, unknown where it cannot be known.

        `scope` has what names stand for besides variables and locals: `each`, the iterators of
        `dynamic` blocks, the names of `for`.
        """
        node = self.look(expression, scope)
        if node is None:
            return Value.of_unknown(expression.span, "nothing of that name is there")
        return node

    def look(self, expression: Expression, scope: Scope) -> Node | None:
        """The same; None where it is sure that there is nothing: what `try` passes over."""
        if isinstance(expression, Literal):
            return expression.value
        if self._depth >= _DEEPEST or self.budget.copies <= 0:
            deep = self._depth >= _DEEPEST
            reached(f"{_DEEPEST} levels of expressions" if deep else COPIES, expression.span)
            return Value.of_unknown(expression.span, "too much to evaluate")
        self.budget.copies -= 1
        self._depth += 1
        try:
            return self._look(expression, scope)
        finally:
            self._depth -= 1

    def _look(self, expression: Expression, scope: Scope) -> Node | None:
        if isinstance(expression, Parentheses):
            return self.look(expression.inner, scope)
        if isinstance(expression, Reference):
            return self._refer(expression, scope)
        if isinstance(expression, Template):
            wrapped = expression.wrapped
            return self._join(expression, scope) if wrapped is None else self.look(wrapped, scope)
        if isinstance(expression, ObjectExpression):
            return self._object(expression, scope)
        if isinstance(expression, TupleExpression):
            self.budget.copies -= len(expression.items)
            items = [self.evaluate(item, scope) for item in expression.items]
            return Sequence(expression.span, items, complete=expression.complete)
        if isinstance(expression, Call):
            return self._call(expression, scope)
        if isinstance(expression, Conditional):
            return self._choose(expression, scope)
        if isinstance(expression, Operation):
            operands = [self.evaluate(operand, scope) for operand in expression.operands]
            return compute(expression.operators, operands, Results(expression.span))
        if isinstance(expression, Unary):
            operand = self.evaluate(expression.operand, scope)
            return negate(expression.operator, operand, Results(expression.span))
        if isinstance(expression, Access):
            return self._walk(self.look(expression.source, scope), expression.steps, scope)
        if isinstance(expression, ForExpression):
            return self._for(expression, scope)
        return Value.of_unknown(expression.span, reason_of(expression))

    # references

    def _refer(self, reference: Reference, scope: Scope, *, inside: bool = False) -> Node | None:
        """What a name stands for. `inside` a text, it is told where a variable is declared."""
        root, span, steps = reference.root.text or "", reference.span, reference.steps
        if root in scope:
            return self._walk(scope[root], steps, scope)
        name = steps[0].name.text if steps and isinstance(steps[0], AttributeStep) else None
        if root == "local" and name is not None:
            local = self._local(name, span)
            node = self._walk(local, steps[1:], scope)
            return self._through(node, Origin("alias", f"local.{name}", span), span, fixed=True)
        if root != "var" or name is None:
            return Value.of_unknown(span, reason_of(reference))
        if name in self._given:
            if len(steps) > 1:
                return Value.of_unknown(span, f"var.{name} is given as a text")
            return given_value(self._given[name], span, (), typed=not inside)
        variable = self._variables.get(name)
        if variable is None:
            return Value.of_unknown(span, f"variable {name} is not declared in this folder")
        if variable.node is None:
            return Value.of_unknown(span, f"var.{name}: {variable.reason}", where=variable.span)
        origin = Origin("alias", f"var.{name}", span)
        if inside and variable.span is not None:
            origin = Origin("variable" if variable.fixed else "default", name, variable.span)
        node = self._walk(variable.node, steps[1:], scope)
        return self._through(node, origin, span, fixed=variable.fixed)

    def _through(
        self, node: Node | None, origin: Origin, place: Span, *, fixed: bool
    ) -> Node | None:
        """What a reference at `place` stands for; the unknown stands where it is referred to."""
        if node is None:
            return None
        if isinstance(node, Value) and not node.is_known and node.unknown is not None:
            where = node.unknown.span or node.span
            return Value.of_unknown(place, f"{origin.name}: {node.unknown.reason}", where=where)
        return copy_through(self.budget, node, (origin,), fixed=fixed)

    def _local(self, name: str, place: Span) -> Node | None:
        if name in self._known_locals:
            return self._known_locals[name]
        expression = self._locals.get(name)
        if expression is None:
            return Value.of_unknown(place, f"local {name} is not set in this folder")
        if name in self._active:
            return Value.of_unknown(place, f"local {name} refers to itself")
        if len(self._active) >= _LONGEST_CHAIN:
            reached(f"{_LONGEST_CHAIN} locals in each other", place)
            return Value.of_unknown(place, "too long a chain of locals")
        self._active.append(name)
        node = self.look(expression, {})
        self._active.pop()
        if not self._active:
            # Inside of a chain, what is found may be cut short by it.
            self._known_locals[name] = node
        return node

    def _walk(self, node: Node | None, steps: list[Step], scope: Scope) -> Node | None:
        for index, step in enumerate(steps):
            if node is None or (isinstance(node, Value) and not node.is_known):
                return node
            if isinstance(step, AttributeStep):
                key: Value | None = step.name
            elif isinstance(step, IndexStep):
                found = self.evaluate(step.index, scope)
                key = found if isinstance(found, Value) else None
            else:
                return self._splat(node, steps[index + 1 :], scope)
            if key is None or key.text is None:
                return Value.of_unknown(node.span, "the index is not known")
            node = _child(node, key.text)
        return node

    def _splat(self, node: Node, steps: list[Step], scope: Scope) -> Node:
        if not isinstance(node, Sequence):
            return Value.of_unknown(node.span, "it is a splat of no list")
        if len(node.items) > _MOST_ITEMS:
            reached(_ITEMS, node.span)
        items = [self._walk(item, steps, scope) for item in node.items[:_MOST_ITEMS]]
        whole = node.complete and len(node.items) <= _MOST_ITEMS and None not in items
        return Sequence(node.span, [item for item in items if item is not None], complete=whole)

    # what is put together

    def _join(self, template: Template, scope: Scope) -> Value:
        """A text with interpolations: what stays unknown stays in it as it is written."""
        parts: list[Value] = []
        unknown: Unknown | None = None
        length = 0
        for part in template.parts:
            if isinstance(part, Value):
                value = part
            elif isinstance(part, Interpolation):
                value = self._part(part, scope)
                unknown = unknown or value.unknown
            else:
                return Value.of_unknown(template.inner, reason_of(template))
            parts.append(value)
            length += len(value.text or "")
            if length > _LONGEST_TEXT:
                reached(f"{_LONGEST_TEXT:,} characters of a text", template.inner)
                return Value.of_unknown(template.inner, "too long a text")
        joined = concatenate(template.inner, parts)
        joined.unknown = unknown
        return joined

    def _part(self, part: Interpolation, scope: Scope) -> Value:
        if isinstance(part.expression, Reference):
            node = self._refer(part.expression, scope, inside=True)
        else:
            node = self.look(part.expression, scope)
        if isinstance(node, Value) and node.text is not None and node.kind != "null":
            return node
        span = part.span
        source = span.source
        if len(source) > _LONGEST_SHOWN or "}" in source[:-1]:
            source = "${…}"
        pieces = ((0, span.document, span.start, span.end),)
        value = Value(source, span, pieces=pieces)
        value.unknown = node.unknown if isinstance(node, Value) else None
        if value.unknown is None:
            value.unknown = Unknown(reason_of(part.expression))
        return value

    def _object(self, expression: ObjectExpression, scope: Scope) -> Mapping:
        self.budget.copies -= len(expression.items)
        entries: list[Entry] = []
        complete = expression.complete
        for item in expression.items:
            key = self.evaluate(item.key, scope)
            if not isinstance(key, Value) or key.text is None:
                complete = False
            else:
                entries.append(Entry(key, self.evaluate(item.value, scope), item.span))
        return Mapping(expression.span, entries, complete=complete)

    def _choose(self, expression: Conditional, scope: Scope) -> Node | None:
        condition = self.evaluate(expression.condition, scope)
        truth = condition.text if isinstance(condition, Value) else None
        if truth in ("true", "false"):
            node = self.look(expression.yes if truth == "true" else expression.no, scope)
            if node is None or not is_overridable(condition):
                return node
            return copy_through(self.budget, node, (), fixed=False)
        yes, no = self.look(expression.yes, scope), self.look(expression.no, scope)
        if yes is not None and no is not None and are_equal(yes, no):
            return yes
        return Value.of_unknown(expression.span, reason_of(expression))

    def _call(self, call: Call, scope: Scope) -> Node | None:
        name = call.name.text or ""
        if name in ("try", "can") and call.complete and not call.expands:
            return self._try(call, scope)
        function = FUNCTIONS.get(name)
        if function is None or not call.complete:
            return Value.of_unknown(call.span, reason_of(call))
        arguments = [self.evaluate(argument, scope) for argument in call.arguments]
        if call.expands:
            last = arguments[-1] if arguments else None
            if not isinstance(last, Sequence) or not last.complete:
                return Value.of_unknown(call.span, reason_of(call))
            arguments[-1:] = last.items
        self.budget.copies -= sum(map(_size, arguments))
        found = function(arguments, Results(call.span))
        return Value.of_unknown(call.span, reason_of(call)) if found is None else found

    def _try(self, call: Call, scope: Scope) -> Node | None:
        if call.name.text == "can":
            return Value.of_unknown(call.span, reason_of(call))
        for argument in call.arguments:
            node = self.look(argument, scope)
            if node is not None:
                # An unknown one may fail, and then the next counts.
                known = not isinstance(node, Value) or node.is_known
                return node if known else Value.of_unknown(call.span, reason_of(argument))
        return None

    def _for(self, loop: ForExpression, scope: Scope) -> Node:
        collection = self.evaluate(loop.collection, scope)
        pairs = pairs_of(collection)
        entries: list[Entry] = []
        items: list[Node] = []
        if pairs is not None and len(pairs) > _MOST_ITEMS:
            reached(_ITEMS, loop.span)
        complete = pairs is not None and len(pairs) <= _MOST_ITEMS and not loop.is_grouped
        for key, value in (pairs or ())[:_MOST_ITEMS] if not loop.is_grouped else ():
            self.budget.copies -= 1 + len(scope)
            if self.budget.copies <= 0:
                reached(COPIES, loop.span)
                complete = False
                break
            inner = {**scope, **_bind([name.text or "" for name in loop.names], key, value)}
            if loop.condition is not None:
                condition = self.evaluate(loop.condition, inner)
                truth = condition.text if isinstance(condition, Value) else None
                if truth != "true":
                    complete = complete and truth == "false"
                    continue
            node = self.evaluate(loop.value, inner)
            if loop.key is None:
                items.append(node)
                continue
            name = self.evaluate(loop.key, inner)
            if isinstance(name, Value) and name.text is not None:
                entries.append(Entry(name, node, loop.span))
            else:
                complete = False
        if loop.is_object:
            return Mapping(loop.span, entries, complete=complete)
        return Sequence(loop.span, items, complete=complete)


def pairs_of(node: Node | None) -> list[tuple[Value, Node]] | None:
    """The keys and values of a mapping or a list that is seen whole; None of anything else."""
    if isinstance(node, Mapping) and node.complete:
        return [(entry.key, entry.value) for entry in node]
    if isinstance(node, Sequence) and node.complete:
        return [
            (Value(str(index), item.span, kind="number", pieces=()), item)
            for index, item in enumerate(node.items)
        ]
    return None


def _size(node: Node) -> int:
    """How much a function may have to do with an argument."""
    if isinstance(node, Value):
        return 1
    return len(node.items) if isinstance(node, Sequence) else len(node.entries)


def _bind(names: list[str], key: Value, value: Node) -> Scope:
    return {names[0]: value} if len(names) == 1 else {names[0]: key, names[1]: value}


def _child(node: Node, key: str) -> Node | None:
    """What stands at a key or index; None if that is surely nothing."""
    if isinstance(node, Mapping):
        child = node.get(key)
        if child is None and not node.complete:
            return Value.of_unknown(node.span, f"{key} may be hidden in it")
        return child
    if isinstance(node, Sequence):
        if key.isdecimal() and len(key) <= _LONGEST_INDEX and int(key) < len(node.items):
            return node.items[int(key)]
        return None if node.complete else Value.of_unknown(node.span, f"[{key}] may be hidden")
    return None
