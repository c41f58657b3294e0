/** Bounds the jobs of a queue that are not done: counted in memory, corrected from the queue while there are some. */
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";

/** Jobs that are not done, by whether they have a priority number (those come last). */
export interface Unfinished {
  plain: number;
  prioritized: number;
}

export interface WaitingBoundOptions {
  clock: Clock;
  logger: Logger;
  max: Unfinished;
  /** Asks the queue; too dear to be asked for each job. */
  count(): Promise<Unfinished>;
  /** True from the first refusal until the queue is half empty. */
  onFull(isFull: boolean): void;
  refreshMs?: number;
}

const DEFAULT_REFRESH_MS = 5_000;

/** Owner calls close(). */
export class WaitingBound {
  readonly #options: WaitingBoundOptions;
  #known: Unfinished = { plain: 0, prioritized: 0 };
  #refused = 0;
  #isFull = false;
  #timer: unknown = null;
  #isClosed = false;

  constructor(options: WaitingBoundOptions) {
    this.#options = options;
  }

  /** Counts before the first job is taken. An empty queue is not asked again before the next job. */
  async refresh(): Promise<void> {
    let isEmpty = false;
    try {
      this.#known = await this.#options.count();
      isEmpty = this.#known.plain + this.#known.prioritized === 0;
      this.#tellWhenRoom();
    } catch (caught) {
      this.#options.logger.debug({ reason: SidetoneError.from(caught).code }, "jobs could not be counted");
    }
    if (!isEmpty) this.#refreshLater();
  }

  /** Throws LIMIT_EXCEEDED (retryable) if the queue is full; otherwise one more is waiting. */
  enter(kind: keyof Unfinished): void {
    const { max } = this.#options;
    if (this.#known[kind] >= max[kind]) {
      this.#refused += 1;
      // Jobs of low priority have separate places and raise no alarm.
      if (kind === "plain") this.#setFull(true);
      throw new SidetoneError("LIMIT_EXCEEDED", "too many jobs wait", { retryable: true });
    }
    this.#known[kind] += 1;
    this.#refreshLater();
  }

  /** One that entered is done, was given up, or could not be kept. */
  leave(kind: keyof Unfinished): void {
    this.#known[kind] = Math.max(0, this.#known[kind] - 1);
    this.#tellWhenRoom();
  }

  refused(): number {
    return this.#refused;
  }

  close(): void {
    this.#isClosed = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  #refreshLater(): void {
    if (this.#isClosed) return;
    const { clock, refreshMs = DEFAULT_REFRESH_MS } = this.#options;
    this.#timer ??= clock.setTimeout(() => {
      this.#timer = null;
      void this.refresh();
    }, refreshMs);
  }

  #tellWhenRoom(): void {
    if (this.#known.plain <= this.#options.max.plain / 2) this.#setFull(false);
  }

  #setFull(isFull: boolean): void {
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    this.#options.onFull(isFull);
  }
}
