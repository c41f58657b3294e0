/** Finds the test files of a tree. */
import { relative, resolve } from "node:path";
import { Glob } from "bun";

const ROOTS = ["bench", "samples", "scripts", "simulators", "src", "test"];

/**
 * Lists `*.test.ts` below the project's source folders, sorted, relative to the root with forward slashes.
 * `only` (files or folders, relative to `root` or absolute) restricts the list; nothing matches a path outside.
 */
export async function findTestFiles(root: string, only: readonly string[] = []): Promise<string[]> {
  const found: string[] = [];
  for await (const path of new Glob(`{${ROOTS.join(",")}}/**/*.test.ts`).scan({ cwd: root })) {
    found.push(path.replaceAll("\\", "/"));
  }
  const isWanted = (path: string) => only.length === 0 || only.some((base) => isWithin(root, base, path));
  return found.filter(isWanted).sort();
}

/** Stories start browsers, emulators or whole systems. */
export function isStory(path: string): boolean {
  return path.startsWith("test/");
}

function isWithin(root: string, only: string, path: string): boolean {
  const base = relative(root, resolve(root, only)).replaceAll("\\", "/");
  return base === "" || path === base || path.startsWith(`${base}/`);
}
