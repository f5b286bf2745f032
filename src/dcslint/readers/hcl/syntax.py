"""The syntax of an HCL file as the reader returns it: bodies, attributes, blocks, expressions.

Nothing is evaluated. No expression is nested deeper than the reader's limit, so a walk may recurse;
a chain (`a + b + c`, `a.b.c`) is one flat node, however long.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.readers.problem import SyntaxProblem
    from dcslint.source import Document, Span, Value


class Literal:
    """A number, boolean, null, or string or heredoc without interpolations.

    `span` has the quotes, `value.span` stands between them. A heredoc's value is its lines, with
    the last line feed.
    """

    __slots__ = ("span", "value")

    def __init__(self, value: Value, span: Span) -> None:
        self.value = value
        self.span = span


class Interpolation:
    """`${expression}` in a template; `span` has the marks."""

    __slots__ = ("expression", "span")

    def __init__(self, expression: Expression, span: Span) -> None:
        self.expression = expression
        self.span = span


class Directive:
    """`%{keyword …}` in a template: "if", "else", "endif", "for" with its `names`, "endfor"."""

    __slots__ = ("expression", "keyword", "names", "span")

    def __init__(
        self, keyword: str, names: list[Value], expression: Expression | None, span: Span
    ) -> None:
        self.keyword = keyword
        self.names = names
        self.expression = expression
        self.span = span


class Template:
    """A string or heredoc with interpolations. `inner` is what stands between the quotes.

    The literal `parts` are Values, unescaped, with indentation and `~` already applied.
    """

    __slots__ = ("inner", "is_heredoc", "parts", "span")

    def __init__(
        self,
        parts: list[Value | Interpolation | Directive],
        span: Span,
        inner: Span,
        *,
        is_heredoc: bool,
    ) -> None:
        self.parts = parts
        self.span = span
        self.inner = inner
        self.is_heredoc = is_heredoc

    @property
    def wrapped(self) -> Expression | None:
        """The expression of `"${expression}"`, which is its value whatever the type; else None."""
        if len(self.parts) == 1 and isinstance(self.parts[0], Interpolation):
            return self.parts[0].expression
        return None


class ObjectItem:
    """`key = value` in an object. A key that is an identifier or string is a Literal."""

    __slots__ = ("key", "span", "value")

    def __init__(self, key: Expression, value: Expression, span: Span) -> None:
        self.key = key
        self.value = value
        self.span = span


class ObjectExpression:
    """`{…}`. `complete` is False where items may have been lost to an error."""

    __slots__ = ("complete", "items", "span")

    def __init__(self, items: list[ObjectItem], span: Span, *, complete: bool) -> None:
        self.items = items
        self.span = span
        self.complete = complete


class TupleExpression:
    """`[…]`. `complete` is False where items may have been lost to an error."""

    __slots__ = ("complete", "items", "span")

    def __init__(self, items: list[Expression], span: Span, *, complete: bool) -> None:
        self.items = items
        self.span = span
        self.complete = complete


class ForExpression:
    """`[for names in collection : value if condition]`, or in braces with `key => value`.

    `is_grouped` says that three dots stand behind the value.
    """

    __slots__ = (
        "collection",
        "condition",
        "is_grouped",
        "is_object",
        "key",
        "names",
        "span",
        "value",
    )

    def __init__(
        self,
        names: list[Value],
        collection: Expression,
        value: Expression,
        span: Span,
        *,
        key: Expression | None,
        condition: Expression | None,
        is_object: bool,
        is_grouped: bool,
    ) -> None:
        self.names = names
        self.collection = collection
        self.key = key
        self.value = value
        self.condition = condition
        self.span = span
        self.is_object = is_object
        self.is_grouped = is_grouped


class Call:
    """`name(arguments)`. `expands` says that the last argument has three dots behind it."""

    __slots__ = ("arguments", "complete", "expands", "name", "span")

    def __init__(
        self, name: Value, arguments: list[Expression], span: Span, *, expands: bool, complete: bool
    ) -> None:
        self.name = name
        self.arguments = arguments
        self.span = span
        self.expands = expands
        self.complete = complete


class AttributeStep:
    """`.name`, or `.0` of old."""

    __slots__ = ("name",)

    def __init__(self, name: Value) -> None:
        self.name = name


class IndexStep:
    """`[index]`."""

    __slots__ = ("index",)

    def __init__(self, index: Expression) -> None:
        self.index = index


class SplatStep:
    """`[*]`, or `.*` if not `is_full`."""

    __slots__ = ("is_full",)

    def __init__(self, *, is_full: bool) -> None:
        self.is_full = is_full


class Reference:
    """`root.step[step]…`: a name, and the way from it to what is meant."""

    __slots__ = ("root", "span", "steps")

    def __init__(self, root: Value, steps: list[Step], span: Span) -> None:
        self.root = root
        self.steps = steps
        self.span = span

    @property
    def names(self) -> list[str]:
        """The names from the root up to the first index or splat: ["var", "node"]."""
        found = [self.root.text or ""]
        for step in self.steps:
            if not isinstance(step, AttributeStep):
                break
            found.append(step.name.text or "")
        return found


class Access:
    """Steps from a value that is no name: `f(x).y`, `[1, 2][0]`."""

    __slots__ = ("source", "span", "steps")

    def __init__(self, source: Expression, steps: list[Step], span: Span) -> None:
        self.source = source
        self.steps = steps
        self.span = span


class Conditional:
    """`condition ? yes : no`."""

    __slots__ = ("condition", "no", "span", "yes")

    def __init__(self, condition: Expression, yes: Expression, no: Expression, span: Span) -> None:
        self.condition = condition
        self.yes = yes
        self.no = no
        self.span = span


class Operation:
    """`a + b - c`: operators of one precedence, from left to right, one fewer than operands."""

    __slots__ = ("operands", "operators", "span")

    def __init__(self, operators: list[str], operands: list[Expression], span: Span) -> None:
        self.operators = operators
        self.operands = operands
        self.span = span


class Unary:
    """`!operand` or `-operand`; `-1` is a literal."""

    __slots__ = ("operand", "operator", "span")

    def __init__(self, operator: str, operand: Expression, span: Span) -> None:
        self.operator = operator
        self.operand = operand
        self.span = span


class Parentheses:
    """`(inner)`."""

    __slots__ = ("inner", "span")

    def __init__(self, inner: Expression, span: Span) -> None:
        self.inner = inner
        self.span = span


class Unread:
    """What could not be read, or is missing; `reason` is a phrase."""

    __slots__ = ("reason", "span")

    def __init__(self, reason: str, span: Span) -> None:
        self.reason = reason
        self.span = span


Step = AttributeStep | IndexStep | SplatStep
Expression = (
    Literal
    | Template
    | ObjectExpression
    | TupleExpression
    | ForExpression
    | Call
    | Reference
    | Access
    | Conditional
    | Operation
    | Unary
    | Parentheses
    | Unread
)


class Attribute:
    """`name = expression` in a body."""

    __slots__ = ("expression", "name", "span")

    def __init__(self, name: Value, expression: Expression, span: Span) -> None:
        self.name = name
        self.expression = expression
        self.span = span

    def __repr__(self) -> str:
        return f"Attribute({self.name.text} at {self.span!r})"


class Block:
    """`type "label" {…}`. `header` goes from the type to the last label.

    The span of a label, as of any string, stands between its quotes.
    """

    __slots__ = ("body", "header", "labels", "span", "type")

    def __init__(
        self, type: Value, labels: list[Value], body: Body, span: Span, header: Span
    ) -> None:
        self.type = type
        self.labels = labels
        self.body = body
        self.span = span
        self.header = header

    def __repr__(self) -> str:
        words = [self.type.text, *(label.text for label in self.labels)]
        return f"Block({' '.join(str(word) for word in words)} at {self.span!r})"


class Body:
    """The attributes and blocks of a file or a block, in order; `span` has the braces.

    `complete` is False where some may have been lost to an error.
    """

    __slots__ = ("complete", "items", "span")

    def __init__(self, items: list[Attribute | Block], span: Span, *, complete: bool) -> None:
        self.items = items
        self.span = span
        self.complete = complete

    def __iter__(self) -> Iterator[Attribute | Block]:
        return iter(self.items)

    @property
    def attributes(self) -> list[Attribute]:
        """The attributes in order."""
        return [item for item in self.items if isinstance(item, Attribute)]

    def blocks(self, *types: str) -> list[Block]:
        """The blocks in order; with `types`, those of one of these types."""
        return [
            item
            for item in self.items
            if isinstance(item, Block) and (not types or item.type.text in types)
        ]

    def attribute(self, name: str) -> Attribute | None:
        """The attribute `name`, or None; of several the first, the others being errors."""
        for item in self.items:
            if isinstance(item, Attribute) and item.name.text == name:
                return item
        return None


class HclSyntax:
    """A whole file as read. `comments` are whole, with their marks, in order."""

    __slots__ = ("body", "comments", "document", "problems")

    def __init__(
        self, document: Document, body: Body, comments: list[Span], problems: list[SyntaxProblem]
    ) -> None:
        self.document = document
        self.body = body
        self.comments = comments
        self.problems = problems
