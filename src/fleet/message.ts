/** What travels between instances, as text: versioned, so that versions side by side tell what they cannot read. */
import { isJsonObject } from "../base/json.ts";

const VERSION = 1;

export interface SentMessage {
  from: string;
  topic: string;
  message: unknown;
  /** Counts from 1 for each sender and receiver; 0 where nobody counts. */
  number: number;
}

export function messageText({ from, topic, message, number }: SentMessage): string {
  return JSON.stringify({ v: VERSION, from, topic, n: number, message });
}

/** Null for another version's form and for what is none. */
export function readMessage(text: string): SentMessage | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isJsonObject(read) || read["v"] !== VERSION) return null;
  const { from, topic, n, message } = read;
  if (typeof from !== "string" || typeof topic !== "string" || typeof n !== "number") return null;
  return { from, topic, message, number: n };
}
