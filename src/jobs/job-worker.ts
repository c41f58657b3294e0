/** The working end of a queue: one try at a job within its deadline, and its outcome. */

import { type Job, UnrecoverableError } from "bullmq";
import { backOffMs } from "../base/back-off.ts";
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import { classifyFailure } from "./job-failure.ts";
import { kindOf, payloadOf, type StoredJob } from "./job-payload.ts";
import type { JobKind, JobPolicy } from "./job-policies.ts";
import type { SettledJob } from "./open-job-queue.ts";
import { makeWorker, type QueueBackend } from "./queue-backend.ts";
import { endWorker } from "./queue-ends.ts";
import type { WaitingBound } from "./waiting-bound.ts";
import { WorkerErrors } from "./worker-errors.ts";

export interface JobWorkerOptions<Payload> {
  name: string;
  backend: QueueBackend;
  kinds: readonly [JobKind, ...JobKind[]];
  policyOf(kind: JobKind): JobPolicy;
  handle: (payload: Payload, kind: JobKind) => Promise<void> | void;
  bound: WaitingBound;
  onSettled?(job: SettledJob): void;
  clock: Clock;
  logger: Logger;
  lockMs: number;
  closeTimeoutMs: number;
}

/** Never rejects in close(). */
export function startJobWorker<Payload>(options: JobWorkerOptions<Payload>): { close(): Promise<void> } {
  const { name, backend, kinds, policyOf, bound, clock, logger, lockMs } = options;
  const worker = makeWorker<StoredJob>(name, backend, (job) => attempt(job, options), {
    concurrency: policyOf(kinds[0]).concurrency,
    clock,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    maxStalledCount: policyOf(kinds[0]).attempts,
    settings: {
      backoffStrategy: (attemptsMade, _type, _error, job) =>
        backOffMs(attemptsMade, policyOf(kindOf(job ?? { name: "" }, kinds)).backoffMs),
    },
  });
  const errors = new WorkerErrors({ worker, clock, logger });

  function settle(job: Job<StoredJob> | undefined, outcome: SettledJob["outcome"]): void {
    const kind = kindOf(job ?? { name: "" }, kinds);
    if (outcome !== "retried") bound.leave(policyOf(kind).priority > 0 ? "prioritized" : "plain");
    const tookMs = job === undefined ? 0 : Math.max(0, (job.finishedOn ?? clock.now()) - job.timestamp);
    options.onSettled?.({ kind, outcome, tookMs });
  }

  worker.on("error", (error) => errors.hear(error));
  worker.on("completed", (job) => {
    errors.hearSuccess();
    settle(job, "done");
  });
  worker.on("failed", (job, error) => {
    // When BullMQ gives up a job whose process died too often, it passes no job.
    const isLast = job === undefined || (job.finishedOn ?? 0) > 0;
    settle(job, isLast ? "givenUp" : "retried");
    const kind = kindOf(job ?? { name: "" }, kinds);
    const unproved = kind === "mediastream-unproved" ? true : undefined;
    const fields = { unproved, jobId: job?.id, kind, attempts: job?.attemptsMade, reason: error.message };
    if (isLast) logger.error(fields, "job was given up and is a dead letter");
    else logger.info(fields, "job will be tried again");
  });
  return {
    close() {
      errors.close();
      return endWorker(worker, options);
    },
  };
}

/** Rejects with UnrecoverableError where another try cannot help. The message is what a dead letter shows. */
async function attempt<Payload>(job: Job<StoredJob>, options: JobWorkerOptions<Payload>): Promise<void> {
  const kind = kindOf(job, options.kinds);
  const late = () => new SidetoneError("DEADLINE_EXCEEDED", "the handler took too long", { retryable: true });
  try {
    const work = Promise.resolve().then(() => options.handle(payloadOf<Payload>(job.data), kind));
    await withDeadline(options.clock, options.policyOf(kind).deadlineMs, work, late);
  } catch (caught) {
    const { reason, retryable } = classifyFailure(caught);
    throw retryable ? new Error(reason, { cause: caught }) : new UnrecoverableError(reason);
  }
}
