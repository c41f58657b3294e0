/** Remembers which events of a call were seen, so that a replay changes nothing and a gap is asked for again. */
import type { Envelope } from "./envelope.ts";

/** How many Pub/Sub ids of events without a sequence are remembered. */
const REMEMBERED_IDS = 2_000;

export interface LogPosition {
  /** Everything up to here was seen: what to send as `after` on the next join. */
  contiguous: number;
  /** Sequences seen beyond a gap. */
  ahead: ReadonlySet<number>;
  /** Pub/Sub ids seen, oldest first. */
  messageIds: ReadonlySet<string>;
}

export const START_OF_LOG: LogPosition = { contiguous: 0, ahead: new Set(), messageIds: new Set() };

export function isSeen(position: LogPosition, envelope: Envelope): boolean {
  const { sequence, messageId } = envelope;
  if (sequence !== undefined && (sequence <= position.contiguous || position.ahead.has(sequence)))
    return true;
  return messageId !== "" && position.messageIds.has(messageId);
}

/** The position after an event. A doubled Pub/Sub id still moves the sequence on. */
export function advance(position: LogPosition, envelope: Envelope): LogPosition {
  let { contiguous } = position;
  let ahead = position.ahead;
  if (envelope.sequence !== undefined && envelope.sequence > contiguous) {
    const open = new Set(ahead).add(envelope.sequence);
    while (open.delete(contiguous + 1)) contiguous += 1;
    ahead = open;
  }
  return { contiguous, ahead, messageIds: remember(position.messageIds, envelope.messageId) };
}

function remember(messageIds: ReadonlySet<string>, messageId: string): ReadonlySet<string> {
  if (messageId === "" || messageIds.has(messageId)) return messageIds;
  const next = new Set(messageIds).add(messageId);
  for (const oldest of next) {
    if (next.size <= REMEMBERED_IDS) break;
    next.delete(oldest);
  }
  return next;
}
