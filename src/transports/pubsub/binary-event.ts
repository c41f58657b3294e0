/** Binary Agent Assist notifications (message_format PROTO) to the proto3 JSON text of format JSON. */
import type { AssistDataType } from "../../assist/google-notification.ts";
import { jsonOfMessage, notificationType } from "../dialogflow/notification-types.ts";

/**
 * The notification as a plain JSON object, or null if the bytes are not a message of this topic's type
 * (google.cloud.dialogflow.v2beta1.HumanAgentAssistantEvent or ConversationEvent). Never throws.
 */
export function readBinaryEvent(dataType: AssistDataType, data: Uint8Array): Record<string, unknown> | null {
  const isSuggestion = dataType === "human-agent-assistant-event";
  const type = notificationType(isSuggestion ? "HumanAgentAssistantEvent" : "ConversationEvent");
  try {
    return jsonOfMessage(type, type.decode(data));
  } catch {
    // Bytes of another kind: the caller says what the message was refused for.
    return null;
  }
}
