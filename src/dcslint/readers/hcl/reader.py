"""HCL to bodies of attributes and blocks, through what is wrong with them.

Reads in one pass, in time linear in the text, and never raises. A problem costs the attribute it is
in; a block that nothing closes ends where the next one of its indentation begins.
"""

from __future__ import annotations

from dcslint.readers.hcl.expressions import ExpressionReader
from dcslint.readers.hcl.lexis import ASSIGNMENT, JUNK, PLAIN_ATTRIBUTE
from dcslint.readers.hcl.syntax import Attribute, Block, Body, HclSyntax
from dcslint.source import Span, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.hcl.syntax import Expression
    from dcslint.source import Document


def read_hcl(document: Document) -> HclSyntax:
    """Read an HCL document. Never raises: problems are in the result, in the order of the text."""
    reader = _Reader(document)
    body = reader.read()
    reader.problems.sort(key=lambda problem: problem.span.start)
    return HclSyntax(document, body, reader.comments, reader.problems)


def read_hcl_string(document: Document, start: int, end: int) -> Expression:
    """Read the quoted string that stands at `[start, end)` of a document: Terraform's in JSON.

    Its problems are the document's own, and not told.
    """
    reader = _Reader(document)
    reader.position, reader.size = start, end
    return reader.read_quoted()


class _Reader(ExpressionReader):
    """`unclosed` says that the text ended inside a block."""

    __slots__ = ("unclosed",)

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.unclosed = False

    def read(self) -> Body:
        """Read the whole text."""
        items: list[Attribute | Block] = []
        complete = self._read_items_of(items, -1)
        return Body(items, Span(self.document, 0, self.size), complete=complete)

    def _read_items_of(self, items: list[Attribute | Block], start: int) -> bool:
        """Read a body up to its brace (the one it opens with is at `start`); whether it is all."""
        text, document = self.text, self.document
        names: set[str] = set()
        complete = True
        while True:
            found = PLAIN_ATTRIBUTE.match(text, self.position)
            if found is not None:
                name = Value(found[1], Span(document, *found.span(1)))
                expression = self.make_plain(found)
                span = Span(document, name.span.start, expression.span.end)
                items.append(Attribute(name, expression, span))
                self.position = found.end()
                self.garbage = False
                self._note_name(name, names)
                continue
            mark = self.skip(multiline=True)
            if not mark:
                if start >= 0:
                    self.report_unclosed("{", start)
                    self.unclosed = True
                return complete and start < 0
            if mark == "}":
                if start < 0:
                    self.report_unexpected()
                self.position += 1
                if start >= 0:
                    return complete
                complete = False
            elif not self._read_item_of(items, names):
                complete = False

    def _note_name(self, name: Value, names: set[str]) -> None:
        text = name.text or ""
        if text in names:
            span = name.span
            self.report("hcl-duplicate-attribute", span.start, span.end, name=text)
        names.add(text)

    def _read_item_of(self, items: list[Attribute | Block], names: set[str]) -> bool:
        """Read one attribute or block; whether it was read to its end."""
        start = self.position
        name = self.read_name()
        if name is None:
            self.report_unexpected()
            if self.text[start] == "{":
                self._pass_body()
                return False
            if self.text[start] != '"' or not ASSIGNMENT.match(self.text, start):
                self._pass_line()
                return False
            # JSON's habit: what is meant is clear.
            name = self._read_label()
        mark = self.skip(multiline=False)
        if mark == "=" and not self.text.startswith("==", self.position):
            return self._read_attribute(name, start, items, names)
        if mark == ":":
            self.report_unexpected()
            return self._read_attribute(name, start, items, names)
        return self._read_block(name, start, items)

    def _read_attribute(
        self, name: Value, start: int, items: list[Attribute | Block], names: set[str]
    ) -> bool:
        self.position += 1
        count = len(self.problems)
        expression = self.begin_value() or self.read_expression(multiline=False)
        items.append(Attribute(name, expression, Span(self.document, start, expression.span.end)))
        self._note_name(name, names)
        if self.lost:
            self.lost = False
            mark = self.skip(multiline=False)
            if mark and mark not in "\n}" and not self.begins_item():
                self._pass_line()
            return False
        mark = self.skip(multiline=False)
        if mark and mark not in "\n}" and not (self.garbage and self.begins_item()):
            self.report_unexpected()
            if mark == ",":
                self.position += 1
            elif not ASSIGNMENT.match(self.text, self.position):
                self._pass_line()
            return False
        if len(self.problems) == count:
            self.garbage = False
        return True

    def _read_block(self, type: Value, start: int, items: list[Attribute | Block]) -> bool:
        labels: list[Value] = []
        end = type.span.end
        while True:
            mark = self.skip(multiline=False)
            if mark == '"':
                labels.append(self._read_label())
            elif (label := self.read_name()) is not None:
                labels.append(label)
            else:
                break
            end = self.position
        if mark == "\n":
            # Reported below where no brace follows either.
            line_end = self.position
            mark = self.skip(multiline=True)
            if mark == "{" and self.begins_line():
                self.report_unexpected()
            else:
                self._report_at(line_end)
                return False
        elif mark != "{":
            self.report_unexpected()
            if mark != "}":
                self._pass_line()
            return False
        header = Span(self.document, start, end)
        opening = self.position
        if not self.enter():
            self.pass_bracket()
            span = Span(self.document, start, self.position)
            body = Body([], Span(self.document, opening, self.position), complete=False)
            items.append(Block(type, labels, body, span, header))
            return True
        if mark == "{" and not self.unclosed:
            self.garbage = False
        self.position += 1
        self.open["}"] += 1
        inner: list[Attribute | Block] = []
        complete = self._read_items_of(inner, opening)
        self.open["}"] -= 1
        self.depth -= 1
        span = Span(self.document, start, self.position)
        body = Body(inner, Span(self.document, opening, self.position), complete=complete)
        block = Block(type, labels, body, span, header)
        items.append(block)
        if self.unclosed:
            items.extend(self._take_siblings(block))
        return True

    def _report_at(self, position: int) -> None:
        """Report the end of a line that was passed already."""
        here, self.position = self.position, position
        self.report_unexpected()
        self.position = here

    def _take_siblings(self, block: Block) -> list[Attribute | Block]:
        """Take out of a block that nothing closes what is indented no deeper than itself."""
        items = block.body.items
        column = self._column(block)
        for index, item in enumerate(items):
            if isinstance(item, Block) and self._column(item) <= column:
                end = items[index - 1].span.end if index else block.body.span.start + 1
                taken = items[index:]
                del items[index:]
                block.span.end = block.body.span.end = end
                return taken
        return []

    def _column(self, item: Block) -> int:
        return self.document.position(item.span.start)[1]

    def _read_label(self) -> Value:
        """Read the string that stands here as a label, which has no interpolation."""
        start = self.position
        expression = self.read_quoted()
        self.lost = False
        value = getattr(expression, "value", None)
        if isinstance(value, Value):
            return value
        self.report_word("hcl-syntax", self.text[start : self.position], start)
        return Value.of_unknown(self.span(start), "a label with an interpolation")

    def _pass_line(self) -> None:
        """Pass over what is left of a line, up to a brace."""
        found = JUNK.match(self.text, self.position)
        assert found is not None
        self.position = found.end()

    def _pass_body(self) -> None:
        """Read the body of a block that has no header, and forget it."""
        start = self.position
        if not self.enter():
            self.pass_bracket()
            return
        self.position += 1
        self.open["}"] += 1
        self._read_items_of([], start)
        self.open["}"] -= 1
        self.depth -= 1
