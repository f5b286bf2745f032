"""The text that libyaml gets to see: the document's, with what libyaml cannot take blanked out.

Every repair keeps the length, so that each place stays what it is. Templates, leftovers of a merge,
tabs and control characters are repaired only where the text as it stands could not be read.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.yaml_scalars import Place
    from dcslint.source import Document

    Range = tuple[int, int]

# What YAML 1.1 lets no stream hold (section 5.1). Written as what it allows, `re` would take 3 ms.
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff"
_UNPRINTABLE = regex(f"[{_CONTROL}\ud800-\udfff]")
_UNPRINTABLE_CHARACTER = regex(f"[{_CONTROL}]")
_REPLACEMENT = "\ufffd"
# Stands for a template: a letter that no document holds, as no meaning is agreed on for it.
_FILLER = "\ue000"
_OPENER = regex(r"\$?\{\{|\{%|\{#|\$\{")
_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}", "${": "}"}
_LONGEST_TEMPLATE = 2000
_LONGEST_VARIABLE = 200
_REST_OF_LINE = regex(r"[ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)")
_BLANKS = regex(r"[ \t]*")
_NOT_BREAK = regex(r"[^\r\n]")
_CONFLICT = regex(r"^(?:<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)(?: [^\n]*)?$", re.MULTILINE)
_TABS = regex(r"^[-?: \t]*\t[ \t]*", re.MULTILINE)
_MOST_TAG_DIRECTIVES = 100
_TAG_DIRECTIVE = regex(r"^%TAG[^\r\n]*", re.MULTILINE)


class Source:
    """The text to be read, of the length of the document's.

    hidden     lines of templates or of a failed merge, blanked out: what they stand for is unknown
    templates  those inside a line, replaced by letters
    """

    __slots__ = ("altered", "document", "hidden", "templates", "text")

    def __init__(
        self,
        document: Document,
        text: str | None = None,
        hidden: list[Range] | None = None,
        templates: list[Range] | None = None,
    ) -> None:
        self.document = document
        self.text = document.text if text is None else text
        self.hidden = hidden or []
        self.templates = templates or []
        self.altered = text is not None

    def without_unprintable(self) -> tuple[Source, Range | None] | None:
        """The source without characters that YAML does not allow, and where the first stands.

        Of bytes that are not UTF-8 no place is given: they are told elsewhere. None without any.
        """
        found = _UNPRINTABLE.search(self.text)
        if found is None:
            return None
        text = _UNPRINTABLE.sub(_REPLACEMENT, self.text)
        if self.document.undecodable is not None:
            found = _UNPRINTABLE_CHARACTER.search(self.text)
        place = None if found is None else found.span()
        return Source(self.document, text, self.hidden, self.templates), place

    def without_conflicts(self) -> tuple[Source, Range] | None:
        """The source without the lines that git leaves where a merge failed, and the first."""
        lines = [found.span() for found in _CONFLICT.finditer(self.text)]
        if not {self.text[start] for start, _ in lines} >= {"<", "=", ">"}:
            return None
        text = _blank_out(self.text, lines, " ")
        return Source(self.document, text, sorted(self.hidden + lines), self.templates), lines[0]

    def without_templates(self, fault: int) -> tuple[Source, Range] | None:
        """The source without templates, and the one that most likely is the fault at an offset.

        Lines of nothing else are blanked out; others are replaced by letters.
        """
        found = find_templates(self.text)
        if not found:
            return None
        lines, parts = _split_lines(self.text, found)
        text = _blank_out(self.text, lines, " ")
        text = _blank_out(text, parts, _FILLER)
        before = [place for place in found if place[0] <= fault]
        likely = before[-1] if before else found[0]
        return Source(self.document, text, sorted(self.hidden + lines), parts), likely

    def without_tabs(self, start: int) -> Source:
        """The source with spaces for the tabs that indent lines, from that of `start` on."""
        first = self.text.rfind("\n", 0, start) + 1
        tail = _TABS.sub(lambda found: found[0].replace("\t", " "), self.text[first:])
        return Source(self.document, self.text[:first] + tail, self.hidden, self.templates)

    def without_rest_of_line(self, start: int) -> Source:
        """The source without what stands on a line from an offset on."""
        end = self.text.find("\n", start)
        rest = [(start, len(self.text) if end < 0 else end)]
        return Source(self.document, _blank_out(self.text, rest, " "), self.hidden, self.templates)

    @property
    def is_tab_indented(self) -> bool:
        """Whether most lines of the document that are indented begin with a tab."""
        text = self.document.text
        return text.count("\n\t") > text.count("\n ")

    def without_tag_directives(self) -> Source:
        """The source without `%TAG`, if there are very many: each is compared with all before."""
        if self.text.count("%TAG") <= _MOST_TAG_DIRECTIVES:
            return self
        lines = [found.span() for found in _TAG_DIRECTIVE.finditer(self.text)]
        return Source(self.document, _blank_out(self.text, lines, " "))

    def hides(self, start: int, end: int) -> bool:
        """Whether a hidden line begins in `[start, end)`."""
        return _begins_in(self.hidden, start, end)

    def template_in(self, start: int, end: int) -> bool:
        """Whether a template inside a line begins in `[start, end)`."""
        return _begins_in(self.templates, start, end)

    def is_template(self, start: int) -> bool:
        """Whether what begins here is a template that only its tool can fill in.

        That is not `${…}`: some of these are references to what the files themselves say.
        """
        return self.document.text[start] == "{" and _begins_in(self.templates, start, start + 1)

    def restore(self, value: str, start: int, end: int, places: list[Place] | None) -> str:
        """A scalar's text as libyaml gave it, with the document's own characters where it may."""
        original = self.document.text
        if places is None:
            return original[start:end]
        parts = []
        for index, (offset, first, last) in enumerate(places):
            stop = places[index + 1][0] if index + 1 < len(places) else len(value)
            part = value[offset:stop]
            is_literal = self.text[first:last] == part
            parts.append(original[first:last] if is_literal else part)
        return "".join(parts)


def _blank_out(text: str, ranges: list[Range], letter: str) -> str:
    """`text` with a letter for each character of the ranges; blanks keep the line breaks."""
    parts = []
    at = 0
    for start, end in ranges:
        parts.append(text[at:start])
        if letter == _FILLER:
            parts.append(letter * (end - start))
        else:
            parts.append(_NOT_BREAK.sub(letter, text[start:end]))
        at = end
    parts.append(text[at:])
    return "".join(parts)


def _split_lines(text: str, templates: list[Range]) -> tuple[list[Range], list[Range]]:
    """The templates that are alone on their lines, and the others."""
    lines: list[Range] = []
    parts: list[Range] = []
    index = line_start = 0
    while index < len(templates):
        start, end = templates[index]
        line_start = max(line_start, text.rfind("\n", line_start, start) + 1)
        behind = index + 1
        if text[start] == "{" and _skip_blanks(text, line_start) == start:
            while (
                behind < len(templates)
                and _skip_blanks(text, end) == templates[behind][0]
                and text[templates[behind][0]] == "{"
            ):
                end = templates[behind][1]
                behind += 1
            if _REST_OF_LINE.match(text, end):
                lines.append((start, end))
                index = behind
                continue
        parts.extend(templates[index:behind])
        index = behind
    return lines, parts


def _skip_blanks(text: str, start: int) -> int:
    found = _BLANKS.match(text, start)
    return found.end() if found else start


def _begins_in(ranges: list[Range], start: int, end: int) -> bool:
    index = bisect_left(ranges, (start, 0))
    return index < len(ranges) and ranges[index][0] < end


def _may_belong(text: str, mark: str, start: int, stop: int) -> bool:
    """Whether braces can be a pair: over several lines only double ones, outside of a comment."""
    if "\n" not in text[start:stop]:
        return True
    return mark != "${" and "#" not in text[text.rfind("\n", 0, start) + 1 : start]


def find_templates(text: str) -> list[Range]:
    """Where `{{ … }}`, `{% … %}`, `{# … #}`, `${{ … }}` and `${…}` stand, none inside another."""
    found: list[Range] = []
    closed = dict.fromkeys(_CLOSERS.values(), 0)  # where the next closer is; keeps this linear
    at = 0
    while True:
        opener = _OPENER.search(text, at)
        if opener is None:
            return found
        start, behind = opener.span()
        mark = opener[0][-2:]
        closer = _CLOSERS[mark]
        if 0 <= closed[closer] < behind:
            closed[closer] = text.find(closer, behind)
        stop = closed[closer]
        longest = _LONGEST_VARIABLE if mark == "${" else _LONGEST_TEMPLATE
        if stop < 0 or stop - behind > longest or not _may_belong(text, mark, start, stop):
            at = behind
        else:
            at = stop + len(closer)
            if mark == "{{" and text.startswith("{", behind) and text.startswith("}", at):
                at += 1
            found.append((start, at))
