/** Gaps between the legs of a speaker: found at the first audio that follows, also in another process. */
import { describe, expect, test } from "bun:test";
import { emptyLedger } from "../../contract/ledger.ts";
import type { Speaker } from "../../contract/speaker.ts";
import type { LegCloseCause, LegDetails } from "./events.ts";
import { addGap, gapBeforeLeg, heardUntil, sampled } from "./gaps.ts";
import { addLeg, changeLeg, closedBy } from "./legs.ts";

const first = (atMs: number) => ({ type: "leg.firstAudio", legId: "l2", speaker: "agent", atMs }) as const;
const sample = (receivedMs: number, atMs: number) =>
  ({ type: "counters.sampled", ledgers: { agent: { ...emptyLedger(), receivedMs } }, atMs }) as const;

describe("gapBeforeLeg()", () => {
  test("is the time since the speaker was last heard", () => {
    expect(gapBeforeLeg({ audioUntilMs: { agent: 10_000 }, legs: [] }, first(12_600))).toEqual({
      type: "audio.gap",
      legId: "l2",
      speaker: "agent",
      gapMs: 2600,
      reason: "betweenLegs",
    });
  });

  test("is none for the first leg, nor for one that follows at once", () => {
    expect(gapBeforeLeg({ audioUntilMs: {}, legs: [] }, first(12_600))).toBeUndefined();
    expect(gapBeforeLeg({ audioUntilMs: { customer: 1 }, legs: [] }, first(12_600))).toBeUndefined();
    expect(gapBeforeLeg({ audioUntilMs: { agent: 12_200 }, legs: [] }, first(12_600))).toBeUndefined();
  });

  test.each<[string, "agent" | "customer", string, LegCloseCause, { rests: boolean }, string]>([
    ["another agent takes over", "agent", "3002", "disconnected", { rests: false }, "transfer"],
    ["it broke off", "agent", "3002", "cancelled", { rests: false }, "betweenLegs"],
    ["Sidetone closed it", "agent", "3002", "serverClosed", { rests: false }, "betweenLegs"],
    ["the same agent is back", "agent", "3001", "disconnected", { rests: true }, "betweenLegs"],
    ["the call was in a queue", "customer", "3002", "halfClosed", { rests: true }, "transfer"],
    ["an agent spoke on", "customer", "3002", "halfClosed", { rests: false }, "betweenLegs"],
  ])("where %s (%s)", (_, speaker, agentId, cause, { rests }, reason) => {
    const leg = (legId: string, id: string, of: Speaker = speaker): LegDetails => ({
      ...{ legId, speaker: of, origin: { agentId: id } },
      medium: { kind: "audio", format: { encoding: "LINEAR16", sampleRateHertz: 8_000 } },
    });
    let legs = addLeg([], leg("other", "3001", "supervisor"));
    legs = changeLeg(addLeg(legs, leg("l1", "3001")), "l1", closedBy(cause));
    if (rests) legs = changeLeg(legs, "other", closedBy("disconnected"));
    legs = addLeg(legs, leg("l2", agentId));
    const news = { type: "leg.firstAudio", legId: "l2", speaker, atMs: 61_000 };
    expect(gapBeforeLeg({ audioUntilMs: { [speaker]: 1_000 }, legs }, news)).toMatchObject({
      gapMs: 60_000,
      reason,
    });
  });
});

describe("sampled()", () => {
  test("notes the time where audio came, and not where none did", () => {
    const before = { ledgers: {}, interrupted: [], audioUntilMs: {} };
    const after = { ...before, ...sampled(before, sample(900, 5_000)) };
    expect(after.audioUntilMs).toEqual({ agent: 5_000 });
    expect(sampled(after, sample(900, 6_000))).not.toHaveProperty("audioUntilMs");
  });

  test("the empty account of a new process does not hide how long nobody was heard", () => {
    const restored = {
      ledgers: { agent: { ...emptyLedger(), receivedMs: 900 } },
      interrupted: [],
      audioUntilMs: { agent: 5_000 },
    };
    expect(sampled(restored, sample(0, 9_000))).not.toHaveProperty("audioUntilMs");
  });
});

test("gaps of a speaker add up, but for those that are no loss", () => {
  const gap = { type: "audio.gap", legId: "l", speaker: "agent", reason: "sendTime", gapMs: 700 } as const;
  expect(addGap(addGap({}, gap), gap)).toEqual({ agent: 1400 });
  expect(addGap(addGap({}, { ...gap, reason: "quiet" }), { ...gap, reason: "transfer" })).toEqual({});
});

test("a speaker's first audio is known at once: a crash may come before the first sample", () => {
  const first = { type: "leg.firstAudio", legId: "a", speaker: "agent", atMs: 7_000 };
  expect(heardUntil({ audioUntilMs: { customer: 5_000 } }, first)).toEqual({
    audioUntilMs: { customer: 5_000, agent: 7_000 },
  });
  expect(heardUntil({ audioUntilMs: {} }, { ...first, atMs: undefined } as never)).toEqual({});
  expect(heardUntil({ audioUntilMs: {} }, { type: "leg.held" })).toEqual({});
});
