/** Removes the jobs of one call from every queue: those that wait, those that are done, and dead letters. */
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import type { JobsBackend } from "../storage/open-storage.ts";
import { payloadOf, type StoredJob } from "./job-payload.ts";
import { JOB_POLICIES } from "./job-policies.ts";
import { openQueueBackend } from "./open-queue-backend.ts";
import { type JobQueue, makeQueue } from "./queue-backend.ts";

export interface EraseJobsOptions {
  backend: JobsBackend;
  /** Whether a job with this payload is about the call. */
  isOfCall(payload: Record<string, unknown>): boolean;
  logger: Logger;
}

const STATES = ["waiting", "prioritized", "delayed", "completed", "failed", "active"] as const;
const PAGE = 500;

/**
 * Works on connections of its own, without a worker, so that it can be used beside the queues and without them. Gives how
 * many jobs went. Rejects with CONFLICT where one is being worked on just now, with STORAGE_FAILED (retryable).
 */
export async function eraseJobs({ backend, isOfCall, logger }: EraseJobsOptions): Promise<number> {
  const opened = await openQueueBackend(backend, logger);
  try {
    let erased = 0;
    for (const name of new Set(Object.values(JOB_POLICIES).map(({ queue }) => queue))) {
      const queue = makeQueue(name, opened.backend, {});
      queue.on("error", (error) => logger.warn({ reason: error.name }, "job queue reported an error"));
      try {
        erased += await eraseFrom(queue, isOfCall);
      } finally {
        await queue.close();
      }
    }
    return erased;
  } catch (cause) {
    if (cause instanceof SidetoneError) throw cause;
    throw new SidetoneError("STORAGE_FAILED", "the job queues do not answer", { retryable: true, cause });
  } finally {
    await opened.close();
  }
}

async function eraseFrom(queue: JobQueue, isOfCall: EraseJobsOptions["isOfCall"]): Promise<number> {
  await queue.waitUntilReady();
  const ids = new Set<string>();
  for (const state of STATES) {
    for (let start = 0; ; start += PAGE) {
      const jobs = await queue.getJobs([state], start, start + PAGE - 1, true);
      for (const job of jobs) {
        const payload = payloadOf<Record<string, unknown> | null>(job.data as StoredJob);
        if (job.id !== undefined && payload !== null && isOfCall(payload)) ids.add(job.id);
      }
      if (jobs.length < PAGE) break;
    }
  }
  for (const id of ids) {
    const job = await queue.getJob(id);
    if (job === undefined) continue;
    if (await job.isActive()) {
      throw new SidetoneError("CONFLICT", "a job of this call is being worked on: try again in a minute");
    }
    await job.remove();
  }
  return ids.size;
}
