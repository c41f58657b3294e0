/** Asks a writer to wait while too much is unsent, but only while a reader is likely to come. */
import type { Clock } from "../base/clock.ts";

interface Waiting {
  promise: Promise<void>;
  resolve: () => void;
  timer: unknown;
}

/**
 * Shut by `shut()`, opened by `open()`. A wait without any progress for `stallLimitMs` is waived: a leg whose
 * recogniser is away must still be read (its control messages follow the audio), and the buffer's bound decides.
 */
export class WritableGate {
  readonly #clock: Clock;
  readonly #stallLimitMs: number;
  #isShut = false;
  #isWaived = false;
  #isClosed = false;
  #waiting: Waiting | undefined;

  constructor(options: { clock: Clock; stallLimitMs: number }) {
    this.#clock = options.clock;
    this.#stallLimitMs = options.stallLimitMs;
  }

  get isOpen(): boolean {
    return !this.#isShut || this.#isWaived || this.#isClosed;
  }

  /** Says whether too much is unsent now. */
  set(isShut: boolean): void {
    this.#isShut = isShut;
    if (!isShut) this.#release();
  }

  /** A reader came: waiting makes sense (again). */
  progress(): void {
    this.#isWaived = false;
    if (this.#waiting === undefined) return;
    this.#clock.clearTimeout(this.#waiting.timer);
    this.#waiting.timer = this.#clock.setTimeout(() => this.#waive(), this.#stallLimitMs);
  }

  /** Resolves when the gate is open; at once if it is. */
  whenOpen(): Promise<void> {
    if (this.isOpen) return Promise.resolve();
    if (this.#waiting === undefined) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = this.#clock.setTimeout(() => this.#waive(), this.#stallLimitMs);
      this.#waiting = { promise, resolve, timer };
    }
    return this.#waiting.promise;
  }

  /** Open from now on. */
  close(): void {
    this.#isClosed = true;
    this.#release();
  }

  #waive(): void {
    this.#isWaived = true;
    this.#release();
  }

  #release(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    this.#clock.clearTimeout(waiting.timer);
    waiting.resolve();
  }
}
