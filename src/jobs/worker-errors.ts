/** Handles a worker's errors: logs them at a bounded rate and pauses a worker that only fails, longer each time. */
import { type BackOff, backOffMs } from "../base/back-off.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";

const BURST = 5;
const BURST_WINDOW_MS = 1_000;
const PAUSE: BackOff = { firstMs: 500, maxMs: 30_000 };

export interface PausableWorker {
  pause(doNotWaitActive?: boolean): Promise<void>;
  resume(): Promise<void> | void;
}

export interface WorkerErrorsOptions {
  worker: PausableWorker;
  clock: Clock;
  logger: Logger;
}

/** BullMQ retries some failures without any wait; this is the wait. Owner calls close(). */
export class WorkerErrors {
  readonly #options: WorkerErrorsOptions;
  #recent: number[] = [];
  #pauses = 0;
  #resumeTimer: unknown = null;
  #closed = false;

  constructor(options: WorkerErrorsOptions) {
    this.#options = options;
  }

  hear(error: Error): void {
    if (this.#closed || this.#resumeTimer !== null) return;
    const { clock, logger, worker } = this.#options;
    const now = clock.now();
    this.#recent = [...this.#recent.filter((atMs) => now - atMs < BURST_WINDOW_MS), now];
    const reason = "code" in error ? String(error.code) : error.name;
    if (this.#recent.length < BURST) {
      logger.warn({ reason }, "job worker reported an error");
      return;
    }
    this.#recent = [];
    this.#pauses += 1;
    const pauseMs = backOffMs(this.#pauses, PAUSE);
    logger.error({ reason, pauseMs }, "job worker keeps failing and pauses");
    this.#resumeTimer = clock.setTimeout(() => {
      this.#resumeTimer = null;
      void this.#settle(worker.resume());
    }, pauseMs);
    void this.#settle(worker.pause(true));
  }

  /** A job got through: the next pause starts small again. */
  hearSuccess(): void {
    this.#pauses = 0;
  }

  close(): void {
    this.#closed = true;
    this.#options.clock.clearTimeout(this.#resumeTimer);
  }

  async #settle(work: Promise<void> | void): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#options.logger.warn(
        { reason: error instanceof Error ? error.name : "unknown" },
        "job worker did not pause",
      );
    }
  }
}
