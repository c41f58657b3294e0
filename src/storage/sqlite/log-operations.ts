/** Statements of the delivery log. Run in the records' thread, inside a transaction. */
import type { Database } from "bun:sqlite";
import { hashKey } from "../key-hash.ts";
import type { Appended, LogEntry } from "../port.ts";

/** An entry with its attributes as JSON text. */
export interface AppendRow {
  messageId: string;
  dataType: string;
  data: string;
  publishTime: string;
  attributes: string;
}

/** An entry as it is kept. */
export type LogRow = Omit<LogEntry, "attributes"> & { attributes: string };

interface RoomRow {
  id: number;
  last_sequence: number;
}

export function logOperations(database: Database) {
  const room = database.query<RoomRow, [string]>("SELECT id, last_sequence FROM room WHERE name = ?");
  const addRoom = database.query<RoomRow, [string, number]>(
    "INSERT INTO room (name, last_sequence, touched_at_ms) VALUES (?, 0, ?) RETURNING id, last_sequence",
  );
  const erased = database.query<{ at_ms: number }, [string]>("SELECT at_ms FROM erased WHERE key_hash = ?");
  const touchRoom = database.query<null, [number, number, number]>(
    "UPDATE room SET last_sequence = ?, touched_at_ms = ? WHERE id = ?",
  );
  const add = database.query<null, [number, number, string, string, string, string, string, number]>(
    `INSERT INTO log (room_id, sequence, message_id, data_type, data, publish_time, attributes, logged_at_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (room_id, message_id) DO NOTHING`,
  );
  const sequenceOf = database.query<{ sequence: number }, [number, string]>(
    "SELECT sequence FROM log WHERE room_id = ? AND message_id = ?",
  );
  const trim = database.query<null, [number, number]>("DELETE FROM log WHERE room_id = ? AND sequence <= ?");
  const read = database.query<LogRow, [string, number, number]>(
    `SELECT sequence, message_id AS messageId, data_type AS dataType, data, publish_time AS publishTime, attributes,
      logged_at_ms AS loggedAtMs FROM log WHERE room_id = (SELECT id FROM room WHERE name = ?) AND sequence > ?
      ORDER BY sequence LIMIT ?`,
  );
  return {
    append(
      name: string,
      entry: AppendRow,
      nowMs: number,
      maxEntries: number,
      onlyAfter: number | null,
    ): Appended {
      const { messageId, dataType, data, publishTime, attributes } = entry;
      const known = room.get(name);
      if (known === null && erased.get(hashKey(name)) !== null) {
        return { sequence: 0, duplicate: false, erased: true };
      }
      const kept = known ?? addRoom.get(name, nowMs);
      if (kept === null) throw new Error("a room could not be made");
      if (onlyAfter !== null && onlyAfter !== kept.last_sequence) {
        const first = sequenceOf.get(kept.id, messageId);
        if (first !== null) return { sequence: first.sequence, duplicate: true };
        return { sequence: kept.last_sequence, duplicate: false, behind: true };
      }
      const sequence = kept.last_sequence + 1;
      const { changes } = add.run(
        kept.id,
        sequence,
        messageId,
        dataType,
        data,
        publishTime,
        attributes,
        nowMs,
      );
      if (changes === 0) {
        return { sequence: sequenceOf.get(kept.id, messageId)?.sequence ?? 0, duplicate: true };
      }
      touchRoom.run(sequence, nowMs, kept.id);
      if (sequence > maxEntries) trim.run(kept.id, sequence - maxEntries);
      return { sequence, duplicate: false };
    },
    readAfter: (name: string, afterSequence: number, limit: number) => read.all(name, afterSequence, limit),
  };
}
