import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { ChunkRate } from "./chunk-rate.ts";

test("chunks are too fast from the limit on, until they are fewer than half of it", () => {
  const clock = new SimulatedClock();
  const rate = new ChunkRate(clock, 1_000);
  /** For half a second. */
  const come = (perSecond: number) => {
    for (let chunk = 0; chunk < perSecond / 2; chunk += 1) {
      clock.increment(1_000 / perSecond);
      rate.note();
    }
    return rate.isSlow;
  };
  expect([come(500), come(1_000), come(500), come(250)]).toEqual([true, false, false, true]);
  // A rush that is shorter than the time that is looked at says nothing.
  clock.increment(3_600_000);
  for (let chunk = 0; chunk < 10_000; chunk += 1) rate.note();
  expect(rate.isSlow).toBe(true);
  clock.increment(499);
  rate.note();
  expect(rate.isSlow).toBe(true);
  clock.increment(1);
  rate.note();
  expect(rate.isSlow).toBe(false);
});

test("with a limit of none every rate is too fast", () => {
  const clock = new SimulatedClock();
  const rate = new ChunkRate(clock, 0);
  for (let second = 0; second < 3; second += 1) {
    clock.increment(1_000);
    rate.note();
  }
  expect(rate.isSlow).toBe(false);
});
