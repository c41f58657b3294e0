/** Calls that live or ended lately, by the first keys of their ids. */
import type { Clock } from "../base/clock.ts";

export interface RecentCalls {
  /** A call has ended now. */
  ended(firstKey: string): void;
  has(firstKey: string): boolean;
}

/** Five9 reports the end of a stream within seconds; ten minutes leave room for delays. */
const REMEMBERED_MS = 600_000;
const MAX_REMEMBERED = 5_000;

export function createRecentCalls(options: { clock: Clock; isLive(firstKey: string): boolean }): RecentCalls {
  const { clock, isLive } = options;
  /** When each ended, oldest first. */
  const endedAtMs = new Map<string, number>();
  return {
    ended(firstKey) {
      endedAtMs.delete(firstKey);
      endedAtMs.set(firstKey, clock.now());
      for (const [oldest, atMs] of endedAtMs) {
        if (endedAtMs.size <= MAX_REMEMBERED && atMs > clock.now() - REMEMBERED_MS) break;
        endedAtMs.delete(oldest);
      }
    },
    has: (firstKey) => isLive(firstKey) || (endedAtMs.get(firstKey) ?? 0) > clock.now() - REMEMBERED_MS,
  };
}
