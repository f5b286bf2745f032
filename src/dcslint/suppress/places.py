"""Where comments stand, and what stands below or beside each: the reach of a suppression.

Each kind of file is read by its own reader again, so that no string, heredoc or key is taken for a
comment. That costs something, and only files with a suppression pay it. Judges nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from dcslint.source import Document

    Range = tuple[int, int]


class Places:
    """What a file is made of, in offsets.

    comments  with their marks, in order
    blocks    what belongs together from its first character on: instructions, entries, statements
    items     items of YAML lists, from their dash on: a comment beside one means its line only
    wholes    what a comment inside it, beside code, speaks for as a whole: the instruction
    stages    stages of a Dockerfile, each with its FROM
    """

    __slots__ = ("blocks", "comments", "items", "stages", "wholes")

    def __init__(self) -> None:
        self.comments: list[Range] = []
        self.blocks: list[Range] = []
        self.items: list[Range] = []
        self.wholes: list[Range] = []
        self.stages: list[Range] = []

    def sort(self) -> Places:
        """Bring everything into order, each once; the same places."""
        for name in self.__slots__:
            setattr(self, name, sorted(set(getattr(self, name))))
        return self


def places_of(document: Document, language: str) -> Places:
    """The comments and blocks of a document. `language` is its format's name."""
    read = _readers().get(language)
    places = Places()
    if read is not None:
        read(document, places)
    return places.sort()


def _readers() -> dict[str, Callable[[Document, Places], None]]:
    from dcslint.suppress import code, trees

    return {
        "dockerfile": code.read_dockerfile,
        "hcl": trees.read_hcl,
        "json": lambda _, __: None,  # JSON has no comments
        "makefile": code.read_lines,
        "markdown": code.read_markdown,
        "python": trees.read_python,
        "shell": code.read_shell_script,
        "terraform": trees.read_hcl,
        "yaml": trees.read_yaml_file,
    }


class Reach:
    """Says for each comment of a document which offsets it speaks for."""

    __slots__ = ("_code", "_document", "_items", "_places", "_starts")

    def __init__(self, document: Document, places: Places) -> None:
        self._document = document
        self._places = places
        self._starts = [start for start, _ in places.comments]
        self._items = frozenset(places.items)
        # Where code begins behind an offset: comments that follow one another all lead there.
        self._code: dict[int, int] = {}

    def of(self, kind: str, comment: Range) -> Range | None:
        """The range, both ends in it, of an `ignore…` in a comment; None if there is no stage."""
        if kind == "ignore-file":
            return 0, len(self._document.text)
        if kind == "ignore-stage":
            return self._stage(comment)
        if self._is_alone(comment):
            return self._below(comment[1])
        return self._beside(comment)

    def _is_alone(self, comment: Range) -> bool:
        """Whether nothing stands before the comment on its line."""
        text = self._document.text
        return not text[text.rfind("\n", 0, comment[0]) + 1 : comment[0]].strip()

    def _below(self, at: int) -> Range:
        start = self._next_code(at)
        line_end = self._line_end(start)
        return start, max([line_end, *self._ends(self._places.blocks, start, start)])

    def _next_code(self, at: int) -> int:
        """The first character behind `at` that is neither blank nor in a comment."""
        text, starts, comments = self._document.text, self._starts, self._places.comments
        passed = []
        while at < len(text) and at not in self._code:
            passed.append(at)
            at += len(text[at : at + 256]) - len(text[at : at + 256].lstrip())
            index = bisect_right(starts, at) - 1
            if index >= 0 and comments[index][0] <= at < comments[index][1]:
                at = comments[index][1]
            elif at >= len(text) or not text[at].isspace():
                break
        at = self._code.get(at, at)
        self._code.update(dict.fromkeys(passed, at))
        return at

    def _beside(self, comment: Range) -> Range:
        text, places = self._document.text, self._places
        first = text.rfind("\n", 0, comment[0]) + 1
        number = bisect_left(places.wholes, (comment[0], -1)) - 1
        if number >= 0 and comment[0] < places.wholes[number][1]:
            return places.wholes[number]
        ends = self._ends(places.blocks, first, comment[0], but=self._items)
        return first, max([self._line_end(first), *ends])

    def _ends(
        self, blocks: list[Range], low: int, high: int, but: Container[Range] = ()
    ) -> list[int]:
        """Where the blocks end that begin in `[low, high]`."""
        first = bisect_left(blocks, (low, -1))
        last = bisect_right(blocks, (high, len(self._document.text) + 1))
        return [end for start, end in blocks[first:last] if (start, end) not in but]

    def _line_end(self, at: int) -> int:
        end = self._document.text.find("\n", at)
        return len(self._document.text) if end < 0 else end

    def _stage(self, comment: Range) -> Range | None:
        """The stage that begins below the comment, else the one around it."""
        stages = self._places.stages
        at = self._next_code(comment[1])
        below = bisect_left(stages, (at, -1))
        if below < len(stages) and stages[below][0] == at and self._is_alone(comment):
            return stages[below]
        behind = bisect_left(stages, (comment[0] + 1, -1))
        return stages[behind - 1] if behind else None
