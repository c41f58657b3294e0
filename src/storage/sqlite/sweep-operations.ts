/** Statements that remove old records in bounded steps, and give their space back. */
import type { Database } from "bun:sqlite";

/** Rows of each kind that one step removes: some milliseconds, so that an event for the screen waits no longer. */
const STEP_ROWS = 200;
const STEP_PAGES = 500;

export function sweepOperations(database: Database) {
  const oldLog = database.query<null, [number, number]>(
    `DELETE FROM log WHERE id IN (SELECT l.id FROM room r JOIN log l ON l.room_id = r.id
      WHERE r.touched_at_ms < ? LIMIT ?)`,
  );
  const oldRooms = database.query<null, [number, number]>(
    `DELETE FROM room WHERE id IN (SELECT id FROM room WHERE touched_at_ms < ?
      AND NOT EXISTS (SELECT 1 FROM log WHERE room_id = room.id) LIMIT ?)`,
  );
  const oldNames = database.query<null, [number, number]>(
    `DELETE FROM conversation_name WHERE key_hash IN
      (SELECT key_hash FROM conversation_name WHERE touched_at_ms < ? LIMIT ?)`,
  );
  const oldAudit = database.query<null, [number, number]>(
    "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at_ms < ? LIMIT ?)",
  );
  const oldErased = database.query<null, [number, number]>(
    "DELETE FROM erased WHERE key_hash IN (SELECT key_hash FROM erased WHERE at_ms < ? LIMIT ?)",
  );
  const oldEpisodes = database.query<null, [number, number]>(
    "DELETE FROM episode WHERE key_hash IN (SELECT key_hash FROM episode WHERE touched_at_ms < ? LIMIT ?)",
  );
  const oldTrends = database.query<null, [number, number]>(
    `DELETE FROM trend WHERE (dimension, value, at_ms, metric) IN
      (SELECT dimension, value, at_ms, metric FROM trend WHERE at_ms < ? LIMIT ?)`,
  );
  const oldTrendValues = database.query<null, [number, number]>(
    `DELETE FROM trend_value WHERE (dimension, value) IN
      (SELECT dimension, value FROM trend_value WHERE last_at_ms < ? LIMIT ?)`,
  );
  const oldCalls = database.query<{ callKey: string }, [number, number]>(
    `DELETE FROM call WHERE call_key IN (SELECT call_key FROM call WHERE touched_at_ms < ? LIMIT ?)
      RETURNING call_key AS callKey`,
  );
  const oldHistory = database.query<null, [number, number]>(
    `DELETE FROM history WHERE id IN (SELECT h.id FROM history h WHERE h.touched_at_ms < ?
      AND NOT EXISTS (SELECT 1 FROM call c WHERE c.call_key = h.call_key) LIMIT ?)`,
  );
  const marksOf = database.query<null, [string]>("DELETE FROM call_mark WHERE call_key = ?");
  const freePages = database.query<{ freelist_count: number }, []>("PRAGMA freelist_count");
  return {
    /** Says how many calls went, and whether there may be more. */
    sweepStep(beforeMs: number) {
      const removed = [
        oldLog,
        oldRooms,
        oldNames,
        oldEpisodes,
        oldAudit,
        oldErased,
        oldHistory,
        oldTrends,
        oldTrendValues,
      ].map((statement) => statement.run(beforeMs, STEP_ROWS).changes);
      const swept = oldCalls.all(beforeMs, STEP_ROWS);
      for (const { callKey } of swept) marksOf.run(callKey);
      const calls = swept.length;
      return { calls, more: calls > 0 || Math.max(...removed) >= STEP_ROWS };
    },
    /** Gives unused pages at the end of the file back; says whether there are more. */
    vacuumStep() {
      // Not kept prepared: it does its work while it is stepped.
      database.query(`PRAGMA incremental_vacuum(${STEP_PAGES})`).all();
      return { more: (freePages.get()?.freelist_count ?? 0) > 0 };
    },
  };
}
