/** Trends as operators ask for them. */
import type { TrendDimension, TrendReport } from "../../contract/trends.ts";
import type { Trends } from "../../storage/port.ts";
import { BUCKET_MS, bucketOf, reportOf, summed } from "./trend-counts.ts";

/** The longest time that is read at once: 100 days by the hour. */
const MOST_MS = 100 * 86_400_000;

/** A stretch of time of one value; the storage is asked for its buckets (`TrendQuery` in `src/storage/port.ts`). */
export interface TrendStretch {
  dimension: TrendDimension;
  value: string;
  fromMs: number;
  toMs: number;
}

export interface TrendReader {
  read(stretch: TrendStretch): Promise<TrendReport>;
}

/** `retentionMs`: nothing older is kept. */
export function createTrendReader({
  trends,
  retentionMs,
}: {
  trends: Pick<Trends, "read" | "values">;
  retentionMs: number;
}): TrendReader {
  return {
    async read({ dimension, value, fromMs, toMs }) {
      const bucketMs = BUCKET_MS[dimension];
      const firstMs = bucketOf(Math.max(fromMs, toMs - Math.min(retentionMs, MOST_MS)), bucketMs);
      const bucketsMs: number[] = [];
      for (let atMs = firstMs; atMs <= toMs; atMs += bucketMs) bucketsMs.push(atMs);
      const [points, values] = await Promise.all([
        trends.read({ dimension, value, bucketsMs }),
        dimension === "all" ? [] : trends.values(dimension),
      ]);
      const total = reportOf({ atMs: firstMs, counts: summed(points) });
      const buckets = points.map(reportOf);
      return { dimension, value, bucketMs, fromMs: firstMs, toMs, values, buckets, total };
    },
  };
}
