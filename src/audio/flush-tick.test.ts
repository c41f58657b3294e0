import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import type { Clock } from "../base/clock.ts";
import { FlushTick, type TickSeat } from "./flush-tick.ts";

function scene({ busyFrom = 0 } = {}) {
  const clock = new SimulatedClock();
  const tick = new FlushTick({ clock, intervalMs: 100, busyFrom });
  const heard: string[] = [];
  const join = (name: string) => tick.join((isPrompt) => heard.push(isPrompt ? `${name} at once` : name));
  /** To the beat after a first one, which comes without delay. */
  const beat = () => clock.increment(100);
  return { clock, tick, heard, join, beat };
}

test("one beat serves all seats, and no timer is left when the last has gone", () => {
  const { clock, tick, heard, join, beat } = scene();
  const [first, second] = [join("first"), join("second")];
  first.request(false);
  second.request(false);
  beat();
  expect(heard).toEqual(["first", "second"]);
  first.request(false);
  second.request(false);
  first.leave();
  first.leave();
  beat();
  expect(heard).toEqual(["first", "second", "second"]);
  second.request(false);
  second.leave();
  expect(tick.seats).toBe(0);
  clock.increment(1_000);
  second.request(false);
  clock.increment(1_000);
  expect(heard).toHaveLength(3);
});

test("only who asked is heard, once, however often it asked", () => {
  const { heard, join, beat } = scene();
  join("silent");
  const speaking = join("speaking");
  speaking.request(false);
  speaking.request(false);
  for (let beats = 0; beats < 3; beats += 1) beat();
  expect(heard).toEqual(["speaking"]);
});

test("the first beat after a silence comes without delay, those after it an interval apart", () => {
  const { clock, heard, join } = scene();
  const seat = join("seat");
  clock.increment(12_345);
  seat.request(false);
  clock.increment(1);
  expect(heard).toHaveLength(1);
  for (let beats = 2; beats < 5; beats += 1) {
    seat.request(false);
    clock.increment(99);
    expect(heard).toHaveLength(beats - 1);
    clock.increment(1);
    expect(heard).toHaveLength(beats);
  }
});

test("who asks again while it is heard has its turn at the next beat, not in this one", () => {
  const { clock, tick } = scene();
  let beats = 0;
  const seat = tick.join(() => {
    beats += 1;
    seat.requestLater();
  });
  seat.request(false);
  clock.increment(1);
  expect(beats).toBe(1);
  clock.increment(100);
  clock.increment(100);
  expect(beats).toBe(3);
});

test("one that joins during a beat is heard at the next", () => {
  const { clock, tick } = scene();
  let beats = 0;
  let joined: TickSeat | undefined;
  const leaving = tick.join(() => {
    leaving.leave();
    joined = tick.join(() => {
      beats += 1;
    });
    joined.request(false);
  });
  leaving.request(false);
  clock.increment(1);
  expect([tick.seats, beats]).toEqual([1, 0]);
  clock.increment(100);
  expect(beats).toBe(1);
});

test("a clock that is set back delays no beat by more than the interval", () => {
  const simulated = new SimulatedClock();
  let offsetMs = 0;
  const clock = {
    now: () => simulated.now() + offsetMs,
    setTimeout: (fn: () => void, ms: number) => simulated.setTimeout(fn, ms),
    clearTimeout: (id: number) => simulated.clearTimeout(id),
  } as Clock;
  let beats = 0;
  const seat = new FlushTick({ clock, intervalMs: 100, busyFrom: 0 }).join(() => (beats += 1));
  seat.request(false);
  simulated.increment(1);
  offsetMs = -3_600_000;
  seat.request(false);
  simulated.increment(100);
  expect(beats).toBe(2);
});

test("while few chunks come each goes in the turn in which it came, without a timer; what had to wait goes at a beat", async () => {
  const { clock, heard, join, beat } = scene({ busyFrom: 100 });
  const [first, second] = [join("first"), join("second")];
  first.request(false);
  first.request(false);
  second.request(false);
  expect(heard).toEqual([]);
  await Promise.resolve();
  expect(heard).toEqual(["first at once", "second at once"]);
  first.requestLater();
  await Promise.resolve();
  expect(heard).toHaveLength(2);
  beat();
  expect(heard.slice(2)).toEqual(["first at once"]);
  for (let chunk = 0; chunk < 100; chunk += 1) first.request(false);
  await Promise.resolve();
  heard.length = 0;
  clock.increment(500);
  second.request(false);
  await Promise.resolve();
  expect(heard).toEqual([]);
  beat();
  expect(heard).toEqual(["second"]);
});

test("a whole piece goes in the turn in which it came at any rate, a small one beside it at the beat", async () => {
  const { heard, join, beat } = scene();
  const [whole, small] = [join("whole"), join("small")];
  small.request(false);
  whole.request(true);
  await Promise.resolve();
  expect(heard).toEqual(["whole"]);
  beat();
  expect(heard).toEqual(["whole", "small"]);
  whole.request(true);
  await Promise.resolve();
  expect(heard.slice(2)).toEqual(["whole"]);
});
