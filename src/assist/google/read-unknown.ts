/** Shows a suggestion of a kind this page does not know as its readable fields, instead of hiding it. */
import { isJsonObject } from "../../base/json.ts";
import type { SuggestionContent } from "../suggestion.ts";
import { UNNAMED_SUGGESTION } from "../unnamed.ts";

const MAX_FIELDS = 12;
const MAX_DEPTH = 6;
/** Fields that only machines read. */
const HIDDEN_NAMES = new Set(["answerRecord", "latestMessage", "contextSize", "sourceGenerator", "name"]);

/** Makes an "other" card from a response's field name and value; no card when nothing readable is inside. */
export function readUnknown(fieldName: string, value: unknown): SuggestionContent[] {
  const fields: { name: string; value: string }[] = [];
  collect("", value, fields, 0);
  const title = inWords(fieldName.replace(/^suggest(?=[A-Z])/, "").replace(/(?:Response|Suggestion)$/, ""));
  return fields.length === 0 ? [] : [{ kind: "other", title: title || UNNAMED_SUGGESTION, fields }];
}

function collect(name: string, value: unknown, into: { name: string; value: string }[], depth: number): void {
  if (into.length >= MAX_FIELDS || depth > MAX_DEPTH) return;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    const text = String(value).trim();
    if (text !== "") into.push({ name: inWords(name) || "Text", value: text });
  } else if (Array.isArray(value)) {
    for (const entry of value) collect(name, entry, into, depth + 1);
  } else if (isJsonObject(value)) {
    for (const [field, inner] of Object.entries(value)) {
      if (!HIDDEN_NAMES.has(field)) collect(field, inner, into, depth + 1);
    }
  }
}

/** "suggestedNextStep" -> "Suggested next step". */
function inWords(name: string): string {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
