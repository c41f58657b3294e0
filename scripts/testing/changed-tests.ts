/** Chooses the test files that a change can touch. */
import { join } from "node:path";
import { findChange } from "./changed-files.ts";
import { namedFiles, treeOf } from "./named-files.ts";

/** A change of these may change anything. */
const TOUCHES_ALL = new Set(["package.json", "bun.lock", "bunfig.toml", "tsconfig.json"]);
/** They compare the whole tree with its documents, and take a second each. */
const ALWAYS = ["scripts/documents/", "scripts/settings/"];

/** The chosen test files, and one sentence on why these. */
export interface ChangedTests {
  readonly paths: readonly string[];
  readonly explanation: string;
}

/** Chooses among `testFiles` those that the change since `main` can touch. Throws outside a git repository. */
export async function findChangedTests(root: string, testFiles: readonly string[]): Promise<ChangedTests> {
  const { since, changed, all } = await findChange(root);
  const touched = await touchedFiles(root, all, changed);
  const paths =
    changed.length === 0 ? [] : testFiles.filter((path) => touched === "all" || isIn(touched, path));
  return {
    paths,
    explanation: `${changed.length} files changed since ${since}; ${paths.length} of ${testFiles.length} test files can be touched`,
  };
}

function isIn(touched: ReadonlySet<string>, path: string): boolean {
  return touched.has(path) || ALWAYS.some((folder) => path.startsWith(folder));
}

/** The changed files and all that import or name one of them, over any number of steps. */
async function touchedFiles(
  root: string,
  all: readonly string[],
  changed: readonly string[],
): Promise<ReadonlySet<string> | "all"> {
  if (changed.some((path) => TOUCHES_ALL.has(path))) return "all";
  // A deleted file is part of the tree as well: who still names it is touched.
  const tree = treeOf([...all, ...changed]);
  const users = new Map<string, string[]>();
  for (const path of all) {
    const text = await Bun.file(join(root, path))
      .text()
      .catch(() => "");
    for (const named of namedFiles(path, text, tree)) {
      const known = users.get(named);
      if (known === undefined) users.set(named, [path]);
      else known.push(path);
    }
  }
  const touched = new Set(changed);
  for (const path of touched) {
    // Nothing imports a test; who names one lists files.
    if (path.endsWith(".test.ts")) continue;
    for (const user of users.get(path) ?? []) touched.add(user);
  }
  return touched;
}
