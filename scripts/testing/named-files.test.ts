import { describe, expect, test } from "bun:test";
import { namedFiles, treeOf } from "./named-files.ts";

const TREE = treeOf([
  "README.md",
  "docs/errors.md",
  "docs/states.md",
  "src/a/one.ts",
  "src/a/two.ts",
  "src/a/page/index.html",
  "src/a/page/style.css",
  "src/main.ts",
  "samples/bill/script.json",
  "samples/sample.ts",
]);

const named = (text: string, path = "src/a/one.ts") => [...namedFiles(path, text, TREE)].sort();

describe("a file uses", () => {
  test("what it imports or exports from, but not what it imports for its types alone", () => {
    expect(named('import { x } from "./two.ts";')).toEqual(["src/a/two.ts"]);
    expect(named('export { x } from "../main.ts";')).toEqual(["src/main.ts"]);
    expect(named('import type { X } from "./two.ts";\nimport { type Y } from "../main.ts";')).toEqual([]);
    expect(named('import type { X } from "./two.ts";\nconst a = await import("./two.ts");')).toEqual([
      "src/a/two.ts",
    ]);
  });

  test("the program it starts and the document it reads, relative to itself or to the root", () => {
    expect(named('Bun.spawn(["bun", join(import.meta.dir, "../main.ts")])')).toContain("src/main.ts");
    expect(named('read("docs/errors.md")')).toEqual(["docs/errors.md"]);
    expect(named('resolve(ROOT, "docs", "errors.md")')).toEqual(["docs/errors.md"]);
  });

  test("all that a pattern or a folder holds", () => {
    expect(named('new Glob("docs/*.md")')).toEqual(["docs/errors.md", "docs/states.md"]);
    expect(named('join(ROOT, "docs")')).toEqual(["docs/errors.md", "docs/states.md"]);
    expect(named("join(ROOT, `samples`, name, `script.json`)")).toEqual(["samples/bill/script.json"]);
    expect(named('new URL("./page/", import.meta.url)')).toEqual([
      "src/a/page/index.html",
      "src/a/page/style.css",
    ]);
  });

  test("the data beside it where it asks for its own folder", () => {
    expect(named("read(import.meta.dir)", "samples/sample.ts")).toEqual(["samples/bill/script.json"]);
  });

  test("nothing for words that happen to be names of folders, and not itself", () => {
    expect(named('say("docs"); list.join("/"); path.startsWith("page/"); const re = "[a-z]*";')).toEqual([]);
    expect(named('import { x } from "./one.ts";')).toEqual([]);
  });
});

test("a page uses its style, a picture nothing", () => {
  expect(named('<link href="style.css">', "src/a/page/index.html")).toEqual(["src/a/page/style.css"]);
  expect(named('"src/main.ts"', "docs/picture.svg")).toEqual([]);
});
