/** Lines of a history that become events on the call's span, and which of their fields they carry. */
import { policyOf } from "../../actors/catalogue.ts";
import { isJsonObject } from "../../base/json.ts";
import type { HistoryLine } from "../../contract/history-line.ts";
import type { SpanAttributes } from "./span.ts";

/** Null for a line that is not an event of the call's span. */
export function callEventOf(line: HistoryLine): SpanAttributes | null {
  const fields = policyOf(line.event).traced;
  if (fields === undefined || line.actor.startsWith("participant:")) return null;
  return pick(line.detail, fields);
}

/** The named fields that are there, as `sidetone.` and the name in snake case; of an object its innermost fields. */
export function pick(
  detail: Readonly<Record<string, unknown>> | undefined,
  fields: readonly string[],
): SpanAttributes {
  const attributes: Record<string, string | number | boolean> = {};
  const add = (field: string, value: unknown): void => {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      attributes[attributeName(field)] = value;
    } else if (isJsonObject(value)) {
      for (const [inner, innerValue] of Object.entries(value)) add(inner, innerValue);
    }
  };
  for (const field of fields) add(field, detail?.[field]);
  return attributes;
}

function attributeName(field: string): string {
  return `sidetone.${field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}
