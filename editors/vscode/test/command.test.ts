import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";

import { chooseCommand } from "../src/command";
import type { Surroundings } from "../src/command";

const FOLDER = path.resolve("/work/project");
const HOME = path.resolve("/home/me");

function around(given: Partial<Surroundings>): Surroundings {
  return {
    setting: "",
    folder: FOLDER,
    home: HOME,
    selectedPython: () => Promise.resolve(undefined),
    hasServer: () => Promise.resolve(false),
    ...given,
  };
}

async function line(given: Partial<Surroundings>): Promise<string[]> {
  const { command, args } = await chooseCommand(around(given));
  return [command, ...args];
}

const unasked = () => assert.fail("the Python environment does not matter");

test("a path that is set goes before everything, and nothing else is asked", async () => {
  const set = { setting: "/opt/dcslint", selectedPython: unasked, hasServer: unasked };
  assert.deepEqual(await line(set), ["/opt/dcslint", "lsp"]);
});

test("a path may be written from the folder, from home, or as a bare name", async () => {
  const cases: [string, string][] = [
    ["${workspaceFolder}/.venv/bin/dcslint", `${FOLDER}/.venv/bin/dcslint`],
    [".venv/bin/dcslint", path.join(FOLDER, ".venv/bin/dcslint")],
    ["~/bin/dcslint", `${HOME}/bin/dcslint`],
    ["${userHome}/bin/dcslint", `${HOME}/bin/dcslint`],
    ["dcslint-nightly", "dcslint-nightly"],
    ["  /opt/dcslint ", "/opt/dcslint"],
    ["/opt/~odd/dcslint", "/opt/~odd/dcslint"],
  ];
  for (const [setting, expected] of cases) {
    assert.deepEqual(await line({ setting }), [expected, "lsp"], setting);
  }
});

test("without a folder a path stays as it is written", async () => {
  assert.deepEqual(await line({ setting: "bin/dcslint", folder: undefined }), ["bin/dcslint", "lsp"]);
});

test("a path of blanks is none", async () => {
  assert.deepEqual(await line({ setting: "  " }), ["dcslint", "lsp"]);
});

test("the selected interpreter serves if it has dcslint, without the folder on its path", async () => {
  const asked: string[] = [];
  const found = await line({
    selectedPython: () => Promise.resolve("/venv/bin/python"),
    hasServer: (python) => {
      asked.push(python);
      return Promise.resolve(true);
    },
  });
  assert.deepEqual(found, ["/venv/bin/python", "-P", "-m", "dcslint", "lsp"]);
  assert.deepEqual(asked, ["/venv/bin/python"]);
});

test("an interpreter without dcslint leaves it to the PATH", async () => {
  const selectedPython = () => Promise.resolve("/venv/bin/python");
  assert.deepEqual(await line({ selectedPython }), ["dcslint", "lsp"]);
});

test("without the Python extension it is the PATH, and no interpreter is asked", async () => {
  assert.deepEqual(await line({ hasServer: unasked }), ["dcslint", "lsp"]);
});
