/** An assist event as it comes from a notification of Google's. */
import { conversationRefOf } from "../../src/assist/conversation.ts";
import type { AssistEvent } from "../../src/assist/event.ts";
import { readGoogleEvent } from "../../src/assist/google/read-event.ts";
import type { AssistDataType } from "../../src/assist/google-notification.ts";

export interface Notification {
  dataType: AssistDataType;
  /** With the conversation's name. */
  payload: { conversation: string } & Record<string, unknown>;
  messageId: string;
  publishTime: string;
  attributes?: Record<string, string>;
}

export function googleEvent(notification: Notification): AssistEvent {
  const { dataType, payload, messageId, publishTime, attributes = {} } = notification;
  const raw = { dataType, payload, data: JSON.stringify(payload), attributes };
  return readGoogleEvent(raw, { messageId, publishTime }, conversationRefOf(payload.conversation));
}
