import { describe, expect, test } from "bun:test";
import { inventFleet } from "../../../../test/support/console-preview/invented-fleet.ts";
import type { CallSummary } from "../../../contract/call-summary.ts";
import { addListed, applyCalls, beginListing, MAX_ENDED, NO_CALLS, takeListing } from "./calls-state.ts";

const fleet = [...inventFleet({ calls: 6, ended: 2, nowMs: 10_000_000 }).calls.values()];
const live = fleet.filter((call) => call.live);
const ended = fleet.filter((call) => !call.live);
const keys = (state: { calls: ReadonlyMap<string, CallSummary> }) => [...state.calls.keys()].sort();
const keysOf = (calls: CallSummary[]) => calls.map(({ callKey }) => callKey).sort();
const message = (changed: CallSummary[], full = false) => ({ full, changed, liveCount: live.length });

describe("calls of the feed", () => {
  test("a long first list comes in parts; until then the list is not whole", () => {
    const half = applyCalls(NO_CALLS, message(live.slice(0, 4), true));
    expect(half.isComplete).toBe(false);
    const whole = applyCalls(half, message(live.slice(4)));
    expect(whole.isComplete).toBe(true);
    expect(keys(whole)).toEqual(keysOf(live));
  });

  test("after a break, what was live stays in sight until every part has come, and then only what is named stays", () => {
    const before = applyCalls(NO_CALLS, { full: true, changed: live, liveCount: 6 });
    const first = applyCalls(before, { full: true, changed: live.slice(0, 2), liveCount: 4 });
    expect(keys(first)).toEqual(keysOf(live));
    const second = applyCalls(first, { full: false, changed: live.slice(2, 4), liveCount: 4 });
    expect(keys(second)).toEqual(keysOf(live.slice(0, 4)));
    expect(second.unconfirmed.size).toBe(0);
  });

  test("an empty full message ends all live calls and keeps the ended ones", () => {
    const before = addListed(applyCalls(NO_CALLS, message(live, true)), { calls: ended });
    const after = applyCalls(before, { full: true, changed: [], liveCount: 0 });
    expect(keys(after)).toEqual(keysOf(ended));
    expect(after.isComplete).toBe(true);
  });

  test("a list never puts back what the feed has told since", () => {
    const [call] = live;
    if (call === undefined) throw new Error("no call");
    const newer = { ...call, changedAtMs: call.changedAtMs + 5, suggestions: 99 };
    const state = addListed(applyCalls(NO_CALLS, message([newer], true)), { calls: [call] });
    expect(state.calls.get(call.callKey)?.suggestions).toBe(99);
  });

  test("a list with all live calls removes what ended meanwhile, and nothing that the feed named since it was asked for", () => {
    const [gone, kept, begun] = live;
    if (gone === undefined || kept === undefined || begun === undefined) throw new Error("no call");
    const before = takeListing(NO_CALLS, { calls: [gone, kept], liveCount: 2 });
    expect(before).toMatchObject({ liveCount: 2, isComplete: true });
    const asked = applyCalls(beginListing(before), { full: false, changed: [begun], liveCount: 2 });
    const after = takeListing(asked, { calls: [kept, ...ended], liveCount: 2 });
    expect(keys(after)).toEqual(keysOf([kept, begun, ...ended]));
    expect(after.unconfirmed.size).toBe(0);
  });

  test("ended calls have a bound, the oldest go first; the former state is untouched", () => {
    const [call] = ended;
    if (call === undefined) throw new Error("no call");
    const many = Array.from({ length: MAX_ENDED + 10 }, (_, index) => ({
      ...call,
      callKey: `ended-${index}`,
      startedAtMs: index,
    }));
    const state = addListed(NO_CALLS, { calls: many });
    expect(state.calls.size).toBe(MAX_ENDED);
    expect(state.calls.has("ended-9")).toBe(false);
    expect(state.calls.has("ended-10")).toBe(true);
    expect(NO_CALLS.calls.size).toBe(0);
  });
});
