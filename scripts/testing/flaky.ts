/** Runs test files many times and counts which tests failed how often. */
import { type TestCase, testCasesOf } from "./junit.ts";
import type { JobResult } from "./run-jobs.ts";
import { addTallies, EMPTY_TALLY, type Tally } from "./tally.ts";

/** What became of one file in all its runs. */
export interface FlakyScore {
  readonly path: string;
  readonly runs: number;
  /** Runs in which anything failed. */
  readonly failedRuns: number;
  /** Test name to the number of times it failed; only those that did. */
  readonly failures: ReadonlyMap<string, number>;
  /** Sum over all runs. */
  readonly tally: Tally;
  readonly longestMs: number;
}

/** One run of one file. */
export interface PlannedRun {
  readonly path: string;
  /** From 1. */
  readonly round: number;
  readonly isLastOfRound: boolean;
}

/** Every file once, then every file again. */
export function inRounds(paths: readonly string[], rounds: number): PlannedRun[] {
  return Array.from({ length: rounds }, (_, round) =>
    paths.map((path, index) => ({ path, round: round + 1, isLastOfRound: index === paths.length - 1 })),
  ).flat();
}

/** One line after a round: how many runs there were and how many of them failed. A run of it may still be under way. */
export function describeRound(
  round: number,
  rounds: number,
  results: Iterable<readonly JobResult[]>,
): string {
  const all = [...results].flat();
  const failed = all.filter(({ tally }) => tally.failed > 0).length;
  return `round ${round} of ${rounds}: ${all.length} runs so far, ${failed} failed`;
}

/** Counts the results of one file's runs. */
export function scoreRuns(path: string, results: readonly JobResult[]): FlakyScore {
  const failures = new Map<string, number>();
  for (const { name } of results.flatMap(({ suites }) => testCasesOf(suites)).filter(isFailed)) {
    failures.set(name, (failures.get(name) ?? 0) + 1);
  }
  return {
    path,
    runs: results.length,
    failedRuns: results.filter(({ tally }) => tally.failed > 0).length,
    failures,
    tally: results.reduce((sum, { tally }) => addTallies(sum, tally), EMPTY_TALLY),
    longestMs: Math.max(0, ...results.map(({ durationMs }) => durationMs)),
  };
}

/** One line for the file, and one for each test that failed, the worst first. */
export function describeScore(score: FlakyScore): string {
  const { path, runs, failedRuns, failures, longestMs } = score;
  const head = `${failedRuns > 0 ? "FAIL" : "ok  "} ${path}: ${failedRuns} of ${runs} runs failed (at most ${(longestMs / 1_000).toFixed(1)} s)`;
  const worst = [...failures].sort(([, a], [, b]) => b - a);
  return [head, ...worst.map(([name, times]) => `     ${times} of ${runs}: ${name}`)].join("\n");
}

function isFailed({ outcome }: TestCase): boolean {
  return outcome === "failed";
}
