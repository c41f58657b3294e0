import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import type { Clock } from "./clock.ts";
import { whileNeeded } from "./while-needed.ts";

function scene() {
  const simulated = new SimulatedClock();
  const waiting = new Set<unknown>();
  const clock: Clock = {
    now: () => simulated.now(),
    setTimeout(fn, ms) {
      const id = simulated.setTimeout(() => {
        waiting.delete(id);
        fn();
      }, ms);
      waiting.add(id);
      return id;
    },
    clearTimeout(id) {
      waiting.delete(id);
      simulated.clearTimeout(id as number);
    },
  };
  return { clock, waiting, pass: (ms: number) => simulated.increment(ms) };
}

test("work is repeated while it finds something to do; without it no timer waits", () => {
  const { clock, waiting, pass } = scene();
  let [runs, left] = [0, 2];
  const work = whileNeeded(clock, 100, () => {
    runs += 1;
    left -= 1;
    return left > 0;
  });
  expect(waiting.size).toBe(0);
  work.begin();
  work.begin();
  expect(waiting.size).toBe(1);
  pass(99);
  expect(runs).toBe(0);
  pass(1);
  pass(100);
  expect([runs, waiting.size]).toEqual([2, 0]);
  pass(1_000);
  expect(runs).toBe(2);
  work.begin();
  work.stop();
  expect(waiting.size).toBe(0);
});

test("work that fails once is repeated", () => {
  const { clock, waiting, pass } = scene();
  const work = whileNeeded(clock, 100, () => {
    throw new Error("once");
  });
  work.begin();
  expect(() => pass(100)).toThrow("once");
  expect(waiting.size).toBe(1);
  work.stop();
});
