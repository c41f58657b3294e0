/** The checks of the source that are not tests: types, style, and the rules of the map. */
import { suiteOfOne } from "./junit.ts";
import type { JobResult } from "./run-jobs.ts";
import { runProcess } from "./run-process.ts";

/** One check: a name for people and the command that fails when the tree breaks it. */
export interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

/** Only a hang takes as long as this. */
const CHECK_LIMIT_MS = 20 * 60_000;

/** Every check, in the order they start: the quickest answers to the commonest mistakes first. */
export const CHECKS: readonly Check[] = [
  {
    name: "type check",
    // Each further checker works out for itself what it shares with the others: two take 1.4 times the processor time, four 1.9 times.
    command: [process.execPath, "node_modules/typescript/bin/tsc", "--noEmit", "--checkers", "1"],
  },
  {
    name: "lint",
    command: [process.execPath, "node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."],
  },
  { name: "architecture", command: [process.execPath, "scripts/check-architecture.ts"] },
  { name: "dead exports", command: [process.execPath, "node_modules/knip/bin/knip-bun.js", "--no-progress"] },
];

/** Runs one check in the folder of the project; it counts as one test. */
export async function runCheck(root: string, check: Check): Promise<JobResult> {
  const end = await runProcess({ command: check.command, cwd: root, limitMs: CHECK_LIMIT_MS });
  const good = end.exitCode === 0 && !end.timedOut;
  return {
    tally: { passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 },
    durationMs: end.durationMs,
    cpuMs: end.cpuMs,
    output: end.output,
    note: end.timedOut ? `stopped after ${CHECK_LIMIT_MS / 60_000} min: it hangs` : "",
    suites: suiteOfOne("checks", check.name, good ? undefined : end.output),
  };
}
