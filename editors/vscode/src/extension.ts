/**
 * The extension: starts `dcslint lsp` and keeps it in step with the settings.
 *
 * Findings, fixes, hover, completion and hints are the server's, and so are its commands
 * `dcslint.explain` and `dcslint.writeReason`: the client registers them and forwards them.
 */

import * as os from "node:os";
import * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient } from "vscode-languageclient/node";
import type { ErrorHandler, LanguageClientOptions } from "vscode-languageclient/node";

import { chooseCommand } from "./command";
import type { Command } from "./command";
import { hasServer, pythonExtension, selectedPython } from "./python";
import { SECTION, SELECTOR, answersForServer, forServer } from "./settings";

const INSTALL = "https://github.com/dcslint/dcslint/blob/main/docs/editors.md#vs-code";

/** One server after the other: a start waits until the last stop is done. */
class Session implements vscode.Disposable {
  readonly #output = vscode.window.createOutputChannel("dcslint", { log: true });
  #client: LanguageClient | undefined;
  #running: string | undefined;
  #queue: Promise<void> = Promise.resolve();

  /** Start the server, or start it anew; `onlyIfOther`: unless it is the same command line. */
  restart({ onlyIfOther = false } = {}): Promise<void> {
    return this.#next(async () => {
      const command = await chooseCommand(surroundings());
      const line = JSON.stringify([command.command, ...command.args]);
      if (onlyIfOther && line === this.#running) {
        return;
      }
      await this.#stop();
      this.#running = line;
      await this.#start(command);
    });
  }

  /** Stop the server. */
  stop(): Promise<void> {
    return this.#next(() => this.#stop());
  }

  dispose(): void {
    this.#output.dispose();
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(work, work);
    return this.#queue;
  }

  async #start({ command, args, reason }: Command): Promise<void> {
    this.#output.info(`starting ${[command, ...args].join(" ")} (from ${reason})`);
    // No transport is named: with one, the client would add --stdio to the arguments.
    const server = { command, args: [...args] };
    let usual: ErrorHandler | undefined;
    const options = { ...clientOptions(this.#output), errorHandler: onceStarted(() => usual) };
    const client = new LanguageClient(SECTION, "dcslint", server, options);
    this.#client = client;
    try {
      await client.start();
      usual = client.createDefaultErrorHandler();
    } catch (error) {
      this.#output.error(`${command} cannot be started: ${String(error)}`);
      this.#sayItCannotStart(command);
    }
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#running = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // A server that never started, or has ended by itself, cannot be stopped.
      this.#output.debug(`while stopping: ${String(error)}`);
    }
  }

  #sayItCannotStart(command: string): void {
    const words = `dcslint: ${command} cannot be started. Install it with: pip install 'dcslint[lsp]'`;
    const [how, settings, log] = ["How", "Settings", "Log"];
    void vscode.window.showErrorMessage(words, how, settings, log).then((chosen) => {
      if (chosen === how) {
        void vscode.env.openExternal(vscode.Uri.parse(INSTALL));
      } else if (chosen === settings) {
        void vscode.commands.executeCommand("workbench.action.openSettings", "dcslint.path");
      } else if (chosen === log) {
        this.#output.show();
      }
    });
  }
}

let session: Session | undefined;

/** Called by VS Code when a file that may concern dcslint is opened. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const started = new Session();
  session = started;
  context.subscriptions.push(
    started,
    vscode.commands.registerCommand("dcslint.restart", () => started.restart()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("dcslint.path")) {
        void started.restart({ onlyIfOther: true });
      }
    }),
  );
  await started.restart();
  const python = await pythonExtension();
  if (python !== undefined) {
    context.subscriptions.push(
      python.environments.onDidChangeActiveEnvironmentPath(() => {
        void started.restart({ onlyIfOther: true });
      }),
    );
  }
}

/** Called by VS Code at the end. */
export async function deactivate(): Promise<void> {
  await session?.stop();
  session = undefined;
}

function surroundings(): Parameters<typeof chooseCommand>[0] {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return {
    setting: vscode.workspace.getConfiguration(SECTION, folder).get<string>("path", ""),
    folder: folder?.fsPath,
    home: os.homedir(),
    selectedPython: () => selectedPython(folder),
    hasServer,
  };
}

/**
 * As usual for a server that has started once. One that ends at its start, such as a dcslint without
 * its extra, would only do so again: it is not tried five times, and is told of once, by us.
 */
function onceStarted(usual: () => ErrorHandler | undefined): ErrorHandler {
  return {
    error: (error, message, count) =>
      usual()?.error(error, message, count) ?? { action: ErrorAction.Continue, handled: true },
    closed: () => usual()?.closed() ?? { action: CloseAction.DoNotRestart, handled: true },
  };
}

function clientOptions(outputChannel: vscode.LogOutputChannel): LanguageClientOptions {
  return {
    documentSelector: [...SELECTOR],
    outputChannel,
    // What holds until the server asks, so that nothing is shown that a setting silences.
    initializationOptions: () => ({
      settings: forServer(vscode.workspace.getConfiguration().get(SECTION)),
    }),
    initializationFailedHandler: () => false,
    synchronize: { configurationSection: SECTION },
    middleware: {
      workspace: {
        configuration: async (params, token, next) => {
          const answers = await next(params, token);
          return Array.isArray(answers) ? answersForServer(params.items, answers) : answers;
        },
      },
    },
  };
}
