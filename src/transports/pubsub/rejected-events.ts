/** The last messages that were not Agent Assist events, for operators to see. */
import type { RejectionReason } from "./codec.ts";

/** One message that was acknowledged unread; its content is not kept. */
export interface RejectedEvent {
  id: string;
  subscription: string;
  reason: RejectionReason;
  sizeBytes: number;
  atMs: number;
}

export interface RejectedEvents {
  add(event: RejectedEvent): void;
  /** Newest last. */
  list(): readonly RejectedEvent[];
  /** All since start, also those no longer in the list. */
  total(): number;
}

/** Keeps the newest `capacity`. */
export function createRejectedEvents(capacity: number): RejectedEvents {
  const kept: RejectedEvent[] = [];
  let total = 0;
  return {
    add: (event) => {
      total += 1;
      kept.push(event);
      if (kept.length > capacity) kept.shift();
    },
    list: () => [...kept],
    total: () => total,
  };
}
