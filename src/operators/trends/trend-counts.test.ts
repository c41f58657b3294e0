import { expect, test } from "bun:test";
import { countsOf, pointsOf, reportOf } from "./trend-counts.ts";
import { createTrendReader } from "./trend-reader.ts";

const HOUR_MS = 3_600_000;
const summary = {
  startedAtMs: 25 * HOUR_MS + 1,
  campaignIds: ["Orders", "", "Orders"],
  agentIds: ["7", "8"],
  instance: "a",
  alarms: [
    { code: "AUDIO_GAP", severity: "warning" as const, message: "" },
    { code: "AUDIO_GAP", severity: "warning" as const, message: "" },
  ],
  suggestions: 3,
};

test("a call counts once for all calls, and for each of its campaigns, agents and its instance", () => {
  const counts = countsOf({ summary, recoveries: 2, latenciesMs: [] });
  expect(counts).toEqual({ calls: 1, suggestions: 3, recoveries: 2, "alarm:AUDIO_GAP": 1 });
  expect(
    pointsOf(summary, counts).map(({ dimension, value, atMs }) => [dimension, value, atMs / HOUR_MS]),
  ).toEqual([
    ["all", "", 25],
    ["campaign", "Orders", 25],
    ["agent", "7", 24],
    ["agent", "8", 24],
    ["instance", "a", 25],
  ]);
});

test("percentiles are those of the latencies, off by a quarter at most", () => {
  const latenciesMs = Array.from({ length: 1_000 }, (_, index) => index + 1);
  const { screenP50Ms, screenP99Ms } = reportOf({
    atMs: 0,
    counts: countsOf({ summary, recoveries: 0, latenciesMs }),
  });
  expect(screenP50Ms).toBeGreaterThanOrEqual(500);
  expect(screenP50Ms).toBeLessThanOrEqual(625);
  expect(screenP99Ms).toBeGreaterThanOrEqual(990);
  expect(screenP99Ms).toBeLessThanOrEqual(1_240);
  expect(reportOf({ atMs: 5, counts: {} })).toEqual({
    ...{ atMs: 5, calls: 0, suggestions: 0, used: 0, recoveries: 0, alarms: {} },
    ...{ screenP50Ms: null, screenP99Ms: null },
  });
});

test("the total's percentiles are those of all calls, not of the hours' percentiles", async () => {
  const hour = (atMs: number, latenciesMs: number[]) => ({
    ...{ dimension: "all", value: "", atMs },
    counts: countsOf({ summary, recoveries: 1, latenciesMs }),
  });
  const fast = Array.from({ length: 99 }, () => 100);
  const points = [hour(0, fast), hour(HOUR_MS, [4_000])];
  const reader = createTrendReader({
    trends: { read: async () => points, values: async () => [] },
    retentionMs: 86_400_000,
  });
  const { total, buckets } = await reader.read({
    ...{ dimension: "all", value: "", fromMs: 0, toMs: 2 * HOUR_MS },
  });
  expect(total).toMatchObject({ atMs: 0, calls: 2, suggestions: 6, recoveries: 2, alarms: { AUDIO_GAP: 2 } });
  expect(total.screenP50Ms).toBe(buckets[0]?.screenP50Ms as number);
  expect(total.screenP99Ms).toBe(buckets[0]?.screenP99Ms as number);
  expect(buckets[1]?.screenP99Ms).toBeGreaterThan(3_000);
});
