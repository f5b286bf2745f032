"""A table in Markdown, for the summary of a CI job or a comment on a pull request.

Whatever a file holds is text in it: never a link, an image, markup or a mention.
"""

from __future__ import annotations

from dcslint.diagnostic import SEVERITIES
from dcslint.reporters.concise import place_of
from dcslint.reporters.visible import failure_words, message_of, visible
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from dcslint.diagnostic import Report
    from dcslint.reporters.info import RunInfo
    from dcslint.rulebook.rulebook import Rulebook

# A job's summary may have 1 MiB, and nobody reads as much.
MOST_ROWS = 500
_MARKUP = regex(
    r"[\\`*_{}\[\]()#+!|~$^=]|(?<![\w/])@|@(?=[\w.-]*\.\w)"
    r"|(?<=\d)[.](?= )|(?<=www)[.]|(?<=\w)://|^-"
)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def report(report: Report, rulebook: Rulebook, info: RunInfo, write: Callable[[str], None]) -> None:
    """Write a heading, and the findings as a table below it."""
    del rulebook, info
    count = len(report.diagnostics)
    words = "no findings" if not count else "1 finding" if count == 1 else f"{count} findings"
    by_severity = [
        f"{number} {severity if number == 1 else severity + 's'}"
        for severity in reversed(SEVERITIES)
        if (number := sum(found.severity == severity for found in report.diagnostics))
    ]
    more = f" ({', '.join(by_severity)})" if by_severity else ""
    write(f"### dcslint: {words}{more}\n")
    if report.failures:
        write("\n")
    for failure in report.failures:
        where = f"{failure.path}: " if failure.path else ""
        write(f"- failed: {plain(where + failure_words(failure))}\n")
    if not count:
        return
    write("\n| severity | place | finding | rule |\n| --- | --- | --- | --- |\n")
    for found in report.diagnostics[:MOST_ROWS]:
        cells = (found.severity, place_of(found.span), message_of(found), found.rule)
        write(f"| {' | '.join(plain(cell) for cell in cells)} |\n")
    if count > MOST_ROWS:
        write(f"\nand {count - MOST_ROWS} more\n")


def plain(words: str) -> str:
    """`words` as text in a table's cell, all of it to be read and none of it obeyed."""
    shown = "".join(_ENTITIES.get(char, char) for char in visible(words))
    return _MARKUP.sub(_escaped, shown) or " "


def _escaped(found: re.Match[str]) -> str:
    text = found[0]
    # GitHub looks for whom to call and what to link in the words as they are shown: an escape hides
    # nothing from it, a blank without width does.
    if text == "@":
        return "@&#8203;"
    if text == "://":
        return "&#58;//"
    if text == "#" and found.string[found.end() : found.end() + 1].isdigit():
        return r"\#&#8203;"
    return "\\" + text
