import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { FlushTick, type TickSeat } from "./flush-tick.ts";

test("one timer serves all seats, and none is left when the last has gone", () => {
  const clock = new SimulatedClock();
  const tick = new FlushTick({ clock, intervalMs: 100 });
  const heard: string[] = [];
  const first = tick.join(() => heard.push("first"));
  clock.increment(50);
  const second = tick.join(() => heard.push("second"));
  first.request();
  second.request();
  clock.increment(50);
  expect(heard).toEqual(["first", "second"]);
  first.request();
  second.request();
  first.leave();
  first.leave();
  clock.increment(100);
  expect(heard).toEqual(["first", "second", "second"]);
  second.leave();
  expect(tick.isRunning).toBe(false);
  second.request();
  clock.increment(1_000);
  expect(heard).toHaveLength(3);
});

test("only who asked is heard, once, however often it asked", () => {
  const clock = new SimulatedClock();
  const tick = new FlushTick({ clock, intervalMs: 100 });
  const heard: string[] = [];
  tick.join(() => heard.push("silent"));
  const speaking = tick.join(() => heard.push("speaking"));
  speaking.request();
  speaking.request();
  clock.increment(300);
  expect(heard).toEqual(["speaking"]);
});

test("who asks again while it is heard has its turn at the next beat, not in this one", () => {
  const clock = new SimulatedClock();
  const tick = new FlushTick({ clock, intervalMs: 100 });
  let beats = 0;
  const seat = tick.join(() => {
    beats += 1;
    seat.request();
  });
  seat.request();
  clock.increment(100);
  expect(beats).toBe(1);
  clock.increment(100);
  clock.increment(100);
  expect(beats).toBe(3);
});

test("a listener that leaves during the tick stops the timer, one that joins keeps it", () => {
  const clock = new SimulatedClock();
  const tick = new FlushTick({ clock, intervalMs: 100 });
  let beats = 0;
  const seat = tick.join(() => seat.leave());
  seat.request();
  clock.increment(100);
  expect(tick.isRunning).toBe(false);
  let joined: TickSeat | undefined;
  const leaving = tick.join(() => {
    leaving.leave();
    joined = tick.join(() => {
      beats += 1;
    });
    joined.request();
  });
  leaving.request();
  clock.increment(100);
  expect(tick.isRunning).toBe(true);
  clock.increment(100);
  expect(beats).toBe(1);
});
