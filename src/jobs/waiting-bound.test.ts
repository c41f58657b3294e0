import { expect, test } from "bun:test";
import { setImmediate } from "node:timers/promises";
import { SimulatedClock } from "xstate";
import { createLogger } from "../base/log.ts";
import { WaitingBound } from "./waiting-bound.ts";

test("what is counted in memory is put right by the queue, and a queue that does not answer changes nothing", async () => {
  const clock = new SimulatedClock();
  const told: boolean[] = [];
  let counted: number | null = 4;
  const bound = new WaitingBound({
    clock,
    logger: createLogger("silent"),
    max: { plain: 4, prioritized: 0 },
    count: async () => {
      if (counted === null) throw new Error("away");
      return { plain: counted, prioritized: 0 };
    },
    onFull: (isFull) => told.push(isFull),
    refreshMs: 100,
  });
  await bound.refresh();
  expect(() => bound.enter("plain")).toThrow("too many jobs wait");
  counted = null;
  clock.increment(100);
  await Promise.resolve();
  expect(() => bound.enter("plain")).toThrow("too many jobs wait");
  expect(told).toEqual([true]);
  bound.leave("plain");
  bound.enter("plain");
  bound.leave("plain");
  bound.leave("plain");
  expect(told).toEqual([true, false]);
  bound.close();
});

test("an empty queue is not asked again before the next job, and then until it is empty", async () => {
  const clock = new SimulatedClock();
  let [counted, asked] = [0, 0];
  const bound = new WaitingBound({
    clock,
    logger: createLogger("silent"),
    max: { plain: 4, prioritized: 4 },
    count: async () => {
      asked += 1;
      return { plain: 0, prioritized: counted };
    },
    onFull: () => {},
    refreshMs: 100,
  });
  const pass = async () => {
    clock.increment(100);
    await setImmediate();
  };
  await bound.refresh();
  await pass();
  await pass();
  expect(asked).toBe(1);
  // Other instances have filled it since.
  counted = 4;
  bound.enter("prioritized");
  await pass();
  expect(asked).toBe(2);
  expect(() => bound.enter("prioritized")).toThrow("too many jobs wait");
  counted = 0;
  await pass();
  await pass();
  expect(asked).toBe(3);
  bound.close();
});
