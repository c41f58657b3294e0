/** Chooses the storage backend: Redis when there is an address for it, else SQLite and an embedded database for jobs. */
import { type Clock, systemClock } from "../base/clock.ts";
import type { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import { carryOverFormerRecords } from "./carry-over/carry-over-thread.ts";
import { claimDataDirectory } from "./data-directory.ts";
import { DiskWatch } from "./disk-watch.ts";
import type { EmbeddedConnection } from "./embedded/embedded-database.ts";
import { startDatabaseBeside } from "./embedded/late-database.ts";
import type { Storage } from "./port.ts";
import { openRedisStorage } from "./redis/redis-storage.ts";
import { removeSetAside } from "./sqlite/open-records.ts";
import { openSqliteStorage } from "./sqlite/open-sqlite-storage.ts";

/** A data directory ("memory" keeps nothing) or a Redis address. */
export type StorageLocation = { dataDirectory: string } | { redisUrl: string; keyPrefix?: string };

/** What the job queues connect to: the same place. */
export type JobsBackend = { connection: EmbeddedConnection } | { redisUrl: string; keyPrefix?: string };

export interface OpenStorageOptions {
  logger: Logger;
  clock?: Clock;
  /** For one statement or command. */
  timeoutMs?: number;
  maxEntriesPerRoom?: number;
  maxAuditEntries?: number;
  /** The records are gone before close(); the process should stop and be started again. */
  onLost?: (error: SidetoneError) => void;
  /** The data directory cannot be written: told once with the reason as a code, and with null when it can again. */
  onTrouble?: (reason: string | null) => void;
}

/** close() ends storage and, when embedded, the jobs' database: close the jobs before it. */
export interface OpenedStorage {
  storage: Storage;
  /** Embedded: once its database has started, in the background; rejects with SHUTTING_DOWN when closed before. */
  jobsBackend: Promise<JobsBackend>;
  /** Resolves once jobs that were added are on disk, so that their sender may forget them. Rejects with STORAGE_FAILED. */
  syncJobs(): Promise<void>;
  /** Gives back what jobs left behind, and leaves no trace of it in any file. Rejects with STORAGE_FAILED. */
  reclaimJobs(): Promise<void>;
  close(): Promise<void>;
}

/** Rejects with CONFLICT when another process has the directory, STORAGE_FAILED when records cannot be kept. */
export async function openStorage(
  location: StorageLocation,
  options: OpenStorageOptions,
): Promise<OpenedStorage> {
  if ("redisUrl" in location) {
    const storage = await openRedisStorage({ ...location, ...options });
    const jobsBackend = Promise.resolve(location);
    // When Redis syncs is Redis' own affair.
    const nothing = async () => {};
    return { storage, jobsBackend, syncJobs: nothing, reclaimJobs: nothing, close: () => storage.close() };
  }
  const place = await claimDataDirectory(location.dataDirectory);
  try {
    const clock = options.clock ?? systemClock;
    const nowMs = clock.now();
    await carryOverFormerRecords(place, { logger: options.logger, nowMs });
    const onTrouble = (reason: string) => watch.note(reason);
    const storage = await openSqliteStorage({ ...options, path: place.recordsPath, onTrouble });
    const watch = new DiskWatch({
      directory: place.directory,
      writeRecord: () => storage.ping(),
      clock,
      onTrouble: (reason) => options.onTrouble?.(reason),
    });
    const database = startDatabaseBeside({ place, clock, logger: options.logger, onTrouble });
    const jobsBackend = database.started.then(({ connection }) => ({ connection }));
    jobsBackend.catch(() => {});
    let closing: Promise<void> | null = null;
    return {
      storage: {
        ...storage,
        sweep(olderThanMs) {
          if (place.directory !== null) removeSetAside(place.databasePath, clock.now() - olderThanMs);
          return storage.sweep(olderThanMs);
        },
      },
      jobsBackend,
      syncJobs: () => database.sync(),
      reclaimJobs: () => database.reclaim(),
      close() {
        watch.close();
        closing ??= Promise.all([storage.close(), database.close()]).then(() => place.release());
        return closing;
      },
    };
  } catch (error) {
    place.release();
    throw error;
  }
}
