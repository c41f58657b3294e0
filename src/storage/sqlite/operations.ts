/** Everything that can be asked of the records' thread, by name. */
import type { Database } from "bun:sqlite";
import { callOperations } from "./call-operations.ts";
import { episodeOperations } from "./episode-operations.ts";
import { eraseOperations } from "./erase-operations.ts";
import { logOperations } from "./log-operations.ts";
import { smallOperations } from "./small-operations.ts";
import { sweepOperations } from "./sweep-operations.ts";
import { trendOperations } from "./trend-operations.ts";

/** Each runs inside a transaction, takes and gives plain values, and throws what SQLite throws. */
export function createOperations(database: Database) {
  return {
    ...logOperations(database),
    ...callOperations(database),
    ...smallOperations(database),
    ...episodeOperations(database),
    ...trendOperations(database),
    ...sweepOperations(database),
    ...eraseOperations(database),
  };
}

export type Operations = ReturnType<typeof createOperations>;
export type OperationName = keyof Operations;

/** One question to the thread. */
export interface Request {
  name: OperationName;
  values: unknown[];
}

/**
 * What must be on disk before the answer, because the answer lets its sender forget it: Pub/Sub its message, Five9
 * its event, an operator what they did or erased. The rest is written at once and synced with the next of these, or when
 * the log is moved into the file: a killed process loses none of it, a power cut the newest snapshots.
 */
export const SYNCED: ReadonlySet<OperationName> = new Set<OperationName>([
  "append",
  "appendHistory",
  "putName",
  "deleteName",
  "appendAudit",
  "sweepStep",
  "erase",
  "probe",
]);

/** Operations whose success shows that the file can be written. */
export const WRITES: ReadonlySet<OperationName> = new Set<OperationName>([
  ...SYNCED,
  "saveCall",
  "saveRecords",
  "beginEpisode",
  "endEpisode",
  "addTrends",
]);
