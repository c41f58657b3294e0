/** Chooses the storage backend: Redis when there is an address for it, else SQLite and an embedded database for jobs. */
import { type Clock, systemClock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import { carryOverFormerRecords } from "./carry-over/carry-over-thread.ts";
import { claimDataDirectory } from "./data-directory.ts";
import { DiskWatch } from "./disk-watch.ts";
import { type EmbeddedConnection, hasDatabase } from "./embedded/embedded-database.ts";
import { type LateDatabase, startDatabaseBeside } from "./embedded/late-database.ts";
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
  /** Embedded: starts its database beside the rest, unless it runs; rejects with SHUTTING_DOWN when closed before that is done. */
  openJobs(): Promise<JobsBackend>;
  /** False if no job can be kept: embedded and never opened, in this process or before. */
  mayHaveJobs(): boolean;
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
    // When Redis syncs is Redis' own affair.
    const nothing = async () => {};
    return {
      storage,
      openJobs: async () => location,
      mayHaveJobs: () => true,
      syncJobs: nothing,
      reclaimJobs: nothing,
      close: () => storage.close(),
    };
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
    let database: LateDatabase | null = null;
    let closing: Promise<void> | null = null;
    return {
      storage: {
        ...storage,
        sweep(olderThanMs) {
          if (place.directory !== null) removeSetAside(place.databasePath, clock.now() - olderThanMs);
          return storage.sweep(olderThanMs);
        },
      },
      async openJobs() {
        if (closing !== null)
          throw new SidetoneError("SHUTTING_DOWN", "storage is closing", { retryable: true });
        database ??= startDatabaseBeside({ place, clock, logger: options.logger, onTrouble });
        const { connection } = await database.started;
        return { connection };
      },
      mayHaveJobs: () => database !== null || hasDatabase(place),
      syncJobs: async () => database?.sync(),
      reclaimJobs: async () => database?.reclaim(),
      close() {
        watch.close();
        closing ??= Promise.all([storage.close(), database?.close()]).then(() => place.release());
        return closing;
      },
    };
  } catch (error) {
    place.release();
    throw error;
  }
}
