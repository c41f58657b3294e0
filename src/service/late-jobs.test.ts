/** The queue of reports before its first job: it says what it holds, and nothing is opened for that. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createLogger } from "../base/log.ts";
import { lateMediastreamJobs } from "./late-jobs.ts";

test("before the first job none is counted, listed or waited for; what needs one opens the queue", async () => {
  let openings = 0;
  const jobs = lateMediastreamJobs({
    isOnDemand: true,
    async open() {
      openings += 1;
      throw new Error("the disk is full");
    },
    sync: async () => {},
    clock: new SimulatedClock(),
    logger: createLogger("silent"),
  });
  expect(jobs.isStarted()).toBe(true);
  expect(await jobs.counts()).toEqual({ waiting: 0, active: 0, delayed: 0, completed: 0, deadLetters: 0 });
  expect([await jobs.oldestAgeMs(), await jobs.deadLetters.list(10)]).toEqual([0, []]);
  expect(openings).toBe(0);

  const added = jobs.deadLetters.retry("none");
  expect([openings, jobs.isStarted()]).toEqual([1, false]);
  await jobs.close();
  await expect(added).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
});
