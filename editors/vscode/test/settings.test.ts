import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { LANGUAGES, SELECTOR, SERVER_KEYS, answersForServer, forServer } from "../src/settings";

interface Manifest {
  activationEvents: string[];
  contributes: { configuration: { properties: Record<string, { default: unknown }> } };
}
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const properties = manifest.contributes.configuration.properties;

test("the server gets what it reads, and not what is the extension's own", () => {
  const section = { path: "/opt/dcslint", ignore: ["iam"], severity: { "cmd-never-runs": "off" } };
  assert.deepEqual(forServer(section), { ignore: ["iam"], severity: { "cmd-never-runs": "off" } });
});

test("a setting that is emptied is told as empty, so that the server lets go of it", () => {
  assert.deepEqual(forServer({ select: [], target: "" }), { select: [], target: "" });
});

test("what is no table of settings is no setting", () => {
  for (const section of [undefined, null, "x", 1, ["select"]]) {
    assert.deepEqual(forServer(section), {});
  }
});

test("only the answers about our section are changed", () => {
  const items = [{ section: "dcslint" }, { section: "files" }, {}];
  const answers = [{ path: "x", runtime: "15.4" }, { path: "x" }, { path: "y" }];
  assert.deepEqual(answersForServer(items, answers), [{ runtime: "15.4" }, ...answers.slice(1)]);
});

test("the manifest has each setting of the server, and the path", () => {
  const names = ["path", ...SERVER_KEYS].map((key) => `dcslint.${key}`);
  assert.deepEqual(Object.keys(properties).sort(), names.sort());
});

test("the extension starts with each language that the server hears of", () => {
  const started = manifest.activationEvents.filter((event) => event.startsWith("onLanguage:"));
  assert.deepEqual(started, LANGUAGES.map((language) => `onLanguage:${language}`));
});

test("only files on the disk are for the server", () => {
  assert.ok(SELECTOR.every((filter) => filter.scheme === "file"));
});
