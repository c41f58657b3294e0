/** The trends of an invented fleet: its calls, counted as the real ones are. */
import type { CallSummary } from "../../../src/contract/call-summary.ts";
import { countsOf, pointsOf } from "../../../src/operators/trends/trend-counts.ts";
import type { TrendPoint, Trends } from "../../../src/storage/port.ts";

export function inventTrends(calls: readonly CallSummary[]): Pick<Trends, "read" | "values"> {
  const points = calls.flatMap((summary, index) => {
    const latenciesMs = Array.from({ length: 20 }, (_, at) => 300 + ((index * 37 + at * 61) % 900));
    const counts = countsOf({ summary, recoveries: index % 9 === 0 ? 2 : 0, latenciesMs });
    return pointsOf(summary, { ...counts, used: Math.floor(summary.suggestions / 3) });
  });
  return {
    async read({ dimension, value, bucketsMs }) {
      const found = points.filter((point) => point.dimension === dimension && point.value === value);
      return bucketsMs.flatMap((atMs) => {
        const inBucket = found.filter((point) => point.atMs === atMs);
        return inBucket.length === 0 ? [] : [sumOf(inBucket, { dimension, value, atMs })];
      });
    },
    values: async (dimension) =>
      [...new Set(points.filter((point) => point.dimension === dimension).map(({ value }) => value))].sort(),
  };
}

function sumOf(points: readonly TrendPoint[], about: Omit<TrendPoint, "counts">): TrendPoint {
  const counts: Record<string, number> = {};
  for (const point of points)
    for (const [name, count] of Object.entries(point.counts)) counts[name] = (counts[name] ?? 0) + count;
  return { ...about, counts };
}
