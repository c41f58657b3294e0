/** Chooses the storage backend: Redis when there is an address for it, else SQLite and an embedded database for jobs. */
import { type Clock, systemClock } from "../clock.ts";
import type { SidetoneError } from "../errors.ts";
import type { Logger } from "../telemetry/log.ts";
import { carryOverFormerRecords } from "./carry-over/carry-over-thread.ts";
import { claimDataDirectory } from "./data-directory.ts";
import { type EmbeddedConnection, startDatabaseIn } from "./embedded/embedded-database.ts";
import type { Storage } from "./port.ts";
import { openRedisStorage } from "./redis/redis-storage.ts";
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
  /** The embedded database is gone before close(); the process should stop and be started again. */
  onLost?: (error: SidetoneError) => void;
}

/** close() ends storage and, when embedded, the database: close the jobs before it. */
export interface OpenedStorage {
  storage: Storage;
  jobsBackend: JobsBackend;
  close(): Promise<void>;
}

/** Rejects with CONFLICT when another process has the directory, STORAGE_FAILED when the backend does not answer. */
export async function openStorage(
  location: StorageLocation,
  options: OpenStorageOptions,
): Promise<OpenedStorage> {
  if ("redisUrl" in location) {
    const storage = await openRedisStorage({ ...location, ...options });
    return { storage, jobsBackend: location, close: () => storage.close() };
  }
  const place = await claimDataDirectory(location.dataDirectory);
  try {
    await carryOverFormerRecords(place, {
      logger: options.logger,
      nowMs: (options.clock ?? systemClock).now(),
    });
    const storage = await openSqliteStorage({ ...options, path: place.recordsPath });
    const database = await startDatabaseIn({ ...options, place }).catch(async (error: unknown) => {
      await storage.close();
      throw error;
    });
    const close = async () => {
      await storage.close();
      await database.close();
      place.release();
    };
    return { storage, jobsBackend: { connection: database.connection }, close };
  } catch (error) {
    place.release();
    throw error;
  }
}
