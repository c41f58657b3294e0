import { expect, test } from "bun:test";
import { joinReports, suiteOfOne, suitesOf, suitesOfProcess, testCasesOf, testNamesOf } from "./junit.ts";
import { tallyOfReport } from "./tally.ts";

/** As Bun writes it. */
const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="bun test" tests="4" assertions="2" failures="1" skipped="1" time="0.04">
  <testsuite name="a.test.ts" file="a.test.ts" tests="4" assertions="2" failures="1" skipped="1" time="0.02" hostname="vm">
    <testsuite name="outer" file="a.test.ts" line="2" tests="3">
      <testcase name="says &quot;x&quot; &gt; y" classname="inner &amp; &lt;b&gt; &gt; outer" time="0.1" file="a.test.ts" line="2" assertions="0" />
      <testcase name="breaks" classname="outer" time="0.1" file="a.test.ts" line="2" assertions="1">
        <failure type="AssertionError" message="no">no</failure>
      </testcase>
      <testcase name="is left out" classname="outer" time="0" file="a.test.ts" line="2" assertions="0">
        <skipped />
      </testcase>
    </testsuite>
    <testcase name="alone" classname="" time="0.1" file="a.test.ts" line="9" assertions="1" />
  </testsuite>
</testsuites>`;

test("the tests of a report are read with their groups, their outcome and their names as written", () => {
  expect(testCasesOf(REPORT)).toEqual([
    { file: "a.test.ts", name: 'outer > inner & <b> > says "x" > y', outcome: "passed" },
    { file: "a.test.ts", name: "outer > breaks", outcome: "failed" },
    { file: "a.test.ts", name: "outer > is left out", outcome: "skipped" },
    { file: "a.test.ts", name: "alone", outcome: "passed" },
  ]);
});

test("the names come sorted, one line for each test", () => {
  const names = testNamesOf(REPORT);
  expect(names).toHaveLength(4);
  expect(names).toEqual(names.toSorted());
  expect(names).toContain("a.test.ts > alone");
});

test("joined reports hold every suite and the sum", () => {
  const check = suiteOfOne("checks", "lint", 'a "b"\nc');
  const joined = joinReports([suitesOf(REPORT), "", check], { passed: 2, failed: 2, skipped: 1 }, 1_500);
  expect(tallyOfReport(joined)).toEqual({ passed: 2, failed: 2, skipped: 1 });
  expect(testCasesOf(joined)).toHaveLength(5);
  expect(testCasesOf(joined).at(-1)).toEqual({ file: "checks", name: "lint", outcome: "failed" });
  expect(joined).toContain('message="a &quot;b&quot;&#10;c"');
  expect(joined).toContain('time="1.5"');
});

test("a failure that is in no report is listed with its reason, one that is there is not listed twice", () => {
  const hang = suitesOfProcess("h.test.ts", undefined, { passed: 0, failed: 1, skipped: 0 }, "it hangs");
  expect(testCasesOf(hang)).toEqual([{ file: "h.test.ts", name: "(it hangs)", outcome: "failed" }]);
  const told = suitesOfProcess("a.test.ts", REPORT, tallyOfReport(REPORT), "exit code 1");
  expect(testCasesOf(told)).toEqual(testCasesOf(REPORT));
});
