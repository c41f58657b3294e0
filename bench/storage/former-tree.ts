/** The version that kept its records in PostgreSQL, as this repository has it: its files and its packages beside the current ones. */
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** The last commit before the records moved into SQLite. */
export const FORMER_COMMIT = "f00d684";

const ROOT = resolve(import.meta.dir, "../..");
const PLACE = join(ROOT, "node_modules/.cache/sidetone", `former-${FORMER_COMMIT}`);

/** `skipped` says in a sentence why there is none. */
export type FormerTree = { path: string } | { skipped: string };

/** Unpacked once and kept among the packages; the next run finds it there. */
export async function prepareFormerTree(): Promise<FormerTree> {
  if (existsSync(PLACE)) return { path: PLACE };
  if (!run(["git", "cat-file", "-e", `${FORMER_COMMIT}^{commit}`], ROOT)) {
    return {
      skipped: `Without its past: this copy of the repository lacks commit ${FORMER_COMMIT} (git fetch --unshallow brings it).`,
    };
  }
  const draft = `${PLACE}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const archive = join(draft, "archive.tar");
  const steps = [
    ["git", "-C", ROOT, "archive", "--format=tar", `--output=${archive}`, FORMER_COMMIT],
    ["tar", "-xf", archive],
    [process.execPath, "install", "--frozen-lockfile"],
  ];
  for (const step of steps) {
    if (!run(step, draft)) return { skipped: `Without its past: "${step.slice(0, 2).join(" ")}" failed.` };
  }
  rmSync(archive);
  renameSync(draft, PLACE);
  return { path: PLACE };
}

/** Whether it succeeded. */
function run(command: string[], cwd: string): boolean {
  return Bun.spawnSync(command, { cwd, stdout: "ignore", stderr: "ignore" }).success;
}
