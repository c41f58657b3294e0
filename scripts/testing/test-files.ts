/** Finds the test files of a tree and says which of them need the machine for themselves. */
import { relative, resolve } from "node:path";
import { Glob } from "bun";

const ROOTS = ["bench", "samples", "scripts", "simulators", "src", "test"];

/** The test files of a run, as paths relative to the root with forward slashes. */
export interface TestFiles {
  /** Share the machine: run a few at a time. */
  readonly light: readonly string[];
  /** Start browsers, emulators or whole systems, or measure time: run one at a time. */
  readonly heavy: readonly string[];
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
  return { light: wanted.filter((path) => !isHeavy(path)), heavy: wanted.filter(isHeavy) };
}

/** Stories run the whole system; a file named `*.slow.test.ts` asks for the same treatment. */
function isHeavy(path: string): boolean {
  return path.startsWith("test/") || path.endsWith(".slow.test.ts");
}

function isWithin(root: string, only: string, path: string): boolean {
  const base = relative(root, resolve(root, only)).replaceAll("\\", "/");
  return base === "" || path === base || path.startsWith(`${base}/`);
}
