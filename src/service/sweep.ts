/** Removes what is older than the retention time, from every file too: soon after the start, then once an hour. */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { Storage } from "../storage/port.ts";
import type { Part } from "./part.ts";

const SWEEP_INTERVAL_MS = 3_600_000;
/** Restored calls and the first legs come before it. */
const FIRST_SWEEP_MS = 30_000;

/** A process that never lives for an hour must delete, too. */
export function startSweeping(options: {
  storage: Pick<Storage, "sweep">;
  /** Leaves no trace of removed jobs in the files of their database. */
  reclaimJobs(): Promise<void>;
  clock: Clock;
  logger: Logger;
  retentionMs: number;
}): Part {
  const { storage, reclaimJobs, clock, logger, retentionMs } = options;
  let timer: unknown;
  let isStopped = false;
  async function sweep(): Promise<void> {
    try {
      const removed = await storage.sweep(retentionMs);
      await reclaimJobs();
      if (removed > 0) logger.info({ removed }, "old calls removed");
    } catch (caught) {
      logger.error({ err: caught }, "old calls could not be removed, next try in an hour");
    }
    if (!isStopped) timer = clock.setTimeout(() => void sweep(), SWEEP_INTERVAL_MS);
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
