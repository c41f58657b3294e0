/** Runs the embedded database off the main thread, so that a slow statement never delays audio. Entry of a Bun Worker. */
import { chmodSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { dropFormerRecords } from "./former-records.ts";
import { WireServer } from "./wire-server.ts";

/** Sent to the worker once. */
export interface DatabaseWorkerStart {
  type: "start";
  /** A directory, or memory:// for a database that is gone with the process. */
  dataPath: string;
  socketPath: string;
  maxConnections: number;
}

export type DatabaseWorkerRequest = DatabaseWorkerStart | { type: "close" };

export type DatabaseWorkerReport = { type: "ready" } | { type: "closed" } | { type: "lost"; message: string };

declare const self: Worker;

let database: PGlite | null = null;
let server: WireServer | null = null;

function report(message: DatabaseWorkerReport): void {
  self.postMessage(message);
}

function reportLoss(error: unknown): void {
  report({ type: "lost", message: error instanceof Error ? error.message : String(error) });
}

async function start(options: DatabaseWorkerStart): Promise<void> {
  const db = await PGlite.create(options.dataPath);
  database = db;
  await dropFormerRecords(db);
  // The one session serves every client; BullMQ's tables have a schema of their own.
  await db.exec("SET search_path TO public, bullmq");
  server = new WireServer({
    socketPath: options.socketPath,
    maxConnections: options.maxConnections,
    execute: (message) => db.execProtocolRaw(message),
    onDatabaseLost: reportLoss,
  });
  await server.listen();
  chmodSync(options.socketPath, 0o600);
  report({ type: "ready" });
}

async function close(): Promise<void> {
  await server?.close();
  await database?.close();
  report({ type: "closed" });
}

self.onmessage = (event: MessageEvent<DatabaseWorkerRequest>) => {
  const work = event.data.type === "start" ? start(event.data) : close();
  work.catch(reportLoss);
};
