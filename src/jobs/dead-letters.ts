/** Jobs that were given up: what they were, why, and another try. */
import type { Job } from "bullmq";
import { SidetoneError } from "../errors.ts";
import type { JobQueue } from "./queue-backend.ts";

/** Whatever the queue, `subject` is what its job was about. */
export interface FailedJob<Subject> {
  id: string;
  subject: Subject;
  /** Error code and message of the last attempt. */
  reason: string;
  attempts: number;
  failedAtMs: number;
}

export interface JobCounts {
  waiting: number;
  active: number;
  delayed: number;
  completed: number;
  deadLetters: number;
}

/** Newest first. */
export async function readFailedJobs<Data, Subject>(
  queue: JobQueue,
  limit: number,
  subjectOf: (data: Data) => Subject,
): Promise<FailedJob<Subject>[]> {
  if (limit <= 0) return [];
  const jobs: Job<Data>[] = await queue.getFailed(0, limit - 1);
  return jobs
    .map((job) => ({
      id: job.id ?? "",
      subject: subjectOf(job.data),
      reason: job.failedReason ?? "",
      attempts: job.attemptsMade,
      failedAtMs: job.finishedOn ?? 0,
    }))
    .sort((a, b) => b.failedAtMs - a.failedAtMs);
}

/** Puts it back with all its attempts. NOT_FOUND where no dead letter has this id. */
export async function retryDeadLetter(queue: JobQueue, id: string): Promise<void> {
  const job: Job | undefined = await queue.getJob(id);
  if (job === undefined || !(await job.isFailed())) {
    throw new SidetoneError("NOT_FOUND", "no dead letter has this id");
  }
  await job.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true });
}

export async function countJobs(queue: JobQueue): Promise<JobCounts> {
  const counts = await queue.getJobCounts();
  return {
    waiting: counts.waiting ?? 0,
    active: counts.active ?? 0,
    delayed: counts.delayed ?? 0,
    completed: counts.completed ?? 0,
    deadLetters: counts.failed ?? 0,
  };
}
