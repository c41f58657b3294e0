/** Suggestions for recipients outside: posted to their webhook in the background, signed, with retries. */
import { createHash } from "node:crypto";
import { type Job, UnrecoverableError } from "bullmq";
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
import { openQueueBackend } from "./open-queue-backend.ts";
import { type JobWorker, makeQueue, makeWorker } from "./queue-backend.ts";
import { endBackend, endQueue, endWorker } from "./queue-ends.ts";
import { retryDelayMs } from "./retry-delay.ts";
import { postSigned, type WebhookTarget } from "./webhook-post.ts";
import { WorkerErrors } from "./worker-errors.ts";

const QUEUE_NAME = "suggestion-webhook";
const BACKOFF_TYPE = "doubling-with-jitter";
const HOUR_SECONDS = 60 * 60;
const KEEP_COMPLETED = { age: HOUR_SECONDS, count: 5_000 };
const KEEP_DEAD_LETTERS = { age: 24 * HOUR_SECONDS, count: 1_000 };
const DEFAULTS = {
  attempts: 8,
  backoffMs: { firstMs: 1_000, maxMs: 60_000 },
  concurrency: 8,
  enqueueTimeoutMs: 2_000,
  startTimeoutMs: 30_000,
  closeTimeoutMs: 10_000,
  lockMs: 30_000,
} as const;

/** What is posted; `id` names it for good, so that a recipient can tell a repeat. */
export interface WebhookMessage extends Record<string, unknown> {
  id: string;
}

export interface WebhookJobsOptions {
  backend: JobsBackend;
  target: WebhookTarget;
  logger: Logger;
  clock?: Clock;
  attempts?: number;
  backoffMs?: { firstMs: number; maxMs: number };
  /** For tests that must not meet each other's jobs. */
  queueName?: string;
}

export interface WebhookTotals {
  sent: number;
  /** Attempts that failed, the last one of each message included. */
  failed: number;
  /** Messages that became dead letters. */
  givenUp: number;
}

export interface WebhookJobs {
  /** Resolves once the message is kept. Rejects with STORAGE_FAILED (retryable) or SHUTTING_DOWN. */
  post(message: WebhookMessage): Promise<void>;
  /** Newest first. */
  deadLetters(limit: number): Promise<FailedJob<WebhookMessage>[]>;
  /** Rejects with NOT_FOUND where no dead letter has this id. */
  retryDeadLetter(id: string): Promise<void>;
  counts(): Promise<JobCounts>;
  /** Since the start of this process. */
  totals(): WebhookTotals;
  /** Lets running posts end within the deadline. */
  close(): Promise<void>;
}

/** As text: a database's own JSON type refuses the escape for U+0000. */
interface WebhookJobData {
  body: string;
}

/** Rejects with STORAGE_FAILED when the backend does not answer in time. */
export async function startWebhookJobs(options: WebhookJobsOptions): Promise<WebhookJobs> {
  const settings = { clock: systemClock, queueName: QUEUE_NAME, ...DEFAULTS, ...options };
  const { clock, logger, target, queueName } = settings;
  const failed = (cause?: unknown) =>
    new SidetoneError("STORAGE_FAILED", "the webhook queue does not answer", { retryable: true, cause });
  const ask = <T>(work: Promise<T>, timeoutMs: number = settings.enqueueTimeoutMs) =>
    withDeadline(clock, timeoutMs, work, failed).catch((error: unknown) => {
      throw error instanceof SidetoneError ? error : failed(error);
    });
  const opened = await ask(openQueueBackend(options.backend, logger), settings.startTimeoutMs);
  const queue = makeQueue(queueName, opened.backend, {});
  queue.on("error", (error) => logger.warn({ reason: error.name }, "webhook queue reported an error"));
  await ask(queue.waitUntilReady(), settings.startTimeoutMs);
  const worker: JobWorker<WebhookJobData> = makeWorker(queueName, opened.backend, post, {
    concurrency: settings.concurrency,
    lockDuration: settings.lockMs,
    stalledInterval: settings.lockMs,
    maxStalledCount: settings.attempts,
    settings: { backoffStrategy: (attemptsMade) => retryDelayMs(attemptsMade, settings.backoffMs) },
  });
  const errors = new WorkerErrors({ worker, clock, logger });
  worker.on("error", (error) => errors.hear(error));
  const totals: WebhookTotals = { sent: 0, failed: 0, givenUp: 0 };
  worker.on("completed", () => {
    totals.sent += 1;
    errors.hearSuccess();
  });
  worker.on("failed", (job, error) => {
    const fields = { jobId: job?.id, attempts: job?.attemptsMade, reason: error.message };
    const isLast = (job?.finishedOn ?? 0) > 0;
    totals.failed += 1;
    if (isLast) totals.givenUp += 1;
    if (isLast) logger.error(fields, "suggestion could not be posted, given up");
    else logger.info(fields, "suggestion will be posted again");
  });

  async function post(job: Job<WebhookJobData>): Promise<void> {
    try {
      await postSigned(target, job.data.body, clock);
    } catch (caught) {
      const { code, message, retryable } = SidetoneError.from(caught);
      throw retryable ? new Error(`${code}: ${message}`) : new UnrecoverableError(`${code}: ${message}`);
    }
  }

  let closing: Promise<void> | null = null;
  return {
    async post(message) {
      if (closing !== null)
        throw new SidetoneError("SHUTTING_DOWN", "the webhook queue is closing", { retryable: true });
      const jobId = `w-${createHash("sha256").update(message.id, "utf8").digest("hex")}`;
      const data: WebhookJobData = { body: JSON.stringify(message) };
      await ask(
        queue.add("suggestion", data, {
          jobId,
          attempts: settings.attempts,
          backoff: { type: BACKOFF_TYPE },
          removeOnComplete: KEEP_COMPLETED,
          removeOnFail: KEEP_DEAD_LETTERS,
        }),
      );
    },
    deadLetters: (limit) =>
      ask(readFailedJobs(queue, limit, ({ body }: WebhookJobData): WebhookMessage => JSON.parse(body))),
    retryDeadLetter: (id) => ask(retryDeadLetter(queue, id)),
    counts: () => ask(countJobs(queue)),
    totals: () => ({ ...totals }),
    close() {
      closing ??= (async () => {
        errors.close();
        await endWorker(worker, settings);
        await endQueue(queue, settings);
        await endBackend(opened, settings);
      })();
      return closing;
    },
  };
}
