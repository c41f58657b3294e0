/** Who may join a call id, over time. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { LiveCalls } from "./live-calls.ts";

const leg = (standsBy = false) => ({ standsBy });
const [a, b] = [leg(), leg()];

test("a speaker is heard by the newest leg that does not stand by, and an older one's going changes nothing", () => {
  const calls = new LiveCalls(new SimulatedClock());
  const [older, newer, waiting] = [leg(), leg(), leg(true)];
  calls.put("c", "d1", "customer", older);
  expect(calls.find("c", "customer")).toBe(older);
  calls.put("c", "d1", "customer", newer);
  calls.put("c", "d1", "customer", waiting);
  expect(calls.find("c", "customer")).toBe(newer);
  calls.remove("c", "customer", older);
  calls.remove("c", "customer", older);
  expect(calls.find("c", "customer")).toBe(newer);
  calls.remove("c", "customer", newer);
  expect(calls.find("c", "customer")).toBeUndefined();
  expect(calls.of("c")).toEqual([waiting]);
});

test("another domain is kept out while legs are open and for ten minutes after the last", () => {
  const clock = new SimulatedClock();
  const calls = new LiveCalls(clock);
  calls.put("c", "d1", "agent", a);
  calls.put("c", "d1", "customer", b);
  calls.remove("c", "agent", a);
  clock.increment(60 * 60_000);
  expect([calls.admits("c", "d1"), calls.admits("c", "d2")]).toEqual([true, false]);
  calls.remove("c", "customer", b);
  clock.increment(599_999);
  expect([calls.admits("c", "d1"), calls.admits("c", "d2")]).toEqual([true, false]);
  clock.increment(1);
  expect(calls.admits("c", "d2")).toBe(true);
});

test("a call that comes back is remembered anew", () => {
  const clock = new SimulatedClock();
  const calls = new LiveCalls(clock);
  calls.put("c", "d1", "agent", a);
  calls.remove("c", "agent", a);
  clock.increment(500_000);
  calls.put("c", "d1", "agent", b);
  clock.increment(500_000);
  expect(calls.admits("c", "d2")).toBe(false);
});
