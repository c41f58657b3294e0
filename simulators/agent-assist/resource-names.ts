/** Resource names of Dialogflow, with or without a location. */
import { invalidArgument } from "./rpc.ts";

/** `location` is "global" for names without one. `prefix` is the name's own beginning, unchanged. */
export interface ParentName {
  project: string;
  location: string;
  prefix: string;
}

export interface ResourceName extends ParentName {
  /** Ids by collection, for example { conversations: "c", participants: "p" }. */
  ids: Record<string, string>;
}

/** projects/P or projects/P/locations/L. Throws INVALID_ARGUMENT otherwise. */
export function parseParent(name: string): ParentName {
  const match = /^projects\/([^/]+)(?:\/locations\/([^/]+))?$/.exec(name);
  if (match === null)
    throw invalidArgument(`Resource name '${name}' does not match 'projects/*/locations/*'.`);
  return { project: match[1] ?? "", location: match[2] ?? "global", prefix: name };
}

/** A parent followed by collection/id pairs, which must be exactly `collections`. Throws INVALID_ARGUMENT otherwise. */
export function parseName(name: string, ...collections: string[]): ResourceName {
  const pattern = collections.map((collection) => `/${collection}/([^/]+)`).join("");
  const match = new RegExp(`^(projects/[^/]+(?:/locations/[^/]+)?)${pattern}$`).exec(name);
  if (match === null) {
    const expected = collections.map((collection) => `/${collection}/*`).join("");
    throw invalidArgument(`Resource name '${name}' does not match 'projects/*/locations/*${expected}'.`);
  }
  const ids = Object.fromEntries(
    collections.map((collection, index) => [collection, match[index + 2] ?? ""]),
  );
  return { ...parseParent(match[1] ?? ""), ids };
}

/** The same for both forms of a name in the global location. */
export function keyOf(parent: ParentName, id: string): string {
  return `${parent.project}/${parent.location}/${id}`;
}
