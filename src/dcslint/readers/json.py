"""JSON to a tree with places, through what people put into JSON that is none.

Comments, trailing and missing commas, unquoted words, templates and unclosed brackets are reported
and survived; behind a missing quote nothing is read. A text that `json.loads` takes gives the same
data and no problem (but for duplicate keys and depth). Reads in one pass, in time linear in the
text. Knows no field's meaning.
"""

from __future__ import annotations

from dcslint.readers.json_tokens import (
    BLANKS,
    ENTRY,
    IS_TEMPLATE,
    ITEM,
    KINDS,
    MARK_BEHIND,
    NESTING,
    SCALAR,
    TOKEN,
    read_string,
)
from dcslint.readers.json_tree import COLON, COMMA, KEY, NODE, Builder, JsonSyntax
from dcslint.readers.tree import collections_in
from dcslint.source import Document, Host, Span, Value

__all__ = ["JsonSyntax", "read_json", "read_json_text"]

DEEPEST = 200
_OPEN_MORE = ("{", "%", "#")  # with a "{" before it, what may open a template
_OF_TEMPLATES = frozenset(("json-template", "json-too-deep"))


def read_json(document: Document) -> JsonSyntax:
    """Read a JSON document. Never raises: problems are in the result, in the order of the text."""
    return _Reader(document).read()


def read_json_text(value: Value) -> JsonSyntax:
    """Read the JSON inside a string (a policy's `definition`); its places lead to the file."""
    host = Host(value.span, value.map())
    return read_json(Document(value.span.document.path, value.text or "", host=host))


class _Reader(Builder):
    __slots__ = ("closed_early", "has_statements", "position", "text", "too_deep")

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.text = document.text
        self.position = 0
        self.too_deep = False
        self.has_statements = False
        self.closed_early = False  # one bracket too much closes: another one was closed too soon

    def read(self) -> JsonSyntax:
        text = self.text
        astray = False
        while True:
            self._read_plain()
            blanks = BLANKS.match(text, self.position)
            start = self.position = blanks.end() if blanks else self.position
            mark = text[start : start + 1]
            if not mark:
                break
            if mark in "}[],:" or (mark == "{" and text[start + 1 : start + 2] not in _OPEN_MORE):
                self.position += 1
                self._read_mark(mark, start)
                continue
            # Much of a start on one file is compiling this one, which good JSON has no need of.
            found = TOKEN.match(text, self.position)
            assert found is not None
            kind = found.lastgroup or ""
            start, end = found.span(kind)
            self.position = end
            if kind == "mark":
                self._read_mark(text[start], start)
            elif kind == "comment":
                self._add_comment(start, end)
            elif kind == "open_comment":
                self.report_word("json-unclosed", start, end)
                self._add_comment(start, len(text))
                self.position = len(text)
            elif kind == "statement":
                self.report_word("json-template", start, end)
                self.frame.complete = False
                self.has_statements = True
            elif kind == "other":
                self.report_unexpected(start, end)
            elif self._is_astray(kind, start, end):
                self.report_word("json-quotes", start, end)
                if text[start - 1] == '"':
                    self.doubt()
                astray = True
                break
            else:
                self._read_scalar(kind, start, end)
        if self.stack and not astray:
            self.report_word("json-unclosed", self.frame.start, self.frame.start + 1)
        while self.stack:
            self.abandon(len(text))
        syntax = self.syntax
        syntax.roots = self.frame.items
        if self.closed_early:
            for node in collections_in(syntax.roots):
                node.complete = False
        if not syntax.roots and all(found.kind == "json-comment" for found in syntax.problems):
            self.report("json-empty", 0, 0)
        if self.has_statements:  # what else is wrong with it may be what the template leaves out
            syntax.problems = [one for one in syntax.problems if one.kind in _OF_TEMPLATES]
        syntax.problems.sort(key=lambda problem: problem.span.start)
        return syntax

    def _is_astray(self, kind: str, start: int, end: int) -> bool:
        """Whether a word or string touches another's quote: what is in quotes was meant outside."""
        text = self.text
        if kind != "word":
            return text[max(0, start - 1) : start + 1] == '""'
        before = text[max(0, start - 1) : start] == '"' and text[start].isalnum()
        behind = text[end : end + 1] == '"' and text[end - 1].isalnum()
        return (before or behind) and IS_TEMPLATE.search(text, start, end) is None

    def _read_plain(self) -> None:
        """Read entries, items and brackets for as long as nothing is out of the ordinary."""
        text, document, frame = self.text, self.document, self.frame
        if not frame.mark or frame.key is not None or frame.expects == COMMA:
            return
        position = self.position
        while True:
            found = (ENTRY if frame.mark == "{" else ITEM).match(text, position)
            if found is None:
                break
            self.garbage = False
            if frame.mark == "{":
                start, end = found.span(1)
                self.accept_key(Value(found[1], Span(document, start, end)), start - 1)
            group = found.lastindex or 0
            start, end = found.span(group)
            position = found.end()
            if group == 4:
                self.position = position
                self._open(text[start], start)
                frame, position = self.frame, self.position
                if frame.expects == COMMA:
                    break
                continue
            if group == 2:
                self.put(Value(text[start:end], Span(document, start, end)), end + 1)
            else:
                word = text[start:end]
                kind = KINDS.get(word, "number")
                self.put(Value(word, Span(document, start, end), kind=kind), end)
            mark = text[position - 1]
            while (mark == "}" and frame.mark == "{") or (mark == "]" and frame.mark == "["):
                self.close(position)
                frame = self.frame
                behind = MARK_BEHIND.match(text, position)
                if behind is None:
                    mark = ""
                else:
                    position = behind.end()
                    mark = text[position - 1]
            if mark == "," and frame.mark:
                self.accept_comma(position - 1)
            else:
                if mark in ("}", "]", ","):
                    position -= 1
                break
        self.position = position

    def _read_mark(self, mark: str, start: int) -> None:
        frame = self.frame
        if mark in "{[":
            if self._make_room(start, start + 1, good=True):
                self._open(mark, start)
        elif mark in "}]":
            self._close(mark, start)
        elif mark == ":":
            if frame.expects == COLON:
                frame.expects = NODE
                self.garbage = False
            else:
                self.report_unexpected(start, start + 1)
                if frame.expects == COMMA:
                    self.doubt()
        elif not frame.mark or (frame.expects in (KEY, NODE) and frame.key is None):
            self.report_unexpected(start, start + 1)
        else:
            self._end_entry(start)
            self.accept_comma(start)
            self.garbage = False

    def _read_scalar(self, kind: str, start: int, end: int) -> None:
        """Read a string or word as the key, item or value that it is here."""
        text, document = self.text, self.document
        is_word = kind == "word"
        is_template = is_word and IS_TEMPLATE.search(text, start, end) is not None
        is_plain = is_word and SCALAR.fullmatch(text, start, end) is not None
        good = kind == "string" or is_template or is_plain
        if not self._make_room(start, end, good=good):
            return
        frame = self.frame
        if is_template:
            self.report_word("json-template", start, end)
            node = Value.of_unknown(Span(document, start, end), "template")
            if frame.key is None:
                frame.complete = False  # it may stand for several entries or items
        elif is_word:
            if not is_plain or frame.expects == KEY:
                self.report_unexpected(start, end)
            word = text[start:end]
            word_kind = KINDS.get(word, "number") if is_plain and frame.expects != KEY else "string"
            node = Value(word, Span(document, start, end), kind=word_kind)
        else:
            stop = end - 1
            if kind == "unclosed":
                # It ends with its line, less what closes the brackets around it.
                stop = end = start + 1 + len(text[start + 1 : end].rstrip(" \t\r,]}"))
                self.position = end
                self.report_word("json-unclosed", start, start + 1)
            elif kind == "apostrophes":
                self.report_unexpected(start, start + 1)
            node = read_string(document, start + 1, stop, self.report_word)
        if frame.expects == KEY:
            self.accept_key(node, start)
        else:
            self.put(node, end)
        if good:
            self.garbage = False

    def _make_room(self, start: int, end: int, *, good: bool) -> bool:
        """Make the frame wait for a key or node, reporting what is missing; False if it cannot."""
        frame = self.frame
        if not frame.mark:
            if good and (frame.expects == NODE or self._begins_line(start)):
                return True
            self.report_unexpected(start, end)
            # Behind a document only a bracket is worth keeping, and in front of one too.
            return self.text[start] in "{[" and good
        if frame.expects == COLON:
            if frame.key is not None and frame.key.text is None:
                frame.key = None
                frame.expects = KEY
            else:
                self.report_unexpected(start, end)
                if not good:
                    return False
                frame.expects = NODE
        elif frame.expects == COMMA:
            if good:
                self.report("json-missing-comma", self.last_end, self.last_end)
            frame.expects = KEY if frame.mark == "{" else NODE
        return True

    def _begins_line(self, start: int) -> bool:
        """Whether an object or list at `start` follows another one on a new line (JSON lines)."""
        return (
            self.text[start] in "{["
            and not isinstance(self.frame.items[-1], Value)
            and self.text.find("\n", self.last_end, start) >= 0
        )

    def _open(self, mark: str, start: int) -> None:
        if self.frame.expects == KEY:
            self.report_unexpected(start, start + 1)
        self.garbage = False
        if len(self.stack) < DEEPEST:
            self.open(mark, start)
            return
        if not self.too_deep:
            self.report("json-too-deep", start, start + 1)
            self.too_deep = True
        self.position = end = self._skip(start)
        # Empty, and said to be incomplete: what is in there is skipped.
        self.open(mark, start)
        self.close(end, complete=False)

    def _skip(self, start: int) -> int:
        """Where the bracket at `start` is closed, by whichever bracket, or the text ends."""
        depth = 0
        for found in NESTING.finditer(self.text, start):
            if found[1]:
                depth -= 1
                if depth == 0:
                    return found.end()
            elif found[0] in "[{":
                depth += 1
        return len(self.text)

    def _close(self, mark: str, start: int) -> None:
        wanted = "{" if mark == "}" else "["
        if self.open_marks[wanted] == 0:
            self.report_unexpected(start, start + 1)
            self.closed_early = True
            return
        if self.frame.mark != wanted:
            self.report_word("json-unclosed", self.frame.start, self.frame.start + 1)
            while self.frame.mark != wanted:
                self.abandon(start)
        frame = self.frame
        self._end_entry(start)
        if frame.comma >= 0:
            self.report("json-trailing-comma", frame.comma, frame.comma + 1)
        self.garbage = False
        self.close(start + 1)

    def _end_entry(self, start: int) -> None:
        """End an entry at a comma or bracket; one without a value is reported there."""
        frame = self.frame
        key = frame.key
        if key is not None and (key.text is not None or frame.expects == NODE):
            self.report_unexpected(start, start + 1)
        self.put_nothing()

    def _add_comment(self, start: int, end: int) -> None:
        if not self.syntax.comments:
            self.report("json-comment", start, end)
        self.syntax.comments.append(Span(self.document, start, end))
