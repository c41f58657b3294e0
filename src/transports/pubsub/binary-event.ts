/** Binary Agent Assist notifications (message_format PROTO) to the proto3 JSON text of format JSON. */
import protobuf, { type INamespace, type Type } from "protobufjs";
import type { AssistDataType } from "../../assist/google-notification.ts";
import { cutDescription, readDialogflowDescription } from "../dialogflow/descriptions.ts";
import { toProtoJson } from "./proto-json.ts";

const PACKAGE = "google.cloud.dialogflow.v2beta1";
const NOTIFICATIONS = [`${PACKAGE}.HumanAgentAssistantEvent`, `${PACKAGE}.ConversationEvent`] as const;
const [ASSISTANT_EVENT, CONVERSATION_EVENT] = NOTIFICATIONS;

/** Enums by name, 64-bit numbers and bytes as text: how proto3 JSON writes them. */
const AS_JSON = { enums: String, longs: String, bytes: String };

/** Made when the first binary notification comes: most profiles publish JSON. */
let types: protobuf.Root | undefined;

function typeOf(dataType: AssistDataType): Type {
  types ??= protobuf.Root.fromJSON(cutDescription(readDialogflowDescription(), NOTIFICATIONS) as INamespace);
  return types.lookupType(dataType === "human-agent-assistant-event" ? ASSISTANT_EVENT : CONVERSATION_EVENT);
}

/**
 * The notification as a plain JSON object, or null if the bytes are not a message of this topic's type
 * (google.cloud.dialogflow.v2beta1.HumanAgentAssistantEvent or ConversationEvent). Never throws.
 */
export function readBinaryEvent(dataType: AssistDataType, data: Uint8Array): Record<string, unknown> | null {
  const type = typeOf(dataType);
  try {
    const message = type.decode(data);
    return toProtoJson(message, type.toObject(message, AS_JSON)) as Record<string, unknown>;
  } catch {
    // Bytes of another kind: the caller says what the message was refused for.
    return null;
  }
}
