/** Counts of a test run and the rules that turn one finished process into counts. */

/** How many tests ended in which way. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The tally of nothing. */
export const EMPTY_TALLY: Tally = { passed: 0, failed: 0, skipped: 0 };

/** The sum of two tallies. */
export function addTallies(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The one line a machine reads: `N passed, N failed, N skipped`. */
export function summaryLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`;
}

/** A run is good when something ran and nothing failed. */
export function exitCode(tally: Tally): 0 | 1 {
  return tally.failed === 0 && tally.passed > 0 ? 0 : 1;
}

/** A finished test process: its exit code (null when it was ended by a signal) and its JUnit report, if it wrote one. */
export interface FinishedProcess {
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly report: string | undefined;
}

/**
 * Counts one test process. A process that ended badly or wrote no report counts as at least one failure: a file that does
 * not load, a crash, a hang, a file without a test and one that calls process.exit leave a short report or none at all.
 */
export function tallyOfProcess(process: FinishedProcess): Tally {
  const counted = process.report === undefined ? EMPTY_TALLY : tallyOfReport(process.report);
  const endedBadly = process.timedOut || process.exitCode !== 0 || process.report === undefined;
  return endedBadly && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

/** Counts the test cases of a JUnit report as `bun test --reporter=junit` writes it. A todo counts as skipped. */
export function tallyOfReport(xml: string): Tally {
  const root = /<testsuites\b[^>]*>/.exec(xml)?.[0];
  if (root === undefined) return EMPTY_TALLY;
  const tests = attributeOf(root, "tests");
  const failed = attributeOf(root, "failures") + attributeOf(root, "errors");
  const skipped = attributeOf(root, "skipped");
  return { passed: Math.max(0, tests - failed - skipped), failed, skipped };
}

function attributeOf(tag: string, name: string): number {
  const text = new RegExp(`\\s${name}="(\\d+)"`).exec(tag)?.[1];
  return text === undefined ? 0 : Number(text);
}
