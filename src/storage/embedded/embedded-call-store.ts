/** Calls and their history in the embedded database. */
import type { Clock } from "../../clock.ts";
import type { CallRecord, CallStore, HistoryEntry, StoredCall, StoredSummary } from "../port.ts";
import type { Statements } from "./statements.ts";

const COLUMNS = "call_key, source, vendor_call_id, started_at_ms, ended_at_ms, snapshot, summary, last_line";
const SET_OF_CALL = `source = excluded.source, vendor_call_id = excluded.vendor_call_id,
  started_at_ms = excluded.started_at_ms, ended_at_ms = excluded.ended_at_ms, snapshot = excluded.snapshot,
  summary = excluded.summary, last_line = excluded.last_line, touched_at_ms = excluded.touched_at_ms`;
const SAVE = `INSERT INTO sidetone_call (${COLUMNS}, touched_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (call_key) DO UPDATE SET ${SET_OF_CALL}`;
/**
 * JSON travels as texts joined by line feeds, which JSON.stringify never leaves in: an array would have every quotation
 * mark escaped once more on the way. $9 has one block of lines per call, between record separators. Arrays of numbers
 * and nulls are texts: node-postgres writes all arrays alike. A call without an end or a last line has "".
 */
const SAVE_RECORDS = `WITH head AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY
      AS h (call_key, source, vendor_call_id, started_at_ms, ended_at_ms, last_line, n)
  ), saved AS (
    INSERT INTO sidetone_call (${COLUMNS}, touched_at_ms)
      SELECT h.call_key, h.source, h.vendor_call_id, h.started_at_ms::bigint, nullif(h.ended_at_ms, '')::bigint,
        s.snapshot, nullif(m.summary, ''), nullif(h.last_line, '')::integer, $10::bigint
      FROM head h
      JOIN string_to_table($7, E'\\n') WITH ORDINALITY AS s (snapshot, n) USING (n)
      JOIN string_to_table($8, E'\\n') WITH ORDINALITY AS m (summary, n) USING (n)
      ON CONFLICT (call_key) DO UPDATE SET ${SET_OF_CALL}
  )
  INSERT INTO sidetone_history (call_key, entry, touched_at_ms)
    SELECT h.call_key, e.entry, $10::bigint FROM head h
      JOIN string_to_table($9, E'\\x1e') WITH ORDINALITY AS b (block, n) USING (n)
      CROSS JOIN LATERAL string_to_table(nullif(b.block, ''), E'\\n') WITH ORDINALITY AS e (entry, position)
      ORDER BY h.n, e.position`;
const GET = `SELECT ${COLUMNS} FROM sidetone_call WHERE call_key = $1`;
const LIST = `SELECT ${COLUMNS} FROM sidetone_call ORDER BY started_at_ms DESC, call_key LIMIT $1`;
const LIST_SUMMARIES = `SELECT call_key, started_at_ms, summary FROM sidetone_call
  WHERE started_at_ms < $1 ORDER BY started_at_ms DESC FETCH FIRST $2 ROWS WITH TIES`;
const LIST_UNFINISHED = `SELECT ${COLUMNS} FROM sidetone_call WHERE ended_at_ms IS NULL
  ORDER BY started_at_ms DESC, call_key`;
const APPEND_HISTORY = `INSERT INTO sidetone_history (call_key, entry, touched_at_ms)
  SELECT $1, entry, $3 FROM unnest($2::text[]) WITH ORDINALITY AS e (entry, position) ORDER BY position`;
const READ_HISTORY = `SELECT entry FROM (SELECT id, entry FROM sidetone_history WHERE call_key = $1
  ORDER BY id DESC LIMIT $2) AS newest ORDER BY id`;

interface CallRow {
  call_key: string;
  source: string;
  vendor_call_id: string;
  started_at_ms: string;
  ended_at_ms: string | null;
  snapshot: string;
  summary: string | null;
  last_line: number | null;
}

type SummaryRow = Pick<CallRow, "call_key" | "started_at_ms" | "summary">;

/** The largest value of a bigint that is also exact here. */
const END_OF_TIME_MS = Number.MAX_SAFE_INTEGER;

export class EmbeddedCallStore implements CallStore {
  readonly #statements: Statements;
  readonly #clock: Clock;

  constructor(options: { statements: Statements; clock: Clock }) {
    this.#statements = options.statements;
    this.#clock = options.clock;
  }

  async save(call: StoredCall): Promise<void> {
    await this.#statements.run("save_call", SAVE, [
      call.callKey,
      call.source,
      call.vendorCallId,
      call.startedAtMs,
      call.endedAtMs,
      JSON.stringify(call.snapshot),
      call.summary === undefined ? null : JSON.stringify(call.summary),
      call.lastLine ?? null,
      this.#clock.now(),
    ]);
  }

  async saveRecords(records: readonly CallRecord[]): Promise<void> {
    if (records.length === 0) return;
    const calls = records.map(({ call }) => call);
    const lines = records.map(({ entries }) => entries.map((entry) => JSON.stringify(entry)).join("\n"));
    await this.#statements.run("save_records", SAVE_RECORDS, [
      calls.map(({ callKey }) => callKey),
      calls.map(({ source }) => source),
      calls.map(({ vendorCallId }) => vendorCallId),
      calls.map(({ startedAtMs }) => String(startedAtMs)),
      calls.map(({ endedAtMs }) => String(endedAtMs ?? "")),
      calls.map(({ lastLine }) => String(lastLine ?? "")),
      calls.map(({ snapshot }) => JSON.stringify(snapshot)).join("\n"),
      calls.map(({ summary }) => (summary === undefined ? "" : JSON.stringify(summary))).join("\n"),
      lines.join("\u001e"),
      this.#clock.now(),
    ]);
  }

  async get(callKey: string): Promise<StoredCall | null> {
    const [row] = await this.#statements.run<CallRow>("get_call", GET, [callKey]);
    return row === undefined ? null : toCall(row);
  }

  async list(limit: number): Promise<StoredCall[]> {
    return (await this.#statements.run<CallRow>("list_calls", LIST, [limit])).map(toCall);
  }

  async listSummaries(options: { limit: number; before?: number }): Promise<StoredSummary[]> {
    const { limit, before = END_OF_TIME_MS } = options;
    const rows = await this.#statements.run<SummaryRow>("list_summaries", LIST_SUMMARIES, [before, limit]);
    return rows.map((row) => ({
      callKey: row.call_key,
      startedAtMs: Number(row.started_at_ms),
      summary: row.summary === null ? null : JSON.parse(row.summary),
    }));
  }

  async listUnfinished(): Promise<StoredCall[]> {
    return (await this.#statements.run<CallRow>("list_unfinished", LIST_UNFINISHED)).map(toCall);
  }

  async appendHistory(callKey: string, entries: readonly HistoryEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const texts = entries.map((entry) => JSON.stringify(entry));
    await this.#statements.run("append_history", APPEND_HISTORY, [callKey, texts, this.#clock.now()]);
  }

  async readHistory(callKey: string, limit: number): Promise<HistoryEntry[]> {
    const rows = await this.#statements.run<{ entry: string }>("read_history", READ_HISTORY, [
      callKey,
      limit,
    ]);
    return rows.map((row) => JSON.parse(row.entry));
  }
}

function toCall(row: CallRow): StoredCall {
  return {
    callKey: row.call_key,
    source: row.source,
    vendorCallId: row.vendor_call_id,
    startedAtMs: Number(row.started_at_ms),
    endedAtMs: row.ended_at_ms === null ? null : Number(row.ended_at_ms),
    snapshot: JSON.parse(row.snapshot),
    ...(row.summary === null ? {} : { summary: JSON.parse(row.summary) }),
    ...(row.last_line === null ? {} : { lastLine: row.last_line }),
  };
}
