/** Timers of a process that stood still. */
import { expect, test } from "bun:test";
import { lateTimers } from "./late-timers.ts";

/** Fires what is due when it is told to look: as a process that stood still between. */
function heldClock() {
  let nowMs = 0;
  let timers: { id: number; atMs: number; fn: () => void }[] = [];
  let ids = 0;
  return {
    clock: {
      now: () => nowMs,
      setTimeout(fn: () => void, ms: number) {
        timers.push({ id: ++ids, atMs: nowMs + ms, fn });
        return ids;
      },
      clearTimeout: (id: unknown) => {
        timers = timers.filter((timer) => timer.id !== id);
      },
    },
    pass(ms: number) {
      nowMs += ms;
      const due = timers.filter(({ atMs }) => atMs <= nowMs);
      timers = timers.filter(({ atMs }) => atMs > nowMs);
      for (const { fn } of due) fn();
    },
  };
}

test("a timer in time fires at once, one that is late by much a little later, and once", () => {
  const { clock, pass } = heldClock();
  const careful = lateTimers(clock, { lateMs: 3_000, waitMs: 1_000 });
  const fired: string[] = [];
  careful.setTimeout(() => fired.push("soon"), 100);
  careful.setTimeout(() => fired.push("late"), 5_000);
  pass(3_099);
  expect(fired).toEqual(["soon"]);
  pass(4_901);
  expect(fired).toEqual(["soon"]);
  pass(999);
  expect(fired).toEqual(["soon"]);
  pass(1);
  pass(10_000);
  expect(fired).toEqual(["soon", "late"]);
});

test("a timer that is given up does not fire, also while it waits", () => {
  const { clock, pass } = heldClock();
  const careful = lateTimers(clock, { lateMs: 3_000, waitMs: 1_000 });
  const fired: string[] = [];
  const one = careful.setTimeout(() => fired.push("one"), 100);
  const other = careful.setTimeout(() => fired.push("other"), 100);
  careful.clearTimeout(one);
  pass(5_000);
  careful.clearTimeout(other);
  careful.clearTimeout(undefined);
  pass(5_000);
  expect(fired).toEqual([]);
});
