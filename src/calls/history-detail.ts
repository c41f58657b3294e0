/** The fields of an event that a history keeps: all that guards and actions read, and never words, phone numbers or session ids. */
import type { AnyEventObject } from "xstate";
import { type FieldPolicy, policyOf } from "../actors/catalogue.ts";
import { SidetoneError } from "../base/errors.ts";
import { isJsonObject } from "../base/json.ts";
import { cutText } from "../base/text-safety.ts";

const MAX_TEXT_CHARACTERS = 300;

type Detail = Record<string, unknown>;

/** Null if nothing of it is kept. */
export function detailOf(event: AnyEventObject): Detail | null {
  const { fields } = policyOf(event.type);
  if (fields === undefined) return detailOfXStateEvent(event);
  let detail: Detail | null = null;
  for (const [field, value] of Object.entries(event)) {
    const kept = keptOf(fields[field], value);
    if (kept === undefined) continue;
    detail ??= {};
    detail[field] = kept;
  }
  return detail;
}

function keptOf(policy: FieldPolicy | undefined, value: unknown): unknown {
  switch (policy) {
    case "kept":
    case "text":
      return plain(value);
    case "texts":
      return isJsonObject(value) ? textsOf(value) : undefined;
    case "names":
      return Array.isArray(value) ? plain(value.join(",")) : undefined;
    case "whole":
      return value;
    default:
      return undefined;
  }
}

function plain(value: unknown): unknown {
  if (typeof value === "string") return value === "" ? undefined : cutText(value, MAX_TEXT_CHARACTERS);
  return typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

function textsOf(texts: Detail): Detail | undefined {
  const kept = Object.entries(texts).flatMap(([name, text]) => {
    const short = plain(text);
    return short === undefined ? [] : [[name, short] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** What work was begun for, what it gave, or how it failed. */
function detailOfXStateEvent(event: AnyEventObject): Detail | null {
  const input: unknown = event.input;
  const output: unknown = event.output;
  if ("error" in event) return errorDetail(event.error);
  if (isJsonObject(output) && typeof output.conversationName === "string") {
    return { output: { conversationName: output.conversationName } };
  }
  // A participant's: what it was spawned for.
  if (isJsonObject(input) && "speaker" in input) return { speaker: input.speaker, medium: input.medium };
  return null;
}

/** Code and whether trying again may help decide what the call does next; other errors have only their message. */
function errorDetail(error: unknown): Detail {
  const message = cutText(error instanceof Error ? error.message : String(error), MAX_TEXT_CHARACTERS);
  if (!(error instanceof SidetoneError)) return { message };
  return { code: error.code, message, retryable: error.retryable };
}
