/** Google's notifications as protobuf types, and messages of theirs as proto3 JSON. */
import protobuf, { type INamespace, type Type } from "protobufjs";
import { cutDescription, readDialogflowDescription } from "./descriptions.ts";
import { toProtoJson } from "./proto-json.ts";

const PACKAGE = "google.cloud.dialogflow.v2beta1";
const NOTIFICATIONS = ["HumanAgentAssistantEvent", "ConversationEvent"] as const;

/** Enums by name, 64-bit numbers and bytes as text: how proto3 JSON writes them. */
const AS_JSON = { enums: String, longs: String, bytes: String };

/** Made when it is first needed: most profiles publish JSON, and most answers hold no suggestions. */
let types: protobuf.Root | undefined;

export function notificationType(name: (typeof NOTIFICATIONS)[number]): Type {
  types ??= protobuf.Root.fromJSON(
    cutDescription(
      readDialogflowDescription(),
      NOTIFICATIONS.map((one) => `${PACKAGE}.${one}`),
    ) as INamespace,
  );
  return types.lookupType(`${PACKAGE}.${name}`);
}

export function jsonOfMessage(type: Type, message: protobuf.Message): Record<string, unknown> {
  return toProtoJson(message, type.toObject(message, AS_JSON)) as Record<string, unknown>;
}
