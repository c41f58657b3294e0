import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { FlushTick } from "./flush-tick.ts";

test("one timer serves all listeners, and none is left when the last has gone", () => {
  const clock = new SimulatedClock();
  const tick = new FlushTick({ clock, intervalMs: 100 });
  const heard: string[] = [];
  const removeFirst = tick.add(() => heard.push("first"));
  clock.increment(50);
  const removeSecond = tick.add(() => heard.push("second"));
  clock.increment(50);
  expect(heard).toEqual(["first", "second"]);
  removeFirst();
  clock.increment(100);
  expect(heard).toEqual(["first", "second", "second"]);
  removeSecond();
  expect(tick.isRunning).toBe(false);
  clock.increment(1_000);
  expect(heard).toHaveLength(3);
});

test("a listener that leaves during the tick stops the timer, one that joins keeps it", () => {
  const clock = new SimulatedClock();
  const tick = new FlushTick({ clock, intervalMs: 100 });
  let beats = 0;
  const remove = tick.add(() => remove());
  clock.increment(100);
  expect(tick.isRunning).toBe(false);
  tick.add(() => {
    beats += 1;
  });
  clock.increment(100);
  clock.increment(100);
  expect(beats).toBe(2);
});
