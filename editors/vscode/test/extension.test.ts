import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, test } from "node:test";
import type { ExtensionContext } from "vscode";

import { activate, deactivate } from "../src/extension";
import { SELECTOR } from "../src/settings";
import { broken, clients } from "./stubs/client";
import { changed, editor, reset } from "./stubs/vscode";

async function start(): Promise<void> {
  await activate({ subscriptions: [] } as unknown as ExtensionContext);
}

/** Wait until something holds; what never does is seen by the test that ends without it. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const lines = () => clients.map(({ server }) => [server.command, ...server.args].join(" "));
const states = () => clients.map(({ state }) => state);

beforeEach(async () => {
  await deactivate();
  reset();
  clients.length = 0;
  broken.clear();
});

test("it starts the server with its files and its output channel", async () => {
  await start();
  assert.deepEqual(lines(), ["dcslint lsp"]);
  assert.deepEqual(states(), ["running"]);
  assert.deepEqual(clients[0]?.options.documentSelector, SELECTOR);
  assert.equal(clients[0]?.options.outputChannel.name, "dcslint");
  assert.deepEqual(editor.log, ["starting dcslint lsp (from the PATH)"]);
});

test("settings go along at the start, and when the server asks", async () => {
  editor.settings = { path: "", runtime: "15.4" };
  await start();
  const options = clients[0]?.options;
  assert.deepEqual(options?.initializationOptions(), { settings: { runtime: "15.4" } });
  const answer = await options?.middleware.workspace.configuration(
    { items: [{ section: "dcslint" }] },
    undefined,
    () => [{ path: "", ignore: ["iam"] }],
  );
  assert.deepEqual(answer, [{ ignore: ["iam"] }]);
});

test("the command restarts the server: the old one is gone first", async () => {
  await start();
  await Promise.all([1, 2].map(() => editor.registered.get("dcslint.restart")?.()));
  assert.deepEqual(states(), ["gone", "gone", "running"]);
});

test("another path restarts the server, another setting does not", async () => {
  await start();
  changed("dcslint.ignore");
  changed("dcslint.path"); // written anew, and the same
  await editor.registered.get("dcslint.restart")?.(); // comes after these
  assert.deepEqual(states(), ["gone", "running"]);
  editor.settings = { path: "/opt/dcslint" };
  changed("dcslint.path");
  await until(() => clients[2]?.state === "running");
  assert.deepEqual(lines(), ["dcslint lsp", "dcslint lsp", "/opt/dcslint lsp"]);
  assert.deepEqual(states(), ["gone", "gone", "running"]);
});

test("what cannot be started is said with the way to install it, and can be tried again", async () => {
  broken.add("dcslint");
  editor.press = "Settings";
  await start();
  assert.match(editor.errors.join(), /dcslint cannot be started.*pip install 'dcslint\[lsp\]'/);
  assert.deepEqual(editor.done, ["workbench.action.openSettings dcslint.path"]);
  broken.clear();
  await editor.registered.get("dcslint.restart")?.();
  assert.deepEqual(states(), ["gone", "running"]);
});

test("a server that ends at its start is not tried again, one that did start is as usual", async () => {
  const actions = () => {
    const handler = clients.at(-1)?.options.errorHandler;
    return [handler?.error(new Error("EPIPE"), undefined, 1).action, handler?.closed().action];
  };
  broken.add("dcslint");
  await start();
  assert.deepEqual(actions(), ["continue", "do not restart"]);
  broken.clear();
  await editor.registered.get("dcslint.restart")?.();
  assert.deepEqual(actions(), ["usual", "usual"]);
});

test("the Python environment serves if it has dcslint, and another one is followed", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dcslint-"));
  const [having, lacking] = ["having", "lacking"].map((name) => path.join(folder, name));
  writeFileSync(having ?? "", "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  writeFileSync(lacking ?? "", "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  let selected = having;
  const listeners: (() => void)[] = [];
  editor.python = {
    environments: {
      getActiveEnvironmentPath: () => ({ path: selected }),
      resolveEnvironment: () => Promise.resolve({ executable: { uri: { fsPath: selected } } }),
      onDidChangeActiveEnvironmentPath: (listener: () => void) => listeners.push(listener),
    },
  };
  await start();
  assert.deepEqual(lines(), [`${having} -P -m dcslint lsp`]);
  selected = lacking;
  listeners.forEach((listener) => listener());
  await until(() => clients[1]?.state === "running");
  assert.deepEqual(lines(), [`${having} -P -m dcslint lsp`, "dcslint lsp"]);
});

test("a Python extension that fails is passed over", async () => {
  editor.python = {
    environments: {
      getActiveEnvironmentPath: () => assert.fail("broken"),
      onDidChangeActiveEnvironmentPath: () => undefined,
    },
  };
  await start();
  assert.deepEqual(lines(), ["dcslint lsp"]);
});

test("at the end the server is stopped", async () => {
  await start();
  await deactivate();
  assert.deepEqual(states(), ["gone"]);
});
