"""The server: the Language Server Protocol on the standard streams, by pygls.

Holds no opinion of its own: it keeps the folders in step with the editor, lets them work between
two messages, and answers from what they found. All runs on one thread; a change that arrives while
files are linted is taken up after the file at hand.
"""

from __future__ import annotations

import asyncio

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from dcslint import __version__
from dcslint.lsp import requests
from dcslint.lsp.positions import UTF_16
from dcslint.lsp.texts import OpenText
from dcslint.lsp.translate import Translator
from dcslint.lsp.workspace import Workspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from dcslint.lsp.linter import MakeLinter
    from dcslint.lsp.workspace import Place

SECTION = "dcslint"
# dcslint.toml, pyproject.toml and what these extend; what git ignores is left out as well.
_CONFIGURATION = (".toml", "/.gitignore")
# Keys that follow one another faster than this are one change.
_PAUSE = 0.005  # seconds


class _Protocol(LanguageServerProtocol):
    """pygls's protocol without its own store of texts, whose lines are not the protocol's.

    The methods call what is registered at once: of a generator pygls keeps a future for good, and
    there is one at each key.
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Any:
        """Leave it to the server."""
        return self.fm.features[types.TEXT_DOCUMENT_DID_OPEN](params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Any:
        """Leave it to the server."""
        return self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE](params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Any:
        """Leave it to the server."""
        return self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE](params)


class Server(LanguageServer):
    """dcslint for one editor."""

    def __init__(self, make_linter: MakeLinter, today: str) -> None:
        super().__init__("dcslint", __version__, protocol_cls=_Protocol)
        self.today = today
        self.folders = Workspace(make_linter, self.tell)
        self.options: dict[str, Any] = {}  # what the editor chose when it started the server
        # By the place's id: a folder may take the place of a single file's, at the same root.
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._shown: dict[str, list[types.Diagnostic]] = {}
        self._told: set[str] = set()
        _register(self)
        requests.register(self)

    # What the editor can do

    @property
    def encoding(self) -> str:
        """How the editor counts characters."""
        chosen = self.server_capabilities.position_encoding
        return UTF_16 if chosen is None else str(getattr(chosen, "value", chosen))

    @property
    def pulls(self) -> bool:
        """Whether the editor asks for diagnostics instead of being sent them."""
        document = self.client_capabilities.text_document
        return document is not None and document.diagnostic is not None

    def can(self, *path: str) -> bool:
        """Whether the editor has said that it has a capability, by its path of names."""
        found: Any = self.client_capabilities
        for name in path:
            found = getattr(found, name, None)
        return bool(found)

    def tell(self, words: str) -> None:
        """Show a message that the user must see."""
        kind = types.MessageType.Error
        self.window_show_message(types.ShowMessageParams(kind, f"dcslint: {words}"))

    # Work

    def translator(self, place: Place) -> Translator:
        """What turns findings of a folder into the protocol's words."""
        folder, encoding = place.folder, self.encoding

        def text_of(path: str) -> OpenText | None:
            return folder.open.get(path)

        return Translator(folder.linter.rulebook, encoding, place.address_of, text_of)

    def schedule(self, place: Place) -> None:
        """Let a folder work once the editor pauses, and show what has changed."""
        running = self._tasks.get(id(place))
        if running is None or running.done():
            self._tasks[id(place)] = asyncio.ensure_future(self._work(place))

    async def _work(self, place: Place) -> None:
        await asyncio.sleep(_PAUSE)
        await self.settled(place)
        self.publish(place)

    async def settled(self, place: Place) -> None:
        """Wait until a folder has nothing to do, hearing the editor in between."""
        told = place.folder.is_answerable
        for _ in place.folder.work():
            if not told and place.folder.is_answerable:
                told = True
                self.publish(place)  # what is open first; a large folder takes its time
            await asyncio.sleep(0)

    async def answerable(self, place: Place) -> None:
        """Wait until questions about open texts can be answered."""
        for _ in place.folder.work():
            await asyncio.sleep(0)
            if place.folder.is_answerable:
                break
        if not place.folder.is_settled:
            self.schedule(place)

    def publish(self, place: Place) -> None:
        """Send what has changed, or say that it has to an editor that asks for it."""
        folder = place.folder
        self._tell_failures(place)
        changed = folder.take_changed()
        if self.pulls:
            if changed and self.can("workspace", "diagnostics", "refresh_support"):
                self._refresh(place, changed)
            return
        translator = self.translator(place)
        for path in sorted(changed & folder.open.keys()):
            found = translator.diagnostics(folder.findings(path))
            address, version = place.address_of(path), folder.open[path].version
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(address, found, version)
            )

    def _tell_failures(self, place: Place) -> None:
        """Say once what failed: it would fail again with every key."""
        for failure in place.folder.linter.take_failures():
            words = f"the rule {failure.rule} failed: " if failure.rule else ""
            words += failure.message
            if words not in self._told:
                self._told.add(words)
                self.tell(words)

    def _refresh(self, place: Place, changed: Iterable[str]) -> None:
        """Ask for new questions where an answer that was given has become another."""
        translator = self.translator(place)
        for path in changed:
            address = place.address_of(path)
            known = self._shown.get(address)
            if known is not None and known != translator.diagnostics(place.folder.findings(path)):
                self.workspace_diagnostic_refresh(None)
                return

    def shown(self, address: str, diagnostics: list[types.Diagnostic]) -> None:
        """Remember what was answered about a text."""
        self._shown[address] = diagnostics

    def forget(self, address: str) -> None:
        """A text is closed."""
        self._shown.pop(address, None)

    # Configuration

    async def configure(self) -> None:
        """Ask the editor for its settings, for each folder, and start afresh if they are others."""
        if not self.can("workspace", "configuration"):
            return
        places = [place for place in self.folders if not place.alone]
        items = [types.ConfigurationItem(place.address_of(""), SECTION) for place in places]
        items.append(types.ConfigurationItem(section=SECTION))
        answers = await self.workspace_configuration_async(types.ConfigurationParams(items))
        given = [_plain(answer) for answer in answers]
        before = (self.folders.default_choices, dict(self.folders.choices))
        if len(given) == len(items):
            # Where the editor has no settings (any more), what it chose at the start holds.
            self.folders.default_choices = given.pop() or self.options
            self.folders.choices = {
                place.root: choices for place, choices in zip(places, given, strict=True) if choices
            }
        if before != (self.folders.default_choices, self.folders.choices):
            self.reconfigure()

    def reconfigure(self) -> None:
        """Lint all afresh."""
        self.folders.reconfigure()
        for place in self.folders:
            self.schedule(place)


def _plain(answer: Any) -> dict[str, Any]:
    """What an editor gives for a section as a dict; {} for nothing."""
    if isinstance(answer, dict):
        return answer
    fields = getattr(answer, "_asdict", None)
    return dict(fields()) if callable(fields) else {}


def _register(server: Server) -> None:
    """The notifications that keep the folders in step with the editor."""
    feature = server.feature

    @feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        options = _plain(params.initialization_options)
        server.options = _plain(options.get("settings")) or options
        server.folders.default_choices = server.options

    @feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        del params
        roots = list(server.workspace.folders)
        if not roots and server.workspace.root_uri:
            roots = [server.workspace.root_uri]
        for uri in roots:
            place = server.folders.add(uri)
            if place is not None:
                server.schedule(place)
        if server.can("workspace", "did_change_watched_files", "dynamic_registration"):
            await _watch(server)
        await server.configure()

    @feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        found = server.folders.find(document.uri)
        if found is not None:
            place, path = found
            text = OpenText(document.text, document.version, server.encoding)
            place.folder.opened(path, text)
            server.schedule(place)

    @feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        found = server.folders.find(params.text_document.uri)
        text = None if found is None else found[0].folder.open.get(found[1])
        if found is not None and text is not None:
            text.change(map(_change, params.content_changes), params.text_document.version)
            found[0].folder.touch(found[1])
            server.schedule(found[0])

    @feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        _touch(server, [params.text_document.uri])

    @feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        found = server.folders.find(uri)
        server.forget(uri)
        if found is not None:
            place, path = found
            place.folder.closed(path)
            if not server.pulls:
                server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
            server.schedule(place)

    @feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        _touch(server, [change.uri for change in params.changes])

    everything = types.FileOperationRegistrationOptions(
        [types.FileOperationFilter(types.FileOperationPattern("**/*"), "file")]
    )

    @feature(types.WORKSPACE_DID_CREATE_FILES, everything)
    def created(params: types.CreateFilesParams) -> None:
        _touch(server, [file.uri for file in params.files])

    @feature(types.WORKSPACE_DID_DELETE_FILES, everything)
    def deleted(params: types.DeleteFilesParams) -> None:
        _touch(server, [file.uri for file in params.files])

    @feature(types.WORKSPACE_DID_RENAME_FILES, everything)
    def renamed(params: types.RenameFilesParams) -> None:
        _touch(server, [uri for file in params.files for uri in (file.old_uri, file.new_uri)])

    @feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        for one in params.event.removed:
            server.folders.remove(one.uri)
        for one in params.event.added:
            server.folders.add(one.uri)
        for place in server.folders:
            server.schedule(place)
        await server.configure()

    @feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configuration(params: types.DidChangeConfigurationParams) -> None:
        given = _plain(params.settings)
        given = _plain(given.get(SECTION)) or given
        if server.can("workspace", "configuration"):
            await server.configure()
        elif given != server.folders.default_choices:
            server.folders.default_choices = given
            server.reconfigure()


def _change(change: types.TextDocumentContentChangeEvent) -> Any:
    if isinstance(change, types.TextDocumentContentChangePartial):
        start, end = change.range.start, change.range.end
        return ((start.line, start.character), (end.line, end.character)), change.text
    return None, change.text


def _touch(server: Server, uris: Iterable[str]) -> None:
    """Files have changed on the disk, come or gone; a configuration may be among them."""
    uris = list(uris)
    if any(uri.endswith(_CONFIGURATION) or server.folders.is_made_of(uri) for uri in uris):
        server.reconfigure()
    for uri in uris:
        found = server.folders.find(uri)
        if found is None:
            continue
        place, path = found
        if not place.alone or path in place.folder.open:
            place.folder.touch(path)
            server.schedule(place)


async def _watch(server: Server) -> None:
    """Ask to be told of files that change outside the editor."""
    options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*")])
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    await server.client_register_capability_async(
        types.RegistrationParams([types.Registration("dcslint-files", method, options)])
    )
