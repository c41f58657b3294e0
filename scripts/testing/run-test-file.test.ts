import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testCasesOf } from "./junit.ts";
import { runTestFile } from "./run-test-file.ts";

let root = "";

const write = (name: string, body: string) =>
  Bun.write(join(root, name), `import { beforeAll, expect, test } from "bun:test";\n${body}`);
const run = async (name: string, body: string, limitMs = 300_000) => {
  await write(name, body);
  return runTestFile(root, name, limitMs);
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "sidetone inner tests "));
});

afterAll(() => rm(root, { recursive: true, force: true }));

test("passed, failed, skipped and todo tests are counted as Bun reports them", async () => {
  const result = await run(
    "mixed.test.ts",
    `test("a", () => { expect(1).toBe(1); });
     test("b", () => { expect(1).toBe(2); });
     test.skipIf(true)("c", () => {});
     test.todo("d");`,
  );
  expect(result.tally).toEqual({ passed: 1, failed: 1, skipped: 2 });
  expect(result.output).toContain("Expected: 2");
});

test("a file that does not load is one failure", async () => {
  expect((await run("broken.test.ts", `throw new Error("no");`)).tally).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
  });
});

test("a failing hook is a failure", async () => {
  const result = await run(
    "hook.test.ts",
    `beforeAll(() => { throw new Error("no"); }); test("a", () => {});`,
  );
  expect(result.tally.failed).toBe(1);
  expect(result.tally.passed).toBe(0);
});

test("a file that ends its own process is a failure", async () => {
  expect((await run("exit.test.ts", `test("a", () => { process.exit(0); });`)).tally.failed).toBe(1);
});

test("a file that hangs fails at its limit", async () => {
  const result = await run("hang.test.ts", `test("a", () => { for (;;) {} });`, 1_000);
  expect(result.note).toContain("it hangs");
  expect(testCasesOf(result.suites)).toMatchObject([{ file: "hang.test.ts", outcome: "failed" }]);
  expect(result.tally.failed).toBe(1);
});

test("the environment file of the folder does not reach the tests", async () => {
  await Bun.write(join(root, ".env"), "SIDETONE_RUNNER_PROBE=leaked\n");
  const result = await run(
    "env.test.ts",
    `test("a", () => { expect(process.env["SIDETONE_RUNNER_PROBE"]).toBeUndefined(); });`,
  );
  expect(result.tally).toEqual({ passed: 1, failed: 0, skipped: 0 });
});
