/** One timer for all streams: their joined chunks leave in the same turn, so many messages share few writes. */
import type { Clock } from "../clock.ts";

/** Ticks every `intervalMs` while anybody listens, and holds no timer otherwise. */
export class FlushTick {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #listeners = new Set<() => void>();
  #timer: unknown;

  constructor(options: { clock: Clock; intervalMs: number }) {
    this.#clock = options.clock;
    this.#intervalMs = options.intervalMs;
  }

  /** Returns the unsubscribe function. A listener must not throw. */
  add(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#timer === undefined) this.#arm(this.#intervalMs);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0 || this.#timer === undefined) return;
      this.#clock.clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  #arm(delayMs: number): void {
    const dueAt = this.#clock.now() + delayMs;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      for (const listener of [...this.#listeners]) listener();
      if (this.#listeners.size === 0 || this.#timer !== undefined) return;
      // A late tick is made up for, so that the average stays one message per interval.
      const lateMs = Math.max(0, this.#clock.now() - dueAt);
      this.#arm(Math.max(1, this.#intervalMs - lateMs));
    }, delayMs);
  }
}
