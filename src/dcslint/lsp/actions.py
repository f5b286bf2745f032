"""What can be done about a finding: its fix, all safe fixes of a file, a comment that ignores it.

Edits are offsets of a text as it is now; makes them and applies none.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    # (start, end, new text), offsets of the text before the edit
    Change = tuple[int, int, str]

_INDENT = regex(r"[ \t]*")
# Nothing but YAML, HCL, shell and the like has comments: JSON is left to the configuration.
_NO_COMMENTS = (".json", ".tf.json", ".md", ".markdown", ".libsonnet")


def can_ignore(path: str) -> bool:
    """Whether a file's format has comments that can hold a suppression."""
    return not path.lower().endswith(_NO_COMMENTS)


def ignore_comment(text: str, offset: int, rule: str) -> Change:
    """An insertion that ignores a rule at an offset; the cursor belongs behind it, for the reason.

    The comment stands above the line, indented as it; where the line continues another one that
    ends in a backslash, above that, since a comment in between is no place every reader looks at.
    """
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
