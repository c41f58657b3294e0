import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import type { Clock } from "./clock.ts";
import { joinedTimers } from "./joined-timers.ts";

/** A clock that tells how often a timer of its own fired. */
function scene() {
  const simulated = new SimulatedClock();
  let wakeUps = 0;
  const clock: Clock = {
    now: () => simulated.now(),
    setTimeout: (fn, timeoutMs) =>
      simulated.setTimeout(() => {
        wakeUps += 1;
        fn();
      }, timeoutMs),
    clearTimeout: (id) => simulated.clearTimeout(id as number),
  };
  const timers = joinedTimers(clock);
  const ran: string[] = [];
  /** Again `everyMs` after each run took `takesMs`, as what waits for an answer does. */
  const repeat = (name: string, everyMs: number, takesMs = 0) => {
    const again = () =>
      timers.setTimeout(() => {
        ran.push(`${name} ${simulated.now()}`);
        if (takesMs === 0) again();
        else simulated.setTimeout(again, takesMs);
      }, everyMs);
    again();
  };
  const pass = (forMs: number) => {
    for (let passedMs = 0; passedMs < forMs; passedMs += 1) simulated.increment(1);
  };
  return { simulated, clock, timers, ran, repeat, pass, wakeUps: () => wakeUps };
}

test("what is repeated comes in the same turn, whenever it began", () => {
  const { ran, repeat, pass, wakeUps } = scene();
  repeat("beat", 1_000, 3);
  pass(300);
  repeat("look", 2_000);
  pass(9_700);
  expect(ran.filter((line) => line.startsWith("beat"))).toHaveLength(10);
  expect(ran.filter((line) => line.startsWith("look"))).toEqual(
    [2_000, 4_000, 6_000, 8_000, 10_000].map((atMs) => `look ${atMs}`),
  );
  expect(wakeUps()).toBe(10);
});

test("a clock has one set of joined timers", () => {
  const { clock, timers } = scene();
  expect(joinedTimers(clock)).toBe(timers);
  expect(joinedTimers({ ...clock })).not.toBe(timers);
});

test("what is shorter than a second is not joined", () => {
  const { timers, ran, pass, wakeUps } = scene();
  timers.setTimeout(() => ran.push("deadline"), 20);
  const cleared = timers.setTimeout(() => ran.push("never"), 30);
  timers.clearTimeout(cleared);
  pass(19);
  expect(ran).toEqual([]);
  pass(20);
  expect(ran).toEqual(["deadline"]);
  expect(wakeUps()).toBe(1);
});

test("a wait that Redis ends can end just before a turn", () => {
  const { timers, pass } = scene();
  pass(1_300);
  expect(timers.beforeTurnMs(4_000)).toBe(3_698);
  expect(timers.beforeTurnMs(5_400)).toBe(5_698);
  expect(timers.beforeTurnMs(200)).toBe(200);
});

test("a timer that is cleared does not fire, not even by one of its own turn, and leaves no timer behind", () => {
  const { timers, ran, pass, wakeUps } = scene();
  timers.setTimeout(() => timers.clearTimeout(second), 1_000);
  const second = timers.setTimeout(() => ran.push("second"), 1_000);
  const third = timers.setTimeout(() => ran.push("third"), 3_000);
  timers.clearTimeout(third);
  timers.clearTimeout(third);
  timers.clearTimeout(undefined);
  pass(5_000);
  expect(ran).toEqual([]);
  expect(wakeUps()).toBe(1);
});

test("a timer that is set while those of its second run waits for the next one", () => {
  const { timers, ran, pass, simulated } = scene();
  timers.setTimeout(() => timers.setTimeout(() => ran.push(`again ${simulated.now()}`), 1_000), 1_000);
  timers.setTimeout(() => ran.push(`other ${simulated.now()}`), 1_000);
  pass(2_000);
  expect(ran).toEqual(["other 1000", "again 2000"]);
});
