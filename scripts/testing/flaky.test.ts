import { expect, test } from "bun:test";
import { describeScore, scoreRuns } from "./flaky.ts";
import { suiteOfOne } from "./junit.ts";
import type { JobResult } from "./run-jobs.ts";

const run = (durationMs: number, failed: readonly string[]): JobResult => ({
  tally: { passed: 2 - failed.length, failed: failed.length, skipped: 0 },
  durationMs,
  cpuMs: 1,
  output: "",
  note: "",
  suites: ["a", "b"]
    .map((name) => suiteOfOne("x.test.ts", name, failed.includes(name) ? "no" : undefined))
    .join("\n"),
});

test("each test's failures are counted over all runs, the worst is named first", () => {
  const score = scoreRuns("x.test.ts", [run(1_000, []), run(2_500, ["a", "b"]), run(900, ["b"])]);
  expect(score.tally).toEqual({ passed: 3, failed: 3, skipped: 0 });
  expect(describeScore(score)).toBe(
    "FAIL x.test.ts: 2 of 3 runs failed (at most 2.5 s)\n     2 of 3: b\n     1 of 3: a",
  );
});

test("a file that never fails is one line", () => {
  const score = scoreRuns("x.test.ts", [run(1_000, []), run(1_200, [])]);
  expect(describeScore(score)).toBe("ok   x.test.ts: 0 of 2 runs failed (at most 1.2 s)");
});
