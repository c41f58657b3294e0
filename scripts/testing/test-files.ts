/** Finds the test files of a tree and says how much of the machine each needs. */
import { relative, resolve } from "node:path";
import { Glob } from "bun";

const ROOTS = ["bench", "samples", "scripts", "simulators", "src", "test"];

/** The test files of a run, as paths relative to the root with forward slashes. */
export interface TestFiles {
  /** Share the machine: run a few at a time. */
  readonly light: readonly string[];
  /** Start browsers, emulators or whole systems, and mostly wait for calls to be spoken: run two at a time. */
  readonly stories: readonly string[];
  /** Fill the machine by themselves (`*.slow.test.ts`): run one at a time. */
  readonly slow: readonly string[];
}

/**
 * Lists `*.test.ts` below the project's source folders.
 * `only` (a file or a folder, relative to `root` or absolute) restricts the list; nothing matches a path outside.
 */
export async function findTestFiles(root: string, only?: string): Promise<TestFiles> {
  const found: string[] = [];
  for await (const path of new Glob(`{${ROOTS.join(",")}}/**/*.test.ts`).scan({ cwd: root })) {
    found.push(path.replaceAll("\\", "/"));
  }
  const wanted = only === undefined ? found : found.filter((path) => isWithin(root, only, path));
  wanted.sort();
  return {
    light: wanted.filter((path) => !isStory(path) && !isSlow(path)),
    stories: wanted.filter((path) => isStory(path) && !isSlow(path)),
    slow: wanted.filter(isSlow),
  };
}

function isStory(path: string): boolean {
  return path.startsWith("test/");
}

function isSlow(path: string): boolean {
  return path.endsWith(".slow.test.ts");
}

function isWithin(root: string, only: string, path: string): boolean {
  const base = relative(root, resolve(root, only)).replaceAll("\\", "/");
  return base === "" || path === base || path.startsWith(`${base}/`);
}
