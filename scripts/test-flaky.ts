/**
 * Looks for tests that fail now and then: runs test files many times beside processes that keep cores busy.
 *
 *   bun scripts/test-flaky.ts [--runs=20] [--only="PATH PATH"] [--busy=1] [--lanes=1]
 *
 * Each file runs once before any runs twice, so that a run that is stopped has looked at all of them. Prints the output of
 * every first failure as it comes, and at the end for each file how often each of its tests failed. The last line is
 * `N passed, N failed, N skipped` over all runs; the exit code is 1 when anything failed, nothing ran or the run was stopped.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { describeRound, describeScore, inRounds, scoreRuns } from "./testing/flaky.ts";
import { prepareStories } from "./testing/prepare-stories.ts";
import type { JobResult } from "./testing/run-jobs.ts";
import { killRunningProcesses } from "./testing/run-process.ts";
import { FILE_LIMIT_MS, runTestFile } from "./testing/run-test-file.ts";
import { addTallies, EMPTY_TALLY, exitCode, summaryLine, type Tally } from "./testing/tally.ts";
import { temporaryFilesInMemory } from "./testing/temporary-files.ts";
import { findTestFiles, isStory } from "./testing/test-files.ts";

const ROOT = resolve(import.meta.dir, "..");

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "20" },
    only: { type: "string", default: "" },
    busy: { type: "string", default: "1" },
    lanes: { type: "string", default: "1" },
  },
});

/** A count of at least `least`; anything else ends the program with a sentence. */
function countOf(name: "runs" | "busy" | "lanes", least: number): number {
  const count = Number(values[name]);
  if (Number.isInteger(count) && count >= least) return count;
  console.error(`${name.toUpperCase()} is "${values[name]}": give a whole number from ${least}`);
  process.exit(1);
}

const runs = countOf("runs", 1);
const busy = countOf("busy", 0);
const lanes = countOf("lanes", 1);

/** Every run so far, by path. */
const results = new Map<string, JobResult[]>();

async function runOnce(path: string): Promise<void> {
  const result = await runTestFile(ROOT, path, FILE_LIMIT_MS);
  // Another run of the same file may have ended meanwhile.
  const before = results.get(path) ?? [];
  if (result.tally.failed > 0 && before.every(({ tally }) => tally.failed === 0)) {
    console.log(
      `---- ${path}, run ${before.length + 1}\n${result.output.replaceAll(/^\(pass\) .*\n/gm, "")}`,
    );
  }
  // Outputs of thousands of runs would fill the memory.
  results.set(path, [...before, { ...result, output: "" }]);
}

/** One line for each file, those that failed last; then what all runs come to. */
function tellScores(): Tally {
  const scores = [...results].map(([path, ofFile]) => scoreRuns(path, ofFile));
  for (const score of scores.sort((a, b) => a.failedRuns - b.failedRuns)) console.log(describeScore(score));
  const total = scores.reduce((sum, { tally }) => addTallies(sum, tally), EMPTY_TALLY);
  console.log(summaryLine(total));
  return total;
}

async function main(): Promise<void> {
  const paths = await findTestFiles(
    ROOT,
    values.only.split(/\s+/).filter((path) => path !== ""),
  );
  console.log(`${paths.length} files, each ${runs} times, ${lanes} at a time, beside ${busy} busy loops`);
  if (paths.some(isStory)) await prepareStories(ROOT);
  const queue = inRounds(paths, runs);
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await runOnce(next.path);
      if (next.isLastOfRound) console.log(describeRound(next.round, runs, results.values()));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

temporaryFilesInMemory();
const loops = Array.from({ length: busy }, () =>
  Bun.spawn([process.execPath, "scripts/testing/busy-loop.ts"], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  }),
);
const stop = () => {
  for (const loop of loops) loop.kill("SIGKILL");
  killRunningProcesses();
};
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    stop();
    console.log("interrupted");
    tellScores();
    process.exit(1);
  });
}
try {
  await main();
  process.exitCode = exitCode(tellScores());
} finally {
  stop();
}
