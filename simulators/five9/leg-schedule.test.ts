/** When a leg's audio is due after its stream was lost. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { LegSchedule } from "./leg-schedule.ts";

function begun(patienceMs: number) {
  const clock = new SimulatedClock();
  const schedule = new LegSchedule({ clock, speed: 2, patienceMs });
  expect(schedule.begin()).toBeUndefined();
  clock.increment(1_000);
  schedule.lose("broken");
  clock.increment(300);
  return { clock, schedule };
}

test("a patient leg goes on where it was, and says how and how long it was away", () => {
  const { clock, schedule } = begun(1_000);
  schedule.lose("told");
  clock.increment(200);
  expect(schedule.isPatient).toBe(true);
  expect(schedule.begin()).toEqual({ cause: "broken", ms: 500 });
  expect(schedule.dueAtMs(4_000)).toBe(500 + 2_000);
  clock.increment(100);
  schedule.lose("told");
  expect(schedule.begin()).toEqual({ cause: "told", ms: 0 });
});

test("one without patience makes up for the time, and gives up at once", () => {
  const { schedule } = begun(0);
  expect(schedule.isPatient).toBe(false);
  schedule.begin();
  expect(schedule.dueAtMs(4_000)).toBe(2_000);
});

test("patience has an end", () => {
  const { clock, schedule } = begun(1_000);
  clock.increment(700);
  expect(schedule.isPatient).toBe(false);
});
