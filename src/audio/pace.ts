/** A speed limit for replayed audio: a stream that catches up must not look like a flood to the recogniser. */
import type { Clock } from "../base/clock.ts";

/** A token bucket in samples. A piece may start while any token is left; the debt is paid before the next. */
export class Pace {
  readonly #clock: Clock;
  readonly #samplesPerMs: number;
  readonly #cap: number;
  #tokens: number;
  #at: number;

  /** `burstSamples` is what may go at once after a pause. */
  constructor(options: { clock: Clock; samplesPerMs: number; burstSamples: number }) {
    this.#clock = options.clock;
    this.#samplesPerMs = options.samplesPerMs;
    this.#cap = options.burstSamples;
    this.#tokens = options.burstSamples;
    this.#at = options.clock.now();
  }

  get allows(): boolean {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#cap, this.#tokens + Math.max(0, now - this.#at) * this.#samplesPerMs);
    this.#at = now;
    return this.#tokens > 0;
  }

  spend(samples: number): void {
    this.#tokens -= samples;
  }
}
