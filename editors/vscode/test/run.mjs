// Bundles the tests, with stand-ins for VS Code and for the client, and runs them with Node.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const names = readdirSync(`${root}/test`).filter((name) => name.endsWith(".test.ts"));

await build({
  absWorkingDir: root,
  entryPoints: names.map((name) => `test/${name}`),
  outdir: "out",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  sourcemap: "inline",
  logLevel: "warning",
  alias: {
    vscode: "./test/stubs/vscode.ts",
    "vscode-languageclient/node": "./test/stubs/client.ts",
  },
});
const files = names.map((name) => `out/${name.replace(/\.ts$/, ".cjs")}`);
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], {
  cwd: root,
  stdio: "inherit",
});
process.exit(status ?? 1);
