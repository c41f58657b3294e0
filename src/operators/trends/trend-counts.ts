/** What a call adds to the trends, and what is read from their sums. */
import type { CallSummary } from "../../contract/call-summary.ts";
import type { TrendBucket, TrendDimension } from "../../contract/trends.ts";
import type { TrendPoint } from "../../storage/port.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** There are many agents, and each has few calls an hour. */
export const BUCKET_MS: Readonly<Record<TrendDimension, number>> = {
  all: HOUR_MS,
  campaign: HOUR_MS,
  instance: HOUR_MS,
  agent: DAY_MS,
};

/** Upper ends of the counted latencies, each a quarter above the last: a percentile is off by that at most. */
const EDGES_MS = Array.from({ length: 32 }, (_, index) => Math.round(50 * 1.25 ** index));
const SCREEN = "screen:";
const ALARM = "alarm:";

export interface EndedCall {
  summary: Pick<
    CallSummary,
    "startedAtMs" | "campaignIds" | "agentIds" | "instance" | "alarms" | "suggestions"
  >;
  recoveries: number;
  /** From the end of a word to the screen. */
  latenciesMs: readonly number[];
}

export function countsOf({ summary, recoveries, latenciesMs }: EndedCall): Record<string, number> {
  const counts: Record<string, number> = { calls: 1 };
  if (summary.suggestions > 0) counts.suggestions = summary.suggestions;
  if (recoveries > 0) counts.recoveries = recoveries;
  for (const code of new Set(summary.alarms.map(({ code }) => code))) counts[`${ALARM}${code}`] = 1;
  for (const ms of latenciesMs) {
    const edge = EDGES_MS.find((upTo) => ms <= upTo) ?? EDGES_MS.at(-1);
    counts[`${SCREEN}${edge}`] = (counts[`${SCREEN}${edge}`] ?? 0) + 1;
  }
  return counts;
}

/** The same counts for all calls, and for each campaign, agent and instance of this one. */
export function pointsOf(
  summary: EndedCall["summary"],
  counts: Readonly<Record<string, number>>,
): TrendPoint[] {
  const { startedAtMs, campaignIds, agentIds, instance } = summary;
  const valuesOf: Readonly<Record<TrendDimension, readonly string[]>> = {
    all: [""],
    campaign: named(campaignIds),
    agent: named(agentIds),
    instance: named([instance ?? ""]),
  };
  return Object.entries(valuesOf).flatMap(([dimension, values]) => {
    const atMs = bucketOf(startedAtMs, BUCKET_MS[dimension as TrendDimension]);
    return values.map((value) => ({ dimension, value, atMs, counts }));
  });
}

export function bucketOf(atMs: number, bucketMs: number): number {
  return Math.floor(atMs / bucketMs) * bucketMs;
}

export function summed(points: readonly Pick<TrendPoint, "counts">[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { counts } of points)
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}

export function reportOf({ atMs, counts }: Pick<TrendPoint, "atMs" | "counts">): TrendBucket {
  const alarms = Object.entries(counts).filter(([name]) => name.startsWith(ALARM));
  return {
    atMs,
    calls: counts.calls ?? 0,
    suggestions: counts.suggestions ?? 0,
    used: counts.used ?? 0,
    recoveries: counts.recoveries ?? 0,
    alarms: Object.fromEntries(alarms.map(([name, count]) => [name.slice(ALARM.length), count])),
    screenP50Ms: percentileOf(counts, 0.5),
    screenP99Ms: percentileOf(counts, 0.99),
  };
}

function percentileOf(counts: Readonly<Record<string, number>>, share: number): number | null {
  const total = EDGES_MS.reduce((sum, edge) => sum + (counts[`${SCREEN}${edge}`] ?? 0), 0);
  let passed = 0;
  for (const edge of EDGES_MS) {
    passed += counts[`${SCREEN}${edge}`] ?? 0;
    if (total > 0 && passed >= share * total) return edge;
  }
  return null;
}

function named(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id) => id !== ""))];
}
