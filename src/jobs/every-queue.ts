/** Work on all queues of jobs, beside their workers or without them, on separate connections. */
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import type { JobsBackend } from "../storage/open-storage.ts";
import { JOB_POLICIES } from "./job-policies.ts";
import { openQueueBackend } from "./open-queue-backend.ts";
import { type JobQueue, makeQueue } from "./queue-backend.ts";

export interface EveryQueueOptions {
  backend: JobsBackend;
  logger: Logger;
}

/** One after the other; gives the sum of what `work` gives. Rejects with what it throws, else with STORAGE_FAILED (retryable). */
export async function onEveryQueue(
  { backend, logger }: EveryQueueOptions,
  work: (queue: JobQueue) => Promise<number>,
): Promise<number> {
  const opened = await openQueueBackend(backend, logger);
  try {
    let total = 0;
    for (const name of new Set(Object.values(JOB_POLICIES).map(({ queue }) => queue))) {
      const queue = makeQueue(name, opened.backend, {});
      queue.on("error", (error) => logger.warn({ reason: error.name }, "job queue reported an error"));
      try {
        await queue.waitUntilReady();
        total += await work(queue);
      } finally {
        await queue.close();
      }
    }
    return total;
  } catch (cause) {
    if (cause instanceof SidetoneError) throw cause;
    throw new SidetoneError("STORAGE_FAILED", "the job queues do not answer", { retryable: true, cause });
  } finally {
    await opened.close();
  }
}
