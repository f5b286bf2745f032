"""The questions an editor asks: diagnostics, actions, hover, completion, hints, commands."""

from __future__ import annotations

import hashlib

from lsprotocol import types

from dcslint.fixer import fix_in_rounds
from dcslint.lsp import actions
from dcslint.lsp.about import about
from dcslint.lsp.completion import complete
from dcslint.lsp.hints import hints
from dcslint.lsp.translate import range_of
from dcslint.model.project import format_of
from dcslint.reporters.sarif_rules import page_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.diagnostic import Diagnostic
    from dcslint.lsp.server import Server
    from dcslint.lsp.texts import OpenText
    from dcslint.lsp.workspace import Place

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.dcslint"
EXPLAIN = "dcslint.explain"
WRITE_REASON = "dcslint.writeReason"
_QUICK_FIX = types.CodeActionKind.QuickFix.value


def register(server: Server) -> None:
    """Register all requests."""
    _register_diagnostics(server)
    _register_actions(server)
    feature = server.feature

    @feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        found = await _asked(server, params.text_document.uri)
        return None if found is None else _hover(server, *found, params.position)

    @feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=[":", "/", '"', "=", " "]),
    )
    def completion(params: types.CompletionParams) -> types.CompletionList | None:
        found = server.folders.find(params.text_document.uri)
        text = None if found is None else found[0].folder.open.get(found[1])
        if found is None or text is None:
            return None
        return _completion(server, found[0], found[1], text, params.position)

    @feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def inlay(params: types.InlayHintParams) -> list[types.InlayHint]:
        found = await _asked(server, params.text_document.uri)
        return [] if found is None else _inlay(*found, params.range)


async def _asked(server: Server, uri: str) -> tuple[Place, str, OpenText] | None:
    """The folder, path and text of an open file, once it is linted; None for one not open."""
    found = server.folders.find(uri)
    if found is None or found[1] not in found[0].folder.open:
        return None
    place, path = found
    await server.answerable(place)
    text = place.folder.open.get(path)
    return None if text is None else (place, path, text)


# Diagnostics


def _register_diagnostics(server: Server) -> None:
    options = types.DiagnosticOptions(
        identifier="dcslint", inter_file_dependencies=True, workspace_diagnostics=True
    )

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def pull(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        uri = params.text_document.uri
        found = await _asked(server, uri)
        items = _found(server, *found[:2]) if found is not None else []
        server.shown(uri, items)
        name = _name_of(items)
        if name == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=name)
        return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=name)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def pull_all(params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        known = {one.uri: one.value for one in params.previous_result_ids}
        reports: list[types.WorkspaceDocumentDiagnosticReport] = []
        for place in server.folders:
            await server.settled(place)
            for path in sorted({*place.folder.found(), *place.folder.open}):
                uri, text = place.address_of(path), place.folder.open.get(path)
                items = _found(server, place, path)
                name, version = _name_of(items), None if text is None else text.version
                if known.pop(uri, None) == name:
                    reports.append(
                        types.WorkspaceUnchangedDocumentDiagnosticReport(uri, name, version)
                    )
                else:
                    reports.append(
                        types.WorkspaceFullDocumentDiagnosticReport(
                            uri, items, version, result_id=name
                        )
                    )
        # What had findings and has none any more.
        gone = (types.WorkspaceFullDocumentDiagnosticReport(uri, [], None) for uri in known)
        reports.extend(gone)
        return types.WorkspaceDiagnosticReport(reports)


def _found(server: Server, place: Place, path: str) -> list[types.Diagnostic]:
    return server.translator(place).diagnostics(place.folder.findings(path))


def _name_of(items: list[types.Diagnostic]) -> str:
    """A name for an answer: the same for the same findings at the same places."""
    return hashlib.sha256(repr(items).encode("utf-8", "replace")).hexdigest()[:16]


# Actions


def _register_actions(server: Server) -> None:
    options = types.CodeActionOptions(
        [types.CodeActionKind.QuickFix, FIX_ALL], resolve_provider=True
    )

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        found = await _asked(server, params.text_document.uri)
        return [] if found is None else list(_actions(server, *found, params))

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        data = action.data
        uri = data.get("uri") if isinstance(data, dict) else getattr(data, "uri", None)
        found = await _asked(server, str(uri)) if uri else None
        if found is not None and action.kind == FIX_ALL:
            action.edit = _fix_all(server, *found)
        return action

    @server.command(EXPLAIN)
    async def explain(rule: str) -> str:
        rules = (place.folder.linter.rulebook.rules.get(rule) for place in server.folders)
        found = next((one for one in rules if one is not None), None)
        page = None if found is None else page_of(found)
        if page is not None and server.can("window", "show_document", "support"):
            params = types.ShowDocumentParams(page, external=True, take_focus=True)
            await server.window_show_document_async(params)
        words = _card(server, rule)
        if page is None or not server.can("window", "show_document", "support"):
            kind = types.MessageType.Info
            server.window_show_message(types.ShowMessageParams(kind, words or rule))
        return words

    @server.command(WRITE_REASON)
    async def write_reason(uri: str, line: int, character: int) -> None:
        if server.can("window", "show_document", "support"):
            at = types.Position(line, character)
            params = types.ShowDocumentParams(uri, take_focus=True, selection=types.Range(at, at))
            await server.window_show_document_async(params)


def _card(server: Server, rule: str) -> str:
    return next((card for one in server.folders if (card := one.folder.linter.card(rule))), "")


def _wants(only: list[str] | None, kind: str) -> bool:
    """Whether an editor that asks for these kinds wants one: a kind includes those below it."""
    return not only or any(kind == one or kind.startswith(f"{one}.") for one in only)


def _actions(
    server: Server, place: Place, path: str, text: OpenText, params: types.CodeActionParams
) -> Iterator[types.CodeAction]:
    only = [str(getattr(one, "value", one)) for one in params.context.only or ()]
    start = _offset(text, params.range.start)
    end = _offset(text, params.range.end)
    findings = place.folder.findings(path)
    if _wants(only, _QUICK_FIX):
        for found in findings:
            low, high = found.span.start + text.shift, found.span.end + text.shift
            if low <= end and start <= max(high, low):
                yield from _actions_for(server, place, path, text, found)
    if _wants(only, FIX_ALL) and any(one.fix is not None and one.fix.safe for one in findings):
        action = types.CodeAction(
            "Apply all safe fixes of dcslint", kind=FIX_ALL, data={"uri": place.address_of(path)}
        )
        if not server.can("text_document", "code_action", "resolve_support"):
            action.edit = _fix_all(server, place, path, text)
        yield action


def _actions_for(
    server: Server, place: Place, path: str, text: OpenText, found: Diagnostic
) -> Iterator[types.CodeAction]:
    translator = server.translator(place)
    diagnostics = translator.diagnostics([found])
    if not diagnostics:
        return
    versioned = server.can("workspace", "workspace_edit", "document_changes")
    uri = place.address_of(path)
    fix = found.fix
    if fix is not None and all(translator.is_current(edit.span) for edit in fix.edits):
        words = found.span.document.redact(fix.message)
        words = words[:1].upper() + words[1:]
        yield types.CodeAction(
            words if fix.safe else f"{words} (unsafe: see the rule)",
            kind=_QUICK_FIX,
            diagnostics=diagnostics,
            is_preferred=fix.safe,
            edit=translator.edit(fix, versioned=versioned),
        )
    document = found.span.document
    form = format_of(place.folder.linter.formats, path, document.text)
    change = form and actions.ignore_comment(document, form, found.span.start, found.rule)
    if change:
        start = change[0] + text.shift
        edit = types.TextEdit(range_of(text, start, start), change[2])
        at = actions.cursor_after(change) - change[0]
        line = text.lines.place(start)[0]
        yield types.CodeAction(
            f"Ignore {found.rule} here",
            kind=_QUICK_FIX,
            diagnostics=diagnostics,
            edit=translator.workspace_edit({path: [edit]}, versioned=versioned),
            command=types.Command("Write the reason", WRITE_REASON, arguments=[uri, line, at]),
        )
    yield types.CodeAction(
        f"Explain {found.rule}",
        kind=_QUICK_FIX,
        diagnostics=diagnostics,
        command=types.Command("Explain", EXPLAIN, arguments=[found.rule]),
    )


def _fix_all(server: Server, place: Place, path: str, text: OpenText) -> types.WorkspaceEdit:
    """All safe fixes of a text, also those that become possible by others, as one edit."""
    folder = place.folder
    unsaved = {name: one.data() for name, one in folder.open.items()}

    def lint(texts: dict[str, str]) -> list[Diagnostic]:
        data = texts[path].encode("utf-8", "replace")
        linted = folder.linter.batch({**unsaved, path: data}).lint(path)
        return [
            found
            for found in (linted.findings if linted is not None else ())
            if found.fix and all(edit.span.document.path == path for edit in found.fix.edits)
        ]

    before = text.text[text.shift :]
    after = fix_in_rounds({path: before}, lint).texts[path]
    edits = [
        types.TextEdit(range_of(text, start + text.shift, end + text.shift), new)
        for start, end, new in actions.differences(before, after)
    ]
    versioned = server.can("workspace", "workspace_edit", "document_changes")
    return server.translator(place).workspace_edit({path: edits}, versioned=versioned)


# Words


def _offset(text: OpenText, position: types.Position) -> int:
    return text.lines.offset(position.line, position.character)


def _hover(
    server: Server, place: Place, path: str, text: OpenText, position: types.Position
) -> types.Hover | None:
    folder = place.folder
    at = _offset(text, position) - text.shift
    parts: list[str] = []
    where = None
    translator = server.translator(place)
    unit = folder.unit(path)
    if unit is not None and translator.is_current(unit.document.span(0, 0)):
        known = about(unit, path, at, folder.linter.facts, server.today)
        if known is not None:
            where = translator.range(known[0])
            parts.append(known[1])
    for found in folder.findings(path):
        is_here = found.span.start <= at <= max(found.span.end, found.span.start + 1)
        if is_here and translator.is_current(found.span):
            where = where or translator.range(found.span)
            card = folder.linter.card(found.rule)
            if card and card not in parts:
                parts.append(card)
    if not parts:
        return None
    words = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(parts))
    return types.Hover(words, where)


def _completion(
    server: Server, place: Place, path: str, text: OpenText, position: types.Position
) -> types.CompletionList:
    unit = place.folder.unit(path)
    is_dockerfile = unit is not None and any(True for _ in unit.nodes("Image"))
    if unit is None:
        is_dockerfile = "dockerfile" in path.rpartition("/")[2].lower()
    facts = place.folder.linter.facts
    at = _offset(text, position)
    items = [
        types.CompletionItem(
            offer.text,
            kind=types.CompletionItemKind.Value,
            detail=offer.detail,
            sort_text=f"{offer.rank:04}",
            filter_text=offer.text,
            text_edit=types.TextEdit(range_of(text, offer.start, offer.end), offer.text),
        )
        for offer in complete(text.text, at, facts, server.today, dockerfile=is_dockerfile)
    ]
    return types.CompletionList(is_incomplete=False, items=items)


def _inlay(place: Place, path: str, text: OpenText, wanted: types.Range) -> list[types.InlayHint]:
    unit = place.folder.unit(path)
    if unit is None or not text.is_read_as(unit.document.text):
        return []
    start, end = _offset(text, wanted.start), _offset(text, wanted.end)
    return [
        types.InlayHint(
            types.Position(*text.lines.place(at + text.shift)), words, padding_left=True
        )
        for at, words in hints(unit)
        if start <= at + text.shift <= end
    ]
