/** Runs one test file in a process of its own and counts it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "./run-process.ts";
import { type Tally, tallyOfProcess } from "./tally.ts";

/** Bun's own five seconds would fail tests on a busy machine; one that takes this long hangs, and is named. */
const TEST_LIMIT_MS = 10 * 60_000;

/** What became of one test file. */
export interface TestFileResult {
  readonly tally: Tally;
  readonly timedOut: boolean;
  readonly durationMs: number;
  readonly output: string;
}

/**
 * Runs `bun test` on one file. A hang or a crash fails this file and no other. The environment file of the folder is
 * not read, so that somebody's own settings do not change what the tests see.
 */
export async function runTestFile(root: string, path: string, limitMs: number): Promise<TestFileResult> {
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
    return {
      tally: tallyOfProcess({ exitCode: end.exitCode, timedOut: end.timedOut, report }),
      timedOut: end.timedOut,
      durationMs: end.durationMs,
      output: end.output,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
