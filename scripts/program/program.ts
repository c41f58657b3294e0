/**
 * Where the built program is: one file with bytecode, which starts with half the processor time, since nothing is read,
 * translated or parsed anew. What its starts need besides lies beside it (build.ts).
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Below the root. */
const SOURCE = "src/main.ts";
const PLACE = "node_modules/.cache/sidetone/program";
const INPUTS = ["src", "proto", "package.json", "bun.lock"];

export const PROGRAM_FILE = "main.js";
export const STAMP_FILE = "built.json";

/** For whom it was built, and when the build began. */
export interface Stamp {
  root: string;
  bun: string;
  startedMs: number;
}

export const sourcePath = (root: string): string => join(root, SOURCE);

/** The folder of the built program, which may not exist. */
export const programFolder = (root: string): string => join(root, PLACE);

/** The built program if it is that of the source as it is now, else the source. */
export function programPath(root: string): string {
  return isFresh(root) ? join(programFolder(root), PROGRAM_FILE) : sourcePath(root);
}

export function isFresh(root: string): boolean {
  const stampPath = join(programFolder(root), STAMP_FILE);
  if (!existsSync(stampPath)) return false;
  const stamp = JSON.parse(readFileSync(stampPath, "utf8")) as Stamp;
  if (stamp.root !== root || stamp.bun !== Bun.version) return false;
  return INPUTS.map((input) => join(root, input))
    .filter((path) => existsSync(path))
    .every((path) => newestMs(path) < stamp.startedMs);
}

/** Of a file, or of a folder with all below it: a file that was removed changes its folder. */
function newestMs(path: string): number {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestMs(join(path, name))),
    found.mtimeMs,
  );
}
