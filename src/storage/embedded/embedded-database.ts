/** Starts and ends the embedded PostgreSQL, which BullMQ alone uses: a Worker, and the address for node-postgres. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { claimDataDirectory, DATABASE_PORT, type DataDirectory } from "../data-directory.ts";
import { templatePath } from "./database-template.ts";
import { DatabaseThread } from "./database-thread.ts";

const DEFAULT_START_TIMEOUT_MS = 60_000;
/** A database that takes longer is taken for lost. */
const RECLAIM_TIMEOUT_MS = 5 * 60_000;
const DEFAULT_MAX_CONNECTIONS = 32;

export interface EmbeddedDatabaseOptions {
  /** Stays its owner's. */
  place: DataDirectory;
  logger: Logger;
  /** A first start without a ready-made database builds one: about 2-6 s on two cores. */
  startTimeoutMs?: number;
  maxConnections?: number;
  /** The database is gone before close(): its thread ended or failed. Called at most once. */
  onLost?: (error: SidetoneError) => void;
  /** A statement failed because of the disk; its SQLSTATE. */
  onTrouble?: (code: string) => void;
}

/** For pg's Pool and for BullMQ's createPostgresBackend. */
export interface EmbeddedConnection {
  /** Directory of the unix socket. */
  host: string;
  port: number;
  user: string;
  database: string;
}

export interface EmbeddedDatabase {
  readonly connection: EmbeddedConnection;
  /** Resolves once everything committed so far is on disk. Rejects with STORAGE_FAILED. */
  sync(): Promise<void>;
  /** Gives back what was deleted and leaves no trace of it in any file. Rejects with STORAGE_FAILED. */
  reclaim(): Promise<void>;
  /** Ends what runs and writes out. May be called again. */
  close(): Promise<void>;
}

/** The database by itself, in a directory that it claims and gives back. "memory" keeps nothing. */
export async function startEmbeddedDatabase(
  options: Omit<EmbeddedDatabaseOptions, "place"> & { dataDirectory: string },
): Promise<EmbeddedDatabase> {
  const place = await claimDataDirectory(options.dataDirectory);
  try {
    const database = await startDatabaseIn({ ...options, place });
    let closing: Promise<void> | null = null;
    return {
      ...database,
      close() {
        closing ??= database.close().finally(place.release);
        return closing;
      },
    };
  } catch (error) {
    place.release();
    throw error;
  }
}

/** Whether there has been a start in this directory. */
export function hasDatabase({ directory, databasePath }: DataDirectory): boolean {
  return directory !== null && existsSync(join(databasePath, "PG_VERSION"));
}

/** Rejects with STORAGE_FAILED when the database does not start. */
export async function startDatabaseIn(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const startedAt = performance.now();
  const { place, logger } = options;
  const isFirstStart = place.directory !== null && !hasDatabase(place);
  // Building a database takes about 700 MB, which only the end of the thread gives back.
  const isBuilt = isFirstStart && !existsSync(templatePath());
  if (isBuilt) await (await startThread(options, true)).close();
  const thread = await startThread(options, isFirstStart && !isBuilt);
  logger.info(
    { startMs: Math.round(performance.now() - startedAt), inMemory: place.directory === null },
    "embedded database started",
  );
  let closing: Promise<void> | null = null;
  return {
    connection: {
      host: place.socketDirectory,
      port: DATABASE_PORT,
      user: "postgres",
      database: "postgres",
    },
    sync: () => thread.sync(),
    reclaim: () => thread.reclaim(RECLAIM_TIMEOUT_MS),
    close: () => {
      closing ??= thread.close();
      return closing;
    },
  };
}

async function startThread(options: EmbeddedDatabaseOptions, isFirstStart: boolean): Promise<DatabaseThread> {
  const { place } = options;
  // A socket file outlives a killed process and would refuse the next listener.
  rmSync(place.socketPath, { force: true });
  const thread = new DatabaseThread({
    onLost: (error) => lost(options, error),
    onTrouble: (code) => options.onTrouble?.(code),
  });
  const start = {
    type: "start",
    dataPath: place.databasePath,
    isFirstStart,
    socketPath: place.socketPath,
    maxConnections: options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
  } as const;
  try {
    await thread.start(start, options.startTimeoutMs ?? DEFAULT_START_TIMEOUT_MS);
    return thread;
  } catch (error) {
    await thread.close();
    throw error;
  }
}

function lost(options: EmbeddedDatabaseOptions, error: SidetoneError): void {
  options.logger.error({ reason: error.message }, "embedded database lost");
  options.onLost?.(error);
}
