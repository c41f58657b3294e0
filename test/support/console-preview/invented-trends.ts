/** The trends of an invented fleet: its calls, counted as the real ones are. */
import type { CallSummary } from "../../../src/contract/call-summary.ts";
import { countsOf, pointsOf, summed } from "../../../src/operators/trends/trend-counts.ts";
import type { Trends } from "../../../src/storage/port.ts";

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
        return inBucket.length === 0 ? [] : [{ dimension, value, atMs, counts: summed(inBucket) }];
      });
    },
    values: async (dimension) =>
      [...new Set(points.filter((point) => point.dimension === dimension).map(({ value }) => value))].sort(),
  };
}
