import { afterAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claimDataDirectory } from "../../src/storage/data-directory.ts";
import { demoDirectories, freeDemoDirectory } from "./demo-directory.ts";

const root = await mkdtemp(join(tmpdir(), "sidetone-demos-"));
afterAll(() => rm(root, { recursive: true, force: true }));

test("a second demo of the same folder has a directory of its own, and the first one is used again when it is free", async () => {
  const first = await freeDemoDirectory(root);
  const held = await claimDataDirectory(first);
  const second = await freeDemoDirectory(root);
  expect([first, second]).toEqual([join(root, "demo"), join(root, "demo-2")]);
  expect((await demoDirectories(root)).sort()).toEqual([first, second]);
  held.release();
  expect(await freeDemoDirectory(root)).toBe(first);
});
