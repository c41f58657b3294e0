/** Statements of the counters of calls over time. Run in the records' thread, inside a transaction. */
import type { Database } from "bun:sqlite";
import { MAX_TREND_VALUES, type TrendPoint, type TrendQuery } from "../port.ts";

type Counted = [string, string, number, string, number];

export function trendOperations(database: Database) {
  const add = database.query<null, Counted>(
    `INSERT INTO trend (dimension, value, at_ms, metric, count) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (dimension, value, at_ms, metric) DO UPDATE SET count = count + excluded.count`,
  );
  const known = database.query<{ value: string }, [string, string]>(
    "SELECT value FROM trend_value WHERE dimension = ? AND value = ?",
  );
  const count = database.query<{ values: number }, [string]>(
    'SELECT count(*) AS "values" FROM trend_value WHERE dimension = ?',
  );
  const note = database.query<null, [string, string, number]>(
    `INSERT INTO trend_value (dimension, value, last_at_ms) VALUES (?, ?, ?)
      ON CONFLICT (dimension, value) DO UPDATE SET last_at_ms = max(last_at_ms, excluded.last_at_ms)`,
  );
  const values = database.query<{ value: string }, [string]>(
    "SELECT value FROM trend_value WHERE dimension = ? ORDER BY value",
  );
  const read = database.query<
    { atMs: number; metric: string; count: number },
    [string, string, number, number]
  >(
    `SELECT at_ms AS atMs, metric, count FROM trend
      WHERE dimension = ? AND value = ? AND at_ms BETWEEN ? AND ? ORDER BY at_ms`,
  );
  return {
    trendValues: (dimension: string) => values.all(dimension).map(({ value }) => value),
    addTrends(points: readonly TrendPoint[]) {
      for (const { dimension, value, atMs, counts } of points) {
        const isNew = known.get(dimension, value) === null;
        if (isNew && (count.get(dimension)?.values ?? 0) >= MAX_TREND_VALUES) continue;
        note.run(dimension, value, atMs);
        for (const [metric, more] of Object.entries(counts)) add.run(dimension, value, atMs, metric, more);
      }
    },
    readTrends({ dimension, value, bucketsMs }: TrendQuery): TrendPoint[] {
      const [first] = bucketsMs;
      if (first === undefined) return [];
      const rows = read.all(dimension, value, Math.min(...bucketsMs), Math.max(...bucketsMs));
      const wanted = new Set(bucketsMs);
      const byBucket = Map.groupBy(
        rows.filter(({ atMs }) => wanted.has(atMs)),
        ({ atMs }) => atMs,
      );
      return [...byBucket].map(([atMs, counted]) => ({
        dimension,
        value,
        atMs,
        counts: Object.fromEntries(counted.map(({ metric, count }) => [metric, count])),
      }));
    },
  };
}
