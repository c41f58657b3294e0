/** Calls and their history in the embedded database. */
import type { Clock } from "../../clock.ts";
import type { CallStore, HistoryEntry, StoredCall } from "../port.ts";
import type { Statements } from "./statements.ts";

const COLUMNS = "call_key, source, vendor_call_id, started_at_ms, ended_at_ms, snapshot";
const SAVE = `INSERT INTO sidetone_call (${COLUMNS}, touched_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (call_key) DO UPDATE SET source = $2, vendor_call_id = $3, started_at_ms = $4, ended_at_ms = $5,
    snapshot = $6, touched_at_ms = $7`;
const GET = `SELECT ${COLUMNS} FROM sidetone_call WHERE call_key = $1`;
const LIST = `SELECT ${COLUMNS} FROM sidetone_call ORDER BY started_at_ms DESC, call_key LIMIT $1`;
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
}

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

  async listUnfinished(): Promise<StoredCall[]> {
    return (await this.#statements.run<CallRow>("list_unfinished", LIST_UNFINISHED)).map(toCall);
  }

  async appendHistory(callKey: string, entries: HistoryEntry[]): Promise<void> {
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
  };
}
