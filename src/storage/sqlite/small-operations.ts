/** Statements of conversation names, of the audit, and of testing whether the file can be written. */
import type { Database } from "bun:sqlite";
import type { AuditQuery } from "../port.ts";

/** Who did what to which call, and the whole entry as JSON text. */
export interface AuditRow {
  atMs: number;
  operator: string;
  action: string;
  callKey: string | null;
  entry: string;
}

type ListValues = [string | null, string | null, string | null, number | null, number];

export function smallOperations(database: Database) {
  const put = database.query<null, [string, string, number]>(
    `INSERT INTO conversation_name (key_hash, conversation_name, touched_at_ms) VALUES (?, ?, ?)
      ON CONFLICT (key_hash) DO UPDATE SET conversation_name = excluded.conversation_name,
      touched_at_ms = excluded.touched_at_ms`,
  );
  const get = database.query<{ name: string }, [string]>(
    "SELECT conversation_name AS name FROM conversation_name WHERE key_hash = ?",
  );
  const remove = database.query<null, [string]>("DELETE FROM conversation_name WHERE key_hash = ?");
  const append = database.query<null, [number, string, string, string | null, string]>(
    "INSERT INTO audit (at_ms, operator, action, call_key, entry) VALUES (?, ?, ?, ?, ?)",
  );
  const trim = database.query<null, [number]>("DELETE FROM audit WHERE id <= ?");
  // The table is bounded and small: no index but its key is worth its writes.
  const list = database.query<{ entry: string }, ListValues>(
    `SELECT entry FROM audit WHERE (?1 IS NULL OR call_key = ?1) AND (?2 IS NULL OR operator = ?2)
      AND (?3 IS NULL OR action = ?3) AND (?4 IS NULL OR at_ms < ?4) ORDER BY id DESC LIMIT ?5`,
  );
  const probe = database.query<null, [number]>(
    "INSERT INTO probe (id, written) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET written = excluded.written",
  );
  return {
    putName(keyHash: string, conversationName: string, nowMs: number) {
      put.run(keyHash, conversationName, nowMs);
    },
    getName: (keyHash: string) => get.get(keyHash)?.name ?? null,
    deleteName: (keyHash: string) => remove.run(keyHash).changes > 0,
    appendAudit({ atMs, operator, action, callKey, entry }: AuditRow, maxEntries: number) {
      const { lastInsertRowid } = append.run(atMs, operator, action, callKey, entry);
      // Ids have almost no gaps, so their distance is the number of entries.
      trim.run(Number(lastInsertRowid) - maxEntries);
    },
    listAudit: ({ callKey, operator, action, beforeMs, limit }: AuditQuery) =>
      list
        .all(callKey ?? null, operator ?? null, action ?? null, beforeMs ?? null, limit)
        .map(({ entry }) => entry),
    ping() {},
    probe(nowMs: number) {
      probe.run(nowMs);
    },
  };
}
