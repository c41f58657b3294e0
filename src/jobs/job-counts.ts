/** Figures of a queue. Each asks the queue, so it is not for the path of a single job. */
import type { JobQueue } from "./queue-backend.ts";
import type { Unfinished } from "./waiting-bound.ts";

export interface JobCounts {
  waiting: number;
  active: number;
  delayed: number;
  completed: number;
  deadLetters: number;
}

export async function countJobs(queue: JobQueue): Promise<JobCounts> {
  const counts = await queue.getJobCounts();
  return {
    waiting: (counts.waiting ?? 0) + (counts.prioritized ?? 0) + (counts.paused ?? 0),
    active: counts.active ?? 0,
    delayed: counts.delayed ?? 0,
    completed: counts.completed ?? 0,
    deadLetters: counts.failed ?? 0,
  };
}

/** Jobs of low priority are counted apart while they wait. */
export async function unfinishedOf(queue: JobQueue): Promise<Unfinished> {
  const counts = await queue.getJobCounts();
  const { waiting = 0, paused = 0, active = 0, delayed = 0, prioritized = 0 } = counts;
  return { plain: waiting + paused + active + delayed, prioritized };
}

export async function oldestAgeMs(queue: JobQueue, nowMs: number): Promise<number> {
  const oldest = await Promise.all([
    queue.getJobs(["waiting"], 0, 0, true),
    queue.getJobs(["prioritized"], 0, 0, true),
    queue.getJobs(["delayed"], 0, 0, true),
  ]);
  const ages = oldest.flat().map(({ timestamp }) => nowMs - timestamp);
  return Math.max(0, ...ages);
}
