/** Removes the jobs of one call from every queue: those that wait, those that are done, and dead letters. */
import { SidetoneError } from "../base/errors.ts";
import { type EveryQueueOptions, onEveryQueue } from "./every-queue.ts";
import { payloadOf, type StoredJob } from "./job-payload.ts";
import type { JobQueue } from "./queue-backend.ts";

export interface EraseJobsOptions extends EveryQueueOptions {
  /** Whether a job with this payload is about the call. */
  isOfCall(payload: Record<string, unknown>): boolean;
}

const STATES = ["waiting", "prioritized", "delayed", "completed", "failed", "active"] as const;
const PAGE = 500;

/** Gives how many jobs went. Rejects with CONFLICT if one is being worked on just now, else as onEveryQueue does. */
export async function eraseJobs({ isOfCall, ...options }: EraseJobsOptions): Promise<number> {
  return await onEveryQueue(options, (queue) => eraseFrom(queue, isOfCall));
}

async function eraseFrom(queue: JobQueue, isOfCall: EraseJobsOptions["isOfCall"]): Promise<number> {
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
