"""A place in an HCL text that only moves forward: spaces, comments, problems, what to pass over.

After an error `lost` is True until the innermost object, body or heredoc finds its next item: what
is in between returns what it has. Knows words, not what they make up.
"""

from __future__ import annotations

from dcslint.readers.hcl.lexis import (
    ASSIGNMENT,
    BLANKS,
    CLOSERS,
    HEADER,
    JUNK_ITEM,
    NESTING,
    SPACES,
    WORD,
)
from dcslint.readers.problem import SyntaxProblem
from dcslint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Document

MOST_PROBLEMS = 20
# Blocks, brackets, interpolations, branches of conditionals and signs, all counted together.
DEEPEST = 100
_LONGEST_SHOWN = 40


class Cursor:
    """Where the reader is, and what it has seen besides syntax.

    size     where the text ends for now: a heredoc's interpolations end with it
    depth    how many blocks, brackets and interpolations are open
    open     how many of each closing bracket would close something
    garbage  whether the last word was unexpected: a run of them is one problem
    """

    __slots__ = (
        "comments",
        "depth",
        "document",
        "garbage",
        "lost",
        "open",
        "position",
        "problems",
        "size",
        "text",
        "too_deep",
    )

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.size = len(document.text)
        self.position = 0
        self.depth = 0
        self.open = {")": 0, "]": 0, "}": 0}
        self.comments: list[Span] = []
        self.problems: list[SyntaxProblem] = []
        self.lost = False
        self.garbage = False
        self.too_deep = False

    def span(self, start: int, end: int | None = None) -> Span:
        """The span from `start` to `end`, or to where the cursor is."""
        return Span(self.document, start, self.position if end is None else end)

    def skip(self, *, multiline: bool) -> str:
        """Pass over spaces, comments and, if `multiline`, line feeds; the character there or ""."""
        text, size, position = self.text, self.size, self.position
        if position < size:
            mark = text[position]
            if mark not in " \t\r\n#/" or (mark == "\n" and not multiline):
                return mark
        spaces = BLANKS if multiline else SPACES
        while True:
            found = spaces.match(text, position, size)
            assert found is not None
            position = found.end()
            if position >= size:
                self.position = size
                return ""
            mark = text[position]
            if mark == "#" or (mark == "/" and text.startswith(("//", "/*"), position, size)):
                position = self._comment(position)
            else:
                self.position = position
                return mark

    def skip_found(self, *, multiline: bool) -> str:
        """What `skip` gives, or "" where the reader is lost."""
        return "" if self.lost else self.skip(multiline=multiline)

    def _comment(self, start: int) -> int:
        """The end of the comment at `start`; a line feed behind it is not part of it."""
        text, size = self.text, self.size
        if text.startswith("/*", start):
            end = text.find("*/", start + 2, size)
            if end < 0:
                self.report_word("hcl-unclosed", "/*", start)
            end = size if end < 0 else end + 2
        else:
            end = text.find("\n", start, size)
            end = size if end < 0 else end
            if text[end - 1] == "\r":
                end -= 1
        self.comments.append(Span(self.document, start, end))
        return end

    def report(self, kind: str, start: int, end: int, **words: str) -> None:
        """Note a problem at `[start, end)`, up to the limit."""
        if len(self.problems) < MOST_PROBLEMS:
            span = Span(self.document, start, end)
            self.problems.append(SyntaxProblem(kind, span, longest=_LONGEST_SHOWN, **words))
        else:
            self.problems[-1].most = f"{MOST_PROBLEMS} faults of form"

    def report_word(self, kind: str, word: str, start: int) -> None:
        """Note a problem about `word`, which stands at `start`."""
        self.report(kind, start, min(start + len(word), len(self.text)), word=word)

    def report_unexpected(self) -> None:
        """Note that what stands here should not, unless what stands before it is garbage."""
        if not self.garbage:
            start = self.position
            found = WORD.match(self.text, start, self.size)
            if found is None:
                self.report("hcl-syntax", start, start, word="end of text")
            elif found[0] == "\n":
                self.report("hcl-syntax", start, start, word="end of line")
            else:
                self.report_word("hcl-syntax", found[0], start)
        self.garbage = True

    def report_unclosed(self, word: str, start: int) -> None:
        """Note that nothing closes the bracket or mark at `start`, unless it is lost in garbage."""
        if not self.garbage:
            self.report_word("hcl-unclosed", word, start)
        self.garbage = True

    def enter(self) -> bool:
        """Go one level down, if that is not too deep; a caller that may must come back up."""
        if self.depth >= DEEPEST:
            self.report_too_deep(self.position)
            return False
        self.depth += 1
        return True

    def report_too_deep(self, start: int) -> None:
        """Note, once for the file, that what stands at `start` is not read."""
        if not self.too_deep:
            self.report("hcl-too-deep", start, min(start + 1, self.size))
        self.too_deep = self.garbage = True

    def pass_bracket(self) -> None:
        """Pass over the bracket that opens here and all that is in it."""
        depth = 0
        for found in NESTING.finditer(self.text, self.position, self.size):
            if found[1]:
                depth += 1
            elif found[2]:
                depth -= 1
                if depth <= 0:
                    self.position = found.end()
                    return
        self.position = self.size

    def pass_junk(self) -> None:
        """Pass over what is left of an item, up to a comma, bracket or the end of the line."""
        start = self.position
        found = JUNK_ITEM.match(self.text, start, self.size)
        assert found is not None
        # A comment mark in it would hide a bracket, but then there was an error before it.
        self.position = max(found.end(), min(start + 1, self.size))

    def begins_line(self) -> bool:
        """Whether nothing but spaces stands before the cursor on its line."""
        # A hundred characters: a line of code is not indented deeper, and a long line stays cheap.
        before = self.text[max(0, self.position - DEEPEST) : self.position]
        line = before.rpartition("\n")
        return (line[1] == "\n" or len(before) == self.position) and not line[2].strip()

    def begins_item(self) -> bool:
        """Whether a line begins here that can only be an attribute, an object's item or a block."""
        text, position, size = self.text, self.position, self.size
        return (
            ASSIGNMENT.match(text, position, size) or HEADER.match(text, position, size)
        ) is not None and self.begins_line()

    def begins_block(self) -> bool:
        """Whether a line begins here that can only be a block, and no item without its sign."""
        found = HEADER.match(self.text, self.position, self.size)
        if found is None or not self.begins_line():
            return False
        return bool(found[1]) or self.position == 0 or self.text[self.position - 1] == "\n"

    def close(self, opener: str, start: int) -> str:
        """End the bracket at `start` if its closer stands here, and tell what happened.

        "closed"; "abandoned" where an outer bracket is closed here or an item of a body begins; ""
        where the bracket goes on behind something unexpected.
        """
        closer = CLOSERS[opener]
        mark = self.skip(multiline=True)
        if mark == closer:
            self.position += 1
            return "closed"
        outer = self.open.get(mark, 0) > 0
        if not mark or outer or self.begins_item():
            self.report_unclosed(opener, start)
            self.lost = not outer
            return "abandoned"
        self.report_unexpected()
        self.pass_junk()
        return ""
