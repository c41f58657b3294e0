/** The details of a call's start, wherever a framework and its administrator put them. */
import { asObject, isJsonObject } from "../../base/json.ts";
import { parseJson } from "../../base/text-safety.ts";
import type { InboundActivity, StartActivity } from "./activity.ts";
import type { Fields } from "./read-event.ts";

/** Fields of the start event (Bot API, call initiation). */
const DETAILS = [
  "vaigConversationId",
  "participants",
  "agentConnected",
  "caller",
  "callerHost",
  "callerDisplayName",
  "callee",
  "calleeHost",
  "outboundTarget",
  "dialoutMetadata",
] as const;
const DETAIL_OF_KEY: ReadonlyMap<string, string> = new Map(DETAILS.map((name) => [name.toLowerCase(), name]));

/** Objects within objects that are looked into, such as a session parameter that holds an event's parameters. */
const DEEPEST = 2;

/**
 * The known details of these objects and of the objects in them; the first one found counts, an outer one before an inner
 * one. Names are read in any case, and an object or a list may also be JSON text.
 */
export function startDetailsIn(...sources: readonly unknown[]): Fields {
  const details: Record<string, unknown> = {};
  let level = sources.map(unpacked).filter(isJsonObject);
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth += 1) {
    const inner: Record<string, unknown>[] = [];
    for (const [key, packed] of level.flatMap((fields) => Object.entries(fields))) {
      const value = unpacked(packed);
      const name = DETAIL_OF_KEY.get(key.trim().toLowerCase());
      if (name !== undefined) details[name] ??= value;
      else if (isJsonObject(value)) inner.push(value);
    }
    level = inner;
  }
  return details;
}

/** True for details that name who takes part: they belong to a start, whatever the event is called. */
export function namesParticipants(details: Fields): boolean {
  const { participants } = details;
  return Array.isArray(participants) ? participants.length > 0 : asObject(participants) !== undefined;
}

/**
 * A start and the activity that brought it. VoiceAI Connect can be set to send a text such as "Hello" in the start event's
 * place (call initiation): one without a speaker, which nobody said.
 */
export function startedWith(start: StartActivity, activity: InboundActivity): InboundActivity[] {
  const isTrigger =
    activity.kind === "text" &&
    activity.participant === undefined &&
    activity.participantUriUser === undefined;
  return isTrigger ? [start] : [start, activity];
}

function unpacked(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return parseJson(value);
  } catch {
    // A text that only looks like JSON has no fields.
    return value;
  }
}
