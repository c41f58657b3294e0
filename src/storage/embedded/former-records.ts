/** Removes from the jobs' database the records that an earlier version kept there, once they are in SQLite. */
import type { PGlite } from "@electric-sql/pglite";
import { FORMER_TABLES } from "./former-tables.ts";

/** Only after the carry-over. True if there were any. */
export async function dropFormerRecords(database: PGlite): Promise<boolean> {
  const { rows } = await database.query<{ found: string | null }>(
    "SELECT to_regclass('public.sidetone_call')::text AS found",
  );
  if (rows[0]?.found == null) return false;
  const tables = FORMER_TABLES.map(({ name }) => `public.${name}`).join(", ");
  await database.exec(
    `DROP FUNCTION IF EXISTS public.sidetone_append; DROP TABLE IF EXISTS ${tables} CASCADE`,
  );
  return true;
}
