import { expect, test } from "bun:test";
import { insist } from "./insist.ts";

/** Waits take no time but on this clock; each try fails so many times, after `tryMs`. */
function scene(failures: number, tryMs = 0) {
  const state = { nowMs: 0, tries: 0, pausesMs: [] as number[] };
  const clock = {
    now: () => state.nowMs,
    setTimeout: (then: () => void, ms: number) => {
      state.pausesMs.push(ms);
      state.nowMs += ms;
      then();
    },
    clearTimeout: () => {},
  };
  const work = async () => {
    state.tries += 1;
    state.nowMs += tryMs;
    if (state.tries <= failures) throw new Error(`try ${state.tries}`);
    return "done";
  };
  return { state, clock, work };
}

test("what fails for a moment is tried again, with pauses that grow", async () => {
  const { state, clock, work } = scene(3);
  expect(await insist(work, { clock, forMs: 10_000, pauses: { firstMs: 100, maxMs: 1_000 } })).toBe("done");
  expect(state.tries).toBe(4);
  const [first = 0, , third = 0] = state.pausesMs;
  expect(first).toBeLessThanOrEqual(100);
  expect(third).toBeGreaterThanOrEqual(200);
});

test("at the end the last failure counts", async () => {
  const { state, clock, work } = scene(99, 500);
  await expect(insist(work, { clock, forMs: 2_000 })).rejects.toThrow("try 4");
  expect(state.tries).toBe(4);
});

test("what will not pass is not tried again", async () => {
  const { state, clock, work } = scene(99);
  const mayPass = () => state.tries < 2;
  await expect(insist(work, { clock, forMs: Number.POSITIVE_INFINITY, mayPass })).rejects.toThrow("try 2");
});
