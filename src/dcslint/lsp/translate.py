"""Findings in the protocol's words: ranges, severities, links to a rule's page, related places.

No word of a finding holds a secret: editors hand diagnostics on to others.
"""

from __future__ import annotations

from lsprotocol import types

from dcslint.lsp.texts import OpenText
from dcslint.reporters.sarif_rules import page_of
from dcslint.reporters.visible import message_of, redacted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dcslint.diagnostic import Diagnostic
    from dcslint.rulebook.rulebook import Rulebook
    from dcslint.source import Document, Fix, Span

    # From a path to its address, and to the text that the editor shows of it.
    AddressOf = Callable[[str], str]

SOURCE = "dcslint"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
_TAGS = {
    "unnecessary": types.DiagnosticTag.Unnecessary,
    "deprecated": types.DiagnosticTag.Deprecated,
}


class Translator:
    """Turns findings of one folder into the protocol's types."""

    __slots__ = ("_address_of", "_rulebook", "_text_of", "_texts", "encoding")

    def __init__(
        self,
        rulebook: Rulebook,
        encoding: str,
        address_of: AddressOf,
        text_of: Callable[[str], OpenText | None],
    ) -> None:
        self._rulebook = rulebook
        self._address_of = address_of
        self._text_of = text_of
        self._texts: dict[Document, OpenText] = {}
        self.encoding = encoding

    def diagnostics(self, findings: Iterable[Diagnostic]) -> list[types.Diagnostic]:
        """The findings that are about the text as it is shown now; others are out of date."""
        return [self._diagnostic(found) for found in findings if self.is_current(found.span)]

    def is_current(self, span: Span) -> bool:
        """Whether a span is one of the text that is open, if its file is open."""
        shown = self._text_of(span.document.path)
        return shown is None or shown.is_read_as(span.document.text)

    def range(self, span: Span) -> types.Range:
        """A span of a document as a range of the text in the editor."""
        text = self._text(span)
        return range_of(text, span.start + text.shift, span.end + text.shift)

    def _text(self, span: Span) -> OpenText:
        document = span.document
        text = self._texts.get(document)
        if text is None:
            text = self._text_of(document.path)
            if text is None or not text.is_read_as(document.text):
                mark = "\ufeff" if document.bom else ""
                text = OpenText(mark + document.text, None, self.encoding)
            self._texts[document] = text
        return text

    def _diagnostic(self, found: Diagnostic) -> types.Diagnostic:
        rule = self._rulebook.rules.get(found.rule)
        page = None if rule is None else page_of(rule)
        return types.Diagnostic(
            range=self.range(found.span),
            message=message_of(found),
            severity=_SEVERITIES[found.severity],
            code=found.rule,
            code_description=None if page is None else types.CodeDescription(page),
            source=SOURCE,
            tags=[_TAGS[tag] for tag in rule.tags if tag in _TAGS] if rule else None,
            related_information=[
                types.DiagnosticRelatedInformation(
                    types.Location(self._address_of(one.span.document.path), self.range(one.span)),
                    redacted(one.message, [one.span.document, found.span.document]),
                )
                for one in found.related
            ],
        )

    def edit(self, fix: Fix, *, versioned: bool) -> types.WorkspaceEdit:
        """A fix as an edit of the workspace; with versions where the editor knows of them."""
        edits: dict[str, list[types.TextEdit]] = {}
        for one in fix.edits:
            edit = types.TextEdit(self.range(one.span), one.text)
            edits.setdefault(one.span.document.path, []).append(edit)
        return self.workspace_edit(edits, versioned=versioned)

    def workspace_edit(
        self, edits: dict[str, list[types.TextEdit]], *, versioned: bool
    ) -> types.WorkspaceEdit:
        """Edits by path as one edit of the workspace."""
        if not versioned:
            return types.WorkspaceEdit(
                changes={self._address_of(path): some for path, some in edits.items()}
            )
        changes = []
        for path, some in edits.items():
            shown = self._text_of(path)
            document = types.OptionalVersionedTextDocumentIdentifier(
                self._address_of(path), None if shown is None else shown.version
            )
            changes.append(types.TextDocumentEdit(document, list(some)))
        return types.WorkspaceEdit(document_changes=changes)


def range_of(text: OpenText, start: int, end: int) -> types.Range:
    """The range of the characters `[start, end)` of an open text."""
    return types.Range(
        types.Position(*text.lines.place(start)), types.Position(*text.lines.place(end))
    )
