import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, rm, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { $ } from "bun";
import { findChangedTests } from "./changed-tests.ts";

const TESTS = [
  "src/a.test.ts",
  "src/b.test.ts",
  "test/story.test.ts",
  "scripts/documents/references.test.ts",
];

let root = "";
const write = (path: string, text: string) => Bun.write(join(root, path), text);
const commit = () =>
  $`git add -A && git -c user.name=a -c user.email=a@example.org commit -qm change`.cwd(root);

/** a.test imports a, b.test imports b, the story starts main, which imports a. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sidetone changed tests "));
  await $`git init -q -b main`.cwd(root);
  await write("src/a.ts", "export const a = 1;");
  await write("src/b.ts", "export const b = 1;");
  await write("src/main.ts", 'import { a } from "./a.ts"; console.log(a);');
  await write("src/a.test.ts", 'import { a } from "./a.ts"; a;');
  await write("src/b.test.ts", 'import { b } from "./b.ts"; b;');
  await write("test/story.test.ts", 'Bun.spawn(["bun", "src/main.ts"]);');
  await write("scripts/documents/references.test.ts", "");
  await write("package.json", "{}");
  await commit();
});
afterEach(() => rm(root, { recursive: true, force: true }));

test("a change that is not committed reaches the tests that import or start it, over any number of steps", async () => {
  await $`git switch -q -c branch`.cwd(root);
  await write("src/a.ts", "export const a = 2;");
  const { paths, explanation } = await findChangedTests(root, TESTS);
  expect(paths).toEqual(["src/a.test.ts", "test/story.test.ts", "scripts/documents/references.test.ts"]);
  expect(explanation).toBe("1 files changed since main; 3 of 4 test files can be touched");
});

test("commits of the branch and new files count; what main gained meanwhile does not", async () => {
  await $`git switch -q -c branch`.cwd(root);
  await write("src/b.ts", "export const b = 2;");
  await commit();
  await write("src/new.test.ts", "");
  await $`git stash -q -u && git switch -q main`.cwd(root);
  await write("src/a.ts", "export const a = 3;");
  await commit();
  await $`git switch -q branch && git stash pop -q`.cwd(root);
  const { paths } = await findChangedTests(root, [...TESTS, "src/new.test.ts"]);
  expect(paths).toEqual(["src/b.test.ts", "scripts/documents/references.test.ts", "src/new.test.ts"]);
});

test("a file that is gone touches those that still name it", async () => {
  await $`git switch -q -c branch`.cwd(root);
  await unlink(join(root, "src/b.ts"));
  expect((await findChangedTests(root, TESTS)).paths).toContain("src/b.test.ts");
});

test("on main itself the commit before is compared with", async () => {
  await write("src/b.ts", "export const b = 2;");
  await commit();
  const { paths, explanation } = await findChangedTests(root, TESTS);
  expect(paths).toEqual(["src/b.test.ts", "scripts/documents/references.test.ts"]);
  expect(explanation).toContain("HEAD~1");
});

test("a change of the packages touches everything, no change touches nothing", async () => {
  await $`git switch -q -c branch`.cwd(root);
  expect((await findChangedTests(root, TESTS)).paths).toEqual([]);
  await write("package.json", '{ "dependencies": {} }');
  expect((await findChangedTests(root, TESTS)).paths).toEqual(TESTS);
});
