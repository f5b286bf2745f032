"""Words made safe to show: on one line, with nothing in them that a terminal would obey."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Diagnostic, Failure
    from dcslint.source import Document


def visible(words: str) -> str:
    """`words` with control, bidirectional and undecodable characters written as escapes."""
    if words.isprintable():
        return words
    return "".join(map(escaped, words))


def escaped(char: str) -> str:
    r"""The character itself if it can be shown, else its escape: "\x1b", "\u202e", "\n"."""
    return char if char.isprintable() else char.encode("unicode_escape").decode()


def message_of(diagnostic: Diagnostic) -> str:
    """What a finding says, without any secret of the files that it speaks of; never empty."""
    documents = [diagnostic.span.document]
    for one in diagnostic.related:
        if one.span.document not in documents:
            documents.append(one.span.document)
    return redacted(diagnostic.message, documents) or diagnostic.rule


def failure_words(failure: Failure) -> str:
    """What failed, without an exception's own words: these may hold anything of a file."""
    error = failure.error
    why = failure.message if error is None else type(error).__name__
    return f"the rule {failure.rule} failed: {why}" if failure.rule else why


def redacted(words: str, documents: list[Document]) -> str:
    """`words` without the secrets of some documents."""
    for document in documents:
        words = document.redact(words)
    return words
