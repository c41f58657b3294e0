import { describe, expect, test } from "bun:test";
import { describeViolation } from "./check.ts";
import { findCircles } from "./circles.ts";

/** Each file as "path: what it imports, relative to src/". */
function circlesOf(tree: Record<string, string[]>): string[] {
  const files = Object.entries(tree).map(([path, targets]) => {
    const up = "../".repeat(path.split("/").length - 1);
    return { path: `src/${path}`, text: targets.map((to) => `import { x } from "./${up}${to}";\n`).join("") };
  });
  return findCircles(files).map(describeViolation);
}

describe("circles of folders", () => {
  test("two folders that import each other are named with both imports", () => {
    expect(
      circlesOf({
        "actors/a.ts": ["actors/b.ts", "calls/port.ts"],
        "actors/b.ts": [],
        "calls/port.ts": [],
        "calls/live.ts": ["calls/port.ts", "actors/b.ts"],
      }),
    ).toEqual([
      "src/actors/a.ts:2 no two folders import each other in a circle: src/actors/ -> src/calls/ -> src/actors/",
      "src/calls/live.ts:2 no two folders import each other in a circle: src/actors/ -> src/calls/ -> src/actors/",
    ]);
  });

  test("a way over a third folder, or over a file between them, is a circle too", () => {
    const three = circlesOf({ "a/x.ts": ["b/x.ts"], "b/x.ts": ["c/x.ts"], "c/y.ts": ["a/x.ts"] });
    expect(three).toHaveLength(3);
    expect(three[0]).toEndWith("src/a/ -> src/b/ -> src/c/ -> src/a/");
    const file = circlesOf({ "a/x.ts": ["root.ts"], "root.ts": ["a/y.ts"], "a/y.ts": [] });
    expect(file.map((line) => line.split(" ")[0])).toEqual(["src/a/x.ts:1", "src/root.ts:1"]);
  });

  test("folders inside a folder are looked at as those at the top, types included", () => {
    const files = [
      { path: "src/http/a/x.ts", text: 'import type { X } from "../b/x.ts";' },
      { path: "src/http/b/x.ts", text: 'import { x } from "../a/y.ts";' },
    ];
    expect(findCircles(files).map(({ rule }) => rule)).toEqual(
      Array(2).fill(
        "no two folders import each other in a circle: src/http/a/ -> src/http/b/ -> src/http/a/",
      ),
    );
  });

  test("arrows in one direction are none, nor are tests, nor files of one folder among themselves", () => {
    expect(
      circlesOf({
        "a/x.ts": ["b/x.ts", "c/deep/x.ts"],
        "b/x.ts": ["c/x.ts"],
        "c/deep/x.ts": ["c/x.ts"],
        "c/x.ts": [],
        "c/x.test.ts": ["a/x.ts"],
        "d/one.ts": ["d/two.ts"],
        "d/two.ts": ["d/one.ts"],
      }),
    ).toEqual([]);
  });
});
