/** Runs SQLite off the main thread, so that a slow disk never delays audio. Entry of a Bun Worker. */
import type { Database } from "bun:sqlite";
import { openRecords } from "./open-records.ts";
import type { Request } from "./operations.ts";
import { failure, type Outcome, reasonOf } from "./outcome.ts";
import { RecordsBatch } from "./records-batch.ts";

/** `run` is answered with one outcome for each request, in their order; the others with one. */
export type RecordsCommand =
  | { type: "open"; path: string; nowMs: number }
  | { type: "run"; requests: Request[] }
  | { type: "checkpoint" }
  | { type: "close" };

export type RecordsReport =
  | { type: "opened"; setAsidePath: string | null }
  | { type: "refused"; reason: string; message: string }
  | { type: "outcomes"; outcomes: Outcome[] }
  | { type: "closed" };

declare const self: Worker;

let database: Database | null = null;
let batch: RecordsBatch | null = null;

function answer(command: RecordsCommand): RecordsReport {
  switch (command.type) {
    case "open": {
      const opened = openRecords(command.path, command.nowMs);
      database = opened.database;
      batch = new RecordsBatch(database);
      return { type: "opened", setAsidePath: opened.setAsidePath };
    }
    case "run":
      return { type: "outcomes", outcomes: batch?.run(command.requests) ?? [] };
    case "checkpoint":
      batch?.checkpoint();
      return { type: "outcomes", outcomes: [{ ok: true, value: null }] };
    case "close":
      batch?.checkpoint();
      database?.close();
      return { type: "closed" };
  }
}

function answerToFailure(command: RecordsCommand, error: unknown): RecordsReport {
  if (command.type === "run") {
    return { type: "outcomes", outcomes: command.requests.map(() => failure(error)) };
  }
  if (command.type === "checkpoint") return { type: "outcomes", outcomes: [failure(error)] };
  // What was answered is in the log beside the file, which the next start reads.
  if (command.type === "close") return { type: "closed" };
  const message = error instanceof Error ? error.message : String(error);
  return { type: "refused", reason: reasonOf(error), message };
}

self.onmessage = (event: MessageEvent<RecordsCommand>) => {
  let report: RecordsReport;
  try {
    report = answer(event.data);
  } catch (error) {
    report = answerToFailure(event.data, error);
  }
  self.postMessage(report);
};
