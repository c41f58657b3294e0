/** Starts and ends the embedded PostgreSQL: data directory, lock, Worker, and the address for pg and BullMQ. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { SidetoneError } from "../../errors.ts";
import type { Logger } from "../../telemetry/log.ts";
import { DatabaseThread } from "./database-thread.ts";
import { lockDirectory } from "./directory-lock.ts";

/** node-postgres makes the file name from the port when `host` is a directory. */
const PORT = 5432;
const SOCKET_FILE = `.s.PGSQL.${PORT}`;
/** sun_path holds 108 bytes on Linux and 104 on macOS. */
const MAX_SOCKET_PATH_BYTES = 100;
const DEFAULT_START_TIMEOUT_MS = 60_000;
const DEFAULT_MAX_CONNECTIONS = 32;

export interface EmbeddedDatabaseOptions {
  /** Where data, lock and socket live; made when absent. "memory" keeps nothing. */
  dataDirectory: string;
  logger: Logger;
  /** A first start builds the database: about 2-6 s on two cores. */
  startTimeoutMs?: number;
  maxConnections?: number;
  /** The database is gone before close(): its thread ended or failed. Called at most once. */
  onLost?: (error: SidetoneError) => void;
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
  /** Ends what runs, writes out, gives the directory back. May be called again. */
  close(): Promise<void>;
}

/** Rejects with CONFLICT when another process has the directory, STORAGE_FAILED when the database does not start. */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const startedAt = performance.now();
  const place = openPlace(options.dataDirectory);
  const unlock = place.directory === null ? null : await lockOrForget(place, place.directory);
  const release = () => {
    unlock?.();
    place.forget();
  };
  const isFirstStart = place.directory !== null && !existsSync(join(place.dataPath, "PG_VERSION"));
  let thread: DatabaseThread;
  try {
    // Building the database takes about 700 MB, which only the end of the thread gives back.
    if (isFirstStart) await (await startThread(options, place)).close();
    thread = await startThread(options, place);
  } catch (error) {
    release();
    throw error;
  }
  options.logger.info(
    { startMs: Math.round(performance.now() - startedAt), inMemory: place.directory === null },
    "embedded database started",
  );
  let closing: Promise<void> | null = null;
  return {
    connection: { host: place.socketDirectory, port: PORT, user: "postgres", database: "postgres" },
    close: () => {
      closing ??= thread.close().finally(release);
      return closing;
    },
  };
}

async function startThread(options: EmbeddedDatabaseOptions, place: Place): Promise<DatabaseThread> {
  // A socket file outlives a killed process and would refuse the next listener.
  rmSync(place.socketPath, { force: true });
  const thread = new DatabaseThread({ onLost: (error) => lost(options, error) });
  const start = {
    type: "start",
    dataPath: place.dataPath,
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

interface Place {
  /** Null in memory. */
  directory: string | null;
  dataPath: string;
  socketDirectory: string;
  socketPath: string;
  /** Removes what lies outside the data directory. */
  forget(): void;
}

function openPlace(dataDirectory: string): Place {
  const directory = dataDirectory === "memory" ? null : resolve(dataDirectory);
  if (directory !== null) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const dataPath = directory === null ? "memory://" : join(directory, "postgres");
  const near = directory === null ? null : join(directory, SOCKET_FILE);
  if (directory !== null && near !== null && Buffer.byteLength(near) <= MAX_SOCKET_PATH_BYTES) {
    return { directory, dataPath, socketDirectory: directory, socketPath: near, forget: () => {} };
  }
  const socketDirectory = mkdtempSync(join(tmpdir(), "sidetone-"));
  return {
    directory,
    dataPath,
    socketDirectory,
    socketPath: join(socketDirectory, SOCKET_FILE),
    forget: () => rmSync(socketDirectory, { recursive: true, force: true }),
  };
}

async function lockOrForget(place: Place, directory: string): Promise<() => void> {
  try {
    return await lockDirectory(directory, place.socketPath);
  } catch (error) {
    place.forget();
    throw error;
  }
}

function lost(options: EmbeddedDatabaseOptions, error: SidetoneError): void {
  options.logger.error({ reason: error.message }, "embedded database lost");
  options.onLost?.(error);
}
