import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import type { LocalCall } from "../calls/local-call.ts";
import { whileCallsLive } from "./while-calls-live.ts";

function scene() {
  const clock = new SimulatedClock();
  const live: LocalCall[] = [];
  const listeners = new Set<(call: LocalCall) => void>();
  const call = {} as LocalCall;
  const seen: number[] = [];
  let timers = 0;
  const repeated = whileCallsLive(
    {
      directory: {
        list: () => [...live],
        onChange(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      clock: {
        now: () => clock.now(),
        setTimeout(fn, timeoutMs) {
          timers += 1;
          return clock.setTimeout(fn, timeoutMs);
        },
        clearTimeout: (id) => clock.clearTimeout(id as number),
      },
      intervalMs: 1_000,
    },
    (calls) => seen.push(calls.length),
  );
  const change = () => {
    for (const listener of listeners) listener(call);
  };
  return { clock, live, call, change, seen, repeated, timers: () => timers };
}

test("an idle process has no timer; one runs from a call's first change until no call is there", () => {
  const { clock, live, call, change, seen, timers } = scene();
  clock.increment(3_600_000);
  expect(timers()).toBe(0);
  live.push(call);
  change();
  change();
  for (let second = 0; second < 3; second += 1) clock.increment(1_000);
  expect(seen).toEqual([1, 1, 1]);
  live.pop();
  clock.increment(3_600_000);
  expect(seen).toEqual([1, 1, 1, 0]);
  live.push(call);
  change();
  clock.increment(1_000);
  expect(seen).toEqual([1, 1, 1, 0, 1]);
});

test("nothing runs once it is stopped", () => {
  const { clock, live, call, change, seen, repeated } = scene();
  live.push(call);
  change();
  repeated.stop();
  change();
  clock.increment(10_000);
  expect(seen).toEqual([]);
});
