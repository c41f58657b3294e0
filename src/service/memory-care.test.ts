/** When memory is collected: in calm moments, where there is something to give back, and ever more rarely where there is not. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createLogger } from "../base/log.ts";
import { createMemoryCare } from "./memory-care.ts";

const MEGABYTE = 1024 * 1024;

function scene() {
  const clock = new SimulatedClock();
  const state = { residentMb: 200, afterMb: 200, processorMs: 0, load: 0, collections: 0 };
  createMemoryCare({
    clock,
    logger: createLogger("silent"),
    residentBytes: () => state.residentMb * MEGABYTE,
    processorMs: () => state.processorMs,
    collect() {
      state.collections += 1;
      state.residentMb = state.afterMb;
    },
  });
  const passes = (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      state.processorMs += 1_000 * state.load;
      clock.increment(1_000);
    }
  };
  return { state, passes };
}

test("a process that has not grown is left alone", () => {
  const { state, passes } = scene();
  state.residentMb = 225;
  passes(3_600);
  expect(state.collections).toBe(0);
});

test("what parts need that start beside the rest is not looked for", () => {
  const { state, passes } = scene();
  Object.assign(state, { residentMb: 290, load: 0.2, afterMb: 290 });
  passes(10);
  state.load = 0.01;
  passes(3_600);
  expect(state.collections).toBe(0);
});

test("what a rush in the first seconds left is given back", () => {
  const { state, passes } = scene();
  Object.assign(state, { residentMb: 400, load: 0.9 });
  passes(10);
  state.load = 0.01;
  passes(20);
  expect([state.collections, state.residentMb]).toEqual([1, 200]);
});

test("what a rush left is given back once it is over, not while it lasts", () => {
  const { state, passes } = scene();
  Object.assign(state, { residentMb: 400, load: 1.2 });
  passes(600);
  expect(state.collections).toBe(0);
  state.load = 0.2;
  passes(20);
  expect([state.collections, state.residentMb]).toEqual([1, 200]);
  passes(3_600);
  expect(state.collections).toBe(1);
});

test("what is still needed at first is given back within a minute of the calm", () => {
  const { state, passes } = scene();
  Object.assign(state, { residentMb: 400, load: 1.2, afterMb: 390 });
  passes(60);
  state.load = 0.2;
  passes(20);
  expect(state.collections).toBe(1);
  state.afterMb = 220;
  passes(40);
  expect([state.collections, state.residentMb]).toEqual([2, 220]);
});

test("a process that needs more than at its start is stopped three times an hour at most, in the end", () => {
  const { state, passes } = scene();
  Object.assign(state, { residentMb: 400, load: 0.2, afterMb: 400 });
  passes(3_600);
  const inTheFirstHour = state.collections;
  expect(inTheFirstHour).toBeLessThan(10);
  passes(24 * 3_600);
  expect(state.collections - inTheFirstHour).toBeLessThan(24 * 3);
});
