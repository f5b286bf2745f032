"""What can be done about a finding: its fix, all safe fixes of a file, a comment that ignores it.

Edits are offsets of a text as it is now; makes them and applies none.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from dcslint.source import Document
from dcslint.source.regex import regex
from dcslint.suppress.places import Reach, places_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.model.project import Format

    # (start, end, new text), offsets of the text before the edit
    Change = tuple[int, int, str]

_INDENT = regex(r"[ \t]*")
# JSON has none, Terraform's neither; of Markdown only some blocks of code have any.
_NO_COMMENTS = (".json", ".md", ".markdown")
# How many places are tried: each costs reading the text once.
_MOST_TRIES = 4


def ignore_comment(document: Document, form: Format, offset: int, rule: str) -> Change | None:
    """An insertion that ignores a rule at an offset; the cursor belongs behind it, for the reason.

    The comment stands above the line, indented as it; where the line continues another one that
    ends in a backslash, above that, since a comment in between is no place every reader looks at.
    In a text of several lines, such as a body in quotes, it would be a part of that text: it stands
    above the statement around. None where no comment holds: in JSON nowhere.
    """
    if document.path.lower().endswith(_NO_COMMENTS):
        return None
    language = getattr(form, "comments", form.name)
    around = [
        start for start, end in places_of(document, language).blocks if start <= offset <= end
    ]
    tried: dict[Change, None] = {}
    for at in (offset, *sorted(around, reverse=True)):
        tried[_above(document.text, at, rule)] = None
    for change in list(tried)[:_MOST_TRIES]:
        if _holds(document, language, change, offset):
            return change
    return None


def _above(text: str, offset: int, rule: str) -> Change:
    """The comment above the line of an offset."""
    start = text.rfind("\n", 0, offset) + 1
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        if not text[above : start - 1].rstrip("\r").rstrip(" \t").endswith("\\"):
            break
        start = above
    indent = _INDENT.match(text, start)
    ending = "\r\n" if "\r\n" in text else "\n"
    lead = indent[0] if indent is not None else ""
    return start, start, f"{lead}# dcslint: ignore[{rule}] {ending}"


def _holds(document: Document, language: str, change: Change, offset: int) -> bool:
    """Whether what a change inserts is a comment, and speaks for what was at an offset."""
    start, end, inserted = change
    text = document.text[:start] + inserted + document.text[end:]
    changed = Document(document.path, text)
    places = places_of(changed, language)
    reach = Reach(changed, places)
    for comment in places.comments:
        if start <= comment[0] < start + len(inserted):
            low, high = reach.of("ignore", comment) or (0, -1)
            return low <= offset + len(inserted) <= high
    return False


def cursor_after(change: Change) -> int:
    """The offset, in the text after an `ignore_comment`, where a reason is to be written."""
    start, _, inserted = change
    return start + len(inserted.rstrip("\r\n"))


def differences(before: str, after: str) -> Iterator[Change]:
    """The edits, by whole lines, that lead from one text to the other, in order of place."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    for tag, low, high, first, last in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            yield starts[low], starts[high], "".join(new[first:last])
