/** Whether audio comes slowly enough for each chunk to be sent by itself. Known without a timer: chunks are counted as they come. */
import type { Clock } from "../base/clock.ts";

const WINDOW_MS = 500;

export class ChunkRate {
  readonly #clock: Clock;
  readonly #busyFrom: number;
  #sinceMs: number;
  #chunks = 0;
  #isSlow: boolean;

  /** `busyFrom`: chunks a second of all streams from which it is too fast, until they are fewer than half of that. */
  constructor(clock: Clock, busyFrom: number) {
    this.#clock = clock;
    this.#busyFrom = busyFrom;
    this.#sinceMs = clock.now();
    this.#isSlow = busyFrom > 0;
  }

  note(): void {
    this.#chunks += 1;
    const passedMs = this.#clock.now() - this.#sinceMs;
    if (passedMs >= 0 && passedMs < WINDOW_MS) return;
    const limit = this.#isSlow ? this.#busyFrom : this.#busyFrom / 2;
    this.#isSlow = this.#chunks * 1_000 < limit * passedMs;
    this.#sinceMs += passedMs;
    this.#chunks = 0;
  }

  /** By the last half second that is over, or longer where nothing came. */
  get isSlow(): boolean {
    return this.#isSlow;
  }
}
