import { describe, expect, test } from "bun:test";
import { addTallies, EMPTY_TALLY, exitCode, summaryLine, tallyOfProcess, tallyOfReport } from "./tally.ts";

const report = (attributes: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="bun test" ${attributes} time="0.1">\n</testsuites>`;

describe("counting a test process", () => {
  test("a report gives passed, failed and skipped, where passed is what remains", () => {
    expect(tallyOfReport(report('tests="7" assertions="9" failures="1" skipped="2"'))).toEqual({
      passed: 4,
      failed: 1,
      skipped: 2,
    });
  });

  test("the root's counts are read, not those of a nested suite or a test's name", () => {
    const xml = report('tests="2" failures="0" skipped="0"').replace(
      "</testsuites>",
      '<testsuite tests="9" failures="9"><testcase name="tests=&quot;5&quot;" /></testsuite></testsuites>',
    );
    expect(tallyOfReport(xml)).toEqual({ passed: 2, failed: 0, skipped: 0 });
  });

  test("a clean exit without a report counts as one failure: no test was seen to run", () => {
    expect(tallyOfProcess({ exitCode: 0, timedOut: false, report: undefined }).failed).toBe(1);
  });

  test("a crash without a report counts as one failure", () => {
    expect(tallyOfProcess({ exitCode: null, timedOut: false, report: undefined }).failed).toBe(1);
    expect(tallyOfProcess({ exitCode: 3, timedOut: false, report: undefined }).failed).toBe(1);
  });

  test("a bad exit whose report names no failure counts as one failure beside the passed tests", () => {
    const xml = report('tests="4" failures="0" skipped="1"');
    expect(tallyOfProcess({ exitCode: 1, timedOut: false, report: xml })).toEqual({
      passed: 3,
      failed: 1,
      skipped: 1,
    });
  });

  test("a hang counts as a failure with any exit code", () => {
    expect(tallyOfProcess({ exitCode: 0, timedOut: true, report: undefined }).failed).toBe(1);
  });

  test("failures of the report are not counted twice", () => {
    const xml = report('tests="3" failures="2" skipped="0"');
    expect(tallyOfProcess({ exitCode: 1, timedOut: false, report: xml })).toEqual({
      passed: 1,
      failed: 2,
      skipped: 0,
    });
  });
});

describe("the result of a run", () => {
  test("tallies add up and read as one line", () => {
    const sum = addTallies({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 });
    expect(summaryLine(sum)).toBe("11 passed, 22 failed, 33 skipped");
  });

  test("only a run with a passed test and no failure succeeds", () => {
    expect(exitCode({ passed: 1, failed: 0, skipped: 5 })).toBe(0);
    expect(exitCode({ passed: 5, failed: 1, skipped: 0 })).toBe(1);
    expect(exitCode({ passed: 0, failed: 0, skipped: 2 })).toBe(1);
    expect(exitCode(EMPTY_TALLY)).toBe(1);
  });
});
