/**
 * Runs everything that must hold: types, style, architecture, every test.
 *
 *   bun scripts/test.ts                      everything
 *   bun scripts/test.ts --only="PATH PATH"   only the tests of those files or folders
 *   bun scripts/test.ts --changed            the checks, and the tests that the change since main can touch
 *   bun scripts/test.ts --checks-only        no tests
 *
 *   --junit=PATH      where the JUnit report goes; artefacts/junit.xml otherwise
 *   --again           what failed beside other work runs once more, alone, and counts as it ends then (docs/decisions/0029)
 *   --lanes=N         how many files run at a time; as many as cores and memory allow otherwise
 *   --publish-times   writes scripts/testing/first-times.json after the run; for a quiet machine
 *
 * The last line is `N passed, N failed, N skipped`; each check counts as one. The exit code is 1 when anything failed or
 * nothing ran.
 */
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { capacityOf } from "./testing/capacity.ts";
import { findChangedTests } from "./testing/changed-tests.ts";
import { CHECKS, runCheck } from "./testing/checks.ts";
import { joinReports } from "./testing/junit.ts";
import { type PastTimes, readPastTimes } from "./testing/past-times.ts";
import { prepareStories } from "./testing/prepare-stories.ts";
import { Progress } from "./testing/progress.ts";
import { type Job, type JobResult, runJobs } from "./testing/run-jobs.ts";
import { killRunningProcesses } from "./testing/run-process.ts";
import { FILE_LIMIT_MS, runTestFile } from "./testing/run-test-file.ts";
import { inOrder } from "./testing/schedule.ts";
import { type EndedJob, tallyOfJobs, tryFailedAgain } from "./testing/second-try.ts";
import { addTallies, EMPTY_TALLY, exitCode, summaryLine, type Tally } from "./testing/tally.ts";
import { temporaryFilesInMemory } from "./testing/temporary-files.ts";
import { findTestFiles, isStory } from "./testing/test-files.ts";

const ROOT = resolve(import.meta.dir, "..");
/** What a busy machine cannot change. */
const STEADY: ReadonlySet<string> = new Set(CHECKS.map(({ name }) => name));

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    changed: { type: "boolean", default: false },
    "checks-only": { type: "boolean", default: false },
    junit: { type: "string", default: "artefacts/junit.xml" },
    again: { type: "boolean", default: false },
    lanes: { type: "string" },
    "publish-times": { type: "boolean", default: false },
  },
});
const only = values.only.split(/\s+/).filter((path) => path !== "");

/** The files to run; reports paths without tests. */
async function chooseTestFiles(): Promise<readonly string[]> {
  if (values["checks-only"]) return [];
  const found = await findTestFiles(ROOT, only);
  if (found.length === 0) console.log(`no test file at ${only.join(" ")}`);
  if (!values.changed) return found;
  const { paths, explanation } = await findChangedTests(ROOT, found);
  console.log(explanation);
  return paths;
}

function makeJobs(paths: readonly string[], times: PastTimes): Job[] {
  let prepared: Promise<void> | undefined;
  const planOf = (name: string) => {
    const [durationMs, cpuMs] = times.of(name);
    return { name, durationMs, cpuMs };
  };
  const tests = paths.map((path) => ({
    ...planOf(path),
    run: async () => {
      if (isStory(path)) {
        prepared ??= prepareStories(ROOT);
        await prepared;
      }
      return await runTestFile(ROOT, path, FILE_LIMIT_MS);
    },
  }));
  const checks = CHECKS.map((check) => ({
    ...planOf(check.name),
    run: () => runCheck(ROOT, check),
  }));
  return only.length === 0 ? [...checks, ...inOrder(tests)] : inOrder(tests);
}

let progress: Progress | undefined;

async function main(): Promise<Tally> {
  const startedAtMs = performance.now();
  const times = await readPastTimes(ROOT);
  const jobs = makeJobs(await chooseTestFiles(), times);
  const capacity = capacityOf(values.lanes);
  const firstEnds: EndedJob[] = [];
  progress = new Progress(jobs, capacity, {
    write: (text) => void process.stdout.write(text),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  });
  const told = progress;
  const listener = {
    started: (job: Job) => told.started(job),
    ended: (job: Job, result: JobResult) => {
      told.ended(job, result);
      firstEnds.push({ job, result });
      if (result.tally.failed === 0) times.note(job.name, [result.durationMs, result.cpuMs]);
    },
  };
  told.open();
  try {
    await runJobs(jobs, capacity, listener);
  } finally {
    told.close();
  }
  const { ended, unsteady } = values.again
    ? await tryFailedAgain(firstEnds, STEADY, (job) => told.triesAgain(job))
    : { ended: firstEnds, unsteady: [] };
  told.repeatFailures(unsteady);
  const tally = tallyOfJobs(ended);
  const report = resolve(ROOT, values.junit);
  await mkdir(dirname(report), { recursive: true });
  const suites = ended.map(({ result }) => result.suites);
  await Bun.write(report, joinReports(suites, tally, performance.now() - startedAtMs));
  await times.keep();
  if (values["publish-times"]) await times.publish();
  return tally;
}

const ONE_FAILURE: Tally = { passed: 0, failed: 1, skipped: 0 };

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    killRunningProcesses();
    progress?.close();
    console.log("interrupted");
    console.log(summaryLine(addTallies(progress?.tally() ?? EMPTY_TALLY, ONE_FAILURE)));
    process.exit(1);
  });
}

temporaryFilesInMemory();
let total: Tally;
try {
  total = await main();
} catch (error) {
  killRunningProcesses();
  console.log(error);
  total = addTallies(progress?.tally() ?? EMPTY_TALLY, ONE_FAILURE);
}
console.log(summaryLine(total));
process.exitCode = exitCode(total);
