/** The jobs' database, started beside everything else, and again if it fails, so that calls need not wait for it. */
import { renameSync } from "node:fs";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { probeDisk } from "../disk-watch.ts";
import { syncPath } from "../sync-path.ts";
import { type EmbeddedDatabase, type EmbeddedDatabaseOptions, startDatabaseIn } from "./embedded-database.ts";

/** Between two attempts; a person has to repair what prevents the start (space, a damaged file). */
const RETRY_MS = 15_000;
/** So often it fails by itself on a disk that can be written before it is taken for damaged. */
const FAILURES_OF_DAMAGE = 2;

export interface LateDatabase {
  /** Pending until it has started. Rejects with SHUTTING_DOWN when it is closed before. */
  readonly started: Promise<EmbeddedDatabase>;
  /** Resolves once everything committed so far is on disk. Rejects with STORAGE_FAILED. */
  sync(): Promise<void>;
  /** Rejects with STORAGE_FAILED. */
  reclaim(): Promise<void>;
  /** Waits for a running start. May be called again. */
  close(): Promise<void>;
}

export function startDatabaseBeside(
  options: EmbeddedDatabaseOptions & { clock: Clock; retryMs?: number },
): LateDatabase {
  const started = Promise.withResolvers<EmbeddedDatabase>();
  // Who needs it says so; a process without jobs must not end by it.
  started.promise.catch(() => {});
  const closed = Promise.withResolvers<void>();
  let isClosed = false;
  let database: EmbeddedDatabase | null = null;
  let attempts = attempt();

  async function attempt(): Promise<void> {
    let hasFailed = false;
    /** In a row. */
    let failuresByItself = 0;
    while (!isClosed) {
      // A start that fails keeps files open until the process ends: none is begun where it cannot succeed.
      if (hasFailed && !isWritable()) {
        await pause();
        continue;
      }
      try {
        database = await startDatabaseIn({ ...options, onLost: startAgain });
        started.resolve(database);
        return;
      } catch (error) {
        options.logger.error({ err: error }, "the job queues' database did not start and is tried again");
        hasFailed = true;
        // What was only slow, or had no room, is not damaged.
        failuresByItself = isWritable() && !SidetoneError.from(error).retryable ? failuresByItself + 1 : 0;
      }
      if (failuresByItself >= FAILURES_OF_DAMAGE) {
        failuresByItself = 0;
        setAside(options);
      }
      await pause();
    }
    started.reject(new SidetoneError("SHUTTING_DOWN", "the process is ending", { retryable: true }));
  }

  function isWritable(): boolean {
    try {
      probeDisk(options.place.directory);
      return true;
    } catch {
      options.onTrouble?.("not started");
      return false;
    }
  }

  async function pause(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const time = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, options.retryMs ?? RETRY_MS);
    });
    await Promise.race([time, closed.promise]);
    clearTimeout(timer);
  }

  /** At the same address, where the queues' connections find it. */
  function startAgain(error: SidetoneError): void {
    database = null;
    options.onLost?.(error);
    if (!isClosed) attempts = attempt();
  }

  function running(): EmbeddedDatabase {
    if (database !== null) return database;
    throw new SidetoneError("STORAGE_FAILED", "the job queues' database is starting", { retryable: true });
  }

  return {
    started: started.promise,
    sync: async () => running().sync(),
    reclaim: async () => running().reclaim(),
    async close() {
      isClosed = true;
      closed.resolve();
      await attempts;
      await database?.close();
    },
  };
}

/** Renamed, never overwritten, as a damaged file of records; the next attempt begins a new one. */
function setAside({ place, clock, logger }: EmbeddedDatabaseOptions & { clock: Clock }): void {
  if (place.directory === null) return;
  const setAsidePath = `${place.databasePath}.damaged-${clock.now()}`;
  try {
    renameSync(place.databasePath, setAsidePath);
    syncPath(place.directory);
  } catch (error) {
    logger.error({ err: error }, "the job queues' database is damaged and could not be set aside");
    return;
  }
  logger.error({ setAsidePath }, "the job queues' database is damaged: it was set aside, a new one begins");
}
