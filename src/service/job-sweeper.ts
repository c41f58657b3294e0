/** Removes old jobs with the old calls, also from the files of their database. */
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import { sweepJobs } from "../jobs/sweep-jobs.ts";
import type { JobsBackend, OpenedStorage } from "../storage/open-storage.ts";

/** The jobs' database may still be starting. */
const STARTED_DEADLINE_MS = 60_000;

/** Rejects with STORAGE_FAILED (retryable) if the job queues have not started in time. */
export function startedJobs({
  openJobs,
  clock,
}: Pick<OpenedStorage, "openJobs"> & { clock: Clock }): Promise<JobsBackend> {
  return withDeadline(
    clock,
    STARTED_DEADLINE_MS,
    openJobs(),
    () => new SidetoneError("STORAGE_FAILED", "the job queues have not started yet", { retryable: true }),
  );
}

/** Removes jobs that ended longer ago. Rejects with STORAGE_FAILED. */
export function jobSweeper(
  options: Pick<OpenedStorage, "openJobs" | "mayHaveJobs" | "reclaimJobs"> & { clock: Clock; logger: Logger },
) {
  const { mayHaveJobs, reclaimJobs, logger } = options;
  return async (olderThanMs: number): Promise<void> => {
    if (!mayHaveJobs()) return;
    const backend = await startedJobs(options);
    await sweepJobs({ backend, olderThanMs, logger });
    await reclaimJobs();
  };
}
