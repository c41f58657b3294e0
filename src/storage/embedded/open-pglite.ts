/** Opens PGlite so that what it has committed is on disk, and what was deleted does not stay in its log. */
import { existsSync, fsyncSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { syncPath } from "../sync-path.ts";

/**
 * PGlite itself runs with fsync off (`-F`), PostgreSQL's buffers for a server, and a log whose old segments are kept for
 * reuse with what is written in them. (postgresql.org/docs/current/runtime-config-wal.html)
 */
const SETTINGS = [
  ...["fsync=on", "wal_sync_method=fsync", "wal_recycle=off", "wal_init_zero=off"],
  ...["min_wal_size=32MB", "max_wal_size=64MB", "shared_buffers=8MB"],
  // PGlite keeps no statistics, and plans stay: a plan made while a table was small would read all of it.
  "enable_seqscan=off",
];
const START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"),
  ...SETTINGS.flatMap((setting) => ["-c", setting]),
];

export interface OpenedPglite {
  database: PGlite;
  /** Puts on disk what has been committed so far. */
  syncLog(): void;
}

/** `dataPath`: a directory that this process has locked, or memory:// for a database that is gone with the process. */
export async function openPglite(dataPath: string): Promise<OpenedPglite> {
  // After a power cut it may be empty, and PostgreSQL would never start again.
  if (!dataPath.startsWith("memory:")) rmSync(join(dataPath, "postmaster.pid"), { force: true });
  const database = await PGlite.create(dataPath, { startParams: START_PARAMETERS });
  return { database, syncLog: syncForReal(database) };
}

/**
 * Runs wire bytes in the session and gives all of its answer. PGlite's own `execProtocolRaw` also reads every answer into
 * objects and keeps them for as long as the database lives (0.5.16: 0.1 MB for each call's jobs).
 */
export async function exchange(database: PGlite, message: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  // What is handed over is a view of the database's memory, which it writes over.
  await database.execProtocolRawStream(message, { onRawData: (data) => parts.push(data.slice()) });
  return Buffer.concat(parts);
}

/** What Emscripten's file system hands to its operations. */
interface NodeStream {
  node: unknown;
  /** In the database's own tree. */
  path?: string;
  /** Of a file; a directory has none. */
  nfd?: number;
}

interface NodeFileSystem {
  realPath(node: unknown): string;
  stream_ops: {
    write(stream: NodeStream, ...rest: unknown[]): number;
    fsync?: (stream: NodeStream) => number;
  };
}

/**
 * Emscripten's bridge to Node's files asks for `fsync` and has none, so that PostgreSQL's syncs do nothing; here is one.
 * For the write-ahead log a sync is only noted: a job costs several commits, and only the one that a sender relies on is
 * worth a sync (`syncLog`). Before anything is written to another file the log is synced, as PostgreSQL wants it.
 */
function syncForReal(database: PGlite): () => void {
  const files = database.Module.NODEFS as unknown as NodeFileSystem;
  const unsynced = new Set<string>();
  const syncLog = () => {
    for (const path of unsynced) if (existsSync(path)) syncPath(path);
    unsynced.clear();
  };
  const write = files.stream_ops.write;
  files.stream_ops.write = (stream, ...rest) => {
    if (unsynced.size > 0 && !isLog(stream)) syncLog();
    return write(stream, ...rest);
  };
  files.stream_ops.fsync = (stream) => {
    if (isLog(stream)) unsynced.add(files.realPath(stream.node));
    else if (stream.nfd !== undefined) fsyncSync(stream.nfd);
    else syncPath(files.realPath(stream.node));
    return 0;
  };
  return syncLog;
}

function isLog({ path, nfd }: NodeStream): boolean {
  return nfd !== undefined && path?.includes("/pg_wal/") === true;
}
