"""The grammar of `dcslint: ignore[rule, …] reason until=2027-01-31`, inside one comment.

Takes a comment's text apart and says what would remove it. It does not know which rules exist, nor
what the comment stands above.
"""

from __future__ import annotations

from dcslint.model.suppression import SuppressedName, Suppression, SuppressionFault
from dcslint.source import Edit
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.source import Document

MARK = "dcslint"
KINDS = ("ignore", "ignore-stage", "ignore-file")
# A comment may begin for another program: `# nosec # dcslint: ignore[…]`. A row of marks is looked
# at from its first one only.
_OPENING = regex(r"(?:(?<!#)#+|(?<!/)//+|/\*+|<!--)[ \t]*(?=dcslint\b)")
_HEAD = regex(r"dcslint[ \t]*(?P<colon>:?)[ \t]*(?P<word>[A-Za-z][\w-]*)?")
_NAMES = regex(r"[ \t]*\[(?P<names>[^\]\n]*)(?P<close>\]?)")
_NAME = regex(r"[^\s,]+")
_UNTIL = regex(r"(?<!\S)until[ \t]*(?P<sign>[=:]?)[ \t]*(?P<day>\S+)")
_LOOKS_LIKE_DAY = regex(r"\d{4}|\d\d?[./-]\d")
# What may part the rules from the reason.
_SEPARATORS = " \t:,;-\u2013\u2014"


def suppressions_in(document: Document, start: int, end: int) -> Iterator[Suppression]:
    """The suppressions in the comment `[start, end)`, marks included, in order."""
    text = document.text
    end = _without_close(text, start, end)
    openings = [
        found for found in _OPENING.finditer(text, start, end) if _opens(text, start, found.start())
    ]
    for number, opening in enumerate(openings):
        last = openings[number + 1].start() if number + 1 < len(openings) else end
        line_end = text.find("\n", opening.end(), last)
        last = last if line_end < 0 else line_end
        last = len(text[:last].rstrip()) if text[last - 1 : last].isspace() else last
        found = _parse(document, opening.start(), opening.end(), last)
        if found is not None:
            yield found


def _without_close(text: str, start: int, end: int) -> int:
    for opening, close in (("/*", "*/"), ("<!--", "-->")):
        if text.startswith(opening, start) and text.endswith(close, start, end):
            return end - len(close)
    return end


def _opens(text: str, start: int, at: int) -> bool:
    """Whether a mark inside a comment begins a part of its own."""
    return at == start or (text[at] == "#" and text[at - 1] in " \t")


def _parse(document: Document, opening: int, at: int, end: int) -> Suppression | None:
    text = document.text
    head = _HEAD.match(text, at, end)
    if head is None:
        return None
    word = head["word"] or ""
    if not head["colon"] and not word.startswith(("ignore", "disable")):
        return None  # a sentence about dcslint
    removal = _removal(document, opening, end)
    found = Suppression(word, document.span(at, end), removal)
    names = _NAMES.match(text, head.end(), end)
    if not head["colon"] or word not in KINDS:
        place = document.span(*(head.span("word") if word else head.span()))
        found.fault = SuppressionFault("unknown-word", place, word=word or MARK)
    elif names is None or not names["close"] or not names["names"].strip():
        found.fault = SuppressionFault("no-rule", document.span(*head.span("word")), word=word)
    else:
        found.names = list(_names(document, *names.span("names"), removal))
        _read_tail(found, document, names.end(), end)
    return found


def _read_tail(found: Suppression, document: Document, at: int, end: int) -> None:
    text = document.text
    reason = text[at:end]
    for until in _UNTIL.finditer(text, at, end):
        if until["sign"] != "=" and not _LOOKS_LIKE_DAY.match(until["day"]):
            continue  # "until the next release" is a reason
        place = document.span(*until.span())
        if until["sign"] == "=" and _is_day(until["day"]):
            found.until, found.last_day = place, until["day"]
        else:
            found.fault = SuppressionFault("no-date", place, word=until["day"])
        reason = text[at : until.start()] + text[until.end() : end]
        break
    found.reason = " ".join(reason.strip(_SEPARATORS).split())


def _is_day(word: str) -> bool:
    from datetime import date

    try:
        return len(word) == len("2027-01-31") and bool(date.fromisoformat(word))
    except ValueError:
        return False


def _names(document: Document, start: int, end: int, whole: Edit) -> Iterator[SuppressedName]:
    found = list(_NAME.finditer(document.text, start, end))
    for number, one in enumerate(found):
        if len(found) == 1:
            removal = whole
        elif number + 1 < len(found):
            removal = Edit(document.span(one.start(), found[number + 1].start()), "")
        else:
            removal = Edit(document.span(found[number - 1].end(), one.end()), "")
        yield SuppressedName(one[0], document.span(*one.span()), removal)


def _removal(document: Document, start: int, end: int) -> Edit:
    """Takes a comment out: its line if nothing else is on it, else the blanks before it too."""
    text = document.text
    for close in ("*/", "-->"):
        behind = text[end : end + len(close) + 8].lstrip(" \t")
        if behind.startswith(close):
            end = text.index(close, end) + len(close)
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last + 1
    if not text[first:start].strip() and not text[end:last].strip():
        return Edit(document.span(first, last), "")
    if not text[end:last].strip():
        start = first + len(text[first:start].rstrip())
    return Edit(document.span(start, end), "")
