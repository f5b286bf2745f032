/** The interpreter that is selected with the Python extension, and whether it has dcslint. */

import { execFile } from "node:child_process";
import * as vscode from "vscode";

import { PROBE, SAFE_PATH } from "./command";

const EXTENSION = "ms-python.python";
const PATIENCE = 10_000; // milliseconds

/** The part of the Python extension's interface that is used here. */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(environment: {
      readonly path: string;
    }): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/** The interface of the Python extension; undefined without it. */
export async function pythonExtension(): Promise<PythonExtension | undefined> {
  try {
    const found = vscode.extensions.getExtension<PythonExtension>(EXTENSION);
    const api = await found?.activate();
    return api?.environments === undefined ? undefined : api;
  } catch {
    return undefined; // an extension that fails is not ours to report
  }
}

/** The path of the interpreter that is selected for a folder. */
export async function selectedPython(folder: vscode.Uri | undefined): Promise<string | undefined> {
  const environments = (await pythonExtension())?.environments;
  if (environments === undefined) {
    return undefined;
  }
  try {
    const active = environments.getActiveEnvironmentPath(folder);
    return (await environments.resolveEnvironment(active))?.executable.uri?.fsPath;
  } catch {
    return undefined;
  }
}

/** Whether an interpreter can run the language server. */
export function hasServer(python: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(python, [SAFE_PATH, "-c", PROBE], { timeout: PATIENCE }, (error) => {
      resolve(error === null);
    });
  });
}
