/** One timer for all streams: their joined chunks leave in the same turn, so many messages share few wake-ups. */
import type { Clock } from "../base/clock.ts";

/** One stream's place at the tick. */
export interface TickSeat {
  /** Its listener is called at the next beat, once. Costs nothing where that is asked for already. */
  request(): void;
  /** Its listener is not called any more. */
  leave(): void;
}

/** Beats every `intervalMs` while a reader is seated, and holds no timer otherwise. */
export class FlushTick {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  #seats = 0;
  /** Only those who asked: most legs are silent at most beats, and to look at each costs more than its audio. */
  #due: Seat[] = [];
  #timer: unknown;

  constructor(options: { clock: Clock; intervalMs: number }) {
    this.#clock = options.clock;
    this.#intervalMs = options.intervalMs;
  }

  /** A listener must not throw. */
  join(listener: () => void): TickSeat {
    this.#seats += 1;
    if (this.#timer === undefined) this.#arm(this.#intervalMs);
    return new Seat(
      listener,
      (seat) => void this.#due.push(seat),
      () => this.#left(),
    );
  }

  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  #left(): void {
    this.#seats -= 1;
    if (this.#seats > 0 || this.#timer === undefined) return;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(delayMs: number): void {
    const dueAt = this.#clock.now() + delayMs;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      const due = this.#due;
      this.#due = [];
      for (const seat of due) seat.hear();
      if (this.#seats === 0 || this.#timer !== undefined) return;
      // A late tick is made up for, so that the average stays one message per interval.
      const lateMs = Math.max(0, this.#clock.now() - dueAt);
      this.#arm(Math.max(1, this.#intervalMs - lateMs));
    }, delayMs);
  }
}

class Seat implements TickSeat {
  readonly #listener: () => void;
  readonly #onRequest: (seat: Seat) => void;
  readonly #onLeave: () => void;
  #isRequested = false;
  #hasLeft = false;

  constructor(listener: () => void, onRequest: (seat: Seat) => void, onLeave: () => void) {
    this.#listener = listener;
    this.#onRequest = onRequest;
    this.#onLeave = onLeave;
  }

  request(): void {
    if (this.#isRequested || this.#hasLeft) return;
    this.#isRequested = true;
    this.#onRequest(this);
  }

  hear(): void {
    this.#isRequested = false;
    if (!this.#hasLeft) this.#listener();
  }

  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#onLeave();
  }
}
