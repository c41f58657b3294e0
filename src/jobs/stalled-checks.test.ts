import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { startStalledChecks } from "./stalled-checks.ts";

const INTERVAL_MS = 10_000;

function scene({ isAlone }: { isAlone: boolean }) {
  const clock = new SimulatedClock();
  const lookedAtS: number[] = [];
  const errors: unknown[] = [];
  let busy = 0;
  let answer: () => Promise<unknown> = async () => {};
  const checks = startStalledChecks({
    check() {
      lookedAtS.push(clock.now() / 1_000);
      return answer();
    },
    intervalMs: INTERVAL_MS,
    isAlone,
    isBusy: () => busy > 0,
    clock,
    onError: (error) => void errors.push(error),
  });
  return {
    ...{ clock, checks, errors },
    /** When it looked in this time, in seconds since the start. */
    async pass(forS: number) {
      for (let passedS = 0; passedS < forS; passedS += 1) {
        clock.increment(1_000);
        await Promise.resolve();
        await Promise.resolve();
      }
      return lookedAtS.splice(0);
    },
    answerWith(next: typeof answer) {
      answer = next;
    },
    run(change: 1 | -1) {
      busy += change;
      checks.noteJob();
    },
  };
}

test("where others work on the jobs, too, it never ceases to look", async () => {
  const { pass } = scene({ isAlone: false });
  expect(await pass(60)).toEqual([0, 10, 20, 30, 40, 50, 60]);
  expect(await pass(600)).toHaveLength(60);
});

test("one that is alone looks some times at its start, and then rarely", async () => {
  const { pass } = scene({ isAlone: true });
  expect(await pass(200)).toEqual([0, 10, 20, 30, 40, 100, 160]);
});

test("while a job runs, and some times after it, it looks as often as at its start", async () => {
  const { pass, run } = scene({ isAlone: true });
  await pass(100);
  run(1);
  expect(await pass(100)).toEqual([110, 120, 130, 140, 150, 160, 170, 180, 190, 200]);
  run(-1);
  expect(await pass(120)).toEqual([210, 220, 230, 240, 250, 310]);
});

test("a look that fails counts for nothing, and one that waits for its answer has no second beside it", async () => {
  const { pass, answerWith, errors } = scene({ isAlone: true });
  answerWith(() => Promise.reject(new Error("away")));
  expect(await pass(60)).toHaveLength(7);
  expect(errors).toHaveLength(6);
  const { promise, resolve } = Promise.withResolvers<void>();
  answerWith(() => promise);
  expect(await pass(40)).toEqual([70]);
  resolve();
  answerWith(async () => {});
  expect(await pass(200)).toEqual([110, 120, 130, 190, 250]);
});

test("once closed it neither looks nor tells of a look that fails then", async () => {
  const { pass, answerWith, checks, errors } = scene({ isAlone: false });
  const { promise, reject } = Promise.withResolvers<void>();
  answerWith(() => promise);
  await pass(10);
  checks.close();
  reject(new Error("closed"));
  checks.noteJob();
  expect(await pass(60)).toEqual([]);
  expect(errors).toEqual([]);
});
