/** The queue of live calls: a call is one active job as long as it lives, and the worker that has the job owns the call. */
import { type Job, WaitingError } from "bullmq";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { CallRef } from "../contract/call-ref.ts";
import { makeQueue, makeWorker, type RedisBackend } from "../jobs/queue-backend.ts";
import { endQueue, endWorker } from "../jobs/queue-ends.ts";
import { hashKey } from "../storage/key-hash.ts";

const QUEUE = "calls";
/** An owner that died is noticed after its lock and one check. */
const LOCK_MS = 6_000;
const STALLED_CHECK_MS = 2_000;
/** A call is taken over as often as its owners die; a failure to begin is one of Redis, and is tried again. */
const WITHOUT_END = 1_000_000;
const AGAIN_MS = 500;
const CLOSE_DEADLINE_MS = 3_000;
const WORKER_CLOSE_DEADLINE_MS = 5_000;

interface CallJob {
  v: 1;
  ref: CallRef;
  life: number;
}

/** done: the call is over, or is another's. leave: it waits for another owner. */
export type RunOutcome = "done" | "leave";

export interface CallJobsOptions {
  backend: RedisBackend;
  /**
   * Owns the call until it is over, or until `lost` says that another owner may have it. May reject: it is run again, here
   * or elsewhere. `failures`: how often it has rejected.
   */
  run(ref: CallRef, life: number, lost: AbortSignal, failures: number): Promise<RunOutcome>;
  /** Calls at a time; 0 for an instance that owns none. */
  maxCalls: number;
  clock: Clock;
  logger: Logger;
  lockMs?: number;
  stalledCheckMs?: number;
}

export interface CallJobs {
  /** Makes a call's life known to the workers of all instances; the same life again changes nothing. */
  add(ref: CallRef, life: number): Promise<void>;
  /** Takes no further calls; resolves when those that run here have left. */
  close(): Promise<void>;
  /** For tests: as the process's death would. */
  kill(): Promise<void>;
}

export function openCallJobs(options: CallJobsOptions): CallJobs {
  const { backend, run, maxCalls, clock, logger, lockMs = LOCK_MS } = options;
  const { stalledCheckMs = STALLED_CHECK_MS } = options;
  // All keys of a queue are one hash slot's.
  const tagged = { ...backend, keyPrefix: `{${backend.keyPrefix ?? "sidetone"}:calls}` };
  const queue = makeQueue(QUEUE, tagged, {});
  const process = async (job: Job<CallJob>, token?: string, lost?: AbortSignal): Promise<void> => {
    const { ref, life } = job.data;
    const outcome = await run(ref, life, lost ?? new AbortController().signal, job.attemptsMade);
    if (outcome === "done") return;
    await job.moveToWait(token);
    throw new WaitingError();
  };
  const ownership = { lockDuration: lockMs, stalledInterval: stalledCheckMs, maxStalledCount: WITHOUT_END };
  const worker =
    maxCalls === 0
      ? null
      : makeWorker<CallJob>(QUEUE, tagged, process, { concurrency: maxCalls, clock, ...ownership });
  const hearError = (error: Error) =>
    logger.debug({ reason: error.message }, "queue of calls reported an error");
  queue.on("error", hearError);
  worker?.on("error", hearError);
  worker?.on("lockRenewalFailed", (jobIds) => {
    for (const jobId of jobIds) worker.cancelJob(jobId);
  });
  const end = () => endQueue(queue, { clock, logger, closeTimeoutMs: CLOSE_DEADLINE_MS });
  return {
    async add(ref, life) {
      await queue.add(QUEUE, { v: 1, ref, life } satisfies CallJob, {
        jobId: `${hashKey(ref.callKey)}-${life}`,
        attempts: WITHOUT_END,
        backoff: { type: "fixed", delay: AGAIN_MS },
        removeOnComplete: true,
        removeOnFail: true,
      });
    },
    async close() {
      if (worker !== null)
        await endWorker(worker, { clock, logger, closeTimeoutMs: WORKER_CLOSE_DEADLINE_MS });
      await end();
    },
    async kill() {
      await worker?.close(true);
      await end();
    },
  };
}
