/** The machine's clock, which a story can put forward: an hour passes in a moment, with all that is due in it, in order. */
import { type Clock, systemClock } from "../../src/base/clock.ts";

interface Timer {
  dueMs: number;
  fn(): void;
  real: unknown;
}

/** So much passes at a time: what runs meanwhile gets its turn between two steps. */
const STEP_MS = 500;

export class LeapingClock implements Clock {
  readonly #timers = new Map<number, Timer>();
  #aheadMs = 0;
  #lastId = 0;

  now(): number {
    return systemClock.now() + this.#aheadMs;
  }

  setTimeout(fn: () => void, timeoutMs: number): unknown {
    this.#lastId += 1;
    const id = this.#lastId;
    const run = () => {
      this.#timers.delete(id);
      fn();
    };
    const real = systemClock.setTimeout(run, timeoutMs);
    this.#timers.set(id, { dueMs: this.now() + timeoutMs, fn: run, real });
    return id;
  }

  clearTimeout(id: unknown): void {
    const timer = this.#timers.get(id as number);
    if (timer === undefined) return;
    systemClock.clearTimeout(timer.real);
    this.#timers.delete(id as number);
  }

  /** `between`: awaited after each step, so that work with a deadline is done before the next. */
  async leap(ms: number, between: () => Promise<unknown>): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) {
      this.#aheadMs += Math.min(STEP_MS, leftMs);
      const due = [...this.#timers].filter(([, { dueMs }]) => dueMs <= this.now());
      for (const [id, { real, fn }] of due.toSorted(([, a], [, b]) => a.dueMs - b.dueMs)) {
        // One that was due before may have cleared it.
        if (!this.#timers.has(id)) continue;
        systemClock.clearTimeout(real);
        fn();
      }
      this.#bringForward();
      await between();
    }
  }

  /** The machine's timers know nothing of the leap. */
  #bringForward(): void {
    for (const timer of this.#timers.values()) {
      systemClock.clearTimeout(timer.real);
      timer.real = systemClock.setTimeout(timer.fn, Math.max(0, timer.dueMs - this.now()));
    }
  }
}
