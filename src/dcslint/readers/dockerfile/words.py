"""Words, names and values in an instruction's arguments, cut out the way BuildKit does it.

Each word is a slice of the arguments and keeps its place. What a word resolves to is `expand`,
which is in `expansion` and handed on here, so that the model has one place to look.
"""

from __future__ import annotations

import re
from functools import cache

from dcslint.readers.dockerfile.expansion import expand
from dcslint.readers.dockerfile.lines import BLANK, SPACE
from dcslint.source.keep import kept
from dcslint.source.regex import compile_now, regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Value

    Ranges = tuple[tuple[int, int], ...]

__all__ = ["expand", "name_value_pairs", "split_words", "word_ranges"]

_PLAIN_WORD = regex(rf"[^{BLANK}]++")
_BLANK = regex(rf"[{BLANK}]++")
_MOST_KEPT = 64


@cache
def _quoted_word(escape: str) -> re.Pattern[str]:
    """A word of BuildKit's parseWords.

    Quotes and escapes are kept and protect space; a quote may stay open to the end; an escape as
    the very last character is dropped.
    """
    quoted = re.escape(escape)
    return compile_now(
        rf"(?:[^{SPACE}'\"{quoted}]++|{quoted}.|'[^']*+'?|\"(?:[^\"{quoted}]++|{quoted}.)*+\"?)++",
        re.DOTALL,
    )


def split_words(value: Value, escape: str = "\\") -> list[Value]:
    """The words of FROM, COPY, ADD, EXPOSE, VOLUME: what stands between blanks.

    Neither quotes nor escapes protect a blank there (BuildKit: parseStringsWhitespaceDelimited), so
    `escape` changes nothing; it is taken because every function here takes it. USER, WORKDIR and
    STOPSIGNAL have no words: their arguments are one. An unknown value has none.
    """
    del escape
    return [value.slice(start, end) for start, end in plain_ranges(value.text or "")]


# The reader asks for faults and the model for words, and files of one repository are much alike.
@kept(_MOST_KEPT)
def plain_ranges(text: str) -> Ranges:
    """The ranges of the words of `split_words`."""
    return tuple([match.span() for match in _PLAIN_WORD.finditer(text)])


@kept(_MOST_KEPT)
def word_ranges(text: str, escape: str) -> Ranges:
    """The ranges of the words of ENV, LABEL and ARG: quotes and escapes protect space.

    BuildKit's parseWords; quotes and escapes are part of the words.
    """
    if text.isascii() and not any(map(text.__contains__, ("'", '"', escape, "\n"))):
        return plain_ranges(text)  # nothing protects a blank: twice as fast
    return tuple([match.span() for match in _quoted_word(escape).finditer(text)])


def name_value_pairs(
    value: Value, escape: str, *, old_form: bool = True
) -> list[tuple[Value, Value | None]]:
    """Names and values of ENV and LABEL, quotes and escapes still in them.

    Without "=" in its first word the text has the old form, `name rest of the line`. ARG does not
    know that form: call with `old_form=False`, and each word without "=" is a name of its own. A
    name without a value has None: legal in ARG, a fault in ENV and LABEL that the reader reports.
    """
    text = value.text
    if not text:
        return []
    ranges = word_ranges(text, escape)
    if old_form and ranges and "=" not in text[ranges[0][0] : ranges[0][1]]:
        gap = _BLANK.search(text)
        if gap is None:
            return [(value, None)]
        return [(value.slice(0, gap.start()), value.slice(gap.end(), len(text)))]
    pairs: list[tuple[Value, Value | None]] = []
    for start, end in ranges:
        equals = text.find("=", start, end)
        if equals < 0:
            pairs.append((value.slice(start, end), None))
        else:
            pairs.append((value.slice(start, equals), value.slice(equals + 1, end)))
    return pairs
