/** Copies the records of an earlier version from PGlite into SQLite, whole or not at all. */
import type { Database } from "bun:sqlite";
import { renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { FORMER_TABLES, type FormerRow, type FormerTable } from "../embedded/former-tables.ts";
import { openPglite } from "../embedded/open-pglite.ts";
import { COMPANIONS, openRecords } from "../sqlite/open-records.ts";
import { syncPath } from "../sync-path.ts";

const PAGE_ROWS = 200;

export interface CarryOverOptions {
  /** PGlite's directory; only read. */
  databasePath: string;
  /** Where the file of records is to be. */
  recordsPath: string;
  nowMs: number;
  /** Told of each table once it is copied. */
  onTable?: (name: string, rows: number) => void;
}

/**
 * The copy is made beside its place and renamed into it once it is complete and on disk: until then the next attempt
 * starts again. Gives the number of rows; null, and no file, if PGlite holds no records. The rows in PGlite stay until
 * the jobs' database starts (`embedded/former-records.ts`). Rejects with what went wrong.
 */
export async function carryOver(options: CarryOverOptions): Promise<number | null> {
  const { recordsPath, nowMs } = options;
  const draftPath = `${recordsPath}.carrying`;
  removeDraft(draftPath);
  const { database: former } = await openPglite(options.databasePath);
  try {
    if (!(await hasTable(former, "sidetone_call"))) return null;
    const { database } = openRecords(draftPath, nowMs);
    let rows = 0;
    try {
      for (const table of FORMER_TABLES) {
        const copied = (await hasTable(former, table.name)) ? await copyTable(former, database, table) : 0;
        options.onTable?.(table.name, copied);
        rows += copied;
      }
      database.run("PRAGMA synchronous = FULL");
      database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    } finally {
      database.close();
    }
    renameSync(draftPath, recordsPath);
    syncPath(dirname(recordsPath));
    return rows;
  } finally {
    removeDraft(draftPath);
    await former.close();
  }
}

async function hasTable(former: PGlite, name: string): Promise<boolean> {
  const { rows } = await former.query<{ found: string | null }>("SELECT to_regclass($1)::text AS found", [
    `public.${name}`,
  ]);
  return rows[0]?.found != null;
}

/** Reads along the key, so that no more than a page is held. */
async function copyTable(former: PGlite, database: Database, table: FormerTable): Promise<number> {
  const { name, key } = table;
  const order = key.join(", ");
  const write = table.writer(database);
  const writePage = database.transaction((rows: FormerRow[]) => rows.forEach(write));
  const marks = key.map((_, place) => `$${place + 1}`).join(", ");
  let last: unknown[] | null = null;
  let total = 0;
  for (;;) {
    const after: string = last === null ? "" : `WHERE (${order}) > (${marks})`;
    const { rows }: { rows: FormerRow[] } = await former.query<FormerRow>(
      `SELECT * FROM public.${name} ${after} ORDER BY ${order} LIMIT ${PAGE_ROWS}`,
      last ?? [],
    );
    writePage(rows);
    total += rows.length;
    const end = rows.at(-1);
    if (end === undefined || rows.length < PAGE_ROWS) return total;
    last = key.map((column) => end[column]);
  }
}

function removeDraft(draftPath: string): void {
  for (const companion of ["", ...COMPANIONS]) rmSync(draftPath + companion, { force: true });
}
