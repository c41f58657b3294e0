/** The outcome of a request to the records' thread. */

/** `reason` is SQLite's result code, or the error's name: never a value, never a statement. */
export type Outcome = { ok: true; value: unknown } | { ok: false; reason: string };

/** Full, read-only, damaged: every write would fail alike. (sqlite.org/rescode.html) */
export const FILE_TROUBLE = /^SQLITE_(FULL|IOERR|READONLY|CORRUPT|NOTADB|CANTOPEN|BUSY|NOMEM)/;

export function failure(error: unknown): Outcome {
  return { ok: false, reason: reasonOf(error) };
}

/** SQLite's result code where there is one. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
