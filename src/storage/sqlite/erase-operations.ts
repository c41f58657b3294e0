/** Statements that erase one call and remember that they did. Run in the records' thread, inside a transaction. */
import type { Database } from "bun:sqlite";
import { withPseudonym } from "../erased-audit.ts";
import { hashKey } from "../key-hash.ts";
import type { CallNames, ErasedRecords } from "../port.ts";

export function eraseOperations(database: Database) {
  const log = database.query<null, [string]>(
    "DELETE FROM log WHERE room_id = (SELECT id FROM room WHERE name = ?)",
  );
  const room = database.query<null, [string]>("DELETE FROM room WHERE name = ?");
  const call = database.query<null, [string]>("DELETE FROM call WHERE call_key = ?");
  const marks = database.query<null, [string]>("DELETE FROM call_mark WHERE call_key = ?");
  const history = database.query<null, [string]>("DELETE FROM history WHERE call_key = ?");
  const names = database.query<null, [string]>("DELETE FROM conversation_name WHERE conversation_name = ?");
  const audited = database.query<{ id: number; entry: string }, [string]>(
    "SELECT id, entry FROM audit WHERE call_key = ?",
  );
  const reword = database.query<null, [string, string, number]>(
    "UPDATE audit SET call_key = ?, entry = ? WHERE id = ?",
  );
  const remember = database.query<null, [string, number]>(
    "INSERT INTO erased (key_hash, at_ms) VALUES (?, ?) ON CONFLICT (key_hash) DO UPDATE SET at_ms = excluded.at_ms",
  );
  const remembered = database.query<{ at_ms: number }, [string]>(
    "SELECT at_ms FROM erased WHERE key_hash = ?",
  );

  function rewordAudit(callKey: string): number {
    const rows = audited.all(callKey);
    for (const { id, entry } of rows) {
      const worded = withPseudonym(JSON.parse(entry));
      reword.run(worded.callKey ?? "", JSON.stringify(worded), id);
    }
    return rows.length;
  }

  return {
    erase({ callKey, room: name, conversationName }: CallNames, nowMs: number): ErasedRecords {
      const events = log.run(name).changes;
      const rooms = room.run(name).changes;
      marks.run(callKey);
      const erased: ErasedRecords = {
        calls: call.run(callKey).changes,
        lines: history.run(callKey).changes,
        events,
        names: names.run(conversationName).changes,
        audit: rewordAudit(callKey),
      };
      const { calls, lines } = erased;
      if (calls + lines + rooms + erased.names > 0) {
        remember.run(hashKey(callKey), nowMs);
        remember.run(hashKey(name), nowMs);
      }
      return erased;
    },
    isErased: (key: string) => remembered.get(hashKey(key)) !== null,
  };
}
