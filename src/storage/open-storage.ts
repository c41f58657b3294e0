/** Chooses the storage backend: Redis when there is an address for it, else the embedded database. */
import type { Clock } from "../clock.ts";
import type { SidetoneError } from "../errors.ts";
import type { Logger } from "../telemetry/log.ts";
import { type EmbeddedConnection, startEmbeddedDatabase } from "./embedded/embedded-database.ts";
import { openEmbeddedStorage } from "./embedded/embedded-storage.ts";
import type { Storage } from "./port.ts";
import { openRedisStorage } from "./redis/redis-storage.ts";

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
  const database = await startEmbeddedDatabase({ ...options, ...location });
  const { connection } = database;
  try {
    const storage = await openEmbeddedStorage({ ...options, connection });
    const close = async () => {
      await storage.close();
      await database.close();
    };
    return { storage, jobsBackend: { connection }, close };
  } catch (error) {
    await database.close();
    throw error;
  }
}
