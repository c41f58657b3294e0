/** Opens the records in SQLite: thread, file, and the Storage port on them. */
import { type Clock, systemClock } from "../../base/clock.ts";
import type { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import type { Storage } from "../port.ts";
import { RecordsThread } from "./records-thread.ts";
import { createSqliteStorage } from "./sqlite-storage.ts";

const DEFAULTS = {
  timeoutMs: 5_000,
  /** The whole file is checked; a gigabyte takes some seconds. */
  openTimeoutMs: 120_000,
  maxEntriesPerRoom: 20_000,
  maxAuditEntries: 20_000,
  maxWaiting: 20_000,
} as const;

export interface OpenSqliteOptions {
  /** A file in a directory that this process has locked, or ":memory:". */
  path: string;
  logger: Logger;
  clock?: Clock;
  /** From a request to its answer. */
  timeoutMs?: number;
  maxEntriesPerRoom?: number;
  maxAuditEntries?: number;
  onLost?: (error: SidetoneError) => void;
  /** A write failed because of the file or the disk; SQLite's code. */
  onTrouble?: (reason: string) => void;
}

/** Rejects with STORAGE_FAILED if the file cannot be used, CONFLICT if another process has it open. */
export async function openSqliteStorage(options: OpenSqliteOptions): Promise<Storage> {
  const settings = { ...DEFAULTS, clock: systemClock, ...options };
  const { clock, logger, path } = settings;
  const thread = new RecordsThread({
    logger,
    timeoutMs: settings.timeoutMs,
    maxWaiting: settings.maxWaiting,
    onLost: (error) => options.onLost?.(error),
    onTrouble: (reason) => options.onTrouble?.(reason),
  });
  try {
    const setAsidePath = await thread.open(path, clock.now(), settings.openTimeoutMs);
    if (setAsidePath !== null) {
      logger.error(
        { setAsidePath },
        "the file of records was damaged: it was set aside and a new one was created",
      );
    }
  } catch (error) {
    await thread.close();
    throw error;
  }
  return createSqliteStorage({ ...settings, thread });
}
