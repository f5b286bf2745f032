/** What the server is told of the settings, and of which files. Knows nothing of VS Code. */

export const SECTION = "dcslint";

/** The settings that the server reads; the others are the extension's own. */
export const SERVER_KEYS = [
  "select",
  "ignore",
  "severity",
  "runtime",
  "target",
  "args",
  "vars",
] as const;

export const LANGUAGES = ["dockerfile", "json", "terraform", "yaml"] as const;

/**
 * The files that the server hears of. The endings are for those whose language is another: Compose
 * and CI files with an extension of their own, Terraform without one.
 */
export const SELECTOR: readonly ({ scheme: "file" } & ({ language: string } | { pattern: string }))[] =
  [
    ...LANGUAGES.map((language) => ({ scheme: "file" as const, language })),
    { scheme: "file", pattern: "**/*.{json,tf,yaml,yml}" },
  ];

/**
 * The section as the server is to have it: every key that it reads, also an empty one, since that is
 * how it learns that a setting is gone.
 */
export function forServer(section: unknown): Record<string, unknown> {
  const given = isTable(section) ? section : {};
  return Object.fromEntries(
    SERVER_KEYS.filter((key) => given[key] !== undefined).map((key) => [key, given[key]]),
  );
}

/** The answers to `workspace/configuration`: for our section what is the server's, else as they are. */
export function answersForServer(
  items: readonly { section?: string }[],
  answers: readonly unknown[],
): unknown[] {
  return answers.map((answer, index) =>
    items[index]?.section === SECTION ? forServer(answer) : answer,
  );
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
