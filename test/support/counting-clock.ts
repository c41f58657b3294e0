/** The machine's clock, with a count of the timers that still wait. */
import { type Clock, systemClock } from "../../src/base/clock.ts";

export interface CountingClock extends Clock {
  /** Delays of the timers that wait, in milliseconds. */
  waiting(): number[];
}

export function createCountingClock(): CountingClock {
  const timers = new Map<unknown, number>();
  return {
    now: systemClock.now,
    setTimeout(fn, timeoutMs) {
      const id = systemClock.setTimeout(() => {
        timers.delete(id);
        fn();
      }, timeoutMs);
      timers.set(id, timeoutMs);
      return id;
    },
    clearTimeout(id) {
      timers.delete(id);
      systemClock.clearTimeout(id);
    },
    waiting: () => [...timers.values()],
  };
}
