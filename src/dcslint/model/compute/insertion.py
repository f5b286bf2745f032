"""Edits that add an entry to a written mapping, or move one, in the style of the file around it.

The style (indent, quotes, separators, line endings) is that of the entries beside the new one.
Where it cannot be told, or an entry came from elsewhere (alias, variable, template), there is no
edit. Judges nothing, and knows no field.
"""

from __future__ import annotations

import re
from itertools import pairwise

from dcslint.readers.tree import Mapping
from dcslint.source import Edit, Span, Value
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.tree import Entry

# Between two entries of a mapping in braces: a comma, or a line feed alone as HCL has it.
_SEPARATOR = regex(r"[ \t]*(?:,\s*|\r?\n\s*)")
_JOINER = regex(r"[ \t]*[:=][ \t]*")
_REST_OF_LINE = regex(r"[ \t]*,?[ \t]*(?:#[^\n]*)?\r?\n?")
_UNIT = "  "


class _Style:
    """How the entries of one mapping are written.

    separator  what stands between two of them; a line feed and the indent in block style
    quote      around keys; joiner  between key and value; after  the entry to write behind
    at         the offset in the document to write at
    """

    __slots__ = ("after", "at", "hcl", "joiner", "quote", "separator", "text_quote")

    def __init__(self, after: Entry, at: int, separator: str, joiner: str, quote: str) -> None:
        self.after = after
        self.at = at
        self.separator = separator
        self.hcl = "=" in joiner
        self.joiner = " = " if self.hcl else joiner
        self.quote = quote
        self.text_quote = quote or '"'

    @property
    def indent(self) -> str:
        """The indent of an entry; empty where entries stand on one line."""
        _, feed, indent = self.separator.rpartition("\n")
        return indent if feed else ""

    @property
    def feed(self) -> str:
        """The line feed between entries; empty where they stand on one line."""
        if "\n" not in self.separator:
            return ""
        return "\r\n" if "\r\n" in self.separator else "\n"


def add_setting(mapping: Mapping, block: str, key: str, value: str, *, after: str) -> Edit | None:
    """The edit that sets `key` of a mapping's `block` to a text; the block is added if it lacks.

    `after` is the entry of the mapping that a new block is to follow, if it is there. The caller
    knows that the setting is not there.
    """
    document = mapping.span.document
    style = _style(mapping, after)
    if style is None:
        return None
    held = mapping.entry(block)
    if held is None:
        word = f"{style.quote}{block}{style.quote}"
        if _in_braces(mapping):
            text = f"{word}{style.joiner}{_braces(style, key, value)}"
        else:
            setting = f"{key}: {style.text_quote}{value}{style.text_quote}"
            text = f"{word}:{style.feed}{style.indent}{_unit(mapping, style)}{setting}"
        return Edit(document.span(style.at, style.at), style.separator + text)
    inner = held.value
    if not isinstance(inner, Mapping) or inner.span.document is not document:
        return None
    if not inner.entries:
        if re.fullmatch(r"\{\s*\}", inner.span.source) is None or not inner.complete:
            return None
        return Edit(inner.span, _braces(style, key, value))
    inside = _style(inner, "")
    if inside is None:
        return None
    quote = inside.quote or ('"' if inside.hcl else "")
    setting = f"{quote}{key}{quote}{inside.joiner}{inside.text_quote}{value}{inside.text_quote}"
    return Edit(document.span(inside.at, inside.at), inside.separator + setting)


def move_entry(holder: Mapping, entry: Entry, target: Mapping, *, after: str) -> list[Edit] | None:
    """The edits that take an entry out of `holder` and write it into `target`; None if unsure."""
    style = _style(target, after)
    gone = _removal(holder, entry)
    document = target.span.document
    if style is None or gone is None or gone.document is not document:
        return None
    if _in_braces(holder) != _in_braces(target):
        return None
    start = document.text.rfind("\n", 0, entry.span.start) + 1
    old = " " * (entry.span.start - start)
    end = entry.span.end
    if not _in_braces(holder):  # the comment behind it goes along
        end = max(end, gone.start + len(gone.source.rstrip()))
    if style.feed:
        lines = document.text[entry.span.start : end].split("\n")
        if any(line.strip() and not line.startswith(old) for line in lines[1:]):
            return None
        moved = [line[len(old) :] if line.strip() else line for line in lines[1:]]
        text = "\n".join([lines[0], *(style.indent + line if line else "" for line in moved)])
    else:
        text = entry.span.source
    return [Edit(document.span(style.at, style.at), style.separator + text), Edit(gone, "")]


def _in_braces(mapping: Mapping) -> bool:
    return mapping.span.source.startswith("{")


def _written_here(mapping: Mapping) -> list[Entry] | None:
    """The entries in the order written; None if one of them stands elsewhere."""
    entries = sorted(mapping.entries, key=lambda entry: entry.span.start)
    for entry in entries:
        if entry.span not in mapping.span or entry.key.span not in entry.span:
            return None
        if entry.key.origins or entry.key.text != entry.key.span.source:
            return None
    document = mapping.span.document
    if document.host is not None and entries:
        # The guest's lines and quotes must be the host's, letter by letter.
        span = document.span(mapping.span.start, mapping.span.end)
        if span.outermost().source != span.source:
            return None
    return entries


def _style(mapping: Mapping, after: str) -> _Style | None:
    """How to write an entry more; None where the file does not tell."""
    entries = _written_here(mapping)
    if not entries:
        return None
    wanted = [entry for entry in entries if entry.key.text == after]
    if _in_braces(mapping):
        return _style_in_braces(entries, (wanted or entries)[-1], mapping)
    return _style_of_lines([*wanted, *reversed(entries)])


def _style_in_braces(entries: list[Entry], anchor: Entry, mapping: Mapping) -> _Style | None:
    text = mapping.span.document.text
    joined = _joined(anchor)
    if joined is None:
        return None
    found = [text[one.span.end : other.span.start] for one, other in pairwise(entries)]
    known = [gap for gap in found if _SEPARATOR.fullmatch(gap) is not None]
    if known:
        separator = known[-1]
    else:
        opening = text[mapping.span.start + 1 : entries[0].span.start]
        hcl = "=" in joined[1]
        if len(entries) > 1 or opening.strip() or (hcl and "\n" not in opening):
            return None
        separator = opening if hcl else "," + (opening if "\n" in opening else " ")
    return _Style(anchor, anchor.span.end, separator, joined[1], joined[0])


def _style_of_lines(candidates: list[Entry]) -> _Style | None:
    """Block style of YAML: behind the line of an entry that is one line."""
    for entry in candidates:
        text = entry.span.document.text
        joined = _joined(entry)
        end = entry.span.end
        rest = _REST_OF_LINE.match(text, end)
        whole = rest is not None and (rest[0].endswith("\n") or rest.end() == len(text))
        if joined is None or joined[1].strip() != ":" or not whole:
            continue  # such as the arguments of a call
        if not isinstance(entry.value, Value):
            continue
        if "\n" in entry.span.source or entry.value.origins or rest is None:
            continue
        at = rest.end() - len(rest[0]) + len(rest[0].rstrip("\r\n"))
        column = entry.span.start - (text.rfind("\n", 0, entry.span.start) + 1)
        feed = "\r\n" if "\r\n" in text else "\n"
        style = _Style(entry, at, feed + " " * column, ": ", joined[0])
        if not style.quote and "'" in text and '"' not in text:
            style.text_quote = "'"
        return style
    return None


def _joined(entry: Entry) -> tuple[str, str] | None:
    """The quote around an entry's key, and what stands between key and value."""
    text = entry.span.document.text
    quote = text[entry.span.start : entry.key.span.start]
    close = entry.key.span.end + len(quote)
    if quote not in ("", '"', "'") or text[entry.key.span.end : close] != quote:
        return None
    joiner = _JOINER.match(text, close)
    if joiner is not None:
        return quote, joiner[0]
    # A block of HCL has nothing between its name and the brace.
    return (quote, " = ") if text[close:].lstrip(" \t")[:1] == "{" else None


def _braces(style: _Style, key: str, value: str) -> str:
    """A mapping in braces with one setting."""
    quote = style.text_quote if style.hcl else style.quote
    setting = f"{quote}{key}{quote}{style.joiner}{style.text_quote}{value}{style.text_quote}"
    if style.feed:
        unit = _UNIT if "\t" not in style.indent else "\t"
        return f"{{{style.feed}{style.indent}{unit}{setting}{style.feed}{style.indent}}}"
    return f"{{ {setting} }}" if style.hcl else f"{{{setting}}}"


def _unit(mapping: Mapping, style: _Style) -> str:
    """By how much the file indents what stands in a block."""
    text = mapping.span.document.text
    for entry in mapping.entries:
        block = entry.value
        if isinstance(block, Mapping) and block.entries and not _in_braces(block):
            first = block.entries[0].span.start
            column = first - (text.rfind("\n", 0, first) + 1)
            if column > len(style.indent):
                return " " * (column - len(style.indent))
    return _UNIT


def _removal(holder: Mapping, entry: Entry) -> Span | None:
    """What to take out so that the entry is gone and the rest still reads."""
    entries = _written_here(holder)
    if entries is None or entry not in entries:
        return None
    document = holder.span.document
    if len(entries) == 1:
        inside = document.span(holder.span.start + 1, holder.span.end - 1)
        alone = inside.source.strip(" \t\r\n,") == entry.span.source
        return inside if alone and _in_braces(holder) else None
    text, at = document.text, entries.index(entry)
    start, end = entry.span.start, entry.span.end
    if _in_braces(holder):
        if at + 1 < len(entries):
            low, high = start, entries[at + 1].span.start
            gap = text[end:high]
        else:
            low, high = entries[at - 1].span.end, end
            gap = text[low:start]
        return document.span(low, high) if _SEPARATOR.fullmatch(gap) is not None else None
    line = text.rfind("\n", 0, start) + 1
    rest = _REST_OF_LINE.match(text, end)
    if rest is None or not (rest[0].endswith("\n") or rest.end() == len(text)):
        return None
    if not text[line:start].strip():
        return document.span(line, rest.end())
    follows = at + 1 < len(entries) and not text[end : entries[at + 1].span.start].strip()
    return document.span(start, entries[at + 1].span.start) if follows else None
