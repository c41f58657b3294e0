/** Statements of calls and their history. Run in the records' thread, inside a transaction. */
import type { Database } from "bun:sqlite";

/** A call with snapshot and summary as JSON texts. */
export interface CallRow {
  callKey: string;
  source: string;
  vendorCallId: string;
  startedAtMs: number;
  endedAtMs: number | null;
  snapshot: string;
  summary: string | null;
  lastLine: number | null;
}

/** A row with what only a write has. */
export interface WrittenCall extends CallRow {
  addressMarks: readonly string[];
}

export type SummaryRow = Pick<CallRow, "callKey" | "startedAtMs" | "summary">;

/** A call and its new lines of history, each a JSON text. */
export interface RecordRow {
  call: WrittenCall;
  /** Number of the first of them; null where they have none. */
  firstLine: number | null;
  entries: string[];
}

const COLUMNS = `call_key AS callKey, source, vendor_call_id AS vendorCallId, started_at_ms AS startedAtMs,
  ended_at_ms AS endedAtMs, snapshot, summary, last_line AS lastLine`;

type CallValues = [
  string,
  string,
  string,
  number,
  number | null,
  string,
  string | null,
  number | null,
  number,
];

export function callOperations(database: Database) {
  const save = database.query<null, CallValues>(
    `INSERT INTO call (call_key, source, vendor_call_id, started_at_ms, ended_at_ms, snapshot, summary, last_line,
      touched_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (call_key) DO UPDATE SET source = excluded.source, vendor_call_id = excluded.vendor_call_id,
      started_at_ms = excluded.started_at_ms, ended_at_ms = excluded.ended_at_ms, snapshot = excluded.snapshot,
      summary = excluded.summary, last_line = excluded.last_line, touched_at_ms = excluded.touched_at_ms`,
  );
  const addLine = database.query<null, [string, string, number]>(
    "INSERT INTO history (call_key, entry, touched_at_ms) VALUES (?, ?, ?)",
  );
  const addMark = database.query<null, [string, number, string]>(
    "INSERT OR IGNORE INTO call_mark (mark, started_at_ms, call_key) VALUES (?, ?, ?)",
  );
  const forgetMarks = database.query<null, [string, number]>(
    "DELETE FROM call_mark WHERE call_key = ? AND started_at_ms <> ?",
  );
  const knownLine = database.query<{ lastLine: number | null }, [string, number]>(
    "SELECT last_line AS lastLine FROM call WHERE call_key = ? AND started_at_ms = ?",
  );
  const get = database.query<CallRow, [string]>(`SELECT ${COLUMNS} FROM call WHERE call_key = ?`);
  const list = database.query<CallRow, [number]>(
    `SELECT ${COLUMNS} FROM call ORDER BY started_at_ms DESC, call_key LIMIT ?`,
  );
  const unfinished = database.query<CallRow, []>(
    `SELECT ${COLUMNS} FROM call WHERE ended_at_ms IS NULL ORDER BY started_at_ms DESC, call_key`,
  );
  // All that began in the same millisecond as the last of the page belong to it.
  const summaries = database.query<SummaryRow, [number, number]>(
    `SELECT call_key AS callKey, started_at_ms AS startedAtMs, summary FROM call
      WHERE started_at_ms < ?1 AND started_at_ms >= coalesce((SELECT started_at_ms FROM call
        WHERE started_at_ms < ?1 ORDER BY started_at_ms DESC LIMIT 1 OFFSET ?2 - 1), 0)
      ORDER BY started_at_ms DESC`,
  );
  const marked = database.query<SummaryRow, [number, number, string]>(
    `WITH found AS (SELECT DISTINCT started_at_ms, call_key FROM call_mark
        WHERE mark IN (SELECT value FROM json_each(?3)) AND started_at_ms < ?1)
      SELECT c.call_key AS callKey, c.started_at_ms AS startedAtMs, c.summary AS summary
      FROM found f JOIN call c ON c.call_key = f.call_key
      WHERE f.started_at_ms >= coalesce((SELECT started_at_ms FROM found
        ORDER BY started_at_ms DESC LIMIT 1 OFFSET ?2 - 1), 0)
      ORDER BY f.started_at_ms DESC`,
  );
  const history = database.query<{ entry: string }, [string, number]>(
    `SELECT entry FROM (SELECT id, entry FROM history WHERE call_key = ? ORDER BY id DESC LIMIT ?) ORDER BY id`,
  );
  const historyStart = database.query<{ entry: string }, [string, number]>(
    "SELECT entry FROM history WHERE call_key = ? ORDER BY id LIMIT ?",
  );
  const saveCall = (call: WrittenCall, nowMs: number) => {
    const { callKey, source, vendorCallId, startedAtMs, endedAtMs, snapshot, summary, lastLine } = call;
    save.run(callKey, source, vendorCallId, startedAtMs, endedAtMs, snapshot, summary, lastLine, nowMs);
    if (call.addressMarks.length === 0) return;
    forgetMarks.run(callKey, startedAtMs);
    for (const mark of call.addressMarks) addMark.run(mark, startedAtMs, callKey);
  };
  const appendHistory = (callKey: string, entries: string[], nowMs: number) => {
    for (const entry of entries) addLine.run(callKey, entry, nowMs);
  };
  return {
    saveCall,
    saveRecords(records: RecordRow[], nowMs: number) {
      for (const { call, firstLine, entries } of records) {
        const known = knownLine.get(call.callKey, call.startedAtMs)?.lastLine ?? null;
        saveCall(call, nowMs);
        const skipped = firstLine === null || known === null ? 0 : Math.max(0, known - firstLine + 1);
        appendHistory(call.callKey, entries.slice(skipped), nowMs);
      }
    },
    appendHistory,
    getCall: (callKey: string) => get.get(callKey),
    listCalls: (limit: number) => list.all(limit),
    listUnfinished: () => unfinished.all(),
    listSummaries: (limit: number, beforeMs: number, addressMarks: readonly string[] | null) =>
      addressMarks === null
        ? summaries.all(beforeMs, limit)
        : marked.all(beforeMs, limit, JSON.stringify(addressMarks)),
    readHistory: (callKey: string, limit: number) => history.all(callKey, limit).map(({ entry }) => entry),
    readHistoryStart: (callKey: string, limit: number) =>
      historyStart.all(callKey, limit).map(({ entry }) => entry),
  };
}
