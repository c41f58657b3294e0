/**
 * What each job took when it last passed on this machine, and for a first run what it took elsewhere. Only the order of
 * jobs and the time that is left are made of it: wrong figures cost time, never a result.
 */
import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isStory } from "./test-files.ts";

/** Duration and processor time, both in milliseconds. */
export type Took = readonly [durationMs: number, cpuMs: number];

const HERE = "node_modules/.cache/sidetone/test-times.json";
const ELSEWHERE = "scripts/testing/first-times.json";
/** Jobs that take less are not worth a line in the committed table. */
const WORTH_MS = 1_500;

const GROWTH = 1.25;

const UNKNOWN_STORY: Took = [20_000, 8_000];
const UNKNOWN_UNIT: Took = [500, 500];

/** The past of a tree's jobs. */
export interface PastTimes {
  of(name: string): Took;
  note(name: string, took: Took): void;
  /** Keeps what was noted for the next run on this machine. */
  keep(): Promise<void>;
  /** Writes the committed table from what this run took. What did not pass or run keeps its row as long as it exists. */
  publish(): Promise<void>;
}

/** Reads both tables; one that is missing or damaged counts as empty. */
export async function readPastTimes(root: string): Promise<PastTimes> {
  const elsewhere = await readTable(join(root, ELSEWHERE));
  const here = await readTable(join(root, HERE));
  const noted = new Map<string, Took>();
  const measured = new Map<string, Took>();
  const of = (name: string): Took | undefined => here.get(name) ?? elsewhere.get(name);
  return {
    of: (name) => of(name) ?? (isStory(name) ? UNKNOWN_STORY : UNKNOWN_UNIT),
    note(name, took) {
      noted.set(name, settled(of(name), took));
      measured.set(name, settled(undefined, took));
    },
    keep: () => writeTable(join(root, HERE), new Map([...here, ...noted])),
    publish: () => {
      // Checks have names without a slash.
      const kept = [...elsewhere].filter(([name]) => !name.includes("/") || existsSync(join(root, name)));
      const long = [...new Map([...kept, ...measured])].filter(([, [durationMs]]) => durationMs > WORTH_MS);
      return writeTable(join(root, ELSEWHERE), new Map(long));
    },
  };
}

/**
 * A busy machine makes every job longer. Believed at once, that would let more jobs run side by side, which makes them
 * longer still: so a figure shrinks at once and grows by a quarter at most.
 */
function settled(known: Took | undefined, [durationMs, cpuMs]: Took): Took {
  const [mostMs, mostCpuMs] = known === undefined ? [durationMs, cpuMs] : known.map((ms) => ms * GROWTH);
  return [
    Math.round(Math.min(durationMs, mostMs ?? durationMs)),
    Math.round(Math.min(cpuMs, mostCpuMs ?? cpuMs)),
  ];
}

async function readTable(path: string): Promise<Map<string, Took>> {
  const table = new Map<string, Took>();
  const value: unknown = await Bun.file(path)
    .json()
    .catch(() => ({}));
  if (typeof value !== "object" || value === null) return table;
  for (const [name, took] of Object.entries(value)) {
    const [durationMs, cpuMs]: unknown[] = Array.isArray(took) ? took : [];
    if (typeof durationMs === "number" && typeof cpuMs === "number") table.set(name, [durationMs, cpuMs]);
  }
  return table;
}

/** Whole or not at all: another run may read it now. */
async function writeTable(path: string, table: ReadonlyMap<string, Took>): Promise<void> {
  const rows = [...table]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, took]) => `  ${JSON.stringify(name)}: [${took.join(", ")}]`);
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await Bun.write(draft, `{\n${rows.join(",\n")}\n}\n`);
  await rename(draft, path);
}
