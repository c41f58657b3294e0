/** Opens the queues' backend: a pool with BullMQ's tables, or the address of Redis. */
import { DEFAULT_SCHEMA, type PgPool, runMigrations } from "bullmq";
import type { Logger } from "../base/log.ts";
import { makeConnectionPool } from "../storage/embedded/connection-pool.ts";
import type { JobsBackend } from "../storage/open-storage.ts";
import type { QueueBackend } from "./queue-backend.ts";

/** One is kept by a worker for notifications. */
const MAX_CONNECTIONS = 6;
const STATEMENT_TIMEOUT_MS = 10_000;

export interface OpenedQueueBackend {
  backend: QueueBackend;
  close(): Promise<void>;
}

/** Close it after the queues. */
export async function openQueueBackend(location: JobsBackend, logger: Logger): Promise<OpenedQueueBackend> {
  if ("redisUrl" in location) return { backend: location, close: async () => {} };
  const { connection } = location;
  const pool = makeConnectionPool({
    connection,
    logger,
    max: MAX_CONNECTIONS,
    timeoutMs: STATEMENT_TIMEOUT_MS,
  });
  try {
    const client = await pool.connect();
    try {
      await runMigrations(client, DEFAULT_SCHEMA);
    } finally {
      client.release();
    }
  } catch (error) {
    await pool.end();
    throw error;
  }
  // BullMQ describes the same class with types of its own.
  return { backend: { pool: pool as unknown as PgPool }, close: () => pool.end() };
}
