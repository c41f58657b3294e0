/** MediaStream events in the background: accepted at once, handled with retries, given up into dead letters. */
import { type Clock, systemClock } from "../clock.ts";
import { withDeadline } from "../deadline.ts";
import { SidetoneError } from "../errors.ts";
import type { JobsBackend } from "../storage/open-storage.ts";
import type { Logger } from "../telemetry/log.ts";
import {
  countJobs,
  type FailedJob,
  type JobCounts,
  readFailedJobs,
  retryDeadLetter,
} from "./dead-letters.ts";
import type { MediastreamEvent, MediastreamEventQueue } from "./mediastream-event.ts";
import { openQueueBackend } from "./open-queue-backend.ts";
import {
  eventOf,
  jobDataOf,
  jobIdOf,
  type MediastreamJobData,
  processJob,
  reportFailure,
} from "./process-job.ts";
import { type JobWorker, makeQueue, makeWorker } from "./queue-backend.ts";
import { endBackend, endQueue, endWorker } from "./queue-ends.ts";
import { retryDelayMs } from "./retry-delay.ts";
import { WorkerErrors } from "./worker-errors.ts";

const QUEUE_NAME = "mediastream-events";
const BACKOFF_TYPE = "doubling-with-jitter";
const HOUR_SECONDS = 60 * 60;
/** How long a repeated event is recognised after the first was handled. */
const KEEP_COMPLETED = { age: HOUR_SECONDS, count: 5_000 };
const KEEP_DEAD_LETTERS = { age: 7 * 24 * HOUR_SECONDS, count: 1_000 };
const DEFAULTS = {
  attempts: 8,
  backoffMs: { firstMs: 1_000, maxMs: 60_000 },
  concurrency: 8,
  enqueueTimeoutMs: 2_000,
  handleTimeoutMs: 30_000,
  startTimeoutMs: 30_000,
  closeTimeoutMs: 10_000,
  lockMs: 10_000,
} as const;

export interface MediastreamJobsOptions {
  backend: JobsBackend;
  /**
   * Does the work. A retryable SidetoneError, or any error of another class, is tried again; a SidetoneError that is
   * not retryable goes to the dead letters at once. May see an event twice (a process died after the work): idempotent.
   */
  handle: (event: MediastreamEvent) => Promise<void> | void;
  logger: Logger;
  clock?: Clock;
  attempts?: number;
  backoffMs?: { firstMs: number; maxMs: number };
  concurrency?: number;
  enqueueTimeoutMs?: number;
  handleTimeoutMs?: number;
  startTimeoutMs?: number;
  closeTimeoutMs?: number;
  /** How long a job of a process that died stays taken. */
  lockMs?: number;
}

export interface MediastreamJobs {
  /** Rejects with STORAGE_FAILED (retryable) when the backend does not take the event in time, SHUTTING_DOWN after close(). */
  readonly queue: MediastreamEventQueue;
  /** Newest first. */
  deadLetters(limit: number): Promise<FailedJob<MediastreamEvent>[]>;
  /** Rejects with NOT_FOUND where no dead letter has this id. */
  retryDeadLetter(id: string): Promise<void>;
  counts(): Promise<JobCounts>;
  /** Lets running handlers end within the deadline. May be called again. */
  close(): Promise<void>;
}

/** Rejects with STORAGE_FAILED when the backend does not answer in time. */
export async function startMediastreamJobs(options: MediastreamJobsOptions): Promise<MediastreamJobs> {
  const settings = { clock: systemClock, ...DEFAULTS, ...options };
  const { clock, logger } = settings;
  const ask = <T>(work: Promise<T>, timeoutMs = settings.enqueueTimeoutMs) =>
    withDeadline(clock, timeoutMs, work, () => storageFailed("does not answer")).catch((error: unknown) => {
      throw error instanceof SidetoneError ? error : storageFailed("refused", error);
    });
  const opened = await ask(openQueueBackend(options.backend, logger), settings.startTimeoutMs);
  const queue = makeQueue(QUEUE_NAME, opened.backend, {});
  queue.on("error", (error) => logger.warn({ reason: error.name }, "job queue reported an error"));
  let worker: JobWorker<MediastreamJobData> | null = null;
  const end = async () => {
    if (worker !== null) await endWorker(worker, settings);
    await endQueue(queue, settings);
    await endBackend(opened, settings);
  };
  try {
    await ask(queue.waitUntilReady(), settings.startTimeoutMs);
  } catch (error) {
    await end();
    throw error;
  }
  worker = makeWorker(QUEUE_NAME, opened.backend, (job) => processJob(job, settings), {
    concurrency: settings.concurrency,
    lockDuration: settings.lockMs,
    stalledInterval: settings.lockMs,
    maxStalledCount: settings.attempts,
    settings: { backoffStrategy: (attemptsMade) => retryDelayMs(attemptsMade, settings.backoffMs) },
  });
  const errors = new WorkerErrors({ worker, clock, logger });
  worker.on("error", (error) => errors.hear(error));
  worker.on("completed", () => errors.hearSuccess());
  worker.on("failed", (job, error) => reportFailure(job, error, settings));

  let closing: Promise<void> | null = null;
  return {
    queue: {
      enqueue: async (event) => {
        if (closing !== null) throw shuttingDown();
        const jobOptions = {
          jobId: jobIdOf(event),
          attempts: settings.attempts,
          backoff: { type: BACKOFF_TYPE },
          removeOnComplete: KEEP_COMPLETED,
          removeOnFail: KEEP_DEAD_LETTERS,
        };
        await ask(queue.add("mediastream-event", jobDataOf(event), jobOptions));
      },
    },
    deadLetters: (limit) => ask(readFailedJobs(queue, limit, eventOf)),
    retryDeadLetter: (id) => ask(retryDeadLetter(queue, id)),
    counts: () => ask(countJobs(queue)),
    close: () => {
      errors.close();
      closing ??= end();
      return closing;
    },
  };
}

function storageFailed(what: string, cause?: unknown): SidetoneError {
  return new SidetoneError("STORAGE_FAILED", `the job queue ${what}`, { retryable: true, cause });
}

function shuttingDown(): SidetoneError {
  return new SidetoneError("SHUTTING_DOWN", "the job queue is closing", { retryable: true });
}
