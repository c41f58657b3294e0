/** XState's state values as short words for people. */
import { isJsonObject } from "../../../base/json.ts";

/** States that only hold others and need no name. */
const SHELLS = new Set(["live", "engaged"]);

/**
 * One word or path per region that is current: `{live: {media: "streaming", conversation: {opening: "trying"}}}` gives
 * `[["media", "streaming"], ["conversation", "opening.trying"]]`, and a participant's `{engaged: {recognizing: "fresh"}}`
 * gives `[["", "recognizing.fresh"]]`.
 */
export function regionsOf(state: unknown): [region: string, path: string][] {
  if (typeof state === "string") return [["", state]];
  if (!isJsonObject(state)) return [];
  const entries = Object.entries(state);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined) {
    if (SHELLS.has(only[0])) return regionsOf(only[1]);
    return [["", pathOf(only[0], only[1])]];
  }
  return entries.map(([region, value]) => [region, pathOf("", value)]);
}

function pathOf(head: string, value: unknown): string {
  const join = (tail: string) => (head === "" ? tail : `${head}.${tail}`);
  if (typeof value === "string") return join(value);
  if (!isJsonObject(value)) return head;
  return Object.entries(value)
    .map(([name, inner]) => join(pathOf(name, inner)))
    .join(" + ");
}

/** "streaming · open · attended" for a call, "recognizing.fresh" for a participant, "unknown" where nothing is known. */
export function stateWords(state: unknown): string {
  const words = regionsOf(state).map(([, path]) => path);
  return words.length === 0 ? "unknown" : words.join(" · ");
}

/** The state at the top of a region ("opening" of "opening.trying"), or of an actor without regions for "". */
export function topState(state: unknown, region = ""): string {
  const found = regionsOf(state).find(([name]) => name === region);
  return found?.[1].split(/[.+ ]/)[0] ?? "";
}
