/** Runs waiting operations in one transaction: the group commit. */
import type { Database } from "bun:sqlite";
import { createOperations, type OperationName, type Request, SYNCED } from "./operations.ts";
import { FILE_TROUBLE, failure, type Outcome, reasonOf } from "./outcome.ts";

/** Cannot run inside a transaction. */
const CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)";

export class RecordsBatch {
  readonly #database: Database;
  readonly #operations: { [name in OperationName]: (...values: never[]) => unknown };
  #isSynchronousFull: boolean | null = null;

  constructor(database: Database) {
    this.#database = database;
    this.#operations = createOperations(database);
  }

  /**
   * All in one transaction. If one of them fails, the others must not: each then runs again alone. A file that
   * cannot be written fails them all.
   */
  run(requests: readonly Request[]): Outcome[] {
    try {
      return this.#runTogether(requests);
    } catch (error) {
      if (requests.length === 1 || FILE_TROUBLE.test(reasonOf(error)))
        return requests.map(() => failure(error));
    }
    return requests.map((request) => {
      try {
        return this.#runTogether([request])[0] ?? { ok: false, reason: "no answer" };
      } catch (error) {
        return failure(error);
      }
    });
  }

  /** Moves the log into the file and empties it, so that nothing that was overwritten is left there. */
  checkpoint(): void {
    const [row] = this.#database.query<{ busy: number }, []>(CHECKPOINT).all();
    if (row?.busy === 1) throw new Error("the log could not be moved into the file");
  }

  #runTogether(requests: readonly Request[]): Outcome[] {
    this.#setSynchronous(requests.some(({ name }) => SYNCED.has(name)));
    this.#database.run("BEGIN");
    try {
      const outcomes = requests.map(({ name, values }): Outcome => {
        return { ok: true, value: this.#operations[name](...(values as never[])) };
      });
      this.#database.run("COMMIT");
      return outcomes;
    } catch (error) {
      // SQLite has already rolled back if the file could not be written.
      if (this.#database.inTransaction) this.#database.run("ROLLBACK");
      throw error;
    }
  }

  /** FULL syncs the log at each commit, with all that was written to it before. (sqlite.org/pragma.html#pragma_synchronous) */
  #setSynchronous(full: boolean): void {
    if (this.#isSynchronousFull === full) return;
    this.#database.run(`PRAGMA synchronous = ${full ? "FULL" : "NORMAL"}`);
    this.#isSynchronousFull = full;
  }
}
