import { describe, expect, test } from "bun:test";
import { inventFleet } from "../../../../test/support/console-preview/invented-fleet.ts";
import type { CallSummary } from "../../../contract/call-summary.ts";
import { NO_FILTER } from "../data/call-filter.ts";
import { durationMsOf, gravityOf, orderCalls } from "./call-order.ts";
import { RowHold } from "./hold.ts";

const NOW_MS = 10_000_000;
const setUp = () => inventFleet({ calls: 12, ended: 5, nowMs: NOW_MS });
const ordered = (calls: ReadonlyMap<string, CallSummary>, sort: "alarms" | "newest" | "longest") =>
  orderCalls(calls.values(), { ...NO_FILTER, sort }, NOW_MS).map((key) => calls.get(key) as CallSummary);

describe("order of the list", () => {
  test("alarms of live calls come first, serious before warnings, then the newest", () => {
    const calls = ordered(setUp().calls, "alarms");
    const ranks = calls.map((call) => (call.live ? 10 : 0) + gravityOf(call));
    expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
    const calm = calls.filter((call) => call.live && call.alarms.length === 0);
    expect(calm.length).toBeGreaterThan(3);
    const begins = calm.map(({ startedAtMs }) => startedAtMs);
    expect(begins).toEqual(begins.toSorted((a, b) => b - a));
  });

  test("newest and longest mean what they say", () => {
    const { calls } = setUp();
    const begins = ordered(calls, "newest").map(({ startedAtMs }) => startedAtMs);
    expect(begins).toEqual(begins.toSorted((a, b) => b - a));
    const lengths = ordered(calls, "longest").map((call) => durationMsOf(call, NOW_MS));
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
  });
});

describe("rows that keep their place", () => {
  function hold() {
    const fleet = setUp();
    const rows = new RowHold();
    const wanted = () => orderCalls(fleet.calls.values(), NO_FILTER, NOW_MS);
    const order = (isHeld: boolean, scope = "s") =>
      rows.order({ wanted: wanted(), calls: fleet.calls, scope, isHeld });
    return { fleet, rows, order, wanted };
  }

  test("new calls and new alarms wait and are counted while somebody looks, and are shown afterwards", () => {
    const { fleet, order, wanted } = hold();
    const before = order(false).keys;
    const begun = fleet.begin(NOW_MS);
    const calm = [...fleet.calls.values()].find(({ live, alarms }) => live && alarms.length === 0);
    fleet.change(calm?.callKey ?? "", {
      alarms: [{ code: "AUDIO_GAP", severity: "warning", message: "A gap." }],
    });
    expect(order(true)).toEqual({ keys: before, newCalls: 1, newAlarms: 1 });
    const after = order(false);
    expect(after).toEqual({ keys: wanted(), newCalls: 0, newAlarms: 0 });
    expect(after.keys).toContain(begun.callKey);
  });

  test("another filter is shown at once, and so is what was asked for with the pill", () => {
    const { fleet, rows, order, wanted } = hold();
    order(false);
    fleet.begin(NOW_MS);
    expect(order(true, "other").keys).toEqual(wanted());
    fleet.begin(NOW_MS);
    rows.release();
    expect(order(true, "other").keys).toEqual(wanted());
  });

  test("a call that exists no more leaves; older calls at the end are added", () => {
    const { fleet, rows, order } = hold();
    const [first = "", ...rest] = order(false).keys;
    fleet.calls.delete(first);
    expect(order(true).keys).toEqual(rest);
    const older = fleet.begin(1);
    rows.append([older.callKey, older.callKey]);
    expect(order(true).keys).toEqual([...rest, older.callKey]);
  });
});
