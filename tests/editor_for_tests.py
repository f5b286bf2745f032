"""An editor for tests: starts `dcslint lsp` and speaks the protocol with it over pipes.

Written without pygls, so that a fault of its framing or its types would be seen.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 20  # seconds until a server that does not answer is taken for dead
Message = dict[str, Any]
EVERYTHING: Message = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {"publishDiagnostics": {"versionSupport": True}},
    "workspace": {
        "workspaceEdit": {"documentChanges": True},
        "workspaceFolders": True,
    },
    "window": {"showDocument": {"support": True}},
}


class Editor:
    """One server, one client."""

    def __init__(
        self,
        *folders: Path,
        capabilities: Message | None = None,
        options: Message | None = None,
        settings: Message | None = None,
        arguments: tuple[str, ...] = ("--today", "2026-11-23"),
    ) -> None:
        self.settings = settings or {}
        self.published: dict[str, Message] = {}
        self.asked: list[Message] = []
        self.notes: list[Message] = []
        self._number = 0
        self._incoming: queue.Queue[Message] = queue.Queue()
        self._answers: dict[int, Message] = {}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dcslint", "lsp", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        answer = self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": folders[0].as_uri() if folders else None,
                "capabilities": EVERYTHING if capabilities is None else capabilities,
                "initializationOptions": options,
                "workspaceFolders": [{"uri": one.as_uri(), "name": one.name} for one in folders],
            },
        )
        self.capabilities: Message = answer["capabilities"]
        self.notify("initialized", {})

    # The wire

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                return
            self._incoming.put(json.loads(stream.read(length)))

    def _send(self, message: Message) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self.process.stdin.flush()

    def notify(self, method: str, params: Any) -> None:
        """Tell the server something."""
        self._send({"method": method, "params": params})

    def request(self, method: str, params: Any) -> Any:
        """Ask the server, and wait for its answer."""
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params})
        while number not in self._answers:
            self._take()
        answer = self._answers.pop(number)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("result")

    def _take(self) -> None:
        """Handle the next message."""
        message = self._incoming.get(timeout=PATIENCE)
        if "method" not in message:
            self._answers[message["id"]] = message
        elif "id" in message:
            self.asked.append(message)
            self._send({"id": message["id"], "result": self._reply(message)})
        elif message["method"] == "textDocument/publishDiagnostics":
            self.published[message["params"]["uri"]] = message["params"]
        else:
            self.notes.append(message)

    def _reply(self, message: Message) -> Any:
        if message["method"] == "workspace/configuration":
            return [self.settings for _ in message["params"]["items"]]
        if message["method"] == "window/showDocument":
            return {"success": True}
        return None

    # What a person does

    def open(self, path: Path, text: str, version: int = 1, language: str = "") -> str:
        """Open a text; its address."""
        uri = path.as_uri()
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, version: int, *changes: Message) -> None:
        """Type."""
        document = {"uri": uri, "version": version}
        params = {"textDocument": document, "contentChanges": list(changes)}
        self.notify("textDocument/didChange", params)

    def replace(self, uri: str, version: int, text: str) -> None:
        """Replace the whole text."""
        self.change(uri, version, {"text": text})

    def close(self, uri: str) -> None:
        """Close a text."""
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def diagnostics(self, uri: str, version: int) -> list[Message]:
        """What is published for a version of a text, once it is."""
        while self.published.get(uri, {}).get("version") != version:
            self._take()
        found: list[Message] = self.published[uri]["diagnostics"]
        return found

    def pull(self, uri: str) -> list[Message]:
        """The answer to a question for diagnostics."""
        answer = self.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        items: list[Message] = answer["items"]
        return items

    def actions(
        self, uri: str, start: int, end: int | None = None, only: str = ""
    ) -> list[Message]:
        """The actions offered for lines, from 0, both included."""
        last = start if end is None else end
        where = {"start": {"line": start, "character": 0}, "end": {"line": last, "character": 999}}
        context: Message = {"diagnostics": [], **({"only": [only]} if only else {})}
        params = {"textDocument": {"uri": uri}, "range": where, "context": context}
        found: list[Message] = self.request("textDocument/codeAction", params)
        return found

    def at(self, method: str, uri: str, line: int, character: int) -> Any:
        """Ask about a place."""
        position = {"line": line, "character": character}
        return self.request(method, {"textDocument": {"uri": uri}, "position": position})

    def wait_for(self, method: str) -> Message:
        """The first message of a kind that the server has sent on its own."""
        while True:
            for message in (*self.asked, *self.notes):
                if message["method"] == method:
                    return message
            self._take()

    def leave(self) -> int:
        """Say goodbye as the protocol asks. Returns the server's exit status."""
        self.request("shutdown", None)
        self.notify("exit", None)
        status = self.process.wait(PATIENCE)
        self.kill()
        return status

    def kill(self) -> None:
        """End the server, if it has not ended, and close the pipes."""
        self.process.kill()
        self.process.wait(PATIENCE)
        self._listener.join(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()
