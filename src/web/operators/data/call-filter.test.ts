import { describe, expect, test } from "bun:test";
import { inventFleet } from "../../../../test/support/console-preview/invented-fleet.ts";
import { matchesFilter } from "../../../contract/matches-filter.ts";
import { type CallFilter, countFilters, NO_FILTER, readFilter, writeFilter } from "./call-filter.ts";
import { knowCarriers } from "./carrier-labels.ts";

knowCarriers([{ source: "audiocodes", label: "AudioCodes" }]);
const calls = [...inventFleet({ calls: 60, ended: 60, nowMs: 10_000_000 }).calls.values()];
const failing = calls.find(({ alarms }) => alarms.some(({ code }) => code === "RECOGNITION_7"));
const filterOf = (change: Partial<CallFilter>): CallFilter => ({ ...NO_FILTER, ...change });

const FILTERS: Partial<CallFilter>[] = [
  {},
  { live: "live" },
  { live: "ended" },
  { state: "failed" },
  { state: "held" },
  { state: "unattended" },
  { source: "audiocodes" },
  { alarm: "any" },
  { alarm: "none" },
  { alarm: "RECOGNITION_7" },
  { agent: failing?.agentIds[0] ?? "" },
  { campaign: "Billing" },
  { q: "recognition orders" },
  { q: "GOOGLE permission" },
  { q: "no-such-thing" },
];

describe("filters of the list", () => {
  test.each(FILTERS)("%o lets some calls through", (change) => {
    const found = calls.filter((call) => matchesFilter(call, filterOf(change)));
    expect(found.length > 0).toBe(change.q !== "no-such-thing");
  });

  test("a filter comes back from its address, and the default leaves none", () => {
    for (const change of FILTERS) {
      const filter = filterOf({ ...change, sort: "longest" });
      expect(readFilter(new URLSearchParams(writeFilter(filter).toString()))).toEqual(filter);
    }
    expect(writeFilter(NO_FILTER).toString()).toBe("");
  });

  test("an address with nonsense is read as no filter", () => {
    expect(readFilter(new URLSearchParams("live=perhaps&source=fax&sort=colour"))).toEqual(NO_FILTER);
  });

  test("the search and the order do not count as filters", () => {
    expect(countFilters(filterOf({ q: "x", sort: "newest", alarm: "any", agent: "1" }))).toBe(2);
  });
});
