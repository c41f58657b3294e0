/** Builds the program and all that its starts would else make anew, each time for itself. */
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { BunPlugin } from "bun";
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
  /** Modules of packages that are imported and never used, by the end of their path: each is replaced by one whose names throw. */
  leftOut?: Readonly<Record<string, readonly string[]>>;
  /** Data of packages (JSON) of which the program needs a part, by the end of their path: gives that part. */
  cut?: Readonly<Record<string, (whole: unknown) => unknown>>;
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
    const replaced = replacements(options);
    const plugins = replaced.map(({ plugin }) => plugin);
    const inputs = await bundle(root, draft, { source: sourcePath(root), naming: PROGRAM_FILE }, plugins);
    for (const { end } of replaced) {
      if (!inputs.some((path) => path.endsWith(`/node_modules/${end}`)))
        throw new Error(`${end} is to be left out of the program or cut, which does not import it`);
    }
    for (const source of options.threads ?? [])
      inputs.push(
        ...(await bundle(root, draft, {
          source: join(root, source),
          naming: `${basename(source, ".ts")}.js`,
        })),
      );
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
async function bundle(
  root: string,
  outdir: string,
  { source, naming }: { source: string; naming: string },
  plugins: BunPlugin[] = [],
): Promise<string[]> {
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
    plugins,
    metafile: true,
    throw: false,
  });
  if (!result.success) throw new Error(`The program does not build: ${result.logs.join("; ")}`);
  return Object.keys(result.metafile?.inputs ?? {}).map((path) => resolve(path));
}

interface Replacement {
  /** Of the module's path, below node_modules. */
  end: string;
  plugin: BunPlugin;
}

function replacements({ leftOut = {}, cut = {} }: BuildOptions): Replacement[] {
  return [
    ...Object.entries(leftOut).map(([end, names]) => replacement(end, "js", () => onlyNames(end, names))),
    ...Object.entries(cut).map(([end, partOf]) =>
      replacement(end, "json", async (path) => JSON.stringify(partOf(await Bun.file(path).json()))),
    ),
  ];
}

function replacement(
  end: string,
  loader: "js" | "json",
  contentsOf: (path: string) => string | Promise<string>,
): Replacement {
  const filter = new RegExp(`${RegExp.escape(`/node_modules/${end}`)}$`);
  const setup: BunPlugin["setup"] = (build) => {
    build.onLoad({ filter }, async ({ path }) => ({ contents: await contentsOf(path), loader }));
  };
  return { end, plugin: { name: end, setup } };
}

function onlyNames(end: string, names: readonly string[]): string {
  const lines = names.map((name) => {
    const words = JSON.stringify(`${name} of ${end} is left out of the built program`);
    return `Object.defineProperty(exports, "${name}", { enumerable: true, get() { throw new Error(${words}); } });`;
  });
  return lines.join("\n");
}
