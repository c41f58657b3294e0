/** The envelope each Agent Assist event comes in, read from whatever the socket handed over. */
import type { JsonObject } from "../../../base/json.ts";
import { asObject } from "../../../base/json.ts";
import { numberOf, recordOf, textOf } from "../../shared/json.ts";

/** Google's four Socket.IO event names, one per Pub/Sub topic of a conversation profile. */
export const ASSIST_EVENT_NAMES = [
  "human-agent-assistant-event",
  "conversation-lifecycle-event",
  "new-message-event",
  "new-recognition-result-notification-event",
] as const;

export type AssistEventName = (typeof ASSIST_EVENT_NAMES)[number];

export interface Envelope {
  name: AssistEventName;
  /** Pub/Sub's id of the event. */
  messageId: string;
  /** Place in the call's log, from 1; absent on events that are not logged. */
  sequence?: number;
  publishTime: string;
  /** Only on recognition results: END_USER or HUMAN_AGENT. */
  participantRole: string;
  /** Only on recognition results: the utterance, shared by its interim and final results. */
  utteranceId: string;
  /** The payload, parsed from the envelope's JSON text. */
  payload: JsonObject;
}

/** Reads an envelope; undefined when its `data` is not the JSON text of an object. */
export function readEnvelope(name: AssistEventName, raw: unknown): Envelope | undefined {
  const fields = recordOf(raw);
  const payload = parsePayload(fields.data);
  if (payload === undefined) return undefined;
  const sequence = numberOf(fields.sequence);
  return {
    name,
    messageId: textOf(fields.message_id),
    publishTime: textOf(fields.publish_time),
    participantRole: textOf(fields.participant_role),
    utteranceId: textOf(fields.new_recognition_result_message_id),
    payload,
    ...(sequence === undefined ? {} : { sequence }),
  };
}

function parsePayload(data: unknown): JsonObject | undefined {
  if (typeof data !== "string") return undefined;
  try {
    return asObject(JSON.parse(data));
  } catch {
    return undefined;
  }
}
