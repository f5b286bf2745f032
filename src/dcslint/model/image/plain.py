"""Commands whose words are left for later: most are never asked for them.

A command of a RUN is such if its program is written out and runs no other.
"""

from __future__ import annotations

from dcslint.model.image.nodes import Command
from dcslint.model.image.words import resolve, resolve_all, texts_of
from dcslint.readers.shell import PlainWord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.model.image.environment import Environment
    from dcslint.model.image.nodes import Instruction
    from dcslint.readers.shell import SimpleCommand
    from dcslint.source import Span, Value


class PlainCommand(Command):
    """A command without wrappers whose name is known, and whose words nobody may ever ask for.

    `first` and `words` are slots that are empty until somebody does.
    """

    __slots__ = ("_source", "_syntax")
    called: str

    def __init__(
        self,
        instruction: Instruction,
        called: str,
        environment: Environment,
        *,
        certain: bool,
        syntax: SimpleCommand,
        source: Value,
    ) -> None:
        """Make it of its syntax, and of the value whose text that is of."""
        self._syntax = syntax
        self._source = source
        self._begin(instruction, called, environment, certain=certain)

    def __getattr__(self, name: str) -> Any:
        """The value of an empty slot, which it then holds. Raises AttributeError for others."""
        words = self._syntax.words
        if name == "first":
            [self.first] = resolve(words[0], self._source, self.environment)
            return self.first
        if name != "words":
            raise AttributeError(f"a command has no {name}")
        self.words = resolve_all(words, self._source, self.environment)
        self.first = self.words[0]
        return self.words

    @property
    def texts(self) -> list[str | None]:
        """The texts of its words, of which only those with more than plain text are resolved."""
        texts: list[str | None] = []
        for word in self._syntax.words:
            if isinstance(word, PlainWord):
                texts.append(word.literal())
            else:
                texts += texts_of(word, self._source, self.environment)
        return texts

    def _place(self) -> Span:
        words = self._syntax.words
        return self._source.place(words[0].start, words[-1].end)
