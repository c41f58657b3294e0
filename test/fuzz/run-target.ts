/** Runs one target over its seeds and over inputs made from them; what breaks it is shrunk to the smallest that does. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import type { FuzzTarget } from "./fuzz-target.ts";

export interface FuzzRun {
  seed: number;
  /** Inputs, beside the seeds. */
  inputs: number;
  /** Ends the run earlier, counted from when the target is open. */
  forMs?: number;
}

export interface FuzzOutcome {
  inputs: number;
  /** The smallest input that breaks the target, and how. */
  broken?: { input: Uint8Array; problem: string };
}

export const SEEDS = join(import.meta.dir, "seeds");
/** Of processor time for one input: no input of these sizes is worth more, however slow the machine. */
const MOST_CPU_MS = 5_000;
const MOST_HEAP_GROWTH_BYTES = 512 * 1024 * 1024;

export async function seedsOf(target: FuzzTarget): Promise<Uint8Array[]> {
  const folder = join(SEEDS, target.name);
  const names = (await readdir(folder)).toSorted();
  return await Promise.all(names.map(async (name) => new Uint8Array(await readFile(join(folder, name)))));
}

export async function runTarget(target: FuzzTarget, run: FuzzRun): Promise<FuzzOutcome> {
  const seeds = await seedsOf(target);
  const open = await target.open();
  let inputs = 0;
  const heapBefore = process.memoryUsage().heapUsed;
  try {
    const property = fc.asyncProperty(open.inputs(seeds), async (input) => {
      inputs += 1;
      await withinCpuTime(() => open.check(input));
    });
    const limitMs = run.forMs === undefined ? {} : { interruptAfterTimeLimit: run.forMs };
    const result = await fc.check(property, {
      ...{ seed: run.seed, numRuns: run.inputs, ...limitMs },
      examples: seeds.map((seed): [Uint8Array] => [seed]),
    });
    if (result.failed && result.counterexample !== null) {
      const [input] = result.counterexample;
      return { inputs, broken: { input, problem: problemOf(result.errorInstance) } };
    }
    const growth = process.memoryUsage().heapUsed - heapBefore;
    if (growth > MOST_HEAP_GROWTH_BYTES)
      return { inputs, broken: { input: new Uint8Array(), problem: `the heap grew by ${growth} bytes` } };
    await open.close?.();
    return { inputs };
  } catch (caught) {
    return { inputs, broken: { input: new Uint8Array(), problem: problemOf(caught) } };
  }
}

async function withinCpuTime(work: () => void | Promise<void>): Promise<void> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  const usedMs = (user + system) / 1_000;
  if (usedMs > MOST_CPU_MS) throw new Error(`one input took ${Math.round(usedMs)} ms of processor time`);
}

function problemOf(caught: unknown): string {
  return caught instanceof Error ? (caught.stack ?? caught.message) : String(caught);
}
