import { expect, test } from "bun:test";
import { countsOf, pointsOf, reportOf } from "./trend-counts.ts";

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
