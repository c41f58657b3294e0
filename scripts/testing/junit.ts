/** Reads and joins the JUnit reports that `bun test --reporter=junit` writes. */
import { type Tally, tallyOfReport } from "./tally.ts";

/** One test of a report. */
export interface TestCase {
  readonly file: string;
  /** With the names of the groups around it: `group > inner group > test`. */
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
}

const TEST_CASE = /<testcase\b([^>]*)>(?:\s*<(failure|error|skipped)\b)?/g;

/** The tests of a report in its order. A test whose name repeats is there as often as it ran. */
export function testCasesOf(xml: string): TestCase[] {
  return [...xml.matchAll(TEST_CASE)].map(([, attributes = "", child]) => {
    // Bun names the innermost group first.
    const groups = attributeOf(attributes, "classname").split(" > ").toReversed();
    return {
      file: attributeOf(attributes, "file"),
      name: [...groups.filter((group) => group !== ""), attributeOf(attributes, "name")].join(" > "),
      outcome: child === undefined ? "passed" : child === "skipped" ? "skipped" : "failed",
    };
  });
}

/** What is between the report's root tags: its suites, ready for joinReports. */
export function suitesOf(xml: string): string {
  return /<testsuites\b[^>]*>\n?([\s\S]*?)\s*<\/testsuites>/.exec(xml)?.[1] ?? "";
}

/** A suite of one test, for results outside of Bun's tests: a check, or the bad end of a file. */
export function suiteOfOne(file: string, name: string, failure?: string): string {
  const failures = failure === undefined ? 0 : 1;
  const body = failure === undefined ? "" : `\n      <failure message="${escapeXml(failure)}" />\n    `;
  return [
    `  <testsuite name="${escapeXml(file)}" file="${escapeXml(file)}" tests="1" failures="${failures}" skipped="0">`,
    `    <testcase name="${escapeXml(name)}" classname="" file="${escapeXml(file)}">${body}</testcase>`,
    "  </testsuite>",
  ].join("\n");
}

/** One report of many reports' suites. */
export function joinReports(suites: readonly string[], tally: Tally, durationMs: number): string {
  const tests = tally.passed + tally.failed + tally.skipped;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="make test" tests="${tests}" failures="${tally.failed}" skipped="${tally.skipped}" time="${durationMs / 1_000}">`,
    ...suites.filter((suite) => suite !== ""),
    "</testsuites>",
    "",
  ].join("\n");
}

/** `file > group > test` for every test of a report, sorted: two runs can be compared line by line. */
export function testNamesOf(xml: string): string[] {
  return testCasesOf(xml)
    .map(({ file, name }) => `${file} > ${name}`)
    .sort();
}

/**
 * The suites of one file's process. Where the report is missing or names fewer failures than were counted, a suite is added
 * that tells why: what is counted is also listed.
 */
export function suitesOfProcess(file: string, report: string | undefined, tally: Tally, why: string): string {
  const listed = report === undefined ? "" : suitesOf(report);
  const told = report === undefined ? 0 : tallyOfReport(report).failed;
  return tally.failed > told
    ? [listed, suiteOfOne(file, `(${why})`, why)].filter(Boolean).join("\n")
    : listed;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function attributeOf(attributes: string, name: string): string {
  const text = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
  return text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, entity) => {
    if (entity !== undefined) return ENTITIES[entity] ?? whole;
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal));
  });
}

/** Control characters cannot be written in XML at all. */
function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(/\p{Cc}/gu, (char) => (char === "\n" ? "&#10;" : " "));
}
