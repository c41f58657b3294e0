import { describe, expect, test } from "bun:test";
import { type CallFilter, callFilterSchema } from "../contract/call-filter.ts";
import type { CallSummary } from "../contract/call-summary.ts";
import { matchesFilter } from "../contract/matches-filter.ts";
import { listCalls } from "./call-list.ts";

function call(callKey: string, startedAtMs: number, overrides: Partial<CallSummary> = {}): CallSummary {
  return {
    callKey,
    source: "five9",
    vendorCallId: callKey,
    live: false,
    startedAtMs,
    endedAtMs: startedAtMs + 1,
    changedAtMs: startedAtMs + 1,
    view: { media: "ended", conversation: "completed", assist: "unattended", participants: {} },
    alarms: [],
    domainId: "domain-1",
    agentIds: [],
    campaignIds: [],
    desktops: 0,
    suggestions: 0,
    endReason: null,
    ...overrides,
  };
}

const filter = (given: Partial<CallFilter> = {}) => callFilterSchema.parse(given);

/** As the storage does it: newest first, calls of one millisecond never torn apart. */
function sources(live: CallSummary[], kept: CallSummary[]) {
  const asked: (number | undefined)[] = [];
  return {
    asked,
    live: async () => live,
    async stored({ limit, before = Number.POSITIVE_INFINITY }: { limit: number; before?: number }) {
      asked.push(before === Number.POSITIVE_INFINITY ? undefined : before);
      const sorted = kept
        .filter(({ startedAtMs }) => startedAtMs < before)
        .toSorted((a, b) => b.startedAtMs - a.startedAtMs);
      const last = sorted[limit - 1]?.startedAtMs ?? Number.NEGATIVE_INFINITY;
      return sorted
        .filter(({ startedAtMs }, index) => index < limit || startedAtMs === last)
        .map((summary) => ({
          startedAtMs: summary.startedAtMs,
          summary: summary.callKey === "unreadable" ? null : summary,
        }));
    },
  };
}

describe("the list", () => {
  const live = [call("live-1", 900, { live: true, endedAtMs: null }), call("live-2", 950, { live: true })];

  test("has live calls first, newest first, and a live one that is also kept only once", async () => {
    const kept = [call("old", 1), call("live-1", 900), call("new", 5)];
    const list = await listCalls(sources(live, kept), { filter: filter(), limit: 10 });
    expect(list.calls.map(({ callKey }) => callKey)).toEqual(["live-2", "live-1", "new", "old"]);
    expect(list).toMatchObject({ liveCount: 2, nextBefore: null });
  });

  test("goes on page by page to its end, without live ones, leaving none out and giving none twice", async () => {
    // Several of each millisecond.
    const kept = Array.from({ length: 1_300 }, (_, i) => call(`k${i}`, Math.floor(i / 7)));
    const from = sources(live, kept);
    const seen: string[] = [];
    let before: number | undefined;
    for (let page = 0; page < 100; page += 1) {
      const query = { filter: filter(), limit: 100, ...(before === undefined ? {} : { before }) };
      const list = await listCalls(from, query);
      seen.push(...list.calls.filter((one) => !one.live).map(({ callKey }) => callKey));
      if (page > 0) expect(list.calls.some((one) => one.live)).toBe(false);
      if (list.nextBefore === null) break;
      before = list.nextBefore;
    }
    expect(seen).toHaveLength(1_300);
    expect(new Set(seen).size).toBe(1_300);
  });

  test("a filter that few calls pass looks through a bounded number and says where to go on", async () => {
    const kept = Array.from({ length: 7_000 }, (_, i) => call(`k${i}`, i));
    const wanted = call("wanted", 0, { agentIds: ["7"] });
    const query = { filter: filter({ agent: "7" }), limit: 10 };
    const first = await listCalls(sources([], [...kept, wanted]), query);
    expect(first).toMatchObject({ calls: [], nextBefore: 2_000 });
    const second = await listCalls(sources([], [...kept, wanted]), { ...query, before: 2_000 });
    expect(second.calls.map(({ callKey }) => callKey)).toEqual(["wanted"]);
    expect(second.nextBefore).toBeNull();
  });

  test("a call that is over and not stored yet is listed, and not counted as live", async () => {
    const list = await listCalls(sources([call("over", 900)], []), { filter: filter(), limit: 10 });
    expect(list).toMatchObject({ calls: [{ callKey: "over" }], liveCount: 0 });
  });

  test("a kept call that cannot be read any more ends nothing", async () => {
    const kept = Array.from({ length: 600 }, (_, i) => call(i === 590 ? "unreadable" : `k${i}`, i));
    const list = await listCalls(sources([], kept), { filter: filter(), limit: 1_000 });
    expect(list.calls).toHaveLength(599);
    expect(list.nextBefore).toBeNull();
  });

  test("of live calls only asks the store for nothing", async () => {
    const from = sources(live, [call("old", 1)]);
    const list = await listCalls(from, { filter: filter({ live: "live" }), limit: 10 });
    expect(list.calls).toHaveLength(2);
    expect(from.asked).toEqual([]);
  });
});

describe("filters", () => {
  const one = call("five9-0000000042", 1, {
    live: true,
    view: {
      media: "held",
      conversation: "open",
      assist: "attended",
      participants: { agent: "recovering" },
    },
    alarms: [{ code: "RECOVERING", severity: "warning", message: "The agent is not heard" }],
    agentIds: ["4711"],
    campaignIds: ["spring"],
  });

  test.each<[Partial<CallFilter>, boolean]>([
    [{}, true],
    [{ q: "0042" }, true],
    [{ q: "SPRING 4711" }, true],
    [{ q: "domain-1 not-heard" }, false],
    [{ q: "not heard" }, true],
    [{ live: "live" }, true],
    [{ live: "ended" }, false],
    [{ state: "recovering" }, true],
    [{ state: "attended" }, true],
    [{ state: "streaming" }, false],
    [{ source: "audiocodes" }, false],
    [{ alarm: "any" }, true],
    [{ alarm: "none" }, false],
    [{ alarm: "RECOVERING" }, true],
    [{ alarm: "OTHER" }, false],
    [{ agent: "4711", campaign: "spring" }, true],
    [{ agent: "4711", campaign: "autumn" }, false],
    [{ agent: "471" }, false],
  ])("%p lets the call through: %p", (given, passes) => {
    expect(matchesFilter(one, filter(given))).toBe(passes);
  });

  test("a call without alarms passes only what asks for none", () => {
    expect(matchesFilter(call("a", 1), filter({ alarm: "none" }))).toBe(true);
    expect(matchesFilter(call("a", 1), filter({ alarm: "any" }))).toBe(false);
  });
});

test("a range of times begins at its end, and looks no further than its beginning", async () => {
  const kept = Array.from({ length: 1_200 }, (_, index) => call(`kept-${index}`, index + 1));
  const given = sources([call("live", 900, { live: true })], kept);
  const list = await listCalls(given, { filter: filter({ from: "600", to: "605" }), limit: 100 });
  expect(list.calls.map(({ startedAtMs }) => startedAtMs)).toEqual([604, 603, 602, 601, 600]);
  expect(list.nextBefore).toBeNull();
  expect(given.asked).toEqual([605]);
  const all = await listCalls(given, { filter: filter({ from: "600" }), limit: 0, allLive: true });
  expect(all.calls.map(({ callKey }) => callKey)).toEqual(["live"]);
});
