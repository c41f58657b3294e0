/** Who is missed, for how long, and why; and who is not, however quiet. */
import { describe, expect, test } from "bun:test";
import type { Hearing } from "../contract/hearing.ts";
import { HearingWatch, type Listened } from "./hearing-watch.ts";

const SETTINGS = {
  unheardAfterMs: 30_000,
  holdLimitMs: 300_000,
  hearsDoubtedHolds: false,
  behindLimitMs: 5_000,
};
const NOTHING: Hearing = {
  messages: 0,
  isHeard: false,
  silentMs: 0,
  heldMs: 0,
  heldSpeechMs: 0,
  behindMs: 0,
};
const AGENT: Listened = {
  speaker: "agent",
  isText: false,
  isHeld: false,
  isWanted: true,
  wasHeard: false,
  isReplacing: false,
  unheard: undefined,
  isHoldDoubted: false,
  behindMs: 0,
};

/** Looks at these times; returns what is told at the last one. */
function toldAt(
  timesMs: readonly number[],
  listened: Partial<Listened>,
  hearing: Partial<Hearing> | undefined,
  watch = new HearingWatch(SETTINGS),
) {
  return timesMs
    .map((ms) => watch.look([{ ...AGENT, ...listened }], () => hearing && { ...NOTHING, ...hearing }, ms))
    .at(-1);
}

describe("a speaker who was never heard", () => {
  test.each([
    ["noAudio", {}, undefined],
    ["emptyAudio", {}, { messages: 900 }],
    ["silence", {}, { messages: 900, silentMs: 900 }],
    ["noText", { isText: true }, undefined],
  ] as const)("is told after the time, with the cause %s", (cause, listened, hearing) => {
    const watch = new HearingWatch(SETTINGS);
    expect(toldAt([1_000, 30_999], listened, hearing, watch)).toEqual([]);
    const told = { type: "speaker.unheard", speaker: "agent", cause, forMs: 30_000 } as const;
    expect(toldAt([31_000], listened, hearing, watch)).toEqual([told]);
    expect(toldAt([33_000], { ...listened, unheard: told }, hearing, watch)).toEqual([]);
  });

  test("is told at once where as much silence came faster than the clock", () => {
    const told = toldAt([1_000], {}, { messages: 300, silentMs: 30_000 });
    expect(told).toMatchObject([{ type: "speaker.unheard", cause: "silence", forMs: 30_000 }]);
  });

  test("is told again where another cause shows", () => {
    const unheard = { cause: "noAudio", forMs: 30_000 } as const;
    const told = toldAt([0, 40_000], { unheard }, { messages: 1, silentMs: 100 });
    expect(told).toMatchObject([{ cause: "silence", forMs: 40_000 }]);
  });

  test("is not missed while on hold, stopped or excluded by policy, and the time begins anew", () => {
    const watch = new HearingWatch(SETTINGS);
    expect(toldAt([0, 90_000], { isWanted: false }, undefined, watch)).toEqual([]);
    expect(toldAt([100_000, 129_000], {}, undefined, watch)).toEqual([]);
    expect(toldAt([130_000], {}, undefined, watch)).toHaveLength(1);
  });

  test("is told as heard, once", () => {
    expect(toldAt([0], {}, { isHeard: true })).toEqual([{ type: "speaker.heard", speaker: "agent" }]);
    expect(toldAt([0], { wasHeard: true }, { isHeard: true })).toEqual([]);
  });
});

test("a speaker who was heard once may be quiet for ever, also in the next process", () => {
  expect(toldAt([0, 3_600_000], { wasHeard: true }, { messages: 9, silentMs: 3_600_000 })).toEqual([]);
});

test("a speaker whose stream was displaced by one that brings nothing is missed until it brings something", () => {
  const watch = new HearingWatch(SETTINGS);
  const replaced = { wasHeard: true, isReplacing: true };
  const hearing = { messages: 900, isHeard: true };
  expect(toldAt([0, 29_000], replaced, hearing, watch)).toEqual([]);
  const told = { type: "speaker.unheard", speaker: "agent", cause: "displaced", forMs: 30_000 } as const;
  expect(toldAt([30_000], replaced, hearing, watch)).toEqual([told]);
  const back = toldAt([32_000], { wasHeard: true, unheard: told }, hearing, watch);
  expect(back).toEqual([{ type: "speaker.heard", speaker: "agent" }]);
});

describe("a hold", () => {
  const HELD = { isHeld: true, isWanted: false, wasHeard: true };

  test("with speech is doubted after its time, once", () => {
    const speech = { heldMs: 300_000, heldSpeechMs: 3_000 };
    const told = { type: "leg.holdDoubted", speaker: "agent", heldMs: 300_000, goesOn: false } as const;
    expect(toldAt([0], HELD, speech)).toEqual([told]);
    expect(toldAt([0], { ...HELD, isHoldDoubted: true }, speech)).toEqual([]);
    const watch = new HearingWatch({ ...SETTINGS, hearsDoubtedHolds: true });
    expect(toldAt([0], HELD, speech, watch)).toEqual([{ ...told, goesOn: true }]);
  });

  test("without speech, or shorter, is believed", () => {
    expect(toldAt([0, 9e6], HELD, { heldMs: 9e6, heldSpeechMs: 2_900 })).toEqual([]);
    expect(toldAt([0], HELD, { heldMs: 299_000, heldSpeechMs: 3_000 })).toEqual([]);
  });
});

test("audio behind the clock is told at the limit, at each doubling, and when it has caught up", () => {
  const late = (behindMs: number, toldMs: number) =>
    toldAt([0], { wasHeard: true, behindMs: toldMs }, { behindMs });
  expect(late(4_999, 0)).toEqual([]);
  expect(late(5_000, 0)).toEqual([{ type: "audio.behind", speaker: "agent", behindMs: 5_000 }]);
  expect(late(9_999, 5_000)).toEqual([]);
  expect(late(10_000, 5_000)).toMatchObject([{ behindMs: 10_000 }]);
  expect(late(2_501, 5_000)).toEqual([]);
  expect(late(2_400, 5_000)).toMatchObject([{ behindMs: 2_400, caughtUp: true }]);
});
