/** Removes data older than the retention time, also from all files: soon after the start, then regularly. */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { Storage } from "../storage/port.ts";
import type { Part } from "./part.ts";

/** Restored calls and the first legs come before it. */
const FIRST_SWEEP_MS = 30_000;
const MOST_INTERVAL_MS = 3_600_000;
const LEAST_INTERVAL_MS = 30_000;
/** Data with a retention of minutes must not stay for an hour: it stays a quarter longer at most. */
const INTERVAL_SHARE = 1 / 4;

export interface SweepingOptions {
  storage: Pick<Storage, "sweep">;
  /** Removes jobs that ended longer ago, and leaves no trace of them in the files of their database. */
  sweepJobs(olderThanMs: number): Promise<void>;
  clock: Clock;
  logger: Logger;
  retentionMs: number;
}

/** A process that never lives for an hour must delete, too. */
export function startSweeping(options: SweepingOptions): Part {
  const { storage, sweepJobs, clock, logger, retentionMs } = options;
  const intervalMs = Math.max(LEAST_INTERVAL_MS, Math.min(MOST_INTERVAL_MS, retentionMs * INTERVAL_SHARE));
  let timer: unknown;
  let isStopped = false;
  async function sweep(): Promise<void> {
    try {
      const removed = await storage.sweep(retentionMs);
      await sweepJobs(retentionMs);
      if (removed > 0) logger.info({ removed }, "old calls removed");
    } catch (caught) {
      if (!isStopped)
        logger.error({ err: caught }, "old calls could not be removed, the next sweep tries again");
    }
    if (!isStopped) timer = clock.setTimeout(() => void sweep(), intervalMs);
  }
  timer = clock.setTimeout(() => void sweep(), FIRST_SWEEP_MS);
  return {
    name: "sweep",
    stop() {
      isStopped = true;
      clock.clearTimeout(timer);
    },
  };
}
