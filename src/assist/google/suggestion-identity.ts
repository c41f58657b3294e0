/** By what a suggestion is known again when it comes another way: in an answer and in an event. */
import { createHash } from "node:crypto";
import { asObject, type JsonObject } from "../../base/json.ts";
import { listOf, recordOf, textOf } from "../../base/json-fields.ts";

const ANSWER_RECORD = "answerRecord";

/** Asked for twice of each result: whether it is new, and once it is logged. */
const identities = new WeakMap<JsonObject, readonly string[]>();

/**
 * Keys of one SuggestionResult (proto3 JSON): each answer record in it, and its content without these. Google may make the
 * records of an answer and of its event apart, and a result may have none; what it says of which message is the same. A result
 * that has been asked about must not be changed.
 */
export function identitiesOf(result: JsonObject): readonly string[] {
  const known = identities.get(result);
  if (known !== undefined) return known;
  const records = new Set<string>();
  const content = canonical(result, records);
  const made = [...records, createHash("sha256").update(JSON.stringify(content)).digest("hex")];
  identities.set(result, made);
  return made;
}

/** The results of a HumanAgentAssistantEvent. */
export function resultsIn(payload: JsonObject): JsonObject[] {
  return listOf(payload.suggestionResults).map(recordOf);
}

/** In one order, without answer records and without what proto3 JSON may leave out. */
function canonical(value: unknown, records: Set<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => canonical(item, records));
  if (typeof value === "number") return Math.fround(value);
  const object = asObject(value);
  if (object === undefined) return value;
  const entries: [string, unknown][] = [];
  for (const name of Object.keys(object).sort()) {
    if (name === ANSWER_RECORD) {
      const record = textOf(object[name]);
      if (record !== "") records.add(record);
      continue;
    }
    const inner = canonical(object[name], records);
    if (!isDefault(inner)) entries.push([name, inner]);
  }
  return Object.fromEntries(entries);
}

function isDefault(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === 0 || value === false) return true;
  return Array.isArray(value) && value.length === 0;
}
