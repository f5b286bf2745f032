"""HCL's expressions: operators by precedence, brackets, calls, references. Evaluates nothing."""

from __future__ import annotations

from dcslint.readers.hcl.brackets import MISSING, TOO_DEEP, BracketReader
from dcslint.readers.hcl.cursor import DEEPEST
from dcslint.readers.hcl.lexis import (
    CALL,
    HEREDOC,
    NUMBER,
    OPERATOR,
    PRECEDENCE,
    REFERENCE,
    STEP,
)
from dcslint.readers.hcl.syntax import (
    Access,
    AttributeStep,
    Conditional,
    IndexStep,
    Literal,
    Operation,
    Reference,
    SplatStep,
    Unary,
    Unread,
)
from dcslint.source import Span, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from dcslint.readers.hcl.syntax import Expression, Step


class ExpressionReader(BracketReader):
    """Reads expressions. In brackets line feeds are spaces; elsewhere one ends the expression."""

    __slots__ = ()

    def read_expression(self, *, multiline: bool) -> Expression:
        """Read an expression, over several lines if `multiline`; what is missing is reported."""
        start = self.position
        operand = self.read_operand(multiline=multiline)
        mark = self.skip_found(multiline=multiline)
        if mark not in "|&=!<>+-*/%?" or not mark:
            return operand
        operands = [operand]
        operators: list[str] = []
        while not self.lost:
            found = OPERATOR.match(self.text, self.position, self.size)
            if found is None:
                break
            operators.append(found[0])
            self.position = found.end()
            operands.append(self.read_operand(multiline=multiline))
            mark = self.skip_found(multiline=multiline)
        whole = self._fold(operands, operators) if operators else operand
        if mark != "?" or self.lost:
            return whole
        if not self.enter():
            self.lost = True
            return Unread(TOO_DEEP, self.span(start))
        self.position += 1
        yes = self.read_expression(multiline=multiline)
        no: Expression
        if self.skip_found(multiline=multiline) == ":":
            self.position += 1
            no = self.read_expression(multiline=multiline)
        else:
            if not self.lost:
                self.report_unexpected()
            no = Unread(MISSING, self.span(self.position))
        self.depth -= 1
        span = Span(self.document, whole.span.start, no.span.end)
        return Conditional(whole, yes, no, span)

    def _fold(self, operands: list[Expression], operators: list[str]) -> Expression:
        """Join a chain of operands by precedence, each level in one pass."""
        for level in PRECEDENCE:
            if not any(operator in level for operator in operators):
                continue
            left: list[Expression] = []
            rest: list[str] = []
            group, signs = [operands[0]], list[str]()
            for operator, operand in zip(operators, operands[1:], strict=True):
                if operator in level:
                    group.append(operand)
                    signs.append(operator)
                    continue
                left.append(self._join_operands(group, signs))
                rest.append(operator)
                group, signs = [operand], []
            left.append(self._join_operands(group, signs))
            operands, operators = left, rest
        return operands[0]

    def _join_operands(self, group: list[Expression], signs: list[str]) -> Expression:
        if not signs:
            return group[0]
        span = Span(self.document, group[0].span.start, group[-1].span.end)
        return Operation(signs, group, span)

    def read_operand(self, *, multiline: bool) -> Expression:
        """Read one operand with the signs in front and the steps behind it."""
        # Reads its brackets itself: each call between two levels is a hundred of Python's stack.
        mark = self.skip(multiline=multiline)
        signs: list[int] = []
        while mark in {"-", "!"}:
            signs.append(self.position)
            self.position += 1
            mark = self.skip(multiline=multiline)
        found = None
        term: Expression
        if mark == '"':
            term = self.read_quoted()
        elif mark == "{":
            term = self.read_braces()
        elif mark == "[":
            term = self.read_brackets()
        elif mark == "(":
            term = self.read_parentheses()
        elif mark == "<" and (found := HEREDOC.match(self.text, self.position, self.size)):
            term = self.read_heredoc(found)
        elif (found := self._find_call(multiline=multiline)) is not None:
            term = self.read_call(found)
        else:
            term = self._read_word(mark, multiline=multiline)
        if signs and _is_number(term) and self.text[term.span.start - 1] == "-":
            span = Span(self.document, signs.pop(), term.span.end)
            term = Literal(Value(span.source, span, kind="number"), span)
        if not self.lost:
            term = self._read_steps(term, multiline=multiline)
        return self._apply(signs, term) if signs else term

    def _apply(self, signs: list[int], operand: Expression) -> Expression:
        """Put the signs at these places in front of an operand."""
        span = Span(self.document, signs[0], operand.span.end)
        if self.depth + len(signs) > DEEPEST:
            self.report_too_deep(signs[0])
            return Unread(TOO_DEEP, span)
        for start in reversed(signs):
            span = Span(self.document, start, operand.span.end)
            operand = Unary(self.text[start], operand, span)
        return operand

    def _find_call(self, *, multiline: bool) -> re.Match[str] | None:
        """The name of the function that is called here, with the cursor at its parenthesis."""
        found = CALL.match(self.text, self.position, self.size)
        if found is None or (multiline and self.begins_item()):
            return None
        self.position = found.end()
        return found

    def _read_word(self, mark: str, *, multiline: bool) -> Expression:
        """Read a number, constant or reference, or report that nothing of the kind is here."""
        text, start = self.text, self.position
        if mark and mark in "0123456789":
            number = NUMBER.match(text, start, self.size)
            assert number is not None
            self.position = number.end()
            span = self.span(start)
            return Literal(Value(number[0], span, kind="number"), span)
        item = multiline and (not mark or self.begins_item())
        found = None if item else REFERENCE.match(text, start, self.size)
        if found is not None:
            self.position = found.end()
            return self.make_word(found[0], start)
        # Behind the last line of a bracket it is the bracket's end that is missing.
        if not item:
            self.report_unexpected()
        return Unread(MISSING, self.span(start))

    def _read_steps(self, source: Expression, *, multiline: bool) -> Expression:
        """Read `.name`, `[index]` and splats behind an operand."""
        text = self.text
        steps: list[Step] = []
        end = self.position
        while not self.lost:
            mark = text[self.position] if self.position < self.size else ""
            if not mark or mark in " \t\r\n#/":
                mark = self.skip(multiline=multiline)
            if mark not in {".", "["}:
                break
            found = STEP.match(text, self.position, self.size)
            if found is None and mark == ".":
                break
            if found is None:
                start = self.position
                if not self.open_bracket("["):
                    steps.append(IndexStep(Unread(TOO_DEEP, self.span(start))))
                else:
                    steps.append(IndexStep(self.read_expression(multiline=True)))
                    self.end_bracket("[", start)
            elif found[1]:
                name = Value(found[1], Span(self.document, *found.span(1)))
                steps.append(AttributeStep(name))
                self.position = found.end()
            else:
                steps.append(SplatStep(is_full=found[2] is None))
                self.position = found.end()
            end = self.position
        if not steps:
            return source
        span = Span(self.document, source.span.start, end)
        if isinstance(source, Reference):
            return Reference(source.root, source.steps + steps, span)
        return Access(source, steps, span)


def _is_number(term: Expression) -> bool:
    return isinstance(term, Literal) and term.value.kind == "number"
