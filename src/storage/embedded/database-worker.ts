/** Runs the embedded database off the main thread, so that a slow statement never delays audio. Entry of a Bun Worker. */
import { chmodSync } from "node:fs";
import { copyTemplate } from "./database-template.ts";
import { dropFormerRecords } from "./former-records.ts";
import { exchange, type OpenedPglite, openPglite } from "./open-pglite.ts";
import { DatabaseError } from "./wire-replies.ts";
import { WireServer } from "./wire-server.ts";

/** Sent to the worker once. */
export interface DatabaseWorkerStart {
  type: "start";
  /** A directory, or memory:// for a database that is gone with the process. */
  dataPath: string;
  /** There is no database yet: it is copied from the template, or built if there is none. */
  isFirstStart: boolean;
  socketPath: string;
  maxConnections: number;
}

export type DatabaseWorkerRequest =
  | DatabaseWorkerStart
  | { type: "sync" }
  | { type: "reclaim" }
  | { type: "close" };

export type DatabaseWorkerReport =
  | { type: "ready" }
  | { type: "synced" }
  | { type: "reclaimed" }
  /** The database continues as before. */
  | { type: "notReclaimed"; message: string }
  | { type: "closed" }
  /** A statement failed because of the disk. */
  | { type: "trouble"; code: string }
  | { type: "lost"; message: string };

declare const self: Worker;

/** What hold payloads, errors and results of jobs; made by the first queue that is opened. */
const JOB_TABLES = ["job", "job_log", "event"];
const UNDEFINED_TABLE = "42P01";

let pglite: OpenedPglite | null = null;
let server: WireServer | null = null;

function report(message: DatabaseWorkerReport): void {
  self.postMessage(message);
}

function reportLoss(error: unknown): void {
  report({ type: "lost", message: error instanceof Error ? error.message : String(error) });
}

async function start(options: DatabaseWorkerStart): Promise<void> {
  if (options.isFirstStart) copyTemplate(options.dataPath);
  const opened = await openPglite(options.dataPath);
  const { database: db } = opened;
  pglite = opened;
  const hadFormerRecords = await dropFormerRecords(db);
  // The one session serves every client; BullMQ's tables have a separate schema.
  await db.exec("SET search_path TO public, bullmq");
  server = new WireServer({
    socketPath: options.socketPath,
    maxConnections: options.maxConnections,
    execute: (message) => exchange(db, message),
    onDatabaseLost: reportLoss,
    onTrouble: (code) => report({ type: "trouble", code }),
  });
  await server.listen();
  chmodSync(options.socketPath, 0o600);
  report({ type: "ready" });
  // Dropped tables are gone from their folder, not yet from the log; a sweep does it where this fails.
  if (hadFormerRecords) reclaim(server).catch(() => {});
}

/**
 * Rewrites the tables of the job queues, so that nothing deleted is left in them, and leaves the log behind that holds
 * it: an ordinary VACUUM would only note the space as free. The tables are small.
 */
async function reclaim(on: WireServer): Promise<void> {
  for (const table of JOB_TABLES) {
    await on.run(`VACUUM FULL bullmq.${table}`).catch((error: unknown) => {
      if (!(error instanceof DatabaseError && error.code === UNDEFINED_TABLE)) throw error;
    });
  }
  // VACUUM alone: each rewrite leaves a few dead rows in PostgreSQL's own tables.
  for (const statement of ["VACUUM", "CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT"]) {
    await on.run(statement);
  }
}

async function close(): Promise<void> {
  await server?.close();
  await pglite?.database.close();
  report({ type: "closed" });
}

async function work(request: DatabaseWorkerRequest): Promise<void> {
  switch (request.type) {
    case "start":
      return start(request);
    case "close":
      return close();
    case "sync":
      pglite?.syncLog();
      report({ type: "synced" });
      return;
    case "reclaim":
      if (server === null) return;
      return reclaim(server).then(
        () => report({ type: "reclaimed" }),
        (error: unknown) => report({ type: "notReclaimed", message: String(error) }),
      );
  }
}

self.onmessage = (event: MessageEvent<DatabaseWorkerRequest>) => {
  work(event.data).catch(reportLoss);
};
