/**
 * The program as one file with bytecode beside it, which starts with half the processor time: nothing is read, translated or
 * parsed anew. Paths of the source are written into it, since threads, pages and protos are still read from there.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Below the root. */
const SOURCE = "src/main.ts";
const PLACE = "node_modules/.cache/sidetone/program";
const INPUTS = ["src", "package.json", "bun.lock"];

const FILE = "main.js";
const STAMP = "built.json";

/** For whom it was built, and when the build began. */
interface Stamp {
  root: string;
  bun: string;
  startedMs: number;
}

/** The built program if it is that of the source as it is now, else the source. */
export function programPath(root: string): string {
  const place = join(root, PLACE);
  return isFresh(root, place) ? join(place, FILE) : join(root, SOURCE);
}

/** Builds it unless it is there. Builds may run beside each other: each puts its own in place whole. Throws what the bundler says. */
export async function buildProgram(root: string): Promise<string> {
  const place = join(root, PLACE);
  if (isFresh(root, place)) return join(place, FILE);
  mkdirSync(dirname(place), { recursive: true });
  const draft = mkdtempSync(join(dirname(place), "draft-"));
  // By the clock that stamps files, which is some milliseconds behind.
  const stamp: Stamp = { root, bun: Bun.version, startedMs: statSync(draft).mtimeMs };
  try {
    await bundle(root, draft);
    await Bun.write(join(draft, STAMP), JSON.stringify(stamp));
    rmSync(place, { recursive: true, force: true });
    renameSync(draft, place);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return join(place, FILE);
}

/**
 * No source map: Bun reads all of it at each start (60 ms and 20 MB). Names and lines are kept, so that an error's stack
 * names functions of the source, and lines of the built file.
 */
async function bundle(root: string, outdir: string): Promise<void> {
  const result = await Bun.build({
    root,
    entrypoints: [join(root, SOURCE)],
    outdir,
    naming: FILE,
    target: "bun",
    format: "cjs",
    bytecode: true,
    minify: { syntax: true },
    conditions: ["production"],
    define: { "process.env.NODE_ENV": '"production"' },
    // Its WebAssembly lies beside it; only the database's own thread loads it.
    external: ["@electric-sql/pglite"],
    throw: false,
  });
  if (!result.success) throw new Error(`The program does not build: ${result.logs.join("; ")}`);
}

function isFresh(root: string, place: string): boolean {
  const stampPath = join(place, STAMP);
  if (!existsSync(stampPath) || !existsSync(join(place, FILE))) return false;
  const stamp = JSON.parse(readFileSync(stampPath, "utf8")) as Stamp;
  if (stamp.root !== root || stamp.bun !== Bun.version) return false;
  return INPUTS.every((input) => newestMs(join(root, input)) < stamp.startedMs);
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
