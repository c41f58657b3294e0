/** Statements of the lives of call ids. Run in the records' thread, inside a transaction. */
import type { Database } from "bun:sqlite";
import type { Episode } from "../port.ts";

export function episodeOperations(database: Database) {
  const begin = database.query<{ number: number }, [string, number]>(
    `INSERT INTO episode (key_hash, number, is_over, touched_at_ms) VALUES (?, 1, 0, ?)
      ON CONFLICT (key_hash) DO UPDATE SET number = number + is_over, is_over = 0,
      touched_at_ms = excluded.touched_at_ms RETURNING number`,
  );
  const end = database.query<null, [string, number, number]>(
    `INSERT INTO episode (key_hash, number, is_over, touched_at_ms) VALUES (?, ?, 1, ?)
      ON CONFLICT (key_hash) DO UPDATE SET number = excluded.number, is_over = 1,
      touched_at_ms = excluded.touched_at_ms WHERE excluded.number >= number`,
  );
  const newest = database.query<{ number: number; isOver: number }, [string]>(
    "SELECT number, is_over AS isOver FROM episode WHERE key_hash = ?",
  );
  return {
    beginEpisode: (keyHash: string, nowMs: number): number => begin.get(keyHash, nowMs)?.number ?? 1,
    endEpisode(keyHash: string, number: number, nowMs: number) {
      end.run(keyHash, number, nowMs);
    },
    newestEpisode(keyHash: string): Episode | null {
      const row = newest.get(keyHash);
      return row === null ? null : { number: row.number, isOver: row.isOver === 1 };
    },
  };
}
