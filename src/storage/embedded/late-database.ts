/** The jobs' database, started beside everything else, and again if it fails, so that calls need not wait for it. */
import { SidetoneError } from "../../base/errors.ts";
import { probeDisk } from "../disk-watch.ts";
import { type EmbeddedDatabase, type EmbeddedDatabaseOptions, startDatabaseIn } from "./embedded-database.ts";

/** Between two attempts; a person has to repair what prevents the start (space, a damaged file). */
const RETRY_MS = 15_000;

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

export function startDatabaseBeside(options: EmbeddedDatabaseOptions): LateDatabase {
  const started = Promise.withResolvers<EmbeddedDatabase>();
  // Who needs it says so; a process without jobs must not end by it.
  started.promise.catch(() => {});
  const closed = Promise.withResolvers<void>();
  let isClosed = false;
  let database: EmbeddedDatabase | null = null;
  let attempts = attempt();

  async function attempt(): Promise<void> {
    for (let hasFailed = false; !isClosed; ) {
      try {
        // A start that fails keeps files open until the process ends: none is begun where it cannot succeed.
        if (hasFailed) probeDisk(options.place.directory);
        database = await startDatabaseIn({ ...options, onLost: startAgain });
        started.resolve(database);
        return;
      } catch (error) {
        options.logger.error({ err: error }, "the job queues' database did not start and is tried again");
        options.onTrouble?.("not started");
        hasFailed = true;
      }
      await pause();
    }
    started.reject(new SidetoneError("SHUTTING_DOWN", "the process is ending", { retryable: true }));
  }

  async function pause(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const time = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, RETRY_MS);
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
