/** The time of a simulated caller, held by the story: it does not move until the story lets it. */
import { SimulatedClock } from "xstate";
import type { Clock } from "../../src/base/clock.ts";

const BEAT_MS = 5;

export class CallerClock implements Clock {
  readonly #simulated = new SimulatedClock();
  #beat: ReturnType<typeof setInterval> | undefined;

  now(): number {
    return this.#simulated.now();
  }

  setTimeout(fn: () => void, timeoutMs: number): unknown {
    return this.#simulated.setTimeout(fn, timeoutMs);
  }

  clearTimeout(id: unknown): void {
    this.#simulated.clearTimeout(id as number);
  }

  /** Lets so much time pass at once: what was to be said in it is said now. */
  advance(ms: number): void {
    this.#simulated.increment(ms);
  }

  /** Lets time pass at so many times its own pace: until `stop`, another pace, or for `durationMs` of it. */
  run(speed: number, durationMs = Number.POSITIVE_INFINITY): void {
    this.stop();
    const endMs = this.now() + durationMs;
    this.#beat = setInterval(() => {
      this.advance(Math.min(BEAT_MS * speed, endMs - this.now()));
      if (this.now() >= endMs) this.stop();
    }, BEAT_MS);
  }

  stop(): void {
    clearInterval(this.#beat);
  }
}
