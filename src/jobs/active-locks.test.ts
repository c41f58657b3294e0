/** Locks are renewed while jobs are active, and nothing is looked after while none is. */
import { expect, test } from "bun:test";
import { eventually } from "../../test/support/eventually.ts";
import { LocksOfActiveJobs } from "./active-locks.ts";

type Renewing = ConstructorParameters<typeof LocksOfActiveJobs>[0];

test("the timer of locks runs from the first active job to the last one's end, and again for the next", async () => {
  const renewed: string[][] = [];
  const worker = {
    name: "test",
    trace: async (_kind: unknown, _name: unknown, _queue: unknown, work: () => unknown) => work(),
    extendJobLocks: async (jobs: string[]) => {
      renewed.push(jobs);
      return [];
    },
    emit: () => true,
  } as unknown as Renewing;
  const locks = new LocksOfActiveJobs(worker, { lockRenewTime: 20, lockDuration: 40, workerId: "1" });
  locks.start();
  expect(locks.isRunning()).toBe(false);
  for (const round of ["first", "again"]) {
    const [one, other] = [`${round}-one`, `${round}-other`];
    locks.trackJob(one, "token", Date.now());
    locks.trackJob(other, "token", Date.now());
    locks.untrackJob(other);
    expect(locks.isRunning()).toBe(true);
    await eventually(() => renewed.filter((jobs) => jobs.includes(one)).length >= 2);
    locks.untrackJob(one);
    expect(locks.isRunning()).toBe(false);
  }
  await locks.close();
  locks.trackJob("late", "token", Date.now());
  expect(locks.isRunning()).toBe(false);
});
