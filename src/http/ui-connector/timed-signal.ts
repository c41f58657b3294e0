/** An abort signal that fires at a deadline, and says whether the deadline was the cause. */
import type { Clock } from "../../base/clock.ts";

export interface TimedSignal {
  readonly signal: AbortSignal;
  /** True once the deadline has passed, not where another signal was first. */
  isLate(): boolean;
  /** Stops the timer: running work may continue. */
  clear(): void;
}

/** Starts the time now. `also` aborts it before. */
export function abortAfter(clock: Clock, deadlineMs: number, also?: AbortSignal): TimedSignal {
  const late = new AbortController();
  const timer = clock.setTimeout(() => late.abort(), deadlineMs);
  return {
    signal: also === undefined ? late.signal : AbortSignal.any([late.signal, also]),
    isLate: () => late.signal.aborted,
    clear: () => clock.clearTimeout(timer),
  };
}
