/** Converts between events and the delivery log's entries, which keep Google's form, in older versions too. */
import { asObject, type JsonObject } from "../../base/json.ts";
import { conversationIdOf } from "../conversation.ts";
import type { AssistEvent } from "../event.ts";
import { ASSIST_DATA_TYPES, type KeptDataType, TRANSLATION_DATA_TYPE } from "../google-notification.ts";
import { readGoogleEvent } from "./read-event.ts";
import { googleFormOf } from "./write-event.ts";

/** An entry without its place in the log. */
export interface LoggedNotification {
  messageId: string;
  dataType: string;
  data: string;
  publishTime: string;
  attributes: Record<string, string>;
}

export function entryOf(event: AssistEvent): LoggedNotification {
  const { dataType, data, attributes } = googleFormOf(event);
  return { messageId: event.id, dataType, data, publishTime: event.publishedAt, attributes };
}

/** The event that an entry holds. Never throws: an unreadable entry gives an event without content. */
export function eventOf(room: string, entry: LoggedNotification): AssistEvent {
  const { data, attributes, messageId, publishTime } = entry;
  const payload = payloadOf(data);
  const name = typeof payload.conversation === "string" ? payload.conversation : room;
  const raw = { dataType: dataTypeOf(entry.dataType), data, payload, attributes };
  const conversation = { callKey: conversationIdOf(room), name, room };
  return readGoogleEvent(raw, { messageId, publishTime }, conversation);
}

function payloadOf(data: string): JsonObject {
  try {
    return asObject(JSON.parse(data)) ?? {};
  } catch {
    // It was an object when it was logged; its place in the sequence is kept.
    return {};
  }
}

function dataTypeOf(kind: string): KeptDataType {
  if (kind === TRANSLATION_DATA_TYPE) return kind;
  return ASSIST_DATA_TYPES.find((dataType) => dataType === kind) ?? "conversation-lifecycle-event";
}
