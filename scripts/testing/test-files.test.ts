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
    "src/a/soak.slow.test.ts",
    "test/stories/call.test.ts",
    "node_modules/x/dep.test.ts",
    "other/three.test.ts",
  ];
  for (const path of paths) await Bun.write(join(root, path), "");
});

afterAll(() => rm(root, { recursive: true, force: true }));

test("tests beside the source share the machine, stories and slow tests run alone, dependencies are left out", async () => {
  expect(await findTestFiles(root)).toEqual({
    light: ["src/a/one.test.ts", "src/ab/two.test.ts"],
    stories: ["test/stories/call.test.ts"],
    slow: ["src/a/soak.slow.test.ts"],
  });
});

test("a folder restricts to what is inside it, not to names that begin alike", async () => {
  const files = await findTestFiles(root, "src/a/");
  expect([...files.light, ...files.slow]).toEqual(["src/a/one.test.ts", "src/a/soak.slow.test.ts"]);
});

test("one file can be named relative to the root or absolutely", async () => {
  expect((await findTestFiles(root, "./src/ab/two.test.ts")).light).toEqual(["src/ab/two.test.ts"]);
  expect((await findTestFiles(root, join(root, "src/ab/two.test.ts"))).light).toEqual(["src/ab/two.test.ts"]);
});

test("a path that holds no test gives nothing", async () => {
  expect(await findTestFiles(root, "src/none")).toEqual({ light: [], stories: [], slow: [] });
});
