/**
 * Keys of a call id's lives. A call id may come again after its call is over (a queue transfer that takes long), and
 * Dialogflow never reopens a completed conversation, so each life has a key of its own: the first the id's, the second the
 * same with `_e2`, and so on.
 */
import { createHash } from "node:crypto";
import type { CallRef } from "../contract/call-ref.ts";

/** Dialogflow takes 3 to 64 characters (CreateConversationRequest.conversation_id). */
const LONGEST_KEY = 64;
const DIGEST_LENGTH = 12;
const SUFFIX = /_e(\d+)$/;

/** `firstKey`: what the carrier makes of the id. An id that itself ends like a suffix gets one from its first life on. */
export function episodeKeyOf(firstKey: string, number: number): string {
  if (number === 1 && !SUFFIX.test(firstKey)) return firstKey;
  const suffix = `_e${number}`;
  if (firstKey.length + suffix.length <= LONGEST_KEY) return firstKey + suffix;
  const digest = createHash("sha256").update(firstKey, "utf8").digest("hex").slice(0, DIGEST_LENGTH);
  return `${firstKey.slice(0, LONGEST_KEY - suffix.length - DIGEST_LENGTH - 1)}-${digest}${suffix}`;
}

/** From 1; 1 also for the key of a call of an earlier version. */
export function episodeNumberOf(callKey: string): number {
  return Number(SUFFIX.exec(callKey)?.[1] ?? 1);
}

/** The first key of a life's key. One that was shortened does not say it: it is a first key of its own. */
export function firstKeyOf(callKey: string): string {
  return callKey.replace(SUFFIX, "");
}

/** A life of the call that `first` names. */
export function episodeOf(first: CallRef, number: number): CallRef {
  return { ...first, callKey: episodeKeyOf(first.callKey, number) };
}
