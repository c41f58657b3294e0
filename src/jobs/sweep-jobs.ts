/** Removes finished jobs that are as old as records may get, because their content must not outlive its calls. */
import { type EveryQueueOptions, onEveryQueue } from "./every-queue.ts";
import type { JobQueue } from "./queue-backend.ts";

/** Removed in one go; more are removed by the next. */
const STEP = 1_000;
const FINISHED = ["completed", "failed"] as const;

/** Jobs done and dead letters that ended longer ago. Gives how many went. Rejects as onEveryQueue does. */
export async function sweepJobs({
  olderThanMs,
  ...options
}: EveryQueueOptions & { olderThanMs: number }): Promise<number> {
  return await onEveryQueue(options, async (queue) => {
    let removed = 0;
    for (const state of FINISHED) removed += await cleaned(queue, state, olderThanMs);
    return removed;
  });
}

async function cleaned(
  queue: JobQueue,
  state: (typeof FINISHED)[number],
  olderThanMs: number,
): Promise<number> {
  for (let total = 0; ; ) {
    const { length } = await queue.clean(olderThanMs, STEP, state);
    total += length;
    if (length < STEP) return total;
  }
}
