import { expect, test } from "bun:test";
import { Progress } from "./progress.ts";
import type { Job, JobResult } from "./run-jobs.ts";

/** Half of what was expected of the first job. */
const TOOK_MS = 30_000;

const job = (name: string, durationMs: number): Job => ({
  name,
  durationMs,
  cpuMs: durationMs,
  run: () => Promise.reject(new Error("it is not run here")),
});
const result = (tally: Partial<JobResult["tally"]>, output = ""): JobResult => ({
  tally: { passed: 0, failed: 0, skipped: 0, ...tally },
  durationMs: TOOK_MS,
  cpuMs: 100,
  output,
  note: "",
  suites: "",
});

function scene(columns?: number) {
  const jobs = [job("src/a.test.ts", 60_000), job("src/b.test.ts", 10_000), job("src/c.test.ts", 10_000)];
  const time = { ms: 0 };
  let text = "";
  const screen = {
    columns,
    write: (more: string) => {
      text += more;
    },
  };
  const progress = new Progress(jobs, { cores: 1, lanes: 1 }, screen, () => time.ms);
  const [a, b, c] = jobs as [Job, Job, Job];
  const taken = () => {
    const all = text;
    text = "";
    return all;
  };
  return { progress, time, taken, a, b, c };
}

test("a log gets a line for each end, and where the run is: how many, what runs, how long it may still take", () => {
  const { progress, time, taken, a, b } = scene();
  progress.started(a);
  progress.ended(a, result({ passed: 3, skipped: 1 }));
  expect(taken()).toBe("ok   src/a.test.ts: 3 passed, 1 skipped (30.0 s)\n");
  progress.started(b);
  time.ms = 4_000;
  progress.tell();
  expect(taken()).toBe("     1 of 3, about 6 s left: b 4 s\n");
});

test("a terminal's last line is replaced, and never longer than the terminal is wide", () => {
  const { progress, taken, a } = scene(30);
  progress.started(a);
  progress.tell();
  expect(taken()).toBe("\r\u001b[2K0 of 3, about 80 s left: a 0 ");
  progress.ended(a, result({ passed: 1 }));
  expect(taken()).toStartWith("\r\u001b[2Kok   src/a.test.ts: 1 passed (30.0 s)\n\r\u001b[2K1 of 3");
  progress.close();
  expect(taken()).toBe("\r\u001b[2K");
});

test("a failure shows its output at once, and again at the end without what passed", () => {
  const { progress, taken, a, b } = scene();
  progress.started(a);
  progress.ended(a, result({ passed: 1, failed: 1 }, "(pass) one\nerror: no\n(fail) two\n"));
  expect(taken()).toContain("     (pass) one\n     error: no");
  progress.started(b);
  progress.ended(b, result({ passed: 2 }));
  taken();
  progress.repeatFailures();
  expect(taken()).toBe("\n---- src/a.test.ts\n     error: no\n     (fail) two\n\nfailed: src/a.test.ts\n");
  expect(progress.tally()).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

test("what passed when it ran alone is told apart from what failed, its first output included", () => {
  const { progress, taken, a, b } = scene();
  progress.started(a);
  progress.ended(a, result({ failed: 1 }, "error: late\n"));
  progress.started(b);
  progress.ended(b, result({ failed: 1 }, "error: no\n"));
  taken();
  progress.triesAgain(a);
  expect(taken()).toBe("\nonce more, alone: src/a.test.ts\n");
  progress.repeatFailures(["src/a.test.ts"]);
  expect(taken()).toBe(
    [
      "\n---- src/a.test.ts\n     error: late",
      "\n---- src/b.test.ts\n     error: no",
      "\nfailed: src/b.test.ts",
      "\nunsteady, failed beside other work and passed alone: src/a.test.ts\n",
    ].join("\n"),
  );
});
