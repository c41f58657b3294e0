/** What a deployment asks of Google Cloud. Three fulfil it: gcloud, a dry run that prints, and a stand-in in tests. */

/** What gcloud is called with, without the program's name: ["pubsub", "topics", "create", "t"]. */
export type Command = readonly string[];

export interface RestRequest {
  method: "GET" | "PATCH";
  url: string;
  body?: unknown;
}

export interface Cloud {
  /**
   * What a command that only reads prints, without white space at its ends; null where the thing it asks for does not
   * exist. Rejects with a sentence if it was refused.
   */
  look(command: Command): Promise<string | null>;
  /** Changes something; `input` is what the command reads, and is never shown. Rejects with a sentence if it was refused. */
  change(command: Command, input?: string): Promise<void>;
  /** A request of a service that gcloud has no command for, with the caller's token. */
  rest(request: RestRequest): Promise<unknown>;
  /** The value that `command` prints. A dry run, which asks nobody, gives `word` in its place. */
  valueOf(command: Command, word: string): Promise<string>;
  /** A file that a command names; the dry run shows its content. Gives its path. */
  file(name: string, content: string): Promise<string>;
  /** A heading, or a sentence for the person who watches. */
  say(text: string): void;
}

/** Makes a thing unless it exists. True if it was made. */
export async function ensure(cloud: Cloud, look: Command, make: Command, input?: string): Promise<boolean> {
  if ((await cloud.look(look)) !== null) return false;
  await cloud.change(make, input);
  return true;
}

interface Policy {
  bindings?: { role: string; members?: string[]; condition?: unknown }[];
}

/**
 * Grants a role unless the member has it already. `on` is what the policy belongs to, as in ["pubsub", "topics"] and its
 * name; a project's policy wants the condition said.
 */
export async function grant(
  cloud: Cloud,
  on: { group: Command; name: string; flags?: Command },
  member: string,
  role: string,
): Promise<void> {
  const { group, name, flags = [] } = on;
  const text = await cloud.look([...group, "get-iam-policy", name, ...flags, "--format=json"]);
  const policy: Policy = text === null || text === "" ? {} : JSON.parse(text);
  const has = (policy.bindings ?? []).some(
    (binding) =>
      binding.role === role && binding.condition === undefined && (binding.members ?? []).includes(member),
  );
  if (has) return;
  const condition = group[0] === "projects" ? ["--condition=None"] : [];
  await cloud.change([
    ...group,
    "add-iam-policy-binding",
    name,
    ...flags,
    `--member=${member}`,
    `--role=${role}`,
    ...condition,
  ]);
}
