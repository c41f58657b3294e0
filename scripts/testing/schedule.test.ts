import { describe, expect, test } from "bun:test";
import { inOrder, nextToRun, type Plan, remainingMs } from "./schedule.ts";

const TWO_CORES = { cores: 2, lanes: 4 };
const waits = (durationMs: number): Plan => ({ durationMs, cpuMs: durationMs / 10 });
const burns = (durationMs: number): Plan => ({ durationMs, cpuMs: durationMs });

describe("what runs next", () => {
  test("the longest comes first", () => {
    const jobs = [waits(10), burns(30), waits(90)];
    expect(inOrder(jobs).map(({ durationMs }) => durationMs)).toEqual([90, 30, 10]);
  });

  test("a job that would crowd the cores is passed over for one that waits", () => {
    expect(nextToRun([burns(30), waits(10)], [burns(50), burns(50)], TWO_CORES)).toBe(-1);
    expect(nextToRun([burns(30), waits(10)], [burns(50), waits(50), waits(50)], TWO_CORES)).toBe(1);
    expect(nextToRun([burns(30), waits(10)], [burns(50)], TWO_CORES)).toBe(0);
  });

  test("there are never more than the lanes, however little each needs", () => {
    expect(nextToRun([waits(1)], [waits(1), waits(1), waits(1), waits(1)], TWO_CORES)).toBe(-1);
  });

  test("a job that needs more than there is runs when nothing else does", () => {
    const greedy = { durationMs: 10, cpuMs: 80 };
    expect(nextToRun([greedy], [], TWO_CORES)).toBe(0);
    expect(nextToRun([greedy], [waits(1)], TWO_CORES)).toBe(-1);
  });
});

describe("the time that is left", () => {
  test("is that of the schedule: side by side where it fits, one after the other where it does not", () => {
    expect(remainingMs([], [], TWO_CORES)).toBe(0);
    expect(remainingMs([waits(100), waits(80), waits(60)], [], TWO_CORES)).toBe(100);
    expect(remainingMs([burns(100), burns(100), burns(100)], [], TWO_CORES)).toBe(200);
  });

  test("shrinks with what ran already, and a job that is late counts as about to end", () => {
    expect(remainingMs([], [{ plan: burns(100), ranMs: 40 }], TWO_CORES)).toBe(60);
    expect(remainingMs([burns(10)], [{ plan: burns(100), ranMs: 400 }], TWO_CORES)).toBe(10);
  });
});
