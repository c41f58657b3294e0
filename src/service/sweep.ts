/** Removes what is older than the retention time, at the start and once an hour. */
import type { Clock } from "../clock.ts";
import type { Storage } from "../storage/port.ts";
import type { Logger } from "../telemetry/log.ts";

const SWEEP_INTERVAL_MS = 3_600_000;

/** The first sweep is at once: a process that never lives for an hour must delete, too. Returns the stop function. */
export function startSweeping(options: {
  storage: Pick<Storage, "sweep">;
  clock: Clock;
  logger: Logger;
  retentionMs: number;
}): () => void {
  const { storage, clock, logger, retentionMs } = options;
  let timer: unknown;
  let isStopped = false;
  async function sweep(): Promise<void> {
    try {
      const removed = await storage.sweep(retentionMs);
      if (removed > 0) logger.info({ removed }, "old calls removed");
    } catch (caught) {
      logger.error({ err: caught }, "old calls could not be removed, next try in an hour");
    }
    if (!isStopped) timer = clock.setTimeout(() => void sweep(), SWEEP_INTERVAL_MS);
  }
  void sweep();
  return () => {
    isStopped = true;
    clock.clearTimeout(timer);
  };
}
