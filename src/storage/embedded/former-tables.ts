/** Tables in which an earlier version kept its records in PGlite, and where each row goes in SQLite. */
import type { Database } from "bun:sqlite";

/** As PGlite gives it. Columns that an older version did not have are absent. */
export type FormerRow = Record<string, string | number | bigint | null | undefined>;

export interface FormerTable {
  name: string;
  /** Columns that order the rows and tell them apart: pages are read along them. */
  key: readonly string[];
  /** Prepared on the new file; puts one row there. */
  writer(database: Database): (row: FormerRow) => void;
}

/** Rooms before their entries: those name their room by its new number. */
export const FORMER_TABLES: readonly FormerTable[] = [
  copied("sidetone_room", ["room"], "room", ["name", "last_sequence", "touched_at_ms"], { name: "room" }),
  {
    name: "sidetone_log",
    key: ["room", "sequence"],
    writer(database) {
      const add = database.query(
        `INSERT INTO log (room_id, sequence, message_id, data_type, data, publish_time, attributes, logged_at_ms)
          SELECT id, ?, ?, ?, ?, ?, ?, ? FROM room WHERE name = ?`,
      );
      return ({ room, sequence, message_id, data_type, data, publish_time, attributes, logged_at_ms }) => {
        const values = [sequence, message_id, data_type, data, publish_time, attributes, logged_at_ms, room];
        add.run(...values.map((value) => value ?? null));
      };
    },
  },
  copied("sidetone_call", ["call_key"], "call", [
    ...["call_key", "source", "vendor_call_id", "started_at_ms", "ended_at_ms"],
    ...["snapshot", "summary", "last_line", "touched_at_ms"],
  ]),
  copied("sidetone_history", ["id"], "history", ["id", "call_key", "entry", "touched_at_ms"]),
  copied("sidetone_conversation_name", ["key_hash"], "conversation_name", [
    ...["key_hash", "conversation_name", "touched_at_ms"],
  ]),
  copied("sidetone_audit", ["id"], "audit", ["id", "at_ms", "operator", "action", "call_key", "entry"]),
];

/** `renamed`: columns that had another name. */
function copied(
  name: string,
  key: readonly string[],
  table: string,
  columns: readonly string[],
  renamed: Readonly<Record<string, string>> = {},
): FormerTable {
  return {
    name,
    key,
    writer(database) {
      const marks = columns.map(() => "?").join(", ");
      const add = database.query(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${marks})`);
      return (row) => void add.run(...columns.map((column) => row[renamed[column] ?? column] ?? null));
    },
  };
}
