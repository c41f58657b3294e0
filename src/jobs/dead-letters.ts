/** Events that were given up: what they were, why, and another try. */
import type { Job } from "bullmq";
import { SidetoneError } from "../errors.ts";
import type { MediastreamEvent } from "./mediastream-event.ts";
import { eventOf, type MediastreamJobData } from "./process-job.ts";
import type { JobQueue } from "./queue-backend.ts";

export interface DeadLetter {
  id: string;
  event: MediastreamEvent;
  /** Error code and message of the last attempt. */
  reason: string;
  attempts: number;
  failedAtMs: number;
}

/** Newest first. */
export async function readDeadLetters(queue: JobQueue, limit: number): Promise<DeadLetter[]> {
  if (limit <= 0) return [];
  const jobs: Job<MediastreamJobData>[] = await queue.getFailed(0, limit - 1);
  return jobs
    .map((job) => ({
      id: job.id ?? "",
      event: eventOf(job.data),
      reason: job.failedReason ?? "",
      attempts: job.attemptsMade,
      failedAtMs: job.finishedOn ?? 0,
    }))
    .sort((a, b) => b.failedAtMs - a.failedAtMs);
}

/** Puts it back with all its attempts. NOT_FOUND where no dead letter has this id. */
export async function retryDeadLetter(queue: JobQueue, id: string): Promise<void> {
  const job: Job<MediastreamJobData> | undefined = await queue.getJob(id);
  if (job === undefined || !(await job.isFailed())) {
    throw new SidetoneError("NOT_FOUND", "no dead letter has this id");
  }
  await job.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true });
}
