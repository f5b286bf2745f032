"""Findings in the protocol's words: what of them is told, and whether it is of the text shown."""

from __future__ import annotations

import pytest

pytest.importorskip("pygls")

from dcslint.diagnostic import Diagnostic, Related
from dcslint.lsp.texts import OpenText
from dcslint.lsp.translate import Translator
from dcslint.rulebook.rulebook import Rulebook
from dcslint.source import Document
from dcslint.source.secrets import find_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lsprotocol import types


def shown(text: str, document: Document, message: str) -> list[types.Diagnostic]:
    """What an editor that has the text open is told of a finding in a document."""
    opened = OpenText(text)
    translator = Translator(Rulebook([]), "utf-16", str, lambda _: opened)
    related = (Related(document.span(0, 1), message),)
    found = Diagnostic("r", "note", message, document.span(0, 4), related=related)
    return translator.diagnostics([found])


def test_a_secret_is_told_neither_by_a_finding_nor_by_its_other_places() -> None:
    text = "ENV DB_PASSWORD=hunter2canary\n"
    document = Document("Dockerfile", text)
    document.find_secrets = find_secrets

    (found,) = shown(text, document, "hunter2canary is odd")

    assert "hunter2canary" not in str(found)
    assert found.message.endswith(" is odd")


@pytest.mark.parametrize("text", ["FROM a\n", "\ufeffFROM a\n", "FROM a # \ud83d\n"])
def test_a_finding_of_the_text_as_it_is_shown_is_told(text: str) -> None:
    document = Document.from_bytes("Dockerfile", OpenText(text).data())

    assert 1 == len(shown(text, document, "m"))


def test_a_finding_of_another_text_is_not() -> None:
    assert [] == shown("FROM b\n", Document("Dockerfile", "FROM a\n"), "m")
    assert [] == shown("FROM \ud83d\n", Document("Dockerfile", "FROM a\n"), "m")
