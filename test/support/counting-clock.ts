/**
 * A clock that goes as fast as the machine's at most, and only while this process gets to run: a deadline of a second gives a
 * busy machine as many turns of the event loop as an idle one. It counts the timers that still wait.
 */
import type { Clock } from "../../src/base/clock.ts";

export interface CountingClock extends Clock {
  /** Delays of the timers that wait, in milliseconds. */
  waiting(): number[];
}

interface Timer {
  dueMs: number;
  timeoutMs: number;
  fn(): void;
}

const TICK_MS = 10;

export function createCountingClock(): CountingClock {
  const timers = new Map<number, Timer>();
  let nowMs = Date.now();
  let lastId = 0;
  // A late tick is still one tick.
  setInterval(() => {
    nowMs += TICK_MS;
    const due = [...timers].filter(([, timer]) => timer.dueMs <= nowMs);
    for (const [id, { fn }] of due.sort(([, a], [, b]) => a.dueMs - b.dueMs)) {
      if (timers.delete(id)) fn();
    }
  }, TICK_MS).unref();
  return {
    now: () => nowMs,
    setTimeout(fn, timeoutMs) {
      lastId += 1;
      timers.set(lastId, { dueMs: nowMs + timeoutMs, timeoutMs, fn });
      return lastId;
    },
    clearTimeout: (id) => void timers.delete(id as number),
    waiting: () => [...timers.values()].map(({ timeoutMs }) => timeoutMs),
  };
}
