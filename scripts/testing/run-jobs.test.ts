import { expect, test } from "bun:test";
import { type Job, type JobResult, runJobs } from "./run-jobs.ts";

const RESULT: JobResult = {
  tally: { passed: 1, failed: 0, skipped: 0 },
  durationMs: 1,
  cpuMs: 1,
  output: "",
  note: "",
  suites: "",
};

function scene() {
  const events: string[] = [];
  const ends = new Map<string, (result: JobResult) => void>();
  const job = (name: string, share: number): Job => ({
    name,
    durationMs: 100,
    cpuMs: 100 * share,
    run: () => new Promise((resolve) => void ends.set(name, resolve)),
  });
  const listener = {
    started: ({ name }: Job) => void events.push(`+${name}`),
    ended: ({ name }: Job) => void events.push(`-${name}`),
  };
  const end = async (name: string) => {
    ends.get(name)?.(RESULT);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { events, job, listener, end };
}

test("what fits runs side by side, the rest when there is room", async () => {
  const { events, job, listener, end } = scene();
  const jobs = [job("a", 1), job("b", 1), job("c", 1)];
  const done = runJobs(jobs, { cores: 2, lanes: 8 }, listener);
  expect(events).toEqual(["+a", "+b"]);
  await end("b");
  expect(events).toEqual(["+a", "+b", "-b", "+c"]);
  await end("a");
  await end("c");
  await done;
  expect(events).toEqual(["+a", "+b", "-b", "+c", "-a", "-c"]);
});

test("nothing to run is done at once, and a job that cannot be run ends the run", async () => {
  const { job, listener } = scene();
  await runJobs([], { cores: 2, lanes: 2 }, listener);
  const broken = { ...job("broken", 1), run: () => Promise.reject(new Error("no such program")) };
  await expect(runJobs([broken], { cores: 2, lanes: 2 }, listener)).rejects.toThrow("no such program");
});
