/** A stand-in for the module `vscode`: what the extension uses of it, and a record of what it did. */

type Listener = (event: never) => unknown;

export interface Folder {
  uri: { fsPath: string };
}

/** What tests set, and what they look at. */
export const editor = {
  /** The section `dcslint`. */
  settings: {} as Record<string, unknown>,
  folders: undefined as Folder[] | undefined,
  /** The interface of the Python extension; undefined: it is not installed. */
  python: undefined as unknown,
  registered: new Map<string, () => unknown>(),
  listeners: [] as Listener[],
  log: [] as string[],
  errors: [] as string[],
  /** The button that is pressed in a message of an error. */
  press: undefined as string | undefined,
  done: [] as string[],
};

export function reset(): void {
  editor.settings = {};
  editor.folders = undefined;
  editor.python = undefined;
  editor.registered.clear();
  editor.listeners = [];
  editor.log = [];
  editor.errors = [];
  editor.press = undefined;
  editor.done = [];
}

/** Tell the extension that a setting has changed. */
export function changed(setting: string): void {
  const event = { affectsConfiguration: (section: string) => setting.startsWith(section) };
  editor.listeners.forEach((listener) => listener(event as never));
}

const nothing = { dispose: () => undefined };

export const window = {
  createOutputChannel: (name: string) => ({
    name,
    info: (line: string) => editor.log.push(line),
    error: (line: string) => editor.log.push(line),
    debug: (line: string) => editor.log.push(line),
    show: () => editor.done.push("log"),
    dispose: () => undefined,
  }),
  showErrorMessage: (words: string) => {
    editor.errors.push(words);
    return Promise.resolve(editor.press);
  },
};

export const workspace = {
  get workspaceFolders() {
    return editor.folders;
  },
  getConfiguration: (section?: string) => ({
    get: (name: string, otherwise?: unknown) =>
      section === undefined ? editor.settings : (editor.settings[name] ?? otherwise),
  }),
  onDidChangeConfiguration: (listener: Listener) => {
    editor.listeners.push(listener);
    return nothing;
  },
};

export const commands = {
  registerCommand: (name: string, run: () => unknown) => {
    editor.registered.set(name, run);
    return nothing;
  },
  executeCommand: (...words: string[]) => editor.done.push(words.join(" ")),
};

export const extensions = {
  getExtension: () =>
    editor.python === undefined ? undefined : { activate: () => Promise.resolve(editor.python) },
};

export const env = { openExternal: (address: string) => editor.done.push(address) };
export const Uri = { parse: (address: string) => address };
