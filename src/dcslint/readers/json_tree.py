"""Builds the tree of a JSON text bracket by bracket, and keeps the list of its problems.

Knows what an open object or list waits for; what stands in the text is the reader's business.
"""

from __future__ import annotations

from dcslint.readers.problem import SyntaxProblem
from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Span, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Document

    Node = Mapping | Sequence | Value

MOST_PROBLEMS = 20
_LONGEST_SHOWN = 40
_LONGEST_LINE = 1000  # of one that shows by its indent what a bracket closes

# What a frame waits for.
KEY, COLON, NODE, COMMA = range(4)


class JsonSyntax:
    """A whole JSON text as read.

    Of several `roots` (JSON lines) each stands on a line of its own. `comments` are whole, with
    their marks; the first of them is a problem too.
    """

    __slots__ = ("comments", "document", "problems", "roots")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.roots: list[Node] = []
        self.comments: list[Span] = []
        self.problems: list[SyntaxProblem] = []


class Frame:
    """A bracket that is open, or the text as a whole (`mark` is "").

    key    of the entry that is being read, in an object
    comma  the offset of a comma with nothing behind it yet, else -1
    """

    __slots__ = (
        "comma",
        "complete",
        "entries",
        "expects",
        "items",
        "key",
        "key_start",
        "keys",
        "mark",
        "start",
    )

    def __init__(self, mark: str, start: int) -> None:
        self.mark = mark
        self.start = start
        self.expects = KEY if mark == "{" else NODE
        self.entries: list[Entry] = []
        self.items: list[Node] = []
        self.complete = True
        self.key: Value | None = None
        self.key_start = start
        self.keys: set[str] = set()
        self.comma = -1


class Builder:
    """The tree so far: `frame` is the innermost open bracket, `stack` are those around it."""

    __slots__ = (
        "_abandoned",
        "document",
        "frame",
        "garbage",
        "last_end",
        "open_marks",
        "stack",
        "syntax",
    )

    def __init__(self, document: Document) -> None:
        self._abandoned: Node | None = None
        self.document = document
        self.syntax = JsonSyntax(document)
        self.frame = Frame("", 0)
        self.stack: list[Frame] = []
        self.open_marks = {"{": 0, "[": 0}
        self.last_end = 0  # of the last node
        self.garbage = False  # whether the last token was unexpected: a run of them is one problem

    def report(self, kind: str, start: int, end: int, **words: str) -> None:
        """Note a problem at `[start, end)`, up to the limit."""
        problems = self.syntax.problems
        if len(problems) < MOST_PROBLEMS:
            span = Span(self.document, start, end)
            problems.append(SyntaxProblem(kind, span, longest=_LONGEST_SHOWN, **words))
        else:
            problems[-1].most = f"{MOST_PROBLEMS} faults of form"

    def report_word(self, kind: str, start: int, end: int) -> None:
        """Note a problem that names the characters it is about."""
        self.report(kind, start, end, word=self.document.text[start:end])

    def report_unexpected(self, start: int, end: int) -> None:
        """Note that `[start, end)` should not be here, unless what stands before it is garbage."""
        if not self.garbage:
            self.report_word("json-unexpected", start, end)
        self.garbage = True

    def accept_key(self, key: Value, start: int) -> None:
        """Begin an entry; `start` is where it begins, quote included."""
        frame = self.frame
        text = key.text
        if text is not None:
            if text in frame.keys:
                span = key.span
                self.report("json-duplicate-key", span.start, span.end, key=text)
            frame.keys.add(text)
        frame.key = key
        frame.key_start = start
        frame.expects = COLON

    def accept_comma(self, start: int) -> None:
        """Wait for the next entry or item."""
        self.frame.comma = start
        self.frame.expects = KEY if self.frame.mark == "{" else NODE

    def put(self, node: Node, end: int) -> None:
        """Add what stands at the key, or an item; an object's node without a key is lost."""
        frame = self.frame
        if frame.key is not None:
            span = Span(self.document, frame.key_start, end)
            frame.entries.append(Entry(frame.key, node, span))
            frame.key = None
        elif frame.mark == "{":
            frame.complete = False
        else:
            frame.items.append(node)
        frame.expects = COMMA
        frame.comma = -1
        self.last_end = end

    def put_nothing(self) -> None:
        """End an entry that has a key and no value. A template may have been whole entries."""
        frame = self.frame
        key = frame.key
        if key is not None and key.text is not None:
            quote = key.span.start - frame.key_start
            end = min(key.span.end + quote, len(self.document.text))
            self.put(Value.of_unknown(Span(self.document, end, end), "no value"), end)
        elif key is not None:
            frame.key = None
            frame.comma = -1

    def open(self, mark: str, start: int) -> None:
        """Begin an object or a list."""
        self.stack.append(self.frame)
        self.open_marks[mark] += 1
        self.frame = Frame(mark, start)

    def close(self, end: int, *, complete: bool = True) -> Node:
        """End the innermost bracket and add it to the one around it. Returns its node."""
        frame = self.frame
        span = Span(self.document, frame.start, end)
        complete = complete and frame.complete
        node: Node
        if frame.mark == "{":
            node = Mapping(span, frame.entries, complete=complete)
        else:
            node = Sequence(span, frame.items, complete=complete)
        self.open_marks[frame.mark] -= 1
        self.frame = self.stack.pop()
        self.put(node, end)
        return node

    def abandon(self, end: int) -> None:
        """End the innermost bracket, which nothing in the text closes.

        What closes the last one in it may have been meant for it.
        """
        self.put_nothing()
        last = self._last()
        closed = not isinstance(last, Value | None) and last is not self._abandoned
        if last is not None and closed and not _fits(self.document.text, last.span):
            self._lose_last("not closed")
        self._abandoned = self.close(end, complete=False)

    def doubt(self) -> None:
        """Let go of the key or scalar that came last: what follows shows that it was no such."""
        frame = self.frame
        frame.complete = False
        if frame.key is not None:
            frame.key = None
        elif isinstance(self._last(), Value):
            self._lose_last("malformed")

    def _last(self) -> Node | None:
        frame = self.frame
        if frame.mark == "{":
            return frame.entries[-1].value if frame.entries else None
        return frame.items[-1] if frame.items else None

    def _lose_last(self, reason: str) -> None:
        frame = self.frame
        if frame.mark == "{":
            entry = frame.entries[-1]
            entry.value = Value.of_unknown(entry.value.span, reason)
        else:
            frame.items[-1] = Value.of_unknown(frame.items[-1].span, reason)


def _fits(text: str, span: Span) -> bool:
    """Whether a bracket is closed where the lines show it should be, if they are short."""
    first, last = (
        text.rfind("\n", max(0, at - _LONGEST_LINE), at) + 1 for at in (span.start, span.end)
    )
    if not last:  # the first line, or a very long one
        return False
    if first == last:
        return True
    line = text[first : span.start][:_LONGEST_LINE]
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    return text[last : span.end - 1] == indent
