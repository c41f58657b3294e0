/** Keeps requests within a quota per minute: no window of a minute ever holds more than the quota. */
import type { Clock } from "../../base/clock.ts";

const WINDOW_MS = 60_000;

interface Waiter {
  go: () => void;
  signal: AbortSignal;
}

export interface RateWindowOptions {
  clock: Clock;
  /** Requests in any 60 seconds. */
  perMinute: number;
}

/** First come, first served. Owner calls close(). */
export class RateWindow {
  readonly #options: RateWindowOptions;
  /** When each of the last requests was let through, as a ring. */
  readonly #times: number[] = [];
  #next = 0;
  #waiting: Waiter[] = [];
  #timer: unknown = null;

  constructor(options: RateWindowOptions) {
    this.#options = options;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when one request may go; resolves also once `signal` aborts, without having counted it. */
  take(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    if (this.#waiting.length === 0 && this.#tryTake()) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter: Waiter = { go: resolve, signal };
    this.#waiting.push(waiter);
    const leave = () => {
      this.#waiting = this.#waiting.filter((other) => other !== waiter);
      resolve();
    };
    signal.addEventListener("abort", leave, { once: true });
    this.#arm();
    return promise.finally(() => signal.removeEventListener("abort", leave));
  }

  /** Lets everybody go who still waits. */
  close(): void {
    this.#options.clock.clearTimeout(this.#timer);
    for (const { go } of this.#waiting) go();
    this.#waiting = [];
  }

  #tryTake(): boolean {
    const { clock, perMinute } = this.#options;
    const oldestMs = this.#times[this.#next];
    if (oldestMs !== undefined && clock.now() - oldestMs < WINDOW_MS) return false;
    this.#times[this.#next] = clock.now();
    this.#next = (this.#next + 1) % perMinute;
    return true;
  }

  #arm(): void {
    if (this.#timer !== null || this.#waiting.length === 0) return;
    const { clock } = this.#options;
    const oldestMs = this.#times[this.#next] ?? clock.now();
    const delayMs = Math.max(1, oldestMs + WINDOW_MS - clock.now());
    this.#timer = clock.setTimeout(() => {
      this.#timer = null;
      while (this.#waiting.length > 0 && this.#tryTake()) this.#waiting.shift()?.go();
      this.#arm();
    }, delayMs);
  }
}
