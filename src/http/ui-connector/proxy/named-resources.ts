/** Finds the resource names in a request's body, which say more than its path about what it reaches. */
import { type NamedResource, parseResourceName } from "../dialogflow-names.ts";

/** Deeper bodies are refused: none of the listed methods has one. */
const MAX_DEPTH = 32;

/** Every text of the value that is a resource name and nothing else; null if the value is too deep to be read. */
export function namedResources(value: unknown): NamedResource[] | null {
  const found: NamedResource[] = [];
  return collect(value, 0, found) ? found : null;
}

function collect(value: unknown, depth: number, found: NamedResource[]): boolean {
  if (typeof value === "string") {
    const named = value.startsWith("projects/") ? parseResourceName(value) : null;
    if (named !== null) found.push(named);
    return true;
  }
  if (typeof value !== "object" || value === null) return true;
  if (depth >= MAX_DEPTH) return false;
  return Object.values(value).every((inner) => collect(inner, depth + 1, found));
}
