/** A command line as gcloud reads it: group, verb, names and flags. */

export interface Parsed {
  /** Words before the verb. */
  group: string;
  verb: string;
  names: string[];
  flags: Record<string, string>;
}

const VERBS = new Set([
  ...["list", "enable", "describe", "create", "delete", "add", "access", "deploy", "submit", "read"],
  ...["get-iam-policy", "add-iam-policy-binding", "get-auth-string", "print-access-token"],
]);

export function parsed(command: readonly string[]): Parsed {
  const words = command.filter((word) => !word.startsWith("--"));
  const verbAt = words.findIndex((word) => VERBS.has(word));
  const flags = Object.fromEntries(
    command
      .filter((word) => word.startsWith("--"))
      .map((word) => {
        const at = word.indexOf("=");
        return at === -1 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
      }),
  );
  return {
    group: words.slice(0, verbAt).join(" "),
    verb: words[verbAt] ?? "",
    names: words.slice(verbAt + 1),
    flags,
  };
}
