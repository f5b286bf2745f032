"""What stands in brackets: objects, tuples, calls, `for` expressions, parentheses.

Each goes on behind an error for as long as it can tell an item from what follows its bracket.
"""

from __future__ import annotations

from dcslint.readers.hcl.lexis import ASSIGNMENT, CLOSERS, FOR, NAMED, PLAIN_ATTRIBUTE
from dcslint.readers.hcl.syntax import (
    AttributeStep,
    Call,
    ForExpression,
    Literal,
    ObjectExpression,
    ObjectItem,
    Parentheses,
    Reference,
    TupleExpression,
    Unread,
)
from dcslint.readers.hcl.templates import TemplateReader
from dcslint.source import Span, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from dcslint.readers.hcl.syntax import Expression

MISSING = "it is missing"
TOO_DEEP = "it is nested too deep"
_KINDS = {"true": "boolean", "false": "boolean", "null": "null"}


class BracketReader(TemplateReader):
    """Reads what is in brackets; operators are a subclass's business."""

    __slots__ = ()

    def read_operand(self, *, multiline: bool) -> Expression:
        """Read one operand with the signs in front and the steps behind it."""
        raise NotImplementedError

    def make_word(self, word: str, start: int) -> Expression:
        """A constant or a reference of names, which stands at `start` letter by letter."""
        document = self.document
        span = Span(document, start, start + len(word))
        kind = _KINDS.get(word)
        if kind is not None:
            return Literal(Value(word, span, kind=kind), span)
        if "." not in word:
            return Reference(Value(word, span), [], span)
        names = []
        at = start
        for name in word.split("."):
            names.append(Value(name, Span(document, at, at + len(name))))
            at += len(name) + 1
        return Reference(names[0], [AttributeStep(name) for name in names[1:]], span)

    def make_plain(self, found: re.Match[str]) -> Expression:
        """The expression of a `PLAIN_ATTRIBUTE`."""
        group = found.lastindex or 0
        start, end = found.span(group)
        text = found[group]
        span = Span(self.document, start, end)
        if group == 2:
            return Literal(Value(text, span), Span(self.document, start - 1, end + 1))
        if group == 3:
            return Literal(Value(text, span, kind="number"), span)
        return self.make_word(text, start)

    def open_bracket(self, opener: str) -> bool:
        """Go behind the bracket that opens here; if that is too deep, behind its end."""
        if not self.enter():
            self.pass_bracket()
            return False
        self.open[CLOSERS[opener]] += 1
        self.position += 1
        return True

    def _shut(self, opener: str) -> None:
        self.open[CLOSERS[opener]] -= 1
        self.depth -= 1

    def end_bracket(self, opener: str, start: int) -> None:
        """Pass over what is left in a bracket, which should be nothing."""
        while not self.lost and not self.close(opener, start):
            pass
        self._shut(opener)

    def read_parentheses(self) -> Expression:
        """Read `(…)`."""
        start = self.position
        if not self.open_bracket("("):
            return Unread(TOO_DEEP, self.span(start))
        inner = self.read_expression(multiline=True)
        self.end_bracket("(", start)
        return Parentheses(inner, self.span(start))

    def read_call(self, function: re.Match[str]) -> Expression:
        """Read the arguments of a call and make it."""
        start = self.position
        span = Span(self.document, *function.span(1))
        if not self.open_bracket("("):
            return Unread(TOO_DEEP, self.span(span.start))
        arguments, complete, expands = self._read_items("(", start)
        name = Value(function[1], span)
        return Call(name, arguments, self.span(span.start), expands=expands, complete=complete)

    def read_brackets(self) -> Expression:
        """Read `[…]`."""
        start = self.position
        if not self.open_bracket("["):
            return Unread(TOO_DEEP, self.span(start))
        self.skip(multiline=True)
        if FOR.match(self.text, self.position, self.size):
            return self._read_for("[", start)
        items, complete, _ = self._read_items("[", start)
        return TupleExpression(items, self.span(start), complete=complete)

    def read_braces(self) -> Expression:
        """Read `{…}`."""
        start = self.position
        if not self.open_bracket("{"):
            return Unread(TOO_DEEP, self.span(start))
        if PLAIN_ATTRIBUTE.match(self.text, self.position, self.size) is None:
            self.skip(multiline=True)
            if FOR.match(self.text, self.position, self.size):
                return self._read_for("{", start)
        items: list[ObjectItem] = []
        complete = True
        text = self.text
        while True:
            found = PLAIN_ATTRIBUTE.match(text, self.position, self.size)
            if found is not None:
                items.append(self._make_item(found))
                continue
            mark = self.skip(multiline=True)
            if mark == "}":
                self.position += 1
                break
            if not mark or self.begins_block() or (mark in ")]" and self.open[mark]):
                self.report_unclosed("{", start)
                self.lost = mark not in {")", "]"}
                complete = False
                break
            at, clean = self.position, not self.garbage
            key = self._read_key()
            if key is not None:
                value = self.begin_value() or self.read_expression(multiline=False)
                items.append(ObjectItem(key, value, Span(self.document, at, value.span.end)))
                clean = clean and not isinstance(value, Unread)
            complete = complete and key is not None
            if self.lost and not self._recover():
                complete = False
                break
            ended = self._end_item()
            complete = complete and ended
            self.garbage = self.garbage and not (clean and ended and key is not None)
        self._shut("{")
        return ObjectExpression(items, self.span(start), complete=complete)

    def _make_item(self, found: re.Match[str]) -> ObjectItem:
        key = Value(found[1], Span(self.document, *found.span(1)))
        value = self.make_plain(found)
        self.position = found.end()
        self.garbage = False
        span = Span(self.document, key.span.start, value.span.end)
        return ObjectItem(Literal(key, key.span), value, span)

    def _read_items(self, opener: str, start: int) -> tuple[list[Expression], bool, bool]:
        """Read expressions up to a bracket's end; whether they are all, whether `...` ends them."""
        items: list[Expression] = []
        complete, expands = True, False
        while True:
            mark = self.skip(multiline=True)
            if mark and mark not in ")]}":
                item = self.read_expression(multiline=True)
                if isinstance(item, Unread):
                    complete = False
                if item.span.end > item.span.start:
                    items.append(item)
                mark = self.skip_found(multiline=True)
            if opener == "(" and self._take_dots():
                expands = True
                mark = self.skip(multiline=True)
                if mark == ",":
                    self.report_unexpected()
            ended = "abandoned" if self.lost else mark
            while ended not in {",", "closed", "abandoned"}:
                ended = self.close(opener, start)
                if not ended:
                    complete = False
                    ended = self.skip(multiline=True)
            if ended != ",":
                self._shut(opener)
                return items, complete and ended == "closed", expands
            self.position += 1

    def _take_dots(self) -> bool:
        """Pass over the three dots that stand here, if they do."""
        found = not self.lost and self.text.startswith("...", self.position, self.size)
        if found:
            self.position += 3
        return found

    def _recover(self) -> bool:
        """Whether this object goes on where an item of it was lost."""
        mark = self.skip(multiline=True)
        self.lost = not (mark == "}" or (self.begins_item() and not self.begins_block()))
        return not self.lost

    def _end_item(self) -> bool:
        """Read what separates two items; whether nothing else was passed over."""
        mark = self.skip(multiline=False)
        if mark == ",":
            self.position += 1
        elif mark and mark not in "\n}" and not self.begins_line():
            self.report_unexpected()
            if mark not in ")]" and not ASSIGNMENT.match(self.text, self.position, self.size):
                self.pass_junk()
            return False
        return True

    def _read_key(self) -> Expression | None:
        """Read `key =`, or nothing behind what is no key."""
        text, start = self.text, self.position
        found = NAMED.match(text, start, self.size)
        key: Expression
        if found is not None and text[found.end() : found.end() + 1] not in {".", "(", "["}:
            self.position = found.end()
            name = Value(found[0], self.span(start))
            key = Literal(name, name.span)
        else:
            key = self.read_operand(multiline=False)
            if self.lost:
                return None
        mark = self.skip(multiline=False)
        if mark == ":" or (mark == "=" and not text.startswith(("==", "=>"), self.position)):
            self.position += 1
            return key
        self.report_unexpected()
        if not isinstance(key, Unread) and mark in {"=", "{"}:
            self.position += 2 if mark == "=" else 0
            return key
        if mark and mark not in ",}\n":
            self.pass_junk()
        return None

    def begin_value(self) -> Unread | None:
        """Go to the expression behind `=`: it may stand on the next line, though it should not."""
        if self.skip(multiline=False) != "\n":
            return None
        start = self.position
        self.report_unexpected()
        mark = self.skip(multiline=True)
        if mark and mark not in "})],=" and not self.begins_item():
            return None
        return Unread(MISSING, self.span(start, start))

    def _read_for(self, opener: str, start: int) -> Expression:
        """Read the rest of a `for` expression, and its bracket's end."""
        self.position += 3
        key: Expression | None = None
        condition: Expression | None = None
        is_grouped = False
        names = self.read_names()
        collection = self.read_expression(multiline=True)
        value = self._read_behind(":")
        if opener == "{":
            key, value = value, self._read_behind("=>")
        if not self.lost:
            self.skip(multiline=True)
            is_grouped = self._take_dots()
            self.skip(multiline=True)
            found = NAMED.match(self.text, self.position, self.size)
            if found is not None and found[0] == "if":
                self.position = found.end()
                condition = self.read_expression(multiline=True)
        self.end_bracket(opener, start)
        return ForExpression(
            names,
            collection,
            value,
            self.span(start),
            key=key,
            condition=condition,
            is_object=opener == "{",
            is_grouped=is_grouped,
        )

    def _read_behind(self, sign: str) -> Expression:
        """Read the expression behind a sign; what stands in place of the sign is reported."""
        if not self.lost:
            self.skip(multiline=True)
            if self.text.startswith(sign, self.position, self.size):
                self.position += len(sign)
                return self.read_expression(multiline=True)
            self.report_unexpected()
        return Unread(MISSING, self.span(self.position))
