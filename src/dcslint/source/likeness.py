"""The known word that a misspelt one most resembles.

One comparison takes microseconds, a file can hold a hundred thousand words: what cannot resemble is
told apart by its letters first, and each asker stops after as many words as people misspell.
"""

from __future__ import annotations

from dcslint.source.keep import kept
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_WORDS = 200  # of one asker: of any further one it says that it resembles nothing


class Nearest:
    """Finds, for one asker, the nearest of the known words."""

    __slots__ = ("_known", "_least", "_left", "_lettered")

    def __init__(self, known: Iterable[str], *, least: float = 0.6) -> None:
        """`least` is the likeness, from 0 to 1, below which a word resembles nothing."""
        self._known = known
        self._lettered: list[tuple[str, int, int]] | None = None
        self._least = least
        self._left = MOST_WORDS

    def of(self, word: str) -> str | None:
        """The most like of the known words, or None."""
        self._left -= 1
        if self._left < 0:
            reached(f"{MOST_WORDS} words that may be misspelt")
            return None
        lettered = self._lettered
        if lettered is None:  # most askers never ask
            lettered = [(one, len(one), _letters(one)) for one in self._known]
            self._lettered = lettered
        length, letters, least = len(word), _letters(word), self._least
        # No likeness exceeds 2 x the characters in common by all, and a letter that the other word
        # lacks is in common with none.
        like = [
            known
            for known, size, its in lettered
            if 2 * min(length - (letters & ~its).bit_count(), size - (its & ~letters).bit_count())
            >= least * (length + size)
        ]
        return _closest(word, tuple(like), least) if like else None


@kept(256)  # what is misspelt once in a file is so in each of its clusters
def _closest(word: str, like: tuple[str, ...], least: float) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, like, n=1, cutoff=least)), None)


@kept(1024)  # each asker has the same known words
def _letters(word: str) -> int:
    """The set of a word's characters as bits; two characters may share one."""
    bits = 0
    for char in word:
        bits |= 1 << (ord(char) & 63)
    return bits
