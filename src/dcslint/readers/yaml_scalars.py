"""Where each character of a YAML scalar is written: folds, quotes, escapes and block scalars.

libyaml says what a scalar's text is; this module finds out how the source leads to it (YAML 1.1,
sections 9.1 to 9.3, as libyaml reads them). A map that does not give libyaml's text is not used.
"""

from __future__ import annotations

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    # (offset in the text, start, end): like a Piece of a Value, without the document.
    Place = tuple[int, int, int]
    # start, end of what is shown, and the places; None where it stands there letter by letter.
    Mapped = tuple[int, int, list[Place] | None]

BREAKS = "\r\n\x85\u2028\u2029"
_KEPT = "\u2028\u2029"  # the breaks that stay what they are
_BREAK = rf"(?:\r\n|[{BREAKS}])"
_FOLD = rf"[{BREAKS}][ \t{BREAKS}]*"
_IN_PLAIN = regex(_FOLD)
_IN_SINGLE = regex(rf"''|{_FOLD}")
_IN_DOUBLE = regex(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|" + _FOLD + rf"|[^{BREAKS}])|{_FOLD}"
)
_ONE_BREAK = regex(_BREAK)
_HEADER = regex(rf"[|>]([-+0-9]*)[ \t]*(?:#[^{BREAKS}]*)?(?:{_BREAK}|\Z)")
_LINE = regex(rf"([^{BREAKS}]*)({_BREAK}|\Z)")
# A tag ends at a blank, an anchor at what is no letter of it: `&a:b` is the text ":b". Comments may
# stand between them and the scalar.
_PROPERTIES = regex(
    rf"(?:!<[^>\s]*>|![^\s,\[\]{{}}]*+|&[A-Za-z0-9_-]*+|[ \t{BREAKS}]++|#[^{BREAKS}]*+)*+"
)
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_DEEPEST_INDENT = 64


def skip_properties(text: str, start: int, end: int) -> int:
    """Where a node begins behind its anchor and tag."""
    found = _PROPERTIES.match(text, start, end)
    return found.end() if found else start


def map_scalar(text: str, start: int, end: int, style: str | None, value: str) -> Mapped:
    """The places of a scalar's characters; `[start, end)` is what is written, quotes included."""
    if style in ("'", '"'):
        start, end = start + 1, end - 1
        mapped = _Map(text)
        mapped.add_flow(_IN_SINGLE if style == "'" else _IN_DOUBLE, start, end)
    elif style:
        return _map_block(text, start, end, value)
    else:
        if not value:
            return end, end, None
        mapped = _Map(text)
        mapped.add_flow(_IN_PLAIN, start, end)
    if "".join(mapped.parts) != value:
        return start, end, [(0, start, end)]
    places = mapped.places
    if not places or (len(places) == 1 and mapped.parts == [text[start:end]]):
        return start, end, None
    return start, end, places


def _map_block(text: str, start: int, end: int, value: str) -> Mapped:
    header = _HEADER.match(text, start, end)
    if header is None:
        return start, end, [(0, start, end)]
    body = header.end()
    for indent in _likely_indents(text, body, end, value):
        mapped = _Map(text)
        mapped.add_block(body, end, indent, folds=text[start] == ">", chomping=header[1])
        if "".join(mapped.parts) == value:
            places = mapped.places
            if not places:
                return start, start + 1 + len(header[1]), places
            return places[0][1], places[-1][2], places
    return start, end, [(0, start, end)]


def _likely_indents(text: str, body: int, end: int, value: str) -> Iterable[int]:
    """How far the lines are indented, the surest guess first."""
    for found in _LINE.finditer(text, body, end):
        line = found[1]
        if line.strip(" "):
            first = value.lstrip(BREAKS)
            yield (len(line) - len(line.lstrip(" "))) - (len(first) - len(first.lstrip(" ")))
            break
        if found.end() >= end:
            break
    yield from range(1, _DEEPEST_INDENT)


class _Map:
    """The text read so far, in parts, and where they stand."""

    __slots__ = ("_length", "_literal", "parts", "places", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[str] = []
        self.places: list[Place] = []
        self._length = 0
        self._literal = False  # whether the last place is, so that the next can continue it

    def add_flow(self, pattern: re.Pattern[str], start: int, end: int) -> None:
        """Add a plain or quoted scalar; `pattern` finds what does not stand for itself."""
        at = start
        for found in pattern.finditer(self.text, start, end):
            first, last = found.span()
            mark = self.text[first]
            if mark in "'\\":
                self._add_literal(at, first)
                self._add("'" if mark == "'" else _unescape(found[0]), first, last)
            else:
                blank = at + len(self.text[at:first].rstrip(" \t"))
                self._add_literal(at, blank)
                self._add(_fold(found[0]), blank, last)
            at = last
        self._add_literal(at, end)

    def add_block(self, start: int, end: int, indent: int, *, folds: bool, chomping: str) -> None:
        """Add the lines of a block scalar, as libyaml's `yaml_parser_scan_block_scalar` does."""
        text = self.text
        margin = " " * indent
        leading: list[tuple[int, int]] = []  # the break behind the last line that is not empty
        trailing: list[tuple[int, int]] = []  # the breaks behind the empty lines after it
        was_blank = False
        for found in _LINE.finditer(text, start, end):
            first, last = found.span(1)
            line = found[1]
            if line.startswith(margin) and last > first + indent:
                is_blank = line[indent] in " \t"
                if (
                    folds
                    and leading
                    and not (was_blank or is_blank)
                    and text[leading[0][0]] not in _KEPT
                ):
                    if not trailing:
                        self._add(" ", *leading[0])
                    leading = []
                self._add_breaks(leading)
                self._add_breaks(trailing)
                leading, trailing = [], []
                self._add_literal(first + indent, last)
                was_blank = is_blank
                if found.end() > last:
                    leading = [found.span(2)]
            elif line.strip(" "):
                break
            elif found.end() > last:
                trailing.append(found.span(2))
            if found.end() >= end:
                break
        if "-" not in chomping:
            self._add_breaks(leading)
        if "+" in chomping:
            self._add_breaks(trailing)

    def _add_breaks(self, breaks: list[tuple[int, int]]) -> None:
        for first, last in breaks:
            written = self.text[first:last]
            if written == "\n" or written in _KEPT:
                self._add_literal(first, last)
            else:
                self._add("\n", first, last)

    def _add_literal(self, start: int, end: int) -> None:
        if start == end:
            return
        if not self._literal or self.places[-1][2] != start:
            self.places.append((self._length, start, end))
        else:
            offset, first, _ = self.places[-1]
            self.places[-1] = (offset, first, end)
        self._literal = True
        self.parts.append(self.text[start:end])
        self._length += end - start

    def _add(self, part: str, start: int, end: int) -> None:
        if part:
            self.places.append((self._length, start, end))
            self.parts.append(part)
            self._length += len(part)
        self._literal = False


def _fold(blanks: str) -> str:
    """What a run of line breaks and blanks inside a flow scalar means."""
    breaks = _normal_breaks(blanks)
    if breaks[0] == "\n":
        return "".join(breaks[1:]) or " "
    return "".join(breaks)


def _normal_breaks(blanks: str) -> list[str]:
    return [found if found in _KEPT else "\n" for found in _ONE_BREAK.findall(blanks)]


def _unescape(escape: str) -> str:
    mark = escape[1]
    if mark in BREAKS:
        return "".join(_normal_breaks(escape[1:])[1:])
    if len(escape) > 2:
        return chr(int("0" + escape[2:], base=16))  # libyaml refuses what is none
    return _ESCAPES.get(mark, mark)
