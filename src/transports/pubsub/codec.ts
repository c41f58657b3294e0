/** Pub/Sub message to Agent Assist event, or the reason why it is none. */
import type { AgentAssistEvent, AssistDataType } from "../../delivery/agent-assist-event.ts";

/** What both pull and push know of a message. */
export interface RawMessage {
  id: string;
  data: Uint8Array;
  /** RFC 3339 with up to nine fractional digits. */
  publishTime: string;
  attributes: Record<string, string>;
}

export type RejectionReason = "not_utf8" | "not_json" | "not_an_object" | "no_conversation";

export type Decoded = { ok: true; event: AgentAssistEvent } | { ok: false; reason: RejectionReason };

/** projects/P/conversations/C or projects/P/locations/L/conversations/C (Dialogflow Conversation.name). */
const CONVERSATION_NAME = /^projects\/[^/\s]+\/(locations\/[^/\s]+\/)?conversations\/[^/\s]+$/;

/** Decodes one message of the topic that carries `dataType`. Never throws. */
export function decodeMessage(dataType: AssistDataType, message: RawMessage): Decoded {
  const text = decodeUtf8(message.data);
  if (text === null) return { ok: false, reason: "not_utf8" };
  const payload = parseJson(text);
  if (payload === undefined) return { ok: false, reason: "not_json" };
  if (!isObject(payload)) return { ok: false, reason: "not_an_object" };
  const conversationName = payload.conversation;
  if (typeof conversationName !== "string" || !CONVERSATION_NAME.test(conversationName)) {
    return { ok: false, reason: "no_conversation" };
  }
  return {
    ok: true,
    event: {
      dataType,
      conversationName,
      data: text,
      payload,
      messageId: message.id,
      publishTime: shortenFraction(message.publishTime),
      attributes: message.attributes,
    },
  };
}

function decodeUtf8(data: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return null;
  }
}

/** Undefined where the text is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
