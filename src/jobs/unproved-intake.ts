/** Decides about reports without a key. Their sender is unknown, so few are taken. */
import type { Clock } from "../base/clock.ts";

export interface UnprovedIntakeOptions {
  clock: Clock;
  /** A call of this id lives or ended lately; looked up in memory. */
  isKnownCall(callId: string): boolean;
  perCall?: number;
  /** In sum: so many at once, and as many again after a second. */
  perSecond?: number;
}

/** `unknownCall` and `enoughOfCall` are dropped; `tooMany` may come again later. */
export type UnprovedVerdict = "take" | "unknownCall" | "enoughOfCall" | "tooMany";

/** A call has two or three legs, each of which begins, ends and may fail. */
const DEFAULT_PER_CALL = 12;
const DEFAULT_PER_SECOND = 20;
/** Calls whose reports are counted; the least recently seen one is forgotten. */
const MAX_CALLS = 10_000;

export function createUnprovedIntake(options: UnprovedIntakeOptions): (callId: string) => UnprovedVerdict {
  const { clock, isKnownCall, perCall = DEFAULT_PER_CALL, perSecond = DEFAULT_PER_SECOND } = options;
  const taken = new Map<string, number>();
  let tokens = perSecond;
  let filledAtMs = clock.now();

  return (callId) => {
    if (!isKnownCall(callId)) return "unknownCall";
    const ofCall = taken.get(callId) ?? 0;
    if (ofCall >= perCall) return "enoughOfCall";
    const now = clock.now();
    tokens = Math.min(perSecond, tokens + (Math.max(0, now - filledAtMs) / 1_000) * perSecond);
    filledAtMs = now;
    if (tokens < 1) return "tooMany";
    tokens -= 1;
    taken.delete(callId);
    taken.set(callId, ofCall + 1);
    const [oldest] = taken.keys();
    if (taken.size > MAX_CALLS && oldest !== undefined) taken.delete(oldest);
    return "take";
  };
}
