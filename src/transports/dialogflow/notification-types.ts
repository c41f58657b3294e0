/** Google's notifications as protobuf types, and messages of theirs as proto3 JSON. */
import protobuf, { type Type } from "protobufjs";
import { DIALOGFLOW_PACKAGE, describe, NOTIFICATIONS } from "./descriptions.ts";
import { toProtoJson } from "./proto-json.ts";

/** Enums by name, 64-bit numbers and bytes as text: how proto3 JSON writes them. */
const AS_JSON = { enums: String, longs: String, bytes: String };

/** Made when it is first needed: most profiles publish JSON, and most answers hold no suggestions. */
let types: protobuf.Root | undefined;

export function notificationType(name: (typeof NOTIFICATIONS)[number]): Type {
  types ??= protobuf.Root.fromJSON(describe(NOTIFICATIONS));
  return types.lookupType(`${DIALOGFLOW_PACKAGE}.${name}`);
}

export function jsonOfMessage(type: Type, message: protobuf.Message): Record<string, unknown> {
  return toProtoJson(message, type.toObject(message, AS_JSON)) as Record<string, unknown>;
}
