/** A stand-in for the language client: remembers what it was made with, and speaks to no server. */

interface Server {
  command: string;
  args: string[];
}
export const ErrorAction = { Continue: "continue" };
export const CloseAction = { DoNotRestart: "do not restart" };

interface Handler {
  error: (error: Error, message: undefined, count: number) => { action: string };
  closed: () => { action: string };
}
export interface Options {
  documentSelector: unknown[];
  outputChannel: { name: string };
  initializationOptions: () => unknown;
  errorHandler: Handler;
  middleware: {
    workspace: {
      configuration: (
        params: { items: { section?: string }[] },
        token: undefined,
        next: () => unknown,
      ) => Promise<unknown>;
    };
  };
}

/** All that were made, in order. */
export const clients: LanguageClient[] = [];
/** Commands that cannot be started. */
export const broken = new Set<string>();

export class LanguageClient {
  state: "made" | "running" | "failed" | "gone" = "made";

  constructor(
    readonly id: string,
    readonly name: string,
    readonly server: Server,
    readonly options: Options,
  ) {
    clients.push(this);
  }

  async start(): Promise<void> {
    // Two at once would register the server's commands twice, which VS Code refuses.
    const others = clients.filter((client) => client !== this && client.state === "running");
    if (others.length > 0) {
      throw new Error("another one is running");
    }
    await Promise.resolve();
    this.state = broken.has(this.server.command) ? "failed" : "running";
    if (this.state === "failed") {
      throw new Error("ENOENT");
    }
  }

  createDefaultErrorHandler(): Handler {
    return { error: () => ({ action: "usual" }), closed: () => ({ action: "usual" }) };
  }

  async dispose(): Promise<void> {
    await Promise.resolve();
    const failed = this.state === "failed";
    this.state = "gone";
    if (failed) {
      throw new Error("it is not running");
    }
  }
}
