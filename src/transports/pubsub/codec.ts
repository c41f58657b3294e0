/** Turns a Pub/Sub message into an assist event, or the reason why it is not one. */
import { conversationRefOf } from "../../assist/conversation.ts";
import type { AssistEvent } from "../../assist/event.ts";
import { readGoogleEvent } from "../../assist/google/read-event.ts";
import type { AssistDataType } from "../../assist/google-notification.ts";
import { isJsonObject } from "../../base/json.ts";
import { cleanText, parseJson } from "../../base/text-safety.ts";
import { readBinaryEvent } from "./binary-event.ts";

/** What both pull and push know of a message. */
export interface RawMessage {
  id: string;
  data: Uint8Array;
  /** RFC 3339 with up to nine fractional digits. */
  publishTime: string;
  attributes: Record<string, string>;
}

export type RejectionReason = "no_message" | "not_utf8" | "not_json" | "not_an_object" | "no_conversation";

export type Decoded = { ok: true; event: AssistEvent } | { ok: false; reason: RejectionReason };

/** projects/P/conversations/C or projects/P/locations/L/conversations/C (Dialogflow Conversation.name). */
const CONVERSATION_NAME = /^projects\/[^/\s]+\/(locations\/[^/\s]+\/)?conversations\/[^/\s]+$/;

/**
 * Decodes one message of the topic that carries `dataType`, whether its profile publishes JSON or PROTO: what is not JSON
 * object is tried as binary. Conversations outside of the home location have separate rooms. Never throws.
 */
export function decodeMessage(dataType: AssistDataType, message: RawMessage, homeLocation?: string): Decoded {
  const read = readPayload(dataType, message.data);
  if (typeof read === "string") return { ok: false, reason: read };
  const { payload, text } = read;
  const conversationName = payload.conversation;
  if (!isConversationName(conversationName)) return { ok: false, reason: "no_conversation" };
  const raw = { dataType, data: text, payload, attributes: cleanTexts(message.attributes) };
  const stamp = { messageId: message.id, publishTime: shortenFraction(message.publishTime) };
  const conversation = conversationRefOf(conversationName, homeLocation);
  return { ok: true, event: readGoogleEvent(raw, stamp, conversation) };
}

interface Payload {
  payload: Record<string, unknown>;
  text: string;
}

/** JSON first: no binary event reads as JSON, as its first byte is a line break and its second a length. */
function readPayload(dataType: AssistDataType, data: Uint8Array): Payload | RejectionReason {
  const read = readJsonPayload(data);
  if (typeof read !== "string") return read;
  const payload = readBinaryEvent(dataType, data);
  if (payload === null || !isConversationName(payload.conversation)) return read;
  const text = JSON.stringify(payload);
  return { payload: parseJson(text) as Record<string, unknown>, text };
}

function readJsonPayload(data: Uint8Array): Payload | RejectionReason {
  const text = decodeUtf8(data);
  if (text === null) return "not_utf8";
  const payload = jsonOf(text);
  if (payload === undefined) return "not_json";
  return isJsonObject(payload) ? { payload, text } : "not_an_object";
}

function isConversationName(name: unknown): name is string {
  return typeof name === "string" && CONVERSATION_NAME.test(name);
}

function decodeUtf8(data: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return null;
  }
}

/** Strings of Pub/Sub itself, which a store or a header may not take as they are. */
function cleanTexts(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [cleanText(name), cleanText(text)]));
}

/** Undefined if the text is not JSON. */
function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** proto3 JSON writes a timestamp's fraction with 0, 3, 6 or 9 digits, as few as hold it. */
function shortenFraction(timestamp: string): string {
  const match = /^(.*)\.(\d{3})(\d{3})?(\d{3})?Z$/.exec(timestamp);
  if (match === null) return timestamp;
  const [, whole, milli = "", micro = "", nano = ""] = match;
  if (nano !== "" && nano !== "000") return timestamp;
  if (micro !== "" && micro !== "000") return `${whole}.${milli}${micro}Z`;
  return milli === "000" ? `${whole}Z` : `${whole}.${milli}Z`;
}
