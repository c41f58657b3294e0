/** An event of format PROTO: the same message as in proto3 JSON, serialized (NotificationConfig.MessageFormat). */
import type { TopicKind } from "./options.ts";
import { dialogflowMessage } from "./protos.ts";

const TIMES = new Set(["createTime", "sendTime"]);
const DURATIONS = new Set(["speechEndOffset"]);

/** Fields that the published protos do not have are left out: a reader of today's protos skips them just so. */
export function binaryForm(kind: TopicKind, payload: Record<string, unknown>): Uint8Array {
  const type = dialogflowMessage(kind === "suggestions" ? "HumanAgentAssistantEvent" : "ConversationEvent");
  return type.encode(type.fromObject(messageValue(payload) as Record<string, unknown>)).finish();
}

/** Timestamps and durations, which proto3 JSON writes as text. */
function messageValue(value: unknown, name = ""): unknown {
  if (typeof value === "string" && TIMES.has(name)) return splitSeconds(Date.parse(value) / 1000);
  if (typeof value === "string" && DURATIONS.has(name)) return splitSeconds(Number.parseFloat(value));
  if (Array.isArray(value)) return value.map((item) => messageValue(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, messageValue(inner, key)]));
}

function splitSeconds(total: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(total);
  return { seconds, nanos: Math.round((total - seconds) * 1e9) };
}
