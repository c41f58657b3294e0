import { expect, test } from "bun:test";
import { describeRound, describeScore, inRounds, scoreRuns } from "./flaky.ts";
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

test("every file runs once before any runs twice", () => {
  const planned = inRounds(["a", "b"], 2);
  expect(planned.map(({ path, round, isLastOfRound }) => [path, round, isLastOfRound])).toEqual([
    ["a", 1, false],
    ["b", 1, true],
    ["a", 2, false],
    ["b", 2, true],
  ]);
  expect(describeRound(2, 20, [[run(1, []), run(1, ["a"])], [run(1, [])]])).toBe(
    "round 2 of 20: 3 runs so far, 1 failed",
  );
});
