/** The message inside a push request: wrapped in Pub/Sub's JSON, or bare with its metadata in headers. */
import { createHash } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { asObject } from "../../base/json.ts";
import { parseJson } from "../../base/text-safety.ts";
import type { RawMessage } from "./codec.ts";

/** Metadata headers of unwrapped pushes (google.pubsub.v1.PushConfig.NoWrapper.write_metadata). */
const ID_HEADER = "x-goog-pubsub-message-id";
const PUBLISH_TIME_HEADER = "x-goog-pubsub-publish-time";
const SUBSCRIPTION_HEADER = "x-goog-pubsub-subscription-name";
/** Attributes Agent Assist sets; unwrapped they are headers of the same name. Some proxies turn _ into -. */
const ATTRIBUTES = ["participant_id", "participant_role", "message_id"];
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

export interface PushedMessage {
  message: RawMessage;
  /** Full name of the subscription; empty if the push does not say. */
  subscription: string;
}

/** Reads the body of a push. Null if it has no known wrapper and names no message in its headers. */
export function readPush(headers: Headers, body: Uint8Array, clock: Clock): PushedMessage | null {
  if (headers.has(ID_HEADER)) return readUnwrapped(headers, body, clock);
  return readWrapped(body, clock) ?? (looksLikeWrapper(body) ? null : readUnwrapped(headers, body, clock));
}

function readWrapped(body: Uint8Array, clock: Clock): PushedMessage | null {
  const outer = parseObject(body);
  const message = asObject(outer?.message);
  if (outer === undefined || message === undefined) return null;
  const id = textIn(message.messageId) || textIn(message.message_id);
  const data = message.data === undefined ? "" : message.data;
  if (id === "" || typeof data !== "string" || !BASE64.test(data)) return null;
  return {
    message: {
      id,
      data: Buffer.from(data, "base64"),
      publishTime: textIn(message.publishTime) || textIn(message.publish_time) || nowText(clock),
      attributes: textsIn(message.attributes),
    },
    subscription: textIn(outer.subscription),
  };
}

/**
 * Without write_metadata there is no message id; the content's hash replaces it, so that a repeated delivery is still seen
 * as one. Two events of the same content are then one too, which says nothing less to an agent.
 */
function readUnwrapped(headers: Headers, body: Uint8Array, clock: Clock): PushedMessage {
  const attributes: Record<string, string> = {};
  for (const name of ATTRIBUTES) {
    const value = headers.get(name) ?? headers.get(name.replaceAll("_", "-"));
    if (value !== null) attributes[name] = value;
  }
  return {
    message: {
      id: headers.get(ID_HEADER) || `sha256-${createHash("sha256").update(body).digest("hex")}`,
      data: body,
      publishTime: headers.get(PUBLISH_TIME_HEADER) || nowText(clock),
      attributes,
    },
    subscription: headers.get(SUBSCRIPTION_HEADER) ?? "",
  };
}

/** A wrapper with an unreadable message is a broken wrapper, not an event. */
function looksLikeWrapper(body: Uint8Array): boolean {
  const outer = parseObject(body);
  return outer !== undefined && ("message" in outer || "subscription" in outer);
}

function parseObject(body: Uint8Array): Record<string, unknown> | undefined {
  try {
    return asObject(parseJson(new TextDecoder("utf-8", { fatal: true }).decode(body)));
  } catch {
    // Not JSON: a bare binary event, or nothing of use; what follows decides.
    return undefined;
  }
}

function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textsIn(value: unknown): Record<string, string> {
  const entries = Object.entries(asObject(value) ?? {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function nowText(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
