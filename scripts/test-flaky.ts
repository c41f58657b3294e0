/**
 * Looks for tests that fail now and then: runs test files many times beside processes that keep cores busy.
 *
 *   bun scripts/test-flaky.ts [--runs=20] [--only="PATH PATH"] [--busy=1] [--lanes=1]
 *
 * Prints for each file how often each of its tests failed, and the output of every first failure. The last line is
 * `N passed, N failed, N skipped` over all runs; the exit code is 1 when anything failed or nothing ran.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { describeScore, scoreRuns } from "./testing/flaky.ts";
import type { JobResult } from "./testing/run-jobs.ts";
import { killRunningProcesses } from "./testing/run-process.ts";
import { FILE_LIMIT_MS, runTestFile } from "./testing/run-test-file.ts";
import { addTallies, EMPTY_TALLY, exitCode, summaryLine, type Tally } from "./testing/tally.ts";
import { temporaryFilesInMemory } from "./testing/temporary-files.ts";
import { findTestFiles } from "./testing/test-files.ts";

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

async function runOften(path: string): Promise<Tally> {
  const results: JobResult[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const result = await runTestFile(ROOT, path, FILE_LIMIT_MS);
    if (result.tally.failed > 0 && results.every(({ tally }) => tally.failed === 0)) {
      console.log(`---- ${path}, run ${run}\n${result.output.replaceAll(/^\(pass\) .*\n/gm, "")}`);
    }
    results.push(result);
  }
  const score = scoreRuns(path, results);
  console.log(describeScore(score));
  return score.tally;
}

async function main(): Promise<Tally> {
  const paths = await findTestFiles(
    ROOT,
    values.only.split(/\s+/).filter((path) => path !== ""),
  );
  console.log(`${paths.length} files, each ${runs} times, beside ${busy} busy loops`);
  let total = EMPTY_TALLY;
  const lane = async () => {
    for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
      total = addTallies(total, await runOften(path));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return total;
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
    process.exit(1);
  });
}
try {
  const total = await main();
  console.log(summaryLine(total));
  process.exitCode = exitCode(total);
} finally {
  stop();
}
