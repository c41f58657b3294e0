import { expect, test } from "bun:test";
import type { Job, JobResult } from "./run-jobs.ts";
import { type EndedJob, SECOND_TRIES, tallyOfJobs, tryFailedAgain } from "./second-try.ts";

const CHECKS = new Set(["lint"]);

const result = (failed: number, output = ""): JobResult => ({
  tally: { passed: 3 - failed, failed, skipped: 0 },
  durationMs: 1,
  cpuMs: 1,
  output,
  note: "",
  suites: "",
});

/** A job whose first run had so many failures, and whose second will have `then`. */
function ended(name: string, first: number, then = 0): EndedJob {
  const job: Job = { name, durationMs: 1, cpuMs: 1, run: async () => result(then, "the second run") };
  return { job, result: result(first, "the first run") };
}

async function secondTries(all: readonly EndedJob[]) {
  const again: string[] = [];
  const { unsteady, ended } = await tryFailedAgain(all, CHECKS, ({ name }) => void again.push(name));
  return { again, unsteady, ended, tally: tallyOfJobs(ended) };
}

test("only what failed runs again; what passes then counts as passed and is named", async () => {
  const { again, unsteady, tally } = await secondTries([ended("a", 0), ended("b", 2), ended("c", 0)]);
  expect(again).toEqual(["b"]);
  expect(unsteady).toEqual(["b"]);
  expect(tally).toEqual({ passed: 9, failed: 0, skipped: 0 });
});

test("what fails twice has failed, with what it printed first", async () => {
  const { again, unsteady, ended: all, tally } = await secondTries([ended("a", 2, 1)]);
  expect(again).toEqual(["a"]);
  expect(unsteady).toEqual([]);
  expect(tally).toEqual({ passed: 1, failed: 2, skipped: 0 });
  expect(all[0]?.result.output).toBe("the first run");
});

test("a check of the source does not run again, and nothing does when too many failed", async () => {
  expect(await secondTries([ended("lint", 1)])).toMatchObject({ again: [], tally: { failed: 1 } });
  const many = Array.from({ length: SECOND_TRIES + 1 }, (_, at) => ended(`test ${at}`, 1));
  expect(await secondTries(many)).toMatchObject({ again: [], tally: { failed: SECOND_TRIES + 1 } });
  expect(await secondTries(many.slice(1))).toMatchObject({ tally: { failed: 0 } });
});
