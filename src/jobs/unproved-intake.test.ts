import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createUnprovedIntake } from "./unproved-intake.ts";

function setUp() {
  const clock = new SimulatedClock();
  const isKnownCall = (callId: string) => callId.startsWith("known");
  return { clock, judge: createUnprovedIntake({ clock, isKnownCall, perCall: 3, perSecond: 5 }) };
}

test("only calls that are known have a say, and each only a few times", () => {
  const { judge } = setUp();
  expect(judge("stranger")).toBe("unknownCall");
  expect([1, 2, 3, 4].map(() => judge("known-1"))).toEqual(["take", "take", "take", "enoughOfCall"]);
  expect(judge("known-2")).toBe("take");
});

test("in sum no more are taken than a second allows, and a flood about one call uses up none of it", () => {
  const { clock, judge } = setUp();
  for (let i = 0; i < 1_000; i += 1) judge("known-flooded");
  expect([judge("known-1"), judge("known-2"), judge("known-3")]).toEqual(["take", "take", "tooMany"]);
  clock.increment(200);
  expect([judge("known-3"), judge("known-4")]).toEqual(["take", "tooMany"]);
});
