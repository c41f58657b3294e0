import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTestFiles } from "./test-files.ts";

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "sidetone test files "));
  const paths = [
    "src/a/one.test.ts",
    "src/a/one.ts",
    "src/ab/two.test.ts",
    "src/a/soak.test.ts",
    "test/stories/call.test.ts",
    "node_modules/x/dep.test.ts",
    "other/three.test.ts",
  ];
  for (const path of paths) await Bun.write(join(root, path), "");
});

afterAll(() => rm(root, { recursive: true, force: true }));

test("every test of the source folders is found, dependencies are left out", async () => {
  expect(await findTestFiles(root)).toEqual([
    "src/a/one.test.ts",
    "src/a/soak.test.ts",
    "src/ab/two.test.ts",
    "test/stories/call.test.ts",
  ]);
});

test("a folder restricts to what is inside it, not to names that begin alike", async () => {
  expect(await findTestFiles(root, ["src/a/"])).toEqual(["src/a/one.test.ts", "src/a/soak.test.ts"]);
});

test("files can be named relative to the root or absolutely, several at once", async () => {
  expect(await findTestFiles(root, ["./src/ab/two.test.ts"])).toEqual(["src/ab/two.test.ts"]);
  expect(await findTestFiles(root, [join(root, "src/ab/two.test.ts"), "test"])).toEqual([
    "src/ab/two.test.ts",
    "test/stories/call.test.ts",
  ]);
});

test("a path that holds no test gives nothing", async () => {
  expect(await findTestFiles(root, ["src/none"])).toEqual([]);
});
