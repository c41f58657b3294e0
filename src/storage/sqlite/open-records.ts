/** Opens the file of records: exclusively, checked, with deleted content overwritten. A damaged file is set aside. */
import { Database } from "bun:sqlite";
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { syncPath } from "../sync-path.ts";
import { SCHEMA, SCHEMA_VERSION, UPDATES } from "./schema.ts";

/** Holds everything in memory; gone with the process. */
export const IN_MEMORY = ":memory:";

/** What SQLite may put beside its file (sqlite.org/tempfiles.html). */
export const COMPANIONS = ["-wal", "-shm", "-journal"] as const;

export interface OpenedRecords {
  database: Database;
  /** Where a damaged file was moved to; null if there was none. */
  setAsidePath: string | null;
}

/** Why a file is not used: damaged, so that it is set aside; or left alone, and the start fails. */
class DamagedFile extends Error {}

/**
 * Throws if the file cannot be opened, is in use, or was written by a newer version: it is left as it is. A file whose
 * content is damaged is renamed with its companions, never overwritten, and a new one is begun in its place.
 */
export function openRecords(path: string, nowMs: number): OpenedRecords {
  try {
    return { database: openChecked(path), setAsidePath: null };
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error;
    const setAsidePath = setAside(path, nowMs);
    return { database: openChecked(path), setAsidePath };
  }
}

function openChecked(path: string): Database {
  const isNew = path !== IN_MEMORY && !existsSync(path);
  const database = new Database(path, { create: true, strict: true });
  try {
    prepare(database);
    if (isNew) syncPath(dirname(path));
    return database;
  } catch (error) {
    database.close();
    throw isDamage(error) ? new DamagedFile("the file of records is damaged", { cause: error }) : error;
  }
}

/**
 * Exclusive locking is the second lock beside the directory's own, holds also between containers, and needs no shared
 * memory file. `secure_delete` writes zeros over deleted content, `auto_vacuum` lets `incremental_vacuum` give pages
 * back. (sqlite.org/pragma.html)
 */
function prepare(database: Database): void {
  database.run("PRAGMA locking_mode = EXCLUSIVE");
  // Before anything that could write to the file.
  const version =
    database.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version ?? 0;
  if (version > SCHEMA_VERSION) {
    throw new Error("the file of records was written by a newer version of Sidetone");
  }
  database.run("PRAGMA auto_vacuum = INCREMENTAL");
  database.run("PRAGMA journal_mode = WAL");
  database.run("PRAGMA secure_delete = ON");
  database.run("PRAGMA temp_store = MEMORY");
  database.run("PRAGMA cache_size = -8192");
  const checked = database.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get();
  if (checked?.quick_check !== "ok") throw new DamagedFile("the file of records failed its check");
  if (version === 0) database.transaction(() => database.run(SCHEMA)).immediate();
  else if (version < SCHEMA_VERSION) update(database, version);
}

/** All steps or none. */
function update(database: Database, version: number): void {
  const steps = UPDATES.slice(version - 1).join("");
  database.transaction(() => database.run(`${steps} PRAGMA user_version = ${SCHEMA_VERSION};`)).immediate();
}

/** CORRUPT and NOTADB are about content; anything else (access, space, a lock) may pass, and no file is touched for it. */
function isDamage(error: unknown): boolean {
  if (error instanceof DamagedFile) return true;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB";
}

function setAside(path: string, nowMs: number): string {
  const setAsidePath = `${path}.damaged-${nowMs}`;
  for (const companion of ["", ...COMPANIONS]) {
    if (existsSync(path + companion)) renameSync(path + companion, setAsidePath + companion);
  }
  syncPath(dirname(path));
  return setAsidePath;
}

/** Files and directories that were set aside hold what callers said: they go when they are as old as the records may get. */
export function removeSetAside(path: string, beforeMs: number): void {
  const prefix = `${basename(path)}.damaged-`;
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(prefix)) continue;
    if (Number.parseInt(name.slice(prefix.length), 10) < beforeMs)
      rmSync(join(dirname(path), name), { recursive: true });
  }
}
