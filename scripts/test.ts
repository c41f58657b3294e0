/**
 * Runs everything that must hold: types, style, architecture, every test.
 *
 *   bun scripts/test.ts                  everything
 *   bun scripts/test.ts --only=PATH      only the tests of that file or folder
 *   bun scripts/test.ts --checks-only    no tests
 *
 * The last line is `N passed, N failed, N skipped`; each check counts as one. The exit code is 1 when anything failed or
 * nothing ran.
 */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { CHECKS, runCheck } from "./testing/checks.ts";
import { killRunningProcesses } from "./testing/run-process.ts";
import { runTestFile } from "./testing/run-test-file.ts";
import { addTallies, EMPTY_TALLY, exitCode, summaryLine, type Tally } from "./testing/tally.ts";
import { findTestFiles } from "./testing/test-files.ts";

const ROOT = resolve(import.meta.dir, "..");
/** Only a hang takes as long as this: a slow or busy machine must not fail a file, and the run as a whole has no limit. */
const FILE_LIMIT_MS = 20 * 60_000;

let total: Tally = EMPTY_TALLY;
const failedNames: string[] = [];

function report(name: string, tally: Tally, durationMs: number, output: string, note = ""): void {
  total = addTallies(total, tally);
  const mark = tally.failed > 0 ? "FAIL" : "ok  ";
  const counts = [`${tally.passed} passed`];
  if (tally.failed > 0) counts.push(`${tally.failed} failed`);
  if (tally.skipped > 0) counts.push(`${tally.skipped} skipped`);
  console.log(`${mark} ${name}: ${counts.join(", ")} (${(durationMs / 1000).toFixed(1)} s)${note}`);
  if (tally.failed > 0) {
    failedNames.push(name);
    console.log(indent(output));
  }
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, "     ");
}

async function runChecks(): Promise<void> {
  for (const check of CHECKS) {
    const end = await runCheck(ROOT, check);
    const good = end.exitCode === 0 && !end.timedOut;
    report(
      check.name,
      { passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 },
      end.durationMs,
      end.output,
    );
  }
}

async function runTests(paths: readonly string[], lanes: number): Promise<void> {
  const queue = [...paths];
  const lane = async (): Promise<void> => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      const result = await runTestFile(ROOT, path, FILE_LIMIT_MS);
      const note = result.timedOut ? ` stopped after ${FILE_LIMIT_MS / 60_000} min: it hangs` : "";
      report(path, result.tally, result.durationMs, result.output, note);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: "string" }, "checks-only": { type: "boolean", default: false } },
  });
  const only = values.only === undefined || values.only === "" ? undefined : values.only;
  if (only === undefined) await runChecks();
  if (!values["checks-only"]) {
    const files = await findTestFiles(ROOT, only);
    if (files.light.length + files.stories.length + files.slow.length === 0)
      console.log(`no test file at ${only ?? "all"}`);
    await runTests(files.light, Math.min(4, availableParallelism()));
    await runTests(files.stories, Math.min(2, availableParallelism()));
    await runTests(files.slow, 1);
  }
  if (failedNames.length > 0) console.log(`\nfailed: ${failedNames.join(", ")}`);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    killRunningProcesses();
    console.log("interrupted");
    console.log(summaryLine({ ...total, failed: total.failed + 1 }));
    process.exit(1);
  });
}

try {
  await main();
} catch (error) {
  console.log(error);
  total = addTallies(total, { passed: 0, failed: 1, skipped: 0 });
}
console.log(summaryLine(total));
process.exitCode = exitCode(total);
