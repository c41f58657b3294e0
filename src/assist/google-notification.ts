/** An Agent Assist notification in Google's own form: what Pub/Sub carries, the log keeps and Google's UI Modules read. */
import type { JsonObject } from "../base/json.ts";

/** Google's four Socket.IO event names, one per Pub/Sub topic of a conversation profile. */
export type AssistDataType =
  | "human-agent-assistant-event"
  | "conversation-lifecycle-event"
  | "new-message-event"
  | "new-recognition-result-notification-event";

/** Each is also the path its topic is pushed to. */
export const ASSIST_DATA_TYPES: readonly AssistDataType[] = [
  "human-agent-assistant-event",
  "conversation-lifecycle-event",
  "new-message-event",
  "new-recognition-result-notification-event",
];

/** Sidetone's own kind of entry in the same log: Google has none for a translation. */
export const TRANSLATION_DATA_TYPE = "sidetone-translation-event";

export type KeptDataType = AssistDataType | typeof TRANSLATION_DATA_TYPE;

export interface GoogleNotification {
  dataType: KeptDataType;
  /** The payload's JSON text, unchanged. */
  data: string;
  /** The parsed payload: ConversationEvent or HumanAgentAssistantEvent (google.cloud.dialogflow.v2beta1), proto3 JSON. */
  payload: JsonObject;
  /** Of a recognition result: participant_id, participant_role and message_id, the utterance's id. */
  attributes: Record<string, string>;
}
