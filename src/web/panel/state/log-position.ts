/** Remembers which events of a call were seen, so that a replay changes nothing and a gap is asked for again. */
import type { ShownAssistEvent } from "../../../assist/event.ts";

type Seen = Pick<ShownAssistEvent, "id" | "sequence">;

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

export function isSeen(position: LogPosition, { sequence, id }: Seen): boolean {
  if (sequence !== undefined && (sequence <= position.contiguous || position.ahead.has(sequence)))
    return true;
  return id !== "" && position.messageIds.has(id);
}

/** The position after an event. A doubled Pub/Sub id still moves the sequence on. */
export function advance(position: LogPosition, { sequence, id }: Seen): LogPosition {
  let { contiguous } = position;
  let ahead = position.ahead;
  if (sequence !== undefined && sequence > contiguous) {
    const open = new Set(ahead).add(sequence);
    while (open.delete(contiguous + 1)) contiguous += 1;
    ahead = open;
  }
  return { contiguous, ahead, messageIds: remember(position.messageIds, id) };
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
