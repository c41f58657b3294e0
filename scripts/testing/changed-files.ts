/** Asks git what has changed, committed or not. */
import { runProcess } from "./run-process.ts";

const GIT_LIMIT_MS = 60_000;

/** What has changed since when. Paths are relative to the root. */
export interface Change {
  /** For people: what the tree was compared with. */
  readonly since: string;
  /** Added, changed and deleted files. */
  readonly changed: readonly string[];
  /** Every file that git tracks or could track; deleted ones are not among them. */
  readonly all: readonly string[];
}

/**
 * Compares the working tree, untracked files included, with where its branch left `main`; on `main` itself with
 * `origin/main`, or where that is the same commit or missing, with the commit before. Throws outside a git repository.
 */
export async function findChange(root: string): Promise<Change> {
  const head = await git(root, "rev-parse", "HEAD");
  const { commit, since } = await baseOf(root, head);
  const [diff, untracked, tracked, deleted] = await Promise.all([
    git(root, "diff", "--name-only", "--no-renames", "--relative", commit),
    git(root, "ls-files", "--others", "--exclude-standard"),
    git(root, "ls-files"),
    git(root, "ls-files", "--deleted"),
  ]);
  const gone = new Set(lines(deleted));
  return {
    since,
    changed: [...new Set([...lines(diff), ...lines(untracked)])].sort(),
    all: [...lines(tracked), ...lines(untracked)].filter((path) => !gone.has(path)),
  };
}

async function baseOf(root: string, head: string): Promise<{ commit: string; since: string }> {
  for (const name of ["main", "origin/main"]) {
    const base = await tryGit(root, "merge-base", name, "HEAD");
    if (base !== undefined && base !== head) return { commit: base, since: name };
    // A branch without a commit of its own yet: what is not committed is the whole change.
    if (base === head && name === "main" && (await tryGit(root, "branch", "--show-current")) !== "main") {
      return { commit: base, since: name };
    }
  }
  const before = await tryGit(root, "rev-parse", "HEAD~1");
  if (before === undefined) return { commit: head, since: "the only commit" };
  return { commit: before, since: "the commit before (HEAD~1)" };
}

async function tryGit(root: string, ...args: readonly string[]): Promise<string | undefined> {
  const end = await runProcess({
    command: ["git", "-c", "core.quotePath=false", ...args],
    cwd: root,
    limitMs: GIT_LIMIT_MS,
  });
  return end.exitCode === 0 ? end.output.trim() : undefined;
}

async function git(root: string, ...args: readonly string[]): Promise<string> {
  const output = await tryGit(root, ...args);
  if (output === undefined) throw new Error(`git ${args[0]} failed: CHANGED=1 needs git and its repository`);
  return output;
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
