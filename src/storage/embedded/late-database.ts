/** The jobs' database, started beside everything else: calls need not wait for it, and it is tried again until it starts. */
import { SidetoneError } from "../../base/errors.ts";
import { type EmbeddedDatabase, type EmbeddedDatabaseOptions, startDatabaseIn } from "./embedded-database.ts";

/** Between two attempts; a person has to repair what prevents the start (space, a damaged file). */
const RETRY_MS = 15_000;

export interface LateDatabase {
  /** Pending until it has started. Rejects with SHUTTING_DOWN when it is closed before. */
  readonly started: Promise<EmbeddedDatabase>;
  /** Resolves once everything committed so far is on disk. Rejects with STORAGE_FAILED. */
  sync(): Promise<void>;
  /** Does nothing before it has started. Rejects with STORAGE_FAILED. */
  reclaim(): Promise<void>;
  /** Waits for a start under way. May be called again. */
  close(): Promise<void>;
}

export function startDatabaseBeside(options: EmbeddedDatabaseOptions): LateDatabase {
  const started = Promise.withResolvers<EmbeddedDatabase>();
  // Who needs it says so; a process without jobs must not end by it.
  started.promise.catch(() => {});
  const closed = Promise.withResolvers<void>();
  let isClosed = false;
  let database: EmbeddedDatabase | null = null;

  async function attempt(): Promise<void> {
    while (!isClosed) {
      try {
        database = await startDatabaseIn(options);
        started.resolve(database);
        return;
      } catch (error) {
        options.logger.error({ err: error }, "the job queues' database does not start, it is tried again");
      }
      let timer: ReturnType<typeof setTimeout> | undefined;
      const pause = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, RETRY_MS);
      });
      await Promise.race([pause, closed.promise]);
      clearTimeout(timer);
    }
    started.reject(new SidetoneError("SHUTTING_DOWN", "the process is ending", { retryable: true }));
  }

  const attempts = attempt();
  return {
    started: started.promise,
    sync: async () => database?.sync(),
    reclaim: async () => database?.reclaim(),
    async close() {
      isClosed = true;
      closed.resolve();
      await attempts;
      await database?.close();
    },
  };
}
