/** Who may join a call id, over time. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { LiveCalls } from "./live-calls.ts";

test("a second leg of a speaker replaces the first, and the first's going changes nothing", () => {
  const calls = new LiveCalls<string>(new SimulatedClock());
  expect(calls.put("c", "d1", "agent", "older")).toBeUndefined();
  expect(calls.put("c", "d1", "agent", "newer")).toBe("older");
  calls.remove("c", "agent", "older");
  expect(calls.put("c", "d1", "agent", "newest")).toBe("newer");
});

test("another domain is kept out while legs are open and for ten minutes after the last", () => {
  const clock = new SimulatedClock();
  const calls = new LiveCalls<string>(clock);
  calls.put("c", "d1", "agent", "a");
  calls.put("c", "d1", "customer", "b");
  calls.remove("c", "agent", "a");
  clock.increment(60 * 60_000);
  expect([calls.admits("c", "d1"), calls.admits("c", "d2")]).toEqual([true, false]);
  calls.remove("c", "customer", "b");
  clock.increment(599_999);
  expect([calls.admits("c", "d1"), calls.admits("c", "d2")]).toEqual([true, false]);
  clock.increment(1);
  expect(calls.admits("c", "d2")).toBe(true);
});

test("a call that comes back is remembered anew", () => {
  const clock = new SimulatedClock();
  const calls = new LiveCalls<string>(clock);
  calls.put("c", "d1", "agent", "a");
  calls.remove("c", "agent", "a");
  clock.increment(500_000);
  calls.put("c", "d1", "agent", "b");
  clock.increment(500_000);
  expect(calls.admits("c", "d2")).toBe(false);
});
