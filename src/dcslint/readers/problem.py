"""What a reader could not understand, as data: the words are in the cards of group `file`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Span


class SyntaxProblem:
    """One fault of a file's form. `kind` is a short name; `words` fill a card's message.

    With `longest`, words are cut to that length for the message. Secrets are masked first: the
    beginning of one would not be known for what it is. `most` says in words how many problems are
    noted, of one behind which there are more; else it is empty.
    """

    __slots__ = ("_longest", "_words", "kind", "most", "span")

    def __init__(self, kind: str, span: Span, *, longest: int = 0, **words: str) -> None:
        self.kind = kind
        self.span = span
        self.most = ""
        self._longest = longest
        self._words = words

    @property
    def words(self) -> dict[str, str]:
        """The words as a message may show them."""
        if not self._longest:
            return self._words
        return {
            name: shown(self._masked(word), self._longest) for name, word in self._words.items()
        }

    def _masked(self, word: str) -> str:
        document = self.span.document
        if word == self.span.source:
            return document.excerpt(self.span.start, self.span.end)
        return document.redact(word)

    def __repr__(self) -> str:
        return f"SyntaxProblem({self.kind} at {self.span!r}, {self.words})"


def shown(word: str, longest: int) -> str:
    """Cut `word` to a length for a message, and name the characters that cannot be seen."""
    if len(word) > longest:
        word = word[:longest] + "…"
    return "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in word)
