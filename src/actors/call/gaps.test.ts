/** Gaps between the legs of a speaker: found at the first audio that follows, also in another process. */
import { describe, expect, test } from "bun:test";
import { emptyLedger } from "../../contract/ledger.ts";
import { addGap, gapBeforeLeg, heardUntil, sampled } from "./gaps.ts";

const first = (atMs: number) => ({ type: "leg.firstAudio", legId: "l2", speaker: "agent", atMs }) as const;
const sample = (receivedMs: number, atMs: number) =>
  ({ type: "counters.sampled", ledgers: { agent: { ...emptyLedger(), receivedMs } }, atMs }) as const;

describe("gapBeforeLeg()", () => {
  test("is the time since the speaker was last heard", () => {
    expect(gapBeforeLeg({ audioUntilMs: { agent: 10_000 } }, first(12_600))).toEqual({
      type: "audio.gap",
      legId: "l2",
      speaker: "agent",
      gapMs: 2600,
      reason: "betweenLegs",
    });
  });

  test("is none for the first leg, nor for one that follows at once", () => {
    expect(gapBeforeLeg({ audioUntilMs: {} }, first(12_600))).toBeUndefined();
    expect(gapBeforeLeg({ audioUntilMs: { customer: 1 } }, first(12_600))).toBeUndefined();
    expect(gapBeforeLeg({ audioUntilMs: { agent: 12_200 } }, first(12_600))).toBeUndefined();
  });
});

describe("sampled()", () => {
  test("notes the time where audio came, and not where none did", () => {
    const before = { ledgers: {}, audioUntilMs: {} };
    const after = { ...before, ...sampled(before, sample(900, 5_000)) };
    expect(after.audioUntilMs).toEqual({ agent: 5_000 });
    expect(sampled(after, sample(900, 6_000))).not.toHaveProperty("audioUntilMs");
  });

  test("the empty account of a new process does not hide how long nobody was heard", () => {
    const restored = {
      ledgers: { agent: { ...emptyLedger(), receivedMs: 900 } },
      audioUntilMs: { agent: 5_000 },
    };
    expect(sampled(restored, sample(0, 9_000))).not.toHaveProperty("audioUntilMs");
  });
});

test("gaps of a speaker add up", () => {
  const gap = { type: "audio.gap", legId: "l", speaker: "agent", reason: "sendTime", gapMs: 700 } as const;
  expect(addGap(addGap({}, gap), gap)).toEqual({ agent: 1400 });
});

test("a speaker's first audio is known at once: a crash may come before the first sample", () => {
  const first = { type: "leg.firstAudio", legId: "a", speaker: "agent", atMs: 7_000 };
  expect(heardUntil({ audioUntilMs: { customer: 5_000 } }, first)).toEqual({
    audioUntilMs: { customer: 5_000, agent: 7_000 },
  });
  expect(heardUntil({ audioUntilMs: {} }, { ...first, atMs: undefined } as never)).toEqual({});
  expect(heardUntil({ audioUntilMs: {} }, { type: "leg.held" })).toEqual({});
});
