import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createLoginThrottle } from "./login-throttle.ts";

function setUp() {
  const clock = new SimulatedClock();
  clock.increment(10_000);
  const throttle = createLoginThrottle(clock);
  const fail = (from: string, times: number) => {
    for (let i = 0; i < times; i += 1) throttle.failed(from);
  };
  return { clock, throttle, fail };
}

test("a few mistakes cost nothing, then each wait doubles up to a minute", () => {
  const { clock, throttle, fail } = setUp();
  fail("a", 4);
  expect(throttle.delayMs("a")).toBe(0);
  const waits: number[] = [];
  for (let i = 0; i < 8; i += 1) {
    fail("a", 1);
    waits.push(throttle.delayMs("a"));
    clock.increment(waits.at(-1) ?? 0);
    expect(throttle.delayMs("a")).toBe(0);
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
});

test("nobody else waits for it, a success ends it, and so does time", () => {
  const { clock, throttle, fail } = setUp();
  fail("a", 10);
  expect(throttle.delayMs("b")).toBe(0);
  throttle.succeeded("a");
  expect(throttle.delayMs("a")).toBe(0);
  fail("b", 10);
  clock.increment(15 * 60_000);
  fail("b", 1);
  expect(throttle.delayMs("b")).toBe(0);
});

test("from many places together there are no more than twenty failures a second", () => {
  const { clock, throttle, fail } = setUp();
  for (let i = 0; i < 20; i += 1) fail(`place-${i}`, 1);
  clock.increment(400);
  expect(throttle.delayMs("somebody")).toBe(600);
  clock.increment(600);
  expect(throttle.delayMs("somebody")).toBe(0);
});

test("it remembers a bounded number of places, those that failed last", () => {
  const { clock, throttle, fail } = setUp();
  fail("first", 9);
  for (let i = 0; i < 10_000; i += 1) fail(`place-${i}`, 1);
  fail("last", 9);
  clock.increment(1_000);
  expect(throttle.delayMs("first")).toBe(0);
  expect(throttle.delayMs("last")).toBe(15_000);
});
