/** Runs one test file in a process of its own and counts it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suitesOfProcess } from "./junit.ts";
import type { JobResult } from "./run-jobs.ts";
import { runProcess } from "./run-process.ts";
import { tallyOfProcess } from "./tally.ts";

/** Only a hang takes as long as this: a slow or busy machine must not fail a file, and a run as a whole has no limit. */
export const FILE_LIMIT_MS = 20 * 60_000;

/** Bun's own five seconds would fail tests on a busy machine; one that takes this long hangs, and is named. */
const TEST_LIMIT_MS = 10 * 60_000;

/**
 * Runs `bun test` on one file. A hang or a crash fails this file and no other. The environment file of the folder is
 * not read, so that a developer's settings do not change what the tests see.
 */
export async function runTestFile(root: string, path: string, limitMs: number): Promise<JobResult> {
  const folder = await mkdtemp(join(tmpdir(), "sidetone-report-"));
  const reportFile = join(folder, "report.xml");
  try {
    const end = await runProcess({
      command: [
        process.execPath,
        "--no-env-file",
        "--no-orphans",
        "test",
        "--reporter=junit",
        `--reporter-outfile=${reportFile}`,
        `--timeout=${TEST_LIMIT_MS}`,
        `./${path}`,
      ],
      cwd: root,
      limitMs,
    });
    const file = Bun.file(reportFile);
    const report = (await file.exists()) ? await file.text() : undefined;
    const tally = tallyOfProcess({ exitCode: end.exitCode, timedOut: end.timedOut, report });
    const why = end.timedOut
      ? `stopped after ${Math.round(limitMs / 60_000)} min: it hangs`
      : `the process ended badly: exit code ${end.exitCode ?? "none, a signal"}`;
    return {
      tally,
      note: end.timedOut ? why : "",
      durationMs: end.durationMs,
      cpuMs: end.cpuMs,
      output: end.output,
      suites: suitesOfProcess(path, report, tally, why),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
