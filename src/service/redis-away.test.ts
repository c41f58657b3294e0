import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createSignal } from "../base/signal.ts";
import { redisFaults } from "./redis-away.ts";

test("a Redis that is away for three seconds keeps suggestions away until it is back", () => {
  const clock = new SimulatedClock();
  const connection = createSignal<boolean>();
  const faults = redisFaults({ onConnection: connection.on }, clock);
  connection.tell(true);
  clock.increment(10_000);
  expect(faults()).toEqual([]);
  connection.tell(false);
  clock.increment(2_999);
  expect(faults()).toEqual([]);
  clock.increment(1);
  expect(faults()).toEqual([{ code: "REDIS_AWAY", about: "", stopsSuggestions: true }]);
  connection.tell(true);
  expect(faults()).toEqual([]);
});

test("without Redis there is nothing to say", () => {
  expect(redisFaults(null, new SimulatedClock())()).toEqual([]);
});
