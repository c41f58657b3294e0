/** Builds the program and all that its starts would else make anew, each time for itself. */
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import {
  isFresh,
  PROGRAM_FILE,
  programFolder,
  programPath,
  STAMP_FILE,
  type Stamp,
  sourcePath,
} from "./program.ts";

/** A list of the files that code of program and threads comes from, absolute paths as JSON. */
export const INPUTS_FILE = "inputs.json";

/** Makes something more in the draft's folder, where the program finds it by its name (src/base/prepared.ts). */
export type Preparation = (draft: string) => Promise<unknown>;

export interface BuildOptions {
  /** Sources that run in threads of their own; each becomes a file beside the program. */
  threads?: readonly string[];
  preparations?: readonly Preparation[];
}

/** Builds it unless it is there. Builds may run beside each other: each puts its own in place whole. Throws what the bundler says. */
export async function buildProgram(root: string, options: BuildOptions = {}): Promise<string> {
  if (isFresh(root)) return programPath(root);
  const place = programFolder(root);
  mkdirSync(dirname(place), { recursive: true });
  const draft = mkdtempSync(join(dirname(place), "draft-"));
  // By the clock that stamps files, which is some milliseconds behind.
  const stamp: Stamp = { root, bun: Bun.version, startedMs: statSync(draft).mtimeMs };
  try {
    const inputs = await bundle(root, draft, sourcePath(root), PROGRAM_FILE);
    for (const source of options.threads ?? [])
      inputs.push(...(await bundle(root, draft, join(root, source), `${basename(source, ".ts")}.js`)));
    await Bun.write(join(draft, INPUTS_FILE), JSON.stringify([...new Set(inputs)].sort()));
    for (const prepare of options.preparations ?? []) await prepare(draft);
    await Bun.write(join(draft, STAMP_FILE), JSON.stringify(stamp));
    // Made for its owner alone; the program may run as another user.
    chmodSync(draft, 0o755);
    rmSync(place, { recursive: true, force: true });
    renameSync(draft, place);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return join(place, PROGRAM_FILE);
}

/**
 * Paths of the source are written into it, since documents and protos are read from there. No source map: Bun reads all of it at
 * each start (60 ms and 20 MB). Names and lines are kept, so that an error's stack names functions of the source, and lines of
 * the built file. Gives the paths of all that is in it.
 */
async function bundle(root: string, outdir: string, source: string, naming: string): Promise<string[]> {
  const result = await Bun.build({
    root,
    entrypoints: [source],
    outdir,
    naming,
    target: "bun",
    format: "cjs",
    bytecode: true,
    minify: { syntax: true },
    conditions: ["production"],
    define: {
      "process.env.NODE_ENV": '"production"',
      PREPARED_FOLDER: JSON.stringify(programFolder(root)),
    },
    metafile: true,
    throw: false,
  });
  if (!result.success) throw new Error(`The program does not build: ${result.logs.join("; ")}`);
  return Object.keys(result.metafile?.inputs ?? {}).map((path) => resolve(path));
}
