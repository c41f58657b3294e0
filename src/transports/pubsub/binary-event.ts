/** Binary Agent Assist notifications (message_format PROTO) to the proto3 JSON text of format JSON. */
import { protos } from "@google-cloud/dialogflow";
import type { AssistDataType } from "../../delivery/agent-assist-event.ts";
import { toProtoJson } from "./proto-json.ts";

const { ConversationEvent, HumanAgentAssistantEvent } = protos.google.cloud.dialogflow.v2beta1;

/** Enums by name, 64-bit numbers and bytes as text: how proto3 JSON writes them. */
const AS_JSON = { enums: String, longs: String, bytes: String };

/**
 * The notification as a plain JSON object, or null where the bytes are no message of the type this topic carries
 * (google.cloud.dialogflow.v2beta1.HumanAgentAssistantEvent or ConversationEvent). Never throws.
 */
export function readBinaryEvent(dataType: AssistDataType, data: Uint8Array): Record<string, unknown> | null {
  const type = dataType === "human-agent-assistant-event" ? HumanAgentAssistantEvent : ConversationEvent;
  try {
    const message = type.decode(data);
    return toProtoJson(message, type.toObject(message as never, AS_JSON)) as Record<string, unknown>;
  } catch {
    // Bytes of another kind: the caller says what the message was refused for.
    return null;
  }
}
