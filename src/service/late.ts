/** A part that opens beside the rest, or when it is first asked. Calls before it is open wait, within a deadline. */
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

export interface LateOptions<T> {
  /** Tried again with a growing pause until it succeeds or close() is called. */
  open(): Promise<T>;
  closeOpened(opened: T): Promise<void>;
  /** It opens with begin(), or when it is first asked. Default: at once. */
  isOnDemand?: boolean;
  /** For the error: "the job queue". */
  what: string;
  /** How long a caller waits for the opening. */
  waitMs: number;
  clock: Clock;
  logger: Logger;
}

export class Late<T> {
  readonly #options: LateOptions<T>;
  readonly #opening = Promise.withResolvers<T>();
  readonly #closing = Promise.withResolvers<null>();
  #attempts: Promise<void> | null = null;
  #opened: T | null = null;
  #isClosed = false;

  constructor(options: LateOptions<T>) {
    this.#options = options;
    this.#opening.promise.catch(() => {});
    if (options.isOnDemand !== true) this.begin();
  }

  /** Whether it has opened, or is about to. */
  get hasBegun(): boolean {
    return this.#attempts !== null;
  }

  /** Null until it is open. */
  get opened(): T | null {
    return this.#opened;
  }

  /** Opens it beside the rest, unless that has begun. */
  begin(): void {
    this.#attempts ??= this.#attempt();
  }

  /** Rejects with STORAGE_FAILED (retryable) if it is not open in time, SHUTTING_DOWN after close(). */
  async ask<R>(question: (opened: T) => Promise<R>): Promise<R> {
    if (this.#opened !== null) return await question(this.#opened);
    this.begin();
    const { clock, waitMs, what } = this.#options;
    const notYet = () =>
      new SidetoneError("STORAGE_FAILED", `${what} has not started yet`, { retryable: true });
    return await question(await withDeadline(clock, waitMs, this.#opening.promise, notYet));
  }

  /** Waits for a running attempt. May be called again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#closing.resolve(null);
    // An opening that never began is over, too.
    this.begin();
    await this.#attempts;
    if (this.#opened !== null) await this.#options.closeOpened(this.#opened);
  }

  async #attempt(): Promise<void> {
    const { open, what, clock, logger } = this.#options;
    for (let pauseMs = FIRST_RETRY_MS; !this.#isClosed; pauseMs = Math.min(MAX_RETRY_MS, pauseMs * 2)) {
      try {
        const opening = open();
        const opened = await Promise.race([opening, this.#closing.promise]);
        // Closed first: a part that opens late then closes itself.
        if (opened === null) {
          opening.then((late) => this.#options.closeOpened(late)).catch(() => {});
          break;
        }
        this.#opened = opened;
        this.#opening.resolve(opened);
        return;
      } catch (error) {
        logger.error({ err: error, what }, "a part that may start late did not start and is tried again");
      }
      const pause = Promise.withResolvers<null>();
      const timer = clock.setTimeout(() => pause.resolve(null), pauseMs);
      await Promise.race([pause.promise, this.#closing.promise]);
      clock.clearTimeout(timer);
    }
    this.#opening.reject(new SidetoneError("SHUTTING_DOWN", `${what} is closing`, { retryable: true }));
  }
}
