/**
 * Which program serves: the one that is set, the Python environment's, or the one on the PATH.
 *
 * Knows nothing of VS Code; what surrounds the choice is handed in.
 */

import * as path from "node:path";

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  /** Where it comes from, for the log. */
  readonly reason: string;
}

export interface Surroundings {
  /** The setting `dcslint.path` as it is written; empty if it is not set. */
  readonly setting: string;
  /** The first folder of the workspace. */
  readonly folder: string | undefined;
  readonly home: string;
  /** The interpreter that is selected with the Python extension. */
  selectedPython(): Promise<string | undefined>;
  /** Whether an interpreter can run the language server. */
  hasServer(python: string): Promise<boolean>;
}

// Without -P (Python 3.11, which dcslint needs) a folder could bring a module that runs at once.
export const SAFE_PATH = "-P";

/** Ends with 0 where dcslint and its extra `lsp` are installed, and imports neither. */
export const PROBE =
  "import sys, importlib.util as u; " +
  "sys.exit(not all(u.find_spec(name) for name in ('dcslint', 'pygls')))";

/** The command line that starts the server. */
export async function chooseCommand(around: Surroundings): Promise<Command> {
  const setting = around.setting.trim();
  if (setting !== "") {
    const command = expand(setting, around);
    return { command, args: ["lsp"], reason: "the setting dcslint.path" };
  }
  const python = await around.selectedPython();
  if (python !== undefined && (await around.hasServer(python))) {
    const args = [SAFE_PATH, "-m", "dcslint", "lsp"];
    return { command: python, args, reason: "the selected Python environment" };
  }
  return { command: "dcslint", args: ["lsp"], reason: "the PATH" };
}

/** A path as a person writes it in settings; a bare name is left to the PATH. */
function expand(setting: string, around: Surroundings): string {
  let found = setting;
  if (around.folder !== undefined) {
    found = found.replaceAll("${workspaceFolder}", around.folder);
  }
  found = found.replaceAll("${userHome}", around.home);
  if (/^~(?=[\\/]|$)/.test(found)) {
    found = around.home + found.slice(1);
  }
  const isBare = !/[\\/]/.test(found);
  if (isBare || path.isAbsolute(found) || around.folder === undefined) {
    return found;
  }
  return path.join(around.folder, found);
}
