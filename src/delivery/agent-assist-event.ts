/** An Agent Assist notification as it came from Pub/Sub, before it is logged. */

/** Google's four Socket.IO event names, one per Pub/Sub topic of a conversation profile (agent-assist.md 2.1). */
export type AssistDataType =
  | "human-agent-assistant-event"
  | "conversation-lifecycle-event"
  | "new-message-event"
  | "new-recognition-result-notification-event";

export interface AgentAssistEvent {
  dataType: AssistDataType;
  /** As named in the payload, with or without location. */
  conversationName: string;
  /** The payload's JSON text, unchanged. */
  data: string;
  /** The parsed payload. */
  payload: Record<string, unknown>;
  messageId: string;
  publishTime: string;
  attributes: Record<string, string>;
}

/** Takes an event in; resolves when it is safe to acknowledge it. */
export interface AssistEventIntake {
  accept(event: AgentAssistEvent): Promise<void>;
}
